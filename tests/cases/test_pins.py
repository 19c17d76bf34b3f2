"""Pinning, through the real door to the real store."""

import hashlib
import json
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ingestion.pipeline.models import Batch
from investigations.cases.actions.lifecycle import close_case, reopen_case
from investigations.cases.models import Case, Entry
from portal.accounts.models import Person, SourceGrant
from portal.audit.models import AuditEvent, LedgerLeaf, Receipt
from portal.core.canonical import leaf_hash
from portal.core.eventid import event_id
from portal.retention import purge
from portal.retention.models import Hold
from tests.cases.conftest import Cast
from tests.cases.making import actor_for
from tests.people import LOOKING, signed_in_client
from tests.retention.conftest import own_partitions
from tests.retention.records import make_batch, make_class, make_source

__all__ = ["own_partitions"]
pytestmark = pytest.mark.usefixtures("own_partitions")
DAY = date(2026, 3, 1)


@pytest.fixture
def batch(cast: Cast) -> Batch:
    """Three events of a source that the lead may read, and the analyst not yet."""
    return make_batch(make_source(make_class(days=30)), DAY)


def pin(
    person: Person, case: Case, *events: int, client: Client | None = None, htmx: bool = False
) -> HttpResponse:
    browser = client or signed_in_client(person, purpose=LOOKING)
    headers = {"HX-Request": "true"} if htmx else {}
    answer = browser.post(reverse("cases:pin"), {"case": case.pk, "event": list(events)}, headers=headers)
    assert isinstance(answer, HttpResponse)
    return answer


def receipts_of(person: Person) -> list[tuple[str, str, list[int]]]:
    rows = Receipt.objects.filter(person_id=person.pk).order_by("at")
    return list(rows.values_list("action", "outcome", "delivered"))


@pytest.mark.parametrize("who", ["records manager", "auditor", "administrator"])
def test_who_reads_no_records_pins_none(cast: Cast, case: Case, batch: Batch, who: str) -> None:
    person = cast.outsiders[who]
    assert pin(person, case, event_id(batch.number, 0)).status_code == 403
    assert receipts_of(person) == [("pin", "denied", [])]


@pytest.mark.parametrize("who", ["analyst off the case", "investigator off the case"])
def test_nobody_pins_into_a_case_of_others(cast: Cast, case: Case, batch: Batch, who: str) -> None:
    person = cast.outsiders[who]
    assert pin(person, case, event_id(batch.number, 0)).status_code == 404
    assert receipts_of(person) == [("pin", "denied", [])]
    assert not Entry.objects.exists()


def test_an_event_without_a_grant_is_as_good_as_missing(cast: Cast, case: Case, batch: Batch) -> None:
    for event in (event_id(batch.number, 0), event_id(batch.number, 500)):
        answer = pin(cast.analyst, case, event, htmx=True)
        assert b"1 event could not be read: missing, or no grant for the source." in answer.content
    assert receipts_of(cast.analyst) == [("pin", "denied", []), ("pin", "denied", [])]
    assert not Entry.objects.exists()
    assert not Hold.objects.exists()


def test_a_pin_copies_holds_and_commits_to_the_ledger(cast: Cast, case: Case, batch: Batch) -> None:
    event = event_id(batch.number, 1)
    answer = pin(cast.lead, case, event, htmx=True)
    assert answer.status_code == 200
    assert f"1 event pinned to case #{case.pk}" in answer.content.decode()
    assert answer["HX-Trigger"] == "lantern:pinned"
    assert receipts_of(cast.lead) == [("pin", "allowed", [event])]

    entry = Entry.objects.get(event_id=event)
    assert (entry.created_by, bytes(entry.raw or b"")) == (cast.lead, b"line 1")
    assert (entry.source, entry.retention_class) == (batch.source.slug, batch.retention_class)
    assert bytes(entry.leaf or b"") == hashlib.sha256(b"\x00" + bytes(entry.record or b"")).digest()
    assert b"line 1" in bytes(entry.record or b"")

    hold = Hold.objects.get()
    assert (hold.reference, hold.event_id, hold.day, hold.owner_name) == (
        f"case:{case.pk}",
        event,
        DAY,
        "ines",
    )
    leaf = LedgerLeaf.objects.get(kind="evidence")
    assert bytes(leaf.leaf) == leaf_hash(bytes(leaf.payload))
    fact = json.loads(bytes(leaf.payload))
    assert (fact["event"], fact["leaf"]) == (str(event), bytes(entry.leaf or b"").hex())
    recorded = AuditEvent.objects.get(name="case_event_pinned")
    assert (recorded.actor_id, recorded.detail["pinned"]) == (cast.lead.pk, str(event))


def test_pinned_twice_says_who_was_first(cast: Cast, case: Case, batch: Batch) -> None:
    SourceGrant.objects.create(person=cast.analyst, source=batch.source.slug)
    event = event_id(batch.number, 0)
    pin(cast.analyst, case, event)
    answer = pin(cast.lead, case, event, htmx=True)
    assert f"Event {event} is in the case already, pinned by Anna on".encode() in answer.content
    assert (
        Entry.objects.count()
        == Hold.objects.count()
        == LedgerLeaf.objects.filter(kind="evidence").count()
        == 1
    )


def test_several_at_once_with_what_is_there_and_what_is_not(cast: Cast, case: Case, batch: Batch) -> None:
    first, second, third = (event_id(batch.number, position) for position in range(3))
    pin(cast.lead, case, first)
    answer = pin(cast.lead, case, first, second, third, second, event_id(batch.number, 99))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("cases:detail", args=[case.pk])
    assert list(Entry.objects.order_by("event_id").values_list("event_id", flat=True)) == [
        first,
        second,
        third,
    ]
    assert receipts_of(cast.lead)[-1] == ("pin", "allowed", [first, second, third])


def test_a_new_case_takes_the_pin_that_made_it_necessary(cast: Cast, batch: Batch) -> None:
    sent = {"case": "new", "title": "Odd lines", "event": event_id(batch.number, 0)}
    SourceGrant.objects.create(person=cast.analyst, source=batch.source.slug)
    assert signed_in_client(cast.analyst, purpose=LOOKING).post(reverse("cases:pin"), sent).status_code == 403
    assert not Case.objects.exists()
    client = signed_in_client(cast.lead, purpose=LOOKING)
    assert b"Give the new case a title" in client.post(reverse("cases:pin"), {**sent, "title": " "}).content
    assert not Case.objects.exists()
    client.post(reverse("cases:pin"), sent)
    assert Case.objects.get().entries.get().event_id == sent["event"]


@pytest.mark.parametrize("bad", ["x", "-1", "0", "9" * 30, "1e3"])
def test_an_id_that_is_none_is_named(cast: Cast, case: Case, bad: str) -> None:
    client = signed_in_client(cast.lead, purpose=LOOKING)
    answer = client.post(
        reverse("cases:pin"), {"case": case.pk, "event": bad}, headers={"HX-Request": "true"}
    )
    assert f"&#x27;{bad}&#x27; is not the id of an event." in answer.content.decode()


def test_nothing_goes_into_a_closed_case(cast: Cast, case: Case, batch: Batch) -> None:
    close_case(actor=actor_for(cast.lead), case=case)
    answer = pin(cast.lead, case, event_id(batch.number, 0), htmx=True)
    assert f"Case {case.pk} is closed." in answer.content.decode()
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_without_a_receipt_nothing_is_copied(
    cast: Cast, case: Case, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    client = signed_in_client(cast.lead, purpose=LOOKING)

    def refuse(self: Receipt, *args: object, **kwargs: object) -> None:
        raise OperationalError("no room")

    monkeypatch.setattr(Receipt, "save", refuse)
    assert pin(cast.lead, case, event_id(batch.number, 0), client=client).status_code == 503
    assert not Entry.objects.exists()


def test_unpinning_erases_the_copy_and_ends_the_hold(cast: Cast, case: Case, batch: Batch) -> None:
    event = event_id(batch.number, 0)
    pin(cast.lead, case, event)
    entry = Entry.objects.get()
    url = reverse("cases:entry_remove", args=[case.pk, entry.pk])
    assert signed_in_client(cast.analyst, purpose=LOOKING).post(url).status_code == 403
    signed_in_client(cast.lead, purpose=LOOKING).post(url)
    entry.refresh_from_db()
    assert (entry.raw, entry.record, entry.fields_json, entry.removed_by) == (None, None, None, "ines")
    assert entry.leaf is not None
    assert Hold.objects.get().released_at is not None
    pin(cast.lead, case, event)
    assert Entry.objects.filter(removed_at=None).count() == 1


def test_what_reached_its_end_cannot_be_pinned(cast: Cast, case: Case, batch: Batch) -> None:
    with time_machine.travel(datetime(2026, 5, 1, tzinfo=UTC), tick=False):
        purge.run_scheduled()
    answer = pin(cast.lead, case, event_id(batch.number, 0), htmx=True)
    assert b"could not be read" in answer.content


@pytest.mark.django_db(transaction=True)
def test_a_pinned_event_outlives_the_purge(cast: Cast, case: Case, batch: Batch) -> None:
    event = event_id(batch.number, 2)
    with time_machine.travel(datetime(2026, 4, 1, tzinfo=UTC), tick=False):
        pin(cast.lead, case, event)
        assert purge_decision(batch) == "spared"
        assert open_event(cast.lead, event).status_code == 200

        close_case(actor=actor_for(cast.lead), case=case)
        assert purge_decision(batch) == "destroyed"
        assert open_event(cast.lead, event).status_code == 404

        page = signed_in_client(cast.lead, purpose=LOOKING).get(reverse("cases:detail", args=[case.pk]))
        assert b"line 2" in page.content
        _, held, destroyed = reopen_case(actor=actor_for(cast.lead), case=case)
        assert (held, destroyed) == (0, 1)


def purge_decision(batch: Batch) -> str:
    run = purge.run_scheduled()
    assert run is not None
    return str(run.decisions.filter(retention_class=batch.retention_class).latest("pk").decision)


def open_event(person: Person, event: int) -> HttpResponse:
    answer = signed_in_client(person, purpose=LOOKING).get(reverse("review:event", args=[event]))
    assert isinstance(answer, HttpResponse)
    return answer
