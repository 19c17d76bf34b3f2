"""Sealing: from bytes in the spool to events in the store, with the balance that accounts for every record.

What must hold, whatever crashes wherever:

- An accepted record is stored exactly once, or is in quarantine, or was a duplicate; never none, never two of them.
- A spool row goes in the same transaction in which its batch is written, and not before the events are stored.

The order of the steps: lock spool rows and their content (``SKIP LOCKED``, so that workers never wait for each
other), look whether the same bytes were sealed before, leave out records that name themselves and are known
(``pipeline.identities``), store the events under the numbers that the rows have had since they were spooled, then
write batches, ledger leaves and quarantine and delete the rows, and commit. A crash before the commit leaves the
rows; the repetition finds their events stored under the same numbers and adds nothing.

Rows that wait together are sealed together, because an insert of many lines costs little more than one of few. Which
rows those are is written down before anything is stored (``pipeline.claim``): the engine may still be busy with an
insert whose sealer was killed, and only the same insert again is known to it as a repetition.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ingestion.normalise.clock import Arrival
from ingestion.normalise.in_order import not_after
from ingestion.pipeline import claim, identities, numbering, sealed, twins
from ingestion.pipeline.claim import Claim
from ingestion.pipeline.identities import Named
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
HALF_RETRY = timedelta(seconds=1)
SILENT_RETRY = timedelta(seconds=30)  # by then the engine has done with the insert of one that was killed
MOST_BEGUN = 2  # sealers in a row that fall silent, before the rows count as failed
LONGEST_RETRY = timedelta(minutes=10)
log = logging.getLogger(__name__)


class SealerLost(Exception):
    """What is sealed may be what ends sealers, such as by the memory that it needs."""


class Late(Exception):
    """``numbers`` wait: another sealer has their bytes or names, or elder rows have. Those of ``stuck`` wait for a parked one."""

    def __init__(self, numbers: Collection[int], stuck: Mapping[int, int] | None = None) -> None:
        super().__init__(
            "Another batch with the same bytes, or of a source whose ids are compared, comes first."
        )
        self.stuck = stuck or {}
        self.numbers = set(numbers) - set(self.stuck)


@dataclass(frozen=True)
class Outcome:
    """What happened to one claim: the spool rows' numbers, and the batches of those that did not stay in the spool."""

    numbers: tuple[int, ...]
    batches: tuple[Batch, ...]


def seal_next() -> Outcome | None:
    """Seal the oldest row that is due and that nobody else has, and what may go with it; ``None`` when there is none."""
    claimed = claim.next_claim()
    if claimed is None:
        return None
    if claimed.begun > MOST_BEGUN:
        said = f"{claimed.begun - 1} sealers ended without a word while they were at it: killed, or out of memory?"
        _count_failure(claimed.numbers, SealerLost(said), SILENT_RETRY)
        return Outcome(claimed.numbers, ())
    return Outcome(claimed.numbers, tuple(_attempt(claimed)))


def _attempt(claimed: Claim) -> Sequence[Batch]:
    """The batches of those rows that did not stay in the spool."""
    numbers = claimed.numbers
    try:
        with transaction.atomic():
            return _seal(claim.locked(numbers))
    except Late as late:
        return _without(claimed, late)
    except NumberTaken as error:
        numbering.renumber(error.numbers)
    except (StoreUnavailable, QueryStopped) as error:  # stopped: the engine is being shut down
        _postpone(numbers, STORE_RETRY, f"The event store does not answer: {error}")
    except AccessDenied as error:
        _postpone(numbers, ACCESS_RETRY, f"The event store refuses our account: {error}")
    except Exception as error:
        log.exception("Batches %s could not be sealed.", numbers)
        _count_failure(numbers, error)
    return ()


def _without(claimed: Claim, late: Late) -> Sequence[Batch]:
    """Let go those that have to wait, and seal the others.

    What was begun before stays together, as the same insert may still be going on: then all of it waits.
    """
    for number, elder in late.stuck.items():
        SpoolItem.objects.filter(pk=number).update(
            state=SpoolItem.State.PARKED,
            together=None,
            last_error=f"Same bytes as batch {elder}, which is stuck.",
        )
    left = tuple(number for number in claimed.numbers if number not in late.stuck)
    if not claimed.is_new:
        if left:
            _postpone(left, TURN_RETRY, str(late))
        return ()
    SpoolItem.objects.filter(number__in=late.numbers).update(
        retry_at=timezone.now() + TURN_RETRY, together=None
    )
    rest = tuple(number for number in left if number not in late.numbers)
    return _attempt(replace(claimed, numbers=rest)) if rest else ()


def _seal(items: Sequence[SpoolItem]) -> list[Batch]:
    """Raises ``Late``, with nothing stored, where the bytes or names of some are being sealed for other rows."""
    if not items:
        return []
    _keep_purges_waiting(items)
    held, elders = twins.held_elsewhere(items), twins.elders(items)
    if held or elders:
        stuck = {number: elder for number, (elder, is_stuck) in elders.items() if is_stuck}
        raise Late(held | elders.keys(), stuck)
    former = twins.former(items)
    kept = {number: batch for number, batch in former.items() if _is_kept(batch)}
    rows = [
        identities.named(item, opened(bytes(item.body), item.size))
        for item in items
        if item.number not in kept
    ]
    elsewhere = identities.not_ours(rows)
    if elsewhere:
        raise Late([row.item.number for row in rows if row.item.source_id in elsewhere])
    duplicates = [sealed.write_duplicate(item, kept[item.number]) for item in items if item.number in kept]
    return duplicates + (_sealed(rows, former) if rows else [])


def _sealed(rows: Sequence[Named], former: Mapping[int, Batch]) -> list[Batch]:
    sifted = identities.sifted(rows)
    items = [row.item for row in rows]
    batches, results = _stored(items, [one.body for one in sifted])
    _keep_originals(batches, results)
    return sealed.write_batches(
        [
            sealed.Done(
                item,
                result,
                one.repeated,
                dict(batch.mask.counts) if batch.mask else None,
                batch.format.mapping,
                looks_like(item, batch.body, batch.format),
                former[item.number].again + 1 if item.number in former else 0,
            )
            for item, one, batch, result in zip(items, sifted, batches, results, strict=True)
        ]
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


def _is_kept(batch: Batch) -> bool:
    """Whether what came is still there: what a purge destroyed may come again, and is not told to be stored."""
    _share_days([(batch.retention_class, batch.received_at)])
    if batch.stored:
        return holds(batch.number, batch.retention_class, batch.received_at)
    if batch.quarantined:
        return batch.quarantine.exists()
    return not batch.duplicate  # records that name themselves are looked up by their names


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


def _postpone(numbers: Sequence[int], wait: timedelta, error: str) -> None:
    """Try again later without counting it: the fault is not the batch's. What was claimed together stays together."""
    log.warning("Batches %s wait: %s", numbers, error)
    SpoolItem.objects.filter(number__in=numbers).update(
        retry_at=timezone.now() + wait, last_error=error[:2000], begun=0
    )


def _count_failure(numbers: Sequence[int], error: Exception, wait: timedelta = HALF_RETRY) -> None:
    """Try again alone, after a growing pause; after ``LANTERN_SEAL_ATTEMPTS`` a row is parked, visible and kept.

    Of several rows one may be at fault: each half goes by itself, and so on, and only what failed alone has failed.
    """
    said = f"{type(error).__name__}: {error}"[:2000].replace("\x00", "\u2400")
    if len(numbers) > 1:
        half = len(numbers) // 2
        for part in (numbers[:half], numbers[half:]):
            SpoolItem.objects.filter(number__in=part).update(
                together=part[0], begun=0, retry_at=timezone.now() + wait, last_error=said
            )
        return
    with transaction.atomic():
        for item in SpoolItem.objects.select_for_update().defer("body").filter(number__in=numbers):
            item.attempts += 1
            item.last_error = said
            item.retry_at = timezone.now() + max(
                wait, min(timedelta(seconds=2**item.attempts), LONGEST_RETRY)
            )
            item.together = None
            if item.attempts >= settings.SEAL_ATTEMPTS:
                item.state = SpoolItem.State.PARKED
            item.save(update_fields=["attempts", "last_error", "retry_at", "together", "state"])
