"""Through the door: what is planted is found nowhere, what is sealed is shown to few and goes with its day."""

import base64
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from django.utils.html import escape

from ingestion.pipeline.models import Batch, QuarantinedRecord
from ingestion.pipeline.seal import seal_next
from ingestion.privacy.models import MaskingProfile, SealedOriginal, SourceMasking
from ingestion.receive.spooling import spool
from ingestion.sources.models import Source
from ingestion.store.client import client as store
from investigations.review import reveal as deed
from portal.accounts.models import SignIn
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent, Receipt
from portal.core.eventid import event_id
from portal.retention import destroy
from portal.retention.models import PurgeRun
from tests.api.test_reads import with_token
from tests.cases.making import a_source
from tests.masking.conftest import Send
from tests.masking.table import CARRIERS, COMMANDS, IN_URLS, PEM, PUTTY_KEY, TOKENS, TYPED, in_json
from tests.people import LOOKING, make_person, signed_in_client
from tests.retention.records import make_class

pytestmark = [pytest.mark.django_db(transaction=True)]

WORD, KEY = "xylographHunter2Zq7Lm", "Zq7Lm2Xw9Rt4Kp8Vb3"
EVERYWHERE = "2000-01-01 - 2100-01-01"
ADA = b'{"@timestamp":"2026-11-21T20:00:00Z","user":{"name":"ada"},"mail":"ada@example.org","message":"from 203.0.113.9"}\n'


def planted() -> list[str]:
    lines = [
        f"2026-11-21T20:00:00Z {carrier.format(WORD)}" for carrier in (*CARRIERS.values(), *IN_URLS.values())
    ]
    lines += [f"2026-11-21T20:00:01Z {carrier.format(KEY)}" for carrier in TOKENS.values()]
    lines += [f"2026-11-21T20:00:02Z got {secret} today" for secret in TYPED.values()]
    lines += [
        f"2026-11-21T20:00:03Z {line.format(WORD)}"
        for carrier in COMMANDS.values()
        for line in carrier.split("\n")
    ]
    basic = base64.b64encode(f"ada:{WORD}".encode()).decode()
    lines += [
        f"2026-11-21T20:00:04Z Authorization: Basic {basic}",
        f"2026-11-21T20:00:04Z POST /in SAMLResponse={basic}",
    ]
    keys = ["\\n".join(PEM), " ".join(PEM)]
    return lines + [f"2026-11-21T20:00:05Z key {key}" for key in keys]


def documents() -> list[str]:
    said = [{"@timestamp": "2026-11-21T20:00:00Z", "message": line, "password": WORD} for line in planted()]
    return [orjson.dumps(each).decode() for each in said]


def everything_in_the_store(batch: int) -> str:
    rows = store("reader").query(
        "SELECT *, raw, fields, hex(leaf) FROM events WHERE id >= {low:UInt64} AND id < {high:UInt64}",
        parameters={"low": event_id(batch, 0), "high": event_id(batch + 1, 0)},
    )
    assert rows.result_rows
    return str(rows.result_rows)


def everything_in_postgresql() -> Iterator[str]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            yield from (row[0] for row in cursor.fetchall())


def is_there(secret: str, text: str) -> bool:
    """Plainly, or as PostgreSQL shows bytes."""
    return secret in text or secret.encode().hex() in text


def secrets() -> list[str]:
    basic = base64.b64encode(f"ada:{WORD}".encode()).decode()
    return [WORD, KEY, basic, *TYPED.values(), *PEM[1:-1], PUTTY_KEY[-1]]


def over_many_lines() -> str:
    """Private keys as files hold them, and as a program that writes its name before each line."""
    keys = "\n".join([*PEM, *PUTTY_KEY, "Private-MAC: 0"])
    return keys + "\n" + "".join(f"app[7]: {line}\n" for line in PEM) + f"password={WORD}\n"


def requests() -> str:
    """As a web server writes them: in the address, the referrer and the browser's name."""
    address = "".join(f"&v{n}={secret}" for n, secret in enumerate(TYPED.values()) if " " not in secret)
    said = f"/login?password={WORD}{address}"
    line = f'203.0.113.9 - ada [21/Nov/2026:20:00:00 +0000] "GET {said} HTTP/1.1" 200 7 "https://ada:{WORD}@a.example{said}" "x/1"'
    return f"{line}\n" * 3


def messages() -> str:
    return "".join(f"<38>Nov 21 20:00:00 web-1 app[7]: {line}\n" for line in planted())


MADE = {"requests": requests, "syslog": messages, "keys": over_many_lines}


@pytest.mark.parametrize("form", ["plain", "ndjson", "csv", "quarantined", *MADE])
def test_planted_secrets_are_found_nowhere(
    source: Source, send: Send, services_folder: Path, form: str
) -> None:
    if form == "plain":
        body = "\n".join(planted()) + "\n"
    elif form == "ndjson":
        body = "\n".join(documents()) + "\n"
    elif form == "csv":
        body = "time,user,password,note\n" + "".join(
            f'2026-11-21T20:00:0{n}Z,ada,"{WORD}","x, y"\n' for n in range(5)
        )
    elif form in MADE:
        body = MADE[form]()
    else:
        body = "\n".join([*documents(), *(f"no JSON {line}" for line in planted())]) + "\n"
    (number,) = send(
        body.encode(), "application/x-ndjson" if form in ("ndjson", "quarantined") else "text/plain"
    )
    batch = Batch.objects.get(number=number)
    assert batch.stored > 0
    assert batch.received == batch.stored + batch.quarantined
    assert (form == "quarantined") == QuarantinedRecord.objects.filter(batch=batch).exists()

    stored = everything_in_the_store(number)
    assert "secretpassword" in stored
    assert [secret for secret in secrets() if is_there(secret, stored)] == []
    for row in everything_in_postgresql():
        assert [secret for secret in secrets() if is_there(secret, row)] == [], row[:300]
    if form != "ndjson":  # one look at every file is enough
        return
    unique = [secret.encode() for secret in (WORD, TYPED["github"], TYPED["jwt"], TYPED["iban"])]
    for path in services_folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert [secret for secret in unique if secret in content] == [], path


def test_spooled_bytes_are_sealed_before_they_are_committed(source: Source, client: object) -> None:
    from ingestion.pipeline.models import SpoolItem
    from ingestion.pipeline.spooled import opened

    (item,) = spool(source, [WORD.encode() + b"\n"], how="test")
    kept = bytes(SpoolItem.objects.get(pk=item.pk).body)
    assert WORD.encode() not in kept
    assert opened(kept, item.size) == WORD.encode() + b"\n"


@pytest.fixture
def profile(source: Source) -> MaskingProfile:
    kinds = ["ip", "mail", "user"]
    made = MaskingProfile.objects.create(slug=f"all-{source.slug}", name="All", kinds=kinds, kinds_ever=kinds)
    SourceMasking.objects.create(source=source, profile=made)
    return made


def test_a_profile_makes_pseudonyms_that_plain_words_find(
    source: Source, send: Send, profile: MaskingProfile
) -> None:
    (number,) = send(ADA, "application/x-ndjson")
    text = everything_in_the_store(number)
    assert not re.search(r"\bada\b", text), "pseudonyms are hexadecimal, and may hold these letters by chance"
    assert "203.0.113.9" not in text and "example.org" not in text
    analyst = signed_in_client(make_person(Role.ANALYST, sources=[source.slug]), purpose=LOOKING)
    investigator = signed_in_client(make_person(Role.INVESTIGATOR, sources=[source.slug]), purpose=LOOKING)
    for query in (
        "ada@example.org",
        "203.0.113.9",
        "user.name:ada",
        "source.ip:203.0.113.9 OR ADA@example.org",
    ):
        asked = {"q": query, "range": EVERYWHERE}
        assert "pseudonymip" in shown(investigator.post("/search/results", asked)), query
        assert Receipt.objects.latest("at").query.find("pseudonym") == -1
        assert "pseudonymip" not in shown(analyst.post("/search/results", asked)), query


def test_a_search_does_not_tell_the_pseudonym_of_what_was_typed(
    source: Source, send: Send, profile: MaskingProfile
) -> None:
    """That would be an original's way round the second factor: type a guess, and look for its pseudonym."""
    send(ADA, "application/x-ndjson")
    client = signed_in_client(make_person(Role.INVESTIGATOR, sources=[source.slug]), purpose=LOOKING)
    for typed in ("nobody@example.net", "user.name:grace OR 198.51.100.7"):
        asked = {"q": typed, "range": EVERYWHERE}
        for path in ("/search/results", "/search/"):
            page = shown(client.post(path, asked))
            assert "pseudonym" not in page, typed
            assert f'data-query="{escape(Receipt.objects.latest("at").query)}"' in page
    asked = {"q": "ada@example.org", "range": EVERYWHERE}
    page = shown(client.post("/search/results", asked))
    assert f'data-query="{escape(Receipt.objects.latest("at").query)}"' in page, (
        "also where something matches"
    )


def shown(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_originals_are_shown_to_investigators_after_a_step_up_with_a_reason(
    source: Source, send: Send, profile: MaskingProfile
) -> None:
    (number,) = send(ADA, "application/x-ndjson")
    url, why = f"/events/{event_id(number, 0)}/originals", {"reason": "who is behind case 7"}
    for role in (Role.ANALYST, Role.ADMINISTRATOR, Role.AUDITOR):
        refused = signed_in_client(make_person(role, sources=["*"]), purpose=LOOKING).post(url, why)
        assert (refused.status_code, b"example.org" in refused.content) == (403, False)
    other = a_source("masked-other").slug
    stranger = signed_in_client(make_person(Role.INVESTIGATOR, sources=[other]), purpose=LOOKING).post(
        url, why
    )
    assert stranger.status_code == 404
    investigator = make_person(Role.INVESTIGATOR, sources=[source.slug, other])
    stale = signed_in_client(investigator, purpose=LOOKING, stepped_up=False)
    assert stale.post(url, why).status_code == 302
    assert not Receipt.objects.filter(action="reveal", outcome="allowed").exists()
    fresh = signed_in_client(investigator, purpose=LOOKING)
    short = fresh.post(url, {"reason": "<why>"})
    assert short.status_code == 422
    assert "Say why in 8 characters at least" in shown(short) and "&lt;why&gt;</textarea>" in shown(short)
    assert "Show the originals" in fresh.get(f"/events/{event_id(number, 0)}/panel").content.decode()

    page = fresh.post(url, why).content.decode()
    assert "ada@example.org" in page and "203.0.113.9" in page and "<strong>ada</strong>" in page
    receipt = Receipt.objects.get(action="reveal", outcome="allowed")
    assert (receipt.person_name, receipt.delivered) == (investigator.name, [event_id(number, 0)])
    assert "user.name (user)" in receipt.fields and "message (ip)" in receipt.fields
    assert receipt.sources == [source.slug], "and not the others that they may read"
    assert receipt.detail["reason"] == why["reason"]
    seen = AuditEvent.objects.get(name="sensitive_read")
    assert seen.detail["fields"] == receipt.fields
    assert "example.org" not in str(receipt.__dict__) + str(seen.__dict__)


def test_a_reason_typed_while_the_proof_ran_out_is_there_when_it_is_proven_anew(
    source: Source, send: Send, profile: MaskingProfile
) -> None:
    (number,) = send(ADA, "application/x-ndjson")
    url, why = f"/events/{event_id(number, 0)}/originals", {"reason": "who is <behind> case 7"}
    reader = signed_in_client(
        make_person(Role.INVESTIGATOR, sources=[source.slug]), purpose=LOOKING, stepped_up=False
    )

    def prove() -> None:
        SignIn.objects.filter(session_key=reader.session.session_key).update(verified_at=timezone.now())

    assert "/step-up/" in reader.post(url, why).headers.get("Location", "")
    assert reader.get(url).status_code == 302, "not shown before it is proven"
    prove()
    assert "who is &lt;behind&gt; case 7</textarea>" in shown(reader.get(url))
    assert "behind" not in shown(reader.get(url)), "once"


def test_the_api_keeps_the_rules_of_the_page(
    source: Source, send: Send, profile: MaskingProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    (number,) = send(ADA, "application/x-ndjson")
    url = f"/api/v1/events/{event_id(number, 0)}/originals"

    def asked(
        role: Role, reason: str = "who is behind case 7", sources: Sequence[str] = (source.slug,)
    ) -> Any:
        client = with_token(make_person(role, sources=sources))
        return client.post(url, {"reason": reason}, content_type="application/json")

    assert asked(Role.ANALYST).json()["code"] == "forbidden"
    refused = asked(Role.INVESTIGATOR)
    assert (refused.status_code, refused.json()["code"]) == (403, "step_up_required")
    assert url.removeprefix("/api/v1") in refused.json()["detail"]
    looks = Receipt.objects.filter(action="reveal", via="api_token")
    assert set(looks.values_list("outcome", flat=True)) == {"denied"}
    assert looks.count() == 2

    monkeypatch.setattr(deed, "require_step_up", lambda actor: None)  # as if a token could
    assert asked(Role.INVESTIGATOR, "?").status_code == 422
    assert asked(Role.INVESTIGATOR, sources=[a_source("masked-away").slug]).status_code == 404
    found = {each["kind"]: each for each in asked(Role.INVESTIGATOR).json()["originals"]}
    assert (found["mail"]["original"], found["user"]["fields"]) == ("ada@example.org", ["user.name"])
    assert (
        looks.get(outcome="allowed").fields == AuditEvent.objects.get(name="sensitive_read").detail["fields"]
    )


def test_what_was_masked_is_counted_on_the_batch(source: Source, send: Send, profile: MaskingProfile) -> None:
    secret = b'{"@timestamp":"2026-11-21T20:00:00Z","password":"%s"}\n' % WORD.encode()
    quarantined = b"no JSON but password=%s\n" % WORD.encode()
    (number,) = send(secret + secret + ADA + quarantined, "application/x-ndjson")
    assert Batch.objects.get(number=number).masked == {"password": 3, "mail": 1, "ip": 1, "user": 1}
    reader = signed_in_client(make_person(Role.ADMINISTRATOR, sources=[]))
    page = " ".join(shown(reader.get(f"/batches/{number}/")).split())
    assert (
        '<td data-label="Kind">Passwords</td> <td data-label="Stored as">keyed hash</td> <td class="num" data-label="Values">3</td>'
        in page
    )
    assert "pseudonym, original sealed" in page
    (number,) = send(b'{"@timestamp":"2026-11-21T20:00:00Z","n":1}\n', "application/x-ndjson")
    assert Batch.objects.get(number=number).masked == {}
    assert "Nothing had to be masked." in shown(reader.get(f"/batches/{number}/"))


def test_a_list_with_too_many_values_to_look_at_each_is_stored_as_json(
    source: Source, send: Send, profile: MaskingProfile
) -> None:
    said = {"@timestamp": "2026-11-21T20:00:00Z", "seen": [f"203.0.113.{n % 256}" for n in range(12_000)]}
    (number,) = send(orjson.dumps(said) + b"\n", "application/x-ndjson")
    batch = Batch.objects.get(number=number)
    assert (batch.stored, batch.quarantined) == (1, 0)
    assert batch.masked is not None and batch.masked["crowd"] == 1
    assert "203.0.113." not in everything_in_the_store(number)


def test_a_pseudonym_sent_to_another_source_shows_nothing(
    source: Source, send: Send, profile: MaskingProfile
) -> None:
    """Its line says what somebody wrote into it, not that this source's records ever held the value."""
    (number,) = send(ADA, "application/x-ndjson")
    other = a_source(f"other-{source.slug}")
    token = SealedOriginal.objects.get(source=source.slug, kind="mail").token
    line = b'{"@timestamp":"2026-11-21T20:00:00Z","message":"%s"}\n' % token.encode()
    (item,) = spool(other, [line], how="upload", format_hint="ndjson")
    while seal_next() is not None:
        pass
    reader = signed_in_client(make_person(Role.INVESTIGATOR, sources=[other.slug]), purpose=LOOKING)
    page = shown(reader.post(f"/events/{event_id(item.number, 0)}/originals", {"reason": "who is this"}))
    assert token in page
    assert "ada@example.org" not in page
    own = signed_in_client(make_person(Role.INVESTIGATOR, sources=[source.slug]), purpose=LOOKING)
    page = shown(own.post(f"/events/{event_id(number, 0)}/originals", {"reason": "who is this"}))
    assert "ada@example.org" in page


def test_originals_go_with_the_day_that_they_came_on(
    source: Source, send: Send, profile: MaskingProfile
) -> None:
    from portal.retention import kept

    (number,) = send(ADA, "application/x-ndjson")
    batch = Batch.objects.get(number=number)
    key = (batch.retention_class, batch.received_at.date())
    assert SealedOriginal.objects.filter(retention_class=key[0], day=key[1]).count() == 3
    send(ADA.replace(b"20:00:00", b"20:00:01"), "application/x-ndjson")
    assert SealedOriginal.objects.filter(retention_class=key[0], day=key[1]).count() == 3
    assert b"example" not in b"".join(bytes(row.sealed) for row in SealedOriginal.objects.all())
    assert set(kept.originals(key)) == set(SealedOriginal.objects.filter(retention_class=key[0], day=key[1]))
    assert not kept.originals((key[0], date(2020, 1, 1))).exists()


def test_a_purge_takes_the_originals_of_its_day_and_no_others(
    send: Send, source: Source, profile: MaskingProfile
) -> None:
    policy = make_class(days=30)
    source.retention_class = policy
    source.save(update_fields=["retention_class"])
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=True):
        send(ADA, "application/x-ndjson")
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=True):
        send(ADA.replace(b"ada@", b"bob@"), "application/x-ndjson")
    assert SealedOriginal.objects.filter(retention_class=policy.slug).count() == 6
    run = PurgeRun.objects.create(state=PurgeRun.State.RUNNING, trigger="test")
    with time_machine.travel(datetime(2026, 4, 1, 1, tzinfo=UTC), tick=True):
        decision = destroy.settle(run, policy.slug, date(2026, 3, 1))
    assert decision is not None and decision.decision == "destroyed"
    days = SealedOriginal.objects.filter(retention_class=policy.slug).values_list("day", flat=True)
    assert list(days) == [date(2026, 3, 2)] * 3


def test_replaying_json_with_escapes_keeps_one_token(send: Send) -> None:
    (number,) = send(
        f'{{"@timestamp":"2026-11-21T20:00:00Z","a":"{in_json("x")}","pwd":"q\\"w"}}\n'.encode(),
        "application/x-ndjson",
    )
    assert everything_in_the_store(number).count("secretpassword") >= 1
