"""Records in the store and in quarantine, of a class and a day that belong to one test alone."""

import hashlib
import uuid
from datetime import UTC, date, datetime, time

from django.utils import timezone

from ingestion.pipeline.models import Batch, QuarantinedRecord, SpoolItem
from ingestion.pipeline.spooled import closed
from ingestion.sources.models import Source
from ingestion.store.client import client
from portal.core.eventid import event_id
from portal.retention.models import RetentionClass

PREFIX = "test-"
NOON = time(12, tzinfo=UTC)


def make_class(days: int = 30) -> RetentionClass:
    """A class of its own name: the store isn't rolled back, so tests must not meet there."""
    return RetentionClass.objects.create(slug=f"{PREFIX}{uuid.uuid4().hex[:12]}", name="Test", days=days)


def make_source(policy: RetentionClass) -> Source:
    return Source.objects.create(slug=f"source-{uuid.uuid4().hex[:12]}", name="Edge", retention_class=policy)


def make_batch(source: Source, day: date, *, events: int = 3, quarantined: int = 0) -> Batch:
    """A sealed batch received at noon of ``day``, its events in the store and its bad lines in quarantine."""
    number = new_number(source)
    received_at = datetime.combine(day, NOON)
    if events:
        _store(number, source, received_at, events)
    batch = Batch.objects.create(
        number=number,
        source=source,
        sha256=hashlib.sha256(str(number).encode()).digest(),
        size=10,
        format="lines",
        how="command",
        sender="test",
        received_at=received_at,
        retention_class=source.retention_class.slug,
        received=events + quarantined,
        stored=events,
        quarantined=quarantined,
        root=bytes(32),
    )
    for position in range(events, events + quarantined):
        QuarantinedRecord.objects.create(
            batch=batch, position=position, raw=b"bad line", reason="no_time", detail="x"
        )
    return batch


def first_event(batch: Batch) -> int:
    return event_id(batch.number, 0)


def new_number(source: Source) -> int:
    """Numbers come from the spool's sequence, as in the pipeline."""
    item = spool(source, timezone.now())
    number = item.number
    item.delete()
    return number


def spool(
    source: Source, received_at: datetime, state: str = SpoolItem.State.PARKED, body: bytes = b"raw bytes"
) -> SpoolItem:
    return SpoolItem.objects.create(
        source=source,
        body=closed(body),
        size=len(body),
        sha256=hashlib.sha256(body).digest(),
        how="api",
        sender="test",
        received_at=received_at,
        state=state,
    )


def _store(number: int, source: Source, received_at: datetime, events: int) -> None:
    client("keeper").command(
        "INSERT INTO events (id, source, retention_class, timestamp, received_at, raw) "
        "SELECT bitShiftLeft({batch:UInt64}, 20) + number, {source:String}, {class:String}, {at:DateTime64(6, 'UTC')}, "
        "{at:DateTime64(6, 'UTC')}, concat('line ', toString(number)) FROM numbers({events:UInt64})",
        parameters={
            "batch": number,
            "source": source.slug,
            "class": source.retention_class.slug,
            "at": received_at.strftime("%Y-%m-%d %H:%M:%S"),
            "events": events,
        },
    )
