"""From the sender to the page, through the real store: the balance, the duplicate and the quarantine."""

from typing import Any

import pytest
from django.test import Client

from ingestion.pipeline.models import Batch, SpoolItem
from ingestion.pipeline.seal import seal_next
from ingestion.sources.models import Source
from portal.accounts.roles import Role
from tests.people import LOOKING, make_person, signed_in_client

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("event_tables")]

RECORDS = (
    b'{"@timestamp": "2026-03-01T10:00:00Z", "message": "first"}\n'
    b"this is no JSON\n"
    b'{"@timestamp": "2026-03-01T10:00:05Z", "message": "last"}\n'
)


def post(sender: Client) -> Any:
    return sender.post("/api/v1/ingest", RECORDS, content_type="application/x-ndjson")


def test_what_was_sent_is_accounted_for_on_the_pages(sender: Client, source: Source) -> None:
    (first,) = post(sender).json()["batches"]
    (again,) = post(sender).json()["batches"]
    while seal_next() is not None:
        pass
    assert not SpoolItem.objects.exists()
    batch, twin = Batch.objects.get(number=first), Batch.objects.get(number=again)
    assert (batch.received, batch.stored, batch.duplicate, batch.quarantined) == (3, 2, 0, 1)
    assert (twin.received, twin.stored, twin.duplicate, twin.quarantined) == (3, 0, 3, 0)

    reader = signed_in_client(make_person(Role.ANALYST, sources=["web"]), purpose=LOOKING)
    page = reader.get(f"/batches/{first}/").content.decode()
    assert "<b>3</b> received" in page
    assert f"#q=batch%3A{first}&amp;range=2026-03-01T10%3A00%3A00Z+-+2026-03-01T10%3A00%3A06Z" in page
    assert "this is no JSON" in reader.get(f"/batches/{first}/quarantine").content.decode()
    assert (
        f'<a href="/batches/{first}/">batch {first}</a>' in reader.get(f"/batches/{again}/").content.decode()
    )
    overview = reader.get("/sources/web/").content.decode()
    assert "<dt>Received</dt><dd>6</dd>" in overview
    assert "<dt>Duplicate</dt><dd>3</dd>" in overview


TABLE = (
    b"Zeitpunkt;Konto;Adresse\n"
    + b"".join(b"21.11.2026 21:00:0%d;ada;192.0.2.%d\n" % (n, n) for n in range(9))
    + b"nine rows\n"
)


@pytest.mark.parametrize(
    ("format", "body", "said", "link"),
    [
        ("plain", RECORDS.replace(b"this is no JSON\n", b""), "looks like JSON lines", "edit"),
        ("ndjson", RECORDS, "", "edit"),
        ("plain", b"one line\nand another\n", "", "edit"),
        ("", TABLE, "looks like a table", "csv"),
        ("", TABLE + b"and now some words\n" * 2, "", "csv"),
    ],
    ids=["named otherwise", "named rightly", "nothing known", "no known time", "no table"],
)
def test_a_file_that_looks_like_something_else_is_said_to(
    source: Source, format: str, body: bytes, said: str, link: str
) -> None:
    Source.objects.update(format=format)
    people = [signed_in_client(make_person(role, sources=[] if role is Role.ADMINISTRATOR else ["web"])) for role in (Role.INVESTIGATOR, Role.ADMINISTRATOR)]  # fmt: skip
    sent = people[0].post(
        "/sources/web/upload", body, content_type="application/octet-stream", headers={"X-File-Name": "x.log"}
    )
    while seal_next() is not None:
        pass
    for client, may_change in zip(people, (False, True), strict=True):
        page = client.get(sent.json()["url"]).content.decode()
        assert ("This file looks like" in page, said in page) == (bool(said), True)
        assert (f'href="/sources/web/{link}"' in page) == (bool(said) and may_change)
