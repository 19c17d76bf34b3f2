"""``manage.py verify`` finds what was changed behind the portal's back, and says exactly what."""

import io
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from ingestion.pipeline.models import Batch, SpoolItem
from ingestion.pipeline.seal import seal_next
from ingestion.store import client as store_client
from ingestion.store import purge as store
from ingestion.store.leaves import Hashed
from ingestion.store.schema import NAMES
from portal.audit import ledger
from portal.audit.models import LedgerLeaf
from portal.core.eventid import event_id
from portal.retention import by_hand, purge, verify
from tests.retention.records import first_event, make_batch, make_class, make_source, spool
from tests.support.database import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_partitions")]
DAY = date(2026, 3, 1)
AFTER = datetime(2026, 4, 2, tzinfo=UTC)
RECEIVED = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _empty_store(own_partitions: None) -> None:
    """Other tests leave events there, and take their batches back."""
    store_client.client("keeper").command("TRUNCATE TABLE events")


def sealed_batch(events: int = 5) -> Batch:
    """Lines that went through the real sealing."""
    body = b"".join(b"line %d of some service\n" % number for number in range(events))
    item = spool(make_source(make_class()), RECEIVED, state=SpoolItem.State.WAITING, body=body)
    sealed = seal_next()
    assert sealed is not None
    (batch,) = sealed.batches
    assert (sealed.numbers, batch.stored) == ((item.number,), events)
    return batch


def verdict(**options: int) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("verify", stdout=out, **options)
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


def change_event(batch: Batch, change: str) -> None:
    store_client.client("keeper").command(
        f"ALTER TABLE events {change} WHERE id = {first_event(batch)} SETTINGS mutations_sync = 2"
    )


def test_what_is_whole_matches() -> None:
    sealed_batch()
    sealed_batch(events=1)
    code, said = verdict()
    assert (code, "Everything matches." in said) == (0, True)
    assert "2 ledger leaves, 2 batches, 6 events checked; 0 batches were destroyed under policy." in said


def test_a_changed_event_is_found() -> None:
    batch = sealed_batch()
    change_event(batch, "UPDATE raw = 'nothing happened here'")
    code, said = verdict()
    assert code == 1
    assert f"MISMATCH batch {batch.number}, root over its events" in said
    assert bytes(batch.root).hex() in said


def test_it_is_found_without_the_engines_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that says of every batch what the ledger wants to hear."""
    batches = [sealed_batch(events) for events in (1, 2, 5)]
    told = {batch.number: Hashed(batch.stored, bytes(batch.root)) for batch in batches}
    monkeypatch.setattr(verify, "hashed", lambda numbers: told)
    monkeypatch.setattr(by_hand, "IDS_AT_ONCE", 2)
    assert "3 batches were hashed outside the store too" in verdict(by_hand=9)[1]
    change_event(batches[2], "UPDATE raw = 'nothing happened here'")
    assert verdict()[0] == 0
    code, said = verdict(by_hand=3)
    assert (code, said.count("MISMATCH")) == (1, 1)
    assert f"MISMATCH batch {batches[2].number}, root computed by hand over 5 events" in said


def test_it_is_found_among_many_that_are_looked_at_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "MOST_BATCHES", 2)
    monkeypatch.setattr(verify, "MOST_EVENTS", 6)
    batches = [sealed_batch(events) for events in (1, 2, 5, 3, 4)]
    change_event(batches[3], "UPDATE raw = 'nothing happened here'")
    code, said = verdict()
    assert (code, said.count("MISMATCH")) == (1, 1)
    assert f"MISMATCH batch {batches[3].number}, root over its events" in said
    assert "5 batches, 15 events checked" in said


def test_a_removed_event_is_found() -> None:
    batch = sealed_batch()
    change_event(batch, "DELETE")
    code, said = verdict()
    assert code == 1
    assert f"MISMATCH batch {batch.number}, number of its events\n  expected 5\n  found    4" in said


def test_a_batch_whose_row_was_changed_is_found() -> None:
    batch = sealed_batch()
    Batch.objects.filter(pk=batch.pk).update(root=bytes(32))
    code, said = verdict()
    assert code == 1
    assert f"MISMATCH batch {batch.number}, root of its row" in said


@pytest.mark.parametrize("field", ["received_at", "retention_class", "size", "sha256"])
def test_every_promised_fact_is_compared(field: str) -> None:
    batch = sealed_batch()
    values = {"received_at": AFTER, "retention_class": "short", "size": 1, "sha256": b"other"}
    Batch.objects.filter(pk=batch.pk).update(**{field: values[field]})
    code, said = verdict()
    assert (code, f"MISMATCH batch {batch.number}, {field} of its row" in said) == (1, True)


def test_a_batch_without_a_leaf_is_found() -> None:
    batch = make_batch(make_source(make_class()), DAY)
    code, said = verdict()
    assert (code, f"MISMATCH batch {batch.number} in the ledger" in said) == (1, True)


def test_events_dropped_without_a_recorded_destruction_are_found() -> None:
    batch = sealed_batch()
    store.drop(batch.retention_class, DAY)
    code, said = verdict()
    assert code == 1
    assert f"MISMATCH batch {batch.number}, number of its events" in said


def test_a_recorded_destruction_explains_missing_events() -> None:
    sealed_batch()
    with time_machine.travel(AFTER, tick=False):
        purge.run_scheduled()
    code, said = verdict()
    assert code == 0
    assert "0 events checked; 1 batches were destroyed under policy." in said


@pytest.mark.django_db(transaction=True)
def test_a_ledger_leaf_changed_by_the_owner_is_found() -> None:
    leaf = ledger.append("policy", "standard", {"days_after": 90})
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_ledgerleaf DISABLE TRIGGER ALL")
        cursor.execute("UPDATE audit_ledgerleaf SET payload = %s", [bytes(leaf.payload).replace(b"90", b"9")])
    code, said = verdict()
    assert code == 1
    assert f"MISMATCH ledger leaf {leaf.pk}\n" in said
    assert LedgerLeaf.objects.count() == 1


def test_events_that_nobody_sent_are_found() -> None:
    """Added past the portal, under a number of their own; those of a batch that is being sealed are none of them."""
    batch = sealed_batch()
    waiting = spool(make_source(make_class()), RECEIVED, state=SpoolItem.State.WAITING, body=b"on its way\n")
    others = ", ".join(f"`{name}`" for name in NAMES if name != "id")
    for number in (waiting.number, 999_999):
        store_client.client("keeper").command(
            f"INSERT INTO events (id, {others}) "
            f"SELECT {event_id(number, 0)}, {others} FROM events WHERE id = {first_event(batch)}"
        )
    code, said = verdict()
    assert code == 1
    assert "MISMATCH batch 999999\n  expected none: nobody sent it\n  found    1 events in the store" in said
    assert said.count("MISMATCH") == 1
