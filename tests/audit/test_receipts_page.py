"""Auditors read receipts, nobody else does, and every look at them leaves one."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from portal.accounts.roles import Role
from portal.audit.models import Outcome, Receipt
from portal.audit.receipts import Action
from tests.people import make_person, signed_in_client

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOSTILE = '<script>alert(1)</script>\u202e\x1b[31m=cmd|calc "q" \r\nSet-Cookie: a=b'
EVENT = 7 << 20 | 41
OTHERS = [Role.ANALYST, Role.INVESTIGATOR, Role.RECORDS_MANAGER, Role.ADMINISTRATOR]


def auditor(**options: Any) -> Client:
    return signed_in_client(make_person(Role.AUDITOR, name="audrey"), **options)


def receipt(**fields: object) -> Receipt:
    values: dict[str, object] = {
        "at": NOON,
        "person_name": "ada",
        "via": "session",
        "action": "search",
        "outcome": "allowed",
        "address": "192.0.2.7",
        "query": "status:500",
        "sources": ["edge"],
        "purpose_kind": "category",
        "purpose_category": "threat-hunting",
        "purpose_reason": "odd logins",
    }
    return Receipt.objects.create(**{**values, **fields})


def left_by(name: str) -> list[Receipt]:
    return list(Receipt.objects.filter(person_name=name).order_by("at"))


PAGES = [
    pytest.param("/audit/receipts/", Action.RECEIPTS_VIEW, id="receipts"),
    pytest.param("/audit/receipts/export", Action.RECEIPTS_VIEW, id="export"),
    pytest.param(f"/audit/events/{EVENT}/", Action.RECEIPTS_VIEW, id="who saw an event"),
    pytest.param("/audit/events/", Action.RECEIPTS_VIEW, id="find an event"),
    pytest.param("/audit/activity/", Action.ACTIVITY_VIEW, id="activity"),
    pytest.param(
        "/audit/receipts/00000000-0000-4000-8000-000000000000/", Action.RECEIPTS_VIEW, id="one receipt"
    ),
]


@pytest.mark.parametrize(("path", "action"), PAGES)
@pytest.mark.parametrize("role", OTHERS)
def test_other_roles_are_refused_and_the_attempt_leaves_a_receipt(
    path: str, action: Action, role: Role
) -> None:
    client = signed_in_client(make_person(role, name="curious"))
    receipt(query="nobody may read this")
    answer = client.get(path)
    assert answer.status_code == 403
    assert b"nobody may read this" not in answer.content
    [trace] = left_by("curious")
    assert (trace.action, trace.outcome, trace.detail) == (action, Outcome.DENIED, {"path": path})


@pytest.mark.parametrize(("path", "action"), PAGES)
def test_nobody_is_sent_to_the_login(path: str, action: Action) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("accounts:login"))


def test_the_list_is_shown_newest_first_and_records_what_it_showed() -> None:
    older, newer = receipt(query="first-asked"), receipt(query="asked-later", at=NOON + timedelta(hours=1))
    page = auditor().get("/audit/receipts/").content.decode()
    assert page.index("asked-later") < page.index("first-asked")
    [trace] = left_by("audrey")
    assert (trace.action, trace.outcome, trace.total) == (Action.RECEIPTS_VIEW, Outcome.ALLOWED, 2)
    assert trace.detail == {"shown": [str(newer.pk), str(older.pk)]}
    assert trace.delivered == []


@pytest.mark.parametrize(
    ("about", "words"), [("records", "asked-of-records"), ("receipts", "asked-of-receipts")]
)
def test_looks_at_records_and_looks_at_receipts_are_told_apart(about: str, words: str) -> None:
    receipt(query="asked-of-records")
    receipt(query="asked-of-receipts", action=Action.RECEIPTS_VIEW)
    rows = auditor().get(f"/audit/receipts/?about={about}").context["listing"].page.rows
    assert [row.query for row in rows] == [words]


FILTERS = [
    pytest.param("person=bob", id="person"),
    pytest.param("action=export", id="action"),
    pytest.param("outcome=denied", id="outcome"),
    pytest.param("category=legal-request", id="purpose"),
    pytest.param("case=%2317", id="case by number"),
    pytest.param("case=lost", id="case by words"),
    pytest.param("source=vault", id="source"),
    pytest.param("text=needle", id="text in the query"),
    pytest.param("address=198.51.100.0/24", id="network"),
    pytest.param("address=198.51.100.9", id="address"),
    pytest.param(f"event={EVENT}", id="event"),
    pytest.param(f"event=https://lantern.example/events/{EVENT}/", id="event by its address"),
    pytest.param("range=2026-03-03", id="range"),
]


@pytest.mark.parametrize("query", FILTERS)
def test_every_filter_finds_its_receipt_and_no_other(query: str) -> None:
    other = receipt(query="other-row")
    wanted = receipt(
        query="wanted-needle",
        person_name="bob",
        action="export",
        outcome="denied",
        sources=["vault", "edge"],
        purpose_category="legal-request",
        case_id=17,
        case_label="#17 Lost laptop",
        address="198.51.100.9",
        delivered=[EVENT, EVENT + 1],
        at=NOON + timedelta(days=2),
    )
    answer = auditor().get(f"/audit/receipts/?{query}")
    assert answer.status_code == 200
    [trace] = left_by("audrey")
    assert trace.detail == {"shown": [str(wanted.pk)]}
    assert str(other.pk) not in answer.content.decode()
    assert trace.query.startswith(query.split("=")[0])


def test_names_and_queries_stay_out_of_addresses() -> None:
    Receipt.objects.bulk_create(
        Receipt(person_name="zoe", via="session", action="search", outcome="allowed", at=NOON)
        for _ in range(60)
    )
    one = receipt(query="needle of zoe", person_name="zoe", action="export", address="192.0.2.9")
    client = auditor()
    asked = {"person": "zoe", "text": "needle", "address": "192.0.2.9", "action": "export", "cursor": "x"}
    led = client.post("/audit/receipts/", asked).headers["Location"]
    assert led.startswith("/audit/receipts/?action=export&asked=")
    page = client.get(led)
    assert [row.pk for row in page.context["listing"].page.rows] == [one.pk]
    assert left_by("audrey")[-1].query == 'text:"needle" person:"zoe" action:"export" address:"192.0.2.9"'

    paged = client.get(client.post("/audit/receipts/", {"person": "zoe"}).headers["Location"])
    assert paged.context["older_url"]
    assert client.get(f"/audit/receipts/{paged.context['older_url']}").context["listing"].total == 61
    detail = client.get(f"/audit/receipts/{one.pk}/")
    activity = client.get(client.post("/audit/activity/", {"text": "person zoe"}).headers["Location"])
    for shown in (page, paged, detail, activity):
        links = re.findall(r'(?:href|action)="([^"]*)"', shown.content.decode())
        assert not [link for link in links if re.search(r"zoe|needle|192\.", link)]

    query = led.partition("?")[2]
    assert "1 receipts" in client.get(f"/audit/receipts/export?{query}").content.decode()
    [row] = client.post(f"/audit/receipts/export?{query}", {"format": "ndjson"}).content.splitlines()
    assert orjson.loads(row)["id"] == str(one.pk)
    other = auditor_again().get(led)
    assert (other.status_code, b"not kept any more" in other.content) == (422, True)
    for _ in range(60):
        led = client.post("/audit/receipts/", {"text": "x" * 100_000}).headers["Location"]
    assert len(orjson.dumps(dict(client.session))) < 50_000, "it is read with every request"
    assert "Shorten it to 300 characters" in client.get(led).content.decode(), "and still refused"


MISTAKES = [
    pytest.param("range=whenever", "no range of time", id="range"),
    pytest.param("address=999.1.1.1", "Write an address", id="address"),
    pytest.param("event=abc", "Paste an event", id="event"),
    pytest.param("event=99999999999999999999", "Paste an event", id="event beyond 64 bits"),
    pytest.param("action=dance", "is not offered", id="action"),
    pytest.param("persn=ada", "no filter called", id="unknown filter"),
    pytest.param("text=%00", "There is a NUL in it", id="NUL"),
]


@pytest.mark.parametrize(("query", "words"), MISTAKES)
def test_a_filter_that_cannot_be_understood_lists_nothing_and_says_so(query: str, words: str) -> None:
    known = receipt()
    answer = auditor().get(f"/audit/receipts/?{query}")
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert str(known.pk) not in answer.content.decode()
    [trace] = left_by("audrey")
    assert (trace.outcome, trace.detail) == (Outcome.FAILED, {"shown": []})


def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    Receipt.objects.bulk_create(
        Receipt(person_name="ada", via="session", action="search", outcome="allowed", at=NOON)
        for _ in range(120)
    )
    client, seen, url = auditor(), [], "/audit/receipts/?person=ada"
    while url:
        page = client.get(url)
        seen += [str(row.pk) for row in page.context["listing"].page.rows]
        url = f"/audit/receipts/{page.context['older_url']}" if page.context["older_url"] else ""
    assert len(seen) == len(set(seen)) == 120
    back = client.get(f"/audit/receipts/{page.context['newer_url']}").context["listing"].page.rows
    assert [str(row.pk) for row in back] == seen[50:100]


@pytest.mark.parametrize(
    "cursor", ["x", "older-1", "older-x-1", "newer-99999999999999999999-1", "older-1-%00"]
)
def test_a_cursor_that_was_tampered_with_is_refused(cursor: str) -> None:
    assert auditor().get(f"/audit/receipts/?cursor={cursor}").status_code == 400


def test_hostile_text_in_receipts_stays_text() -> None:
    one = receipt(
        query=HOSTILE,
        person_name="<b>bob",
        purpose_reason=HOSTILE,
        reason=HOSTILE,
        sources=[HOSTILE[:60]],
        user_agent=HOSTILE,
        detail={HOSTILE: HOSTILE},
        withheld={"x": HOSTILE},
        case_label=HOSTILE,
    )
    client = auditor()
    for path in ("/audit/receipts/", f"/audit/receipts/{one.pk}/", "/audit/receipts/export"):
        page = client.get(
            path, {"text": "alert"} if not path.endswith(f"{one.pk}/") else None
        ).content.decode()
        assert "<script>alert" not in page
        assert "<b>bob" not in page
        assert "\u202e" not in page
        assert "\x1b" not in page


def test_one_receipt_shows_all_it_holds() -> None:
    one = receipt(delivered=[EVENT], total=1, session_ref="feedc0ffee123456", range_from=NOON, range_to=NOON)
    page = auditor().get(f"/audit/receipts/{one.pk}/").content.decode()
    for words in (
        "status:500",
        "odd logins",
        "192.0.2.7",
        "feedc0ffee123456",
        f"/audit/events/{EVENT}/",
        "edge",
    ):
        assert words in page
    [trace] = left_by("audrey")
    assert (trace.query, trace.detail) == (f"receipt:{one.pk}", {"shown": [str(one.pk)]})


def test_a_receipt_that_is_not_there_leaves_its_trace_too() -> None:
    missing = UUID("00000000-0000-4000-8000-000000000000")
    assert auditor().get(f"/audit/receipts/{missing}/").status_code == 404
    assert [trace.query for trace in left_by("audrey")] == [f"receipt:{missing}"]


def test_who_saw_an_event() -> None:
    receipt(person_name="bob", delivered=[EVENT, 5])
    receipt(person_name="bob", delivered=[EVENT], at=NOON + timedelta(hours=1))
    receipt(person_name="carol", delivered=[5])
    client = auditor()
    found = client.get("/audit/events/", {"event": f" {EVENT} "})
    assert (found.status_code, found.headers["Location"]) == (302, f"/audit/events/{EVENT}/")
    answer = client.get(f"/audit/events/{EVENT}/")
    assert [(row["person_name"], row["times"]) for row in answer.context["seen"].people] == [("bob", 2)]
    assert b"carol" not in answer.content
    assert b"Record 42 of batch 7" in answer.content
    [trace] = left_by("audrey")
    assert (trace.query, trace.total) == (f"event:{EVENT}", 2)


def test_an_event_nobody_saw_is_said_in_words() -> None:
    assert b"Nobody has seen this event" in auditor().get(f"/audit/events/{EVENT}/").content


@pytest.mark.parametrize("number", ["0", str(2**63), "9" * 30])
def test_a_number_that_no_event_has(number: str) -> None:
    assert auditor().get(f"/audit/events/{number}/").status_code == 404


class TestExport:
    def test_needs_a_fresh_second_factor(self) -> None:
        receipt()
        for send in ("get", "post"):
            answer = getattr(auditor_again(stepped_up=False), send)(
                "/audit/receipts/export", {"format": "csv"}
            )
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith(reverse("accounts:step_up"))
        assert not Receipt.objects.filter(action=Action.RECEIPTS_EXPORT).exists()

    def test_ndjson_is_exact_and_its_digest_is_in_the_receipt(self) -> None:
        kept = receipt(query=HOSTILE, delivered=[EVENT])
        answer = auditor().post("/audit/receipts/export?person=ada", {"format": "ndjson"})
        [row] = [orjson.loads(line) for line in answer.content.splitlines()]
        assert (row["id"], row["query"], row["delivered"]) == (str(kept.pk), HOSTILE, [EVENT])
        trace = Receipt.objects.get(action=Action.RECEIPTS_EXPORT)
        assert (trace.query, trace.total) == ('person:"ada"', 1)
        assert trace.detail["sha256"] == answer.headers["Lantern-SHA-256"]
        assert answer.headers["Content-Disposition"].startswith("attachment")

    def test_csv_has_no_cell_that_runs_as_a_formula(self) -> None:
        receipt(query="=HYPERLINK(1)", reason="@SUM(1)", purpose_reason="-1+2", case_label="\t=1")
        answer = auditor().post("/audit/receipts/export?person=ada", {"format": "csv"})
        [header, row] = csv.reader(io.StringIO(answer.content.decode()))
        cells = dict(zip(header, row, strict=True))
        assert cells["query"] == "'=HYPERLINK(1)"
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert json.loads(cells["sources"]) == ["edge"]

    @pytest.mark.parametrize(("query", "kind"), [("", "xlsx"), ("?range=whenever", "csv")])
    def test_what_makes_no_sense_is_refused_without_a_file(self, query: str, kind: str) -> None:
        receipt()
        answer = auditor().post(f"/audit/receipts/export{query}", {"format": kind})
        assert answer.status_code == 400
        assert "Content-Disposition" not in answer.headers


def auditor_again(**options: Any) -> Client:
    return signed_in_client(make_person(Role.AUDITOR), **options)


@pytest.mark.parametrize(("path", "action"), PAGES[:3] + PAGES[4:5])
def test_nothing_is_shown_when_the_look_cannot_be_recorded(
    path: str, action: Action, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt(query="not-without-a-receipt", delivered=[EVENT])
    client = auditor()

    def refuse(self: Receipt, **options: object) -> None:
        raise OperationalError("disk full")

    monkeypatch.setattr(Receipt, "save", refuse)
    monkeypatch.setattr("portal.audit.receipts.connection.close", lambda: None)  # the test's own transaction
    answer = client.get(path)
    assert answer.status_code == 503
    assert b"not-without-a-receipt" not in answer.content
    assert b"disk full" not in answer.content
