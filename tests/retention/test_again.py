"""What was destroyed on time may be sent again: it is no duplicate of what is not there any more."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import timezone

from ingestion.pipeline import seal
from ingestion.pipeline.models import Batch, SpoolItem
from ingestion.receive.spooling import spool
from ingestion.sources.models import Source
from ingestion.store.read import events_by_ids
from portal.core.eventid import event_id
from portal.retention import purge, verify
from portal.retention.verify import Counts
from tests.retention.records import make_class, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_partitions")]
Balance = tuple[int, int, int, int]
CAME = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 4, 2, 12, tzinfo=UTC)
BODIES = {
    "stored": b'{"n":1}\n{"n":2}\n',
    "in part": b'{"n":1}\nbroken\n',
    "quarantined": b"broken\n",
    "with ids": b'{"event.id":"a","n":1}\n',
}


def sent(source: Source, body: bytes, at: datetime) -> Batch:
    (item,) = spool(source, [body], how="api", format_hint="ndjson", received_at=at)
    SpoolItem.objects.update(retry_at=timezone.now())
    seal.seal_next()
    return Batch.objects.get(number=item.number)


def balance(batch: Batch) -> Balance:
    return batch.received, batch.stored, batch.duplicate, batch.quarantined


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_it_is_kept_until_it_is_destroyed_and_then_taken_again(body: bytes) -> None:
    source = make_source(make_class(days=30))
    first, twin = sent(source, body, CAME), sent(source, body, CAME)
    lines = body.count(b"\n")
    assert (balance(twin), twin.duplicate_of) == ((lines, 0, lines, 0), first)
    with time_machine.travel(LATER, tick=False):
        purge.run_scheduled()
    again, twin = sent(source, body, LATER), sent(source, body, LATER)
    assert (balance(again), again.duplicate_of) == (balance(first), None)
    assert len(events_by_ids([event_id(again.number, place) for place in range(lines)], None)) == again.stored
    assert (balance(twin), twin.duplicate_of) == ((lines, 0, lines, 0), again)
    assert (first.again, again.again) == (0, 1)
    assert not list(verify.check_batches(Counts(), Batch.objects.filter(source=source)))
