"""Sealing: from bytes in the spool to events in the store, with the balance that accounts for every record.

What must hold, whatever crashes wherever:

- An accepted record is stored exactly once, or is in quarantine, or was a duplicate; never none, never two of them.
- A spool row goes in the same transaction in which its batch is written, and not before the events are stored.

The order of the steps: lock spool rows and their content (``SKIP LOCKED``, so that workers never wait for each
other), look whether the same bytes were sealed before, leave out records that name themselves and are known
(``pipeline.identities``), store the events under the numbers that the rows have had since they were spooled, then
write batches, ledger leaves and quarantine and delete the rows, and commit. A crash before the commit leaves the
rows; the repetition finds their events stored under the same numbers and adds nothing.

Rows of one source that wait together are sealed together, because an insert of many lines costs little more than one
of few. Which rows those are is written down before anything is stored (``pipeline.claim``): the engine may still be
busy with an insert whose sealer was killed, and only the same insert again is known to it as a repetition.

Two rows with the same bytes are sealed in the order of their numbers, one at a time: otherwise the second could be
stored as new while the first, whose events a crash left behind, was taken for its duplicate. So when the first is parked
the second is too, and whoever lets one go lets both go.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ingestion.normalise.clock import Arrival
from ingestion.normalise.in_order import not_after
from ingestion.pipeline import claim, identities, numbering, sealed
from ingestion.pipeline.likeness import looks_like
from ingestion.pipeline.models import Batch, SpoolItem
from ingestion.pipeline.reading import format_of
from ingestion.pipeline.spooled import opened
from ingestion.pipeline.ways import FILES, way_of
from ingestion.privacy import originals
from ingestion.privacy.masks import mask_for
from ingestion.store.errors import AccessDenied, NumberTaken, QueryStopped, StoreUnavailable
from ingestion.store.given import Mask
from ingestion.store.readback import holds
from ingestion.store.write import Incoming, SealResult
from ingestion.store.write import seal_together as store
from portal.core import locks

STORE_RETRY = timedelta(seconds=2)
ACCESS_RETRY = timedelta(seconds=30)  # until somebody mends the account
TURN_RETRY = timedelta(milliseconds=300)
TWIN_RETRY = timedelta(seconds=1)
LONGEST_RETRY = timedelta(minutes=10)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What happened to one claim: the spool rows' numbers, and the batches of those that did not stay in the spool."""

    numbers: tuple[int, ...]
    batches: tuple[Batch, ...]


def seal_next() -> Outcome | None:
    """Seal the oldest row that is due and that nobody else has, and what may go with it; ``None`` when there is none."""
    numbers = claim.next_numbers()
    if not numbers:
        return None
    try:
        with transaction.atomic():
            items = claim.locked(numbers)
            return Outcome(tuple(numbers), tuple(_seal(items)))
    except identities.NotOurTurn:
        _postpone(numbers, TURN_RETRY, "Another batch of this source is being compared by its ids.")
    except NumberTaken as error:
        numbering.renumber(error.numbers)
    except (StoreUnavailable, QueryStopped) as error:  # stopped: the engine is being shut down
        _postpone(numbers, STORE_RETRY, f"The event store does not answer: {error}")
    except AccessDenied as error:
        _postpone(numbers, ACCESS_RETRY, f"The event store refuses our account: {error}")
    except Exception as error:
        log.exception("Batches %s could not be sealed.", numbers)
        _count_failure(numbers, error)
    return Outcome(tuple(numbers), ())


def _seal(items: Sequence[SpoolItem]) -> Iterator[Batch]:
    """The batches; a row whose bytes have to be sealed for another row first stays, and waits."""
    _keep_purges_waiting(items)
    fresh: list[SpoolItem] = []
    again: dict[int, int] = {}
    for item in items:
        if not _lock_content(item) or _waits_for_elder_twin(item):
            SpoolItem.objects.filter(pk=item.pk).update(retry_at=timezone.now() + TWIN_RETRY, together=None)
            continue
        first = None if item.may_repeat else _last_with_the_same_bytes(item)
        if first is not None and _is_kept(first):
            yield sealed.write_duplicate(item, first)
        else:
            fresh.append(item)
            again[item.number] = first.again + 1 if first else 0
    if fresh:
        bodies = identities.sifted(fresh, [opened(bytes(item.body), item.size) for item in fresh])
        batches, results = _stored(fresh, [one.body for one in bodies])
        _keep_originals(batches, results)
        for item, one, batch, result in zip(fresh, bodies, batches, results, strict=True):
            masked = dict(batch.mask.counts) if batch.mask else None
            like = looks_like(item, batch.body, batch.format)
            yield sealed.write_batch(
                item, result, one.repeated, masked, batch.format.mapping, like, again[item.number]
            )


def _stored(items: Sequence[SpoolItem], bodies: Sequence[bytes]) -> tuple[list[Incoming], list[SealResult]]:
    """What a crash left in the store stays in the class of that time; then look again, under that class's lock too."""
    batches = [incoming(item, body) for item, body in zip(items, bodies, strict=True)]
    results = store(batches)
    locked = {batch.retention_class for batch in batches}
    elsewhere = [
        (result.retention_class, batch.received_at)
        for batch, result in zip(batches, results, strict=True)
        if result.retention_class not in locked
    ]
    if elsewhere:
        _share_days(elsewhere)
        batches = [incoming(item, body) for item, body in zip(items, bodies, strict=True)]
        results = store(batches)
    return batches, results


def _keep_originals(batches: Sequence[Incoming], results: Sequence[SealResult]) -> None:
    """For the source, class and day of the events; what is sealed together mostly shares them."""
    masks: dict[tuple[str, str, date], list[Mask | None]] = {}
    for batch, result in zip(batches, results, strict=True):
        day = batch.received_at.astimezone(UTC).date()
        masks.setdefault((batch.source, result.retention_class, day), []).append(batch.mask)
    for key, those in sorted(masks.items(), key=itemgetter(0)):
        originals.keep(those, *key)


def _keep_purges_waiting(items: Sequence[SpoolItem]) -> None:
    """Until the transaction ends: else a purge could drop what it did not see, and this write what is gone already."""
    _share_days((_class_of(item), item.received_at) for item in items)


def _share_days(received: Iterable[tuple[str, datetime]]) -> None:
    days = {(retention_class, at.astimezone(UTC).date()) for retention_class, at in received}
    for retention_class, day in sorted(days):
        locks.share(locks.partition(retention_class, day))


def _class_of(item: SpoolItem) -> str:
    return item.retention_class or item.source.retention_class.slug


def _last_with_the_same_bytes(item: SpoolItem) -> Batch | None:
    same = Batch.objects.filter(**_content(item), duplicate_of=None, may_repeat=False)
    return same.order_by("-again").first()


def _is_kept(batch: Batch) -> bool:
    """Whether what came is still there: what a purge destroyed may come again, and is not told to be stored."""
    _share_days([(batch.retention_class, batch.received_at)])
    if batch.stored:
        return holds(batch.number, batch.retention_class, batch.received_at)
    if batch.quarantined:
        return batch.quarantine.exists()
    return not batch.duplicate  # records that name themselves are looked up by their names


def _content(item: SpoolItem) -> dict[str, object]:
    """What makes it the same as another; equal pieces of one request are not, as nobody sent them twice."""
    return {"source": item.source, "sha256": bytes(item.sha256), "occurrence": item.occurrence}


def incoming(item: SpoolItem, body: bytes) -> Incoming:
    """What the store needs to seal these bytes; the item need not be saved."""
    source = item.source
    return Incoming(
        number=item.number,
        source=source.slug,
        retention_class=_class_of(item),
        received_at=item.received_at,
        body=body,
        format=format_of(
            body, item.format_hint or source.format, item.mapping, source.time_zone, is_replay=item.may_repeat
        ),
        zone=source.time_zone,
        not_after=_end_of_file(item, body),
        clock_offset=timedelta(milliseconds=source.clock_offset_ms),
        longest_line=settings.MAX_LINE_BYTES,
        most_depth=settings.MAX_RECORD_DEPTH,
        most_keys=settings.MAX_RECORD_KEYS,
        least_line=settings.LEAST_LINE_BYTES,
        mask=mask_for(source),
    )


def _end_of_file(item: SpoolItem, body: bytes) -> datetime | None:
    """The last moment that a time without a year may mean, for what stands in the order of a file."""
    if way_of(item) not in FILES:
        return None
    return not_after(body, Arrival(item.received_at, item.source.time_zone))


def _lock_content(item: SpoolItem) -> bool:
    """Whether this transaction is the only one that seals these bytes of this source."""
    return locks.taken(f"seal:{item.source_id}:{bytes(item.sha256).hex()}:{item.occurrence}")


def _waits_for_elder_twin(item: SpoolItem) -> bool:
    """Whether the same bytes came before and are not sealed yet; behind those that are stuck this row is parked too."""
    if item.may_repeat:
        return False
    twins = SpoolItem.objects.filter(**_content(item), may_repeat=False)
    elder = twins.filter(number__lt=item.number).defer("body").order_by("number").first()
    if elder is not None and elder.state == SpoolItem.State.PARKED:
        said = f"Same bytes as batch {elder.number}, which is stuck."
        SpoolItem.objects.filter(pk=item.pk).update(state=SpoolItem.State.PARKED, last_error=said)
    return elder is not None


def _postpone(numbers: Sequence[int], wait: timedelta, error: str) -> None:
    """Try again later without counting it: the fault is not the batch's. What was claimed together stays together."""
    log.warning("Batches %s wait: %s", numbers, error)
    SpoolItem.objects.filter(number__in=numbers).update(
        retry_at=timezone.now() + wait, last_error=error[:2000]
    )


def _count_failure(numbers: Sequence[int], error: Exception) -> None:
    """Try again alone, after a growing pause; after ``LANTERN_SEAL_ATTEMPTS`` a row is parked, visible and kept.

    Of several rows one may be at fault. Having been among them counts, but a row is parked only when it failed alone.
    """
    said = f"{type(error).__name__}: {error}"[:2000].replace("\x00", "\u2400")
    with transaction.atomic():
        for item in SpoolItem.objects.select_for_update().defer("body").filter(number__in=numbers):
            item.attempts += 1
            item.last_error = said
            item.retry_at = timezone.now() + min(timedelta(seconds=2**item.attempts), LONGEST_RETRY)
            item.together = None
            if len(numbers) == 1 and item.attempts >= settings.SEAL_ATTEMPTS:
                item.state = SpoolItem.State.PARKED
            item.save(update_fields=["attempts", "last_error", "retry_at", "together", "state"])
