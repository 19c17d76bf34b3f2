"""Sealing: from bytes in the spool to events in the store, with the balance that accounts for every record.

What must hold, whatever crashes wherever:

- An accepted record is stored exactly once, or is in quarantine, or was a duplicate; never none, never two of them.
- A spool row goes in the same transaction in which its batch is written, and not before the events are stored.

The order of the steps: lock the spool row and its content (``SKIP LOCKED``, so that workers never wait for each
other), look whether the same bytes were sealed before, store the events under the number that the row has had since
it was spooled, then write batch, ledger leaf and quarantine and delete the row, and commit. A crash before the commit
leaves the row; the repetition finds its events stored under the same number and adds nothing.

Two rows with the same bytes are sealed in the order of their numbers, one at a time: otherwise the second could be
stored as new while the first, whose events a crash left behind, was taken for its duplicate.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from ingestion.formats.detect import choose
from ingestion.pipeline import sealed
from ingestion.pipeline.masking import mask_for
from ingestion.pipeline.models import Batch, SpoolItem
from ingestion.pipeline.spooled import opened
from ingestion.store.errors import AccessDenied, StoreUnavailable
from ingestion.store.write import Incoming
from ingestion.store.write import seal as store

STORE_RETRY = timedelta(seconds=2)
ACCESS_RETRY = timedelta(seconds=30)  # until somebody mends the account
TWIN_RETRY = timedelta(seconds=1)
LONGEST_RETRY = timedelta(minutes=10)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What happened to one spool row; ``batch`` is empty when it stays in the spool."""

    number: int
    batch: Batch | None


def seal_next() -> Outcome | None:
    """Seal the oldest row that is due and that nobody else has; ``None`` when there is none."""
    number = None
    try:
        with transaction.atomic():
            item = _claim()
            if item is None:
                return None
            number = item.number
            return Outcome(number, _seal(item))
    except StoreUnavailable as error:
        _postpone(number or 0, STORE_RETRY, f"The event store does not answer: {error}")
    except AccessDenied as error:
        _postpone(number or 0, ACCESS_RETRY, f"The event store refuses our account: {error}")
    except Exception as error:
        if number is None:
            raise
        log.exception("Batch %s could not be sealed.", number)
        _count_failure(number, error)
    return Outcome(number or 0, None)


def _claim() -> SpoolItem | None:
    due = SpoolItem.objects.filter(state=SpoolItem.State.WAITING, retry_at__lte=timezone.now())
    return (
        due.order_by("number")
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("source__retention_class")
        .first()
    )


def _seal(item: SpoolItem) -> Batch | None:
    """The batch, or ``None`` when a row with the same bytes has to be sealed first."""
    if not _lock_content(item) or _has_elder_twin(item):
        SpoolItem.objects.filter(pk=item.pk).update(retry_at=timezone.now() + TWIN_RETRY)
        return None
    body = opened(bytes(item.body), item.size)
    first = None if item.may_repeat else _first_with_the_same_bytes(item)
    if first is not None:
        return sealed.write_duplicate(item, first)
    return sealed.write_batch(item, store(incoming(item, body)))


def _first_with_the_same_bytes(item: SpoolItem) -> Batch | None:
    same = Batch.objects.filter(source=item.source, sha256=bytes(item.sha256), duplicate_of=None)
    return same.filter(may_repeat=False).first()


def incoming(item: SpoolItem, body: bytes) -> Incoming:
    """What the store needs to seal these bytes; the item need not be saved."""
    source = item.source
    return Incoming(
        number=item.number,
        source=source.slug,
        retention_class=item.retention_class or source.retention_class.slug,
        received_at=item.received_at,
        body=body,
        format=choose(item.format_hint or source.format, body),
        zone=source.time_zone,
        clock_offset=timedelta(milliseconds=source.clock_offset_ms),
        longest_line=settings.MAX_LINE_BYTES,
        mask=mask_for(source),
    )


def _lock_content(item: SpoolItem) -> bool:
    """Whether this transaction is the only one that seals these bytes of this source."""
    name = f"seal:{item.source_id}:{bytes(item.sha256).hex()}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        row = cursor.fetchone()
    return bool(row and row[0])


def _has_elder_twin(item: SpoolItem) -> bool:
    twins = SpoolItem.objects.filter(source=item.source, sha256=bytes(item.sha256), number__lt=item.number)
    return twins.exists()


def _postpone(number: int, wait: timedelta, error: str) -> None:
    """Try again later without counting it: the fault is not the batch's."""
    log.warning("Batch %s waits: %s", number, error)
    SpoolItem.objects.filter(number=number).update(retry_at=timezone.now() + wait, last_error=error[:2000])


def _count_failure(number: int, error: Exception) -> None:
    """Try again after a growing pause; after ``LANTERN_SEAL_ATTEMPTS`` the row is parked, visible and kept."""
    with transaction.atomic():
        item = SpoolItem.objects.select_for_update().defer("body").get(number=number)
        item.attempts += 1
        item.last_error = f"{type(error).__name__}: {error}"[:2000].replace("\x00", "\u2400")
        item.retry_at = timezone.now() + min(timedelta(seconds=2**item.attempts), LONGEST_RETRY)
        if item.attempts >= settings.SEAL_ATTEMPTS:
            item.state = SpoolItem.State.PARKED
        item.save(update_fields=["attempts", "last_error", "retry_at", "state"])
