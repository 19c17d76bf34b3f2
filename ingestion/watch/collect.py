"""Collecting when records arrived against what they say, beside sealing and not in its way.

Every minute one query asks the event store for the delays in a sample of the batches that were sealed since; the sample
bounds the cost, whatever the flood. Files that people upload or commands read say nothing about a clock and are left out,
and so is what was read again out of quarantine, which came with such a file or long ago.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ingestion.pipeline.models import Batch
from ingestion.pipeline.ways import FILES, REPLAY
from ingestion.store.delays import Delays, delays
from ingestion.watch.models import ClockWindow, Collected

SAMPLE = 16  # batches of one source and window
MOST_RECORDS = 2_000_000  # looked at in one go, about half a second
SETTLED = timedelta(seconds=5)  # a batch's row may be committed this long after it was written
FARTHEST = timedelta(hours=1)  # what was missed while nothing collected


@dataclass(frozen=True)
class Arrived:
    """A sealed batch, and the window into which its arrival falls."""

    number: int
    source: int
    slug: str
    window: datetime
    stored: int


def collect(now: datetime | None = None) -> set[int]:
    """Add what was sealed since the last time; ids of the sources that have new windows. Raises ``StoreUnavailable``."""
    until = (now or timezone.now()) - SETTLED
    with transaction.atomic():
        known = Collected.objects.select_for_update().first() or Collected(
            pk=1, sealed_until=until - FARTHEST
        )
        since = max(known.sealed_until, until - FARTHEST)
        arrived = _sample(_sealed_between(since, until))
        found = delays({one.number for one in arrived}, {one.slug for one in arrived})
        windows = _windows(arrived, {one.batch: one for one in found})
        _keep(windows)
        known.sealed_until = until
        known.save()
    return {window.source_id for window in windows}


def _sealed_between(since: datetime, until: datetime) -> Iterable[Arrived]:
    batches = Batch.objects.filter(sealed_at__gt=since, sealed_at__lte=until, stored__gt=0).exclude(
        how__in=(*FILES, REPLAY)
    )
    columns = ("number", "source_id", "source__slug", "received_at", "stored")
    for number, source, slug, received_at, stored in batches.order_by("number").values_list(*columns):
        yield Arrived(number, source, slug, window_of(received_at), stored)


def window_of(moment: datetime) -> datetime:
    """The beginning of the window that ``moment`` falls into."""
    seconds = int(moment.timestamp())
    return datetime.fromtimestamp(seconds - seconds % settings.CLOCK_WINDOW_S, UTC)


def _sample(arrived: Iterable[Arrived]) -> list[Arrived]:
    """Evenly over each window, and from the newest back until enough records are looked at."""
    groups: dict[tuple[int, datetime], list[Arrived]] = defaultdict(list)
    for one in arrived:
        groups[one.source, one.window].append(one)
    chosen = [one for group in groups.values() for one in _evenly(group)]
    kept: list[Arrived] = []
    records = 0
    for one in sorted(chosen, key=lambda one: one.number, reverse=True):
        records += one.stored
        if records > MOST_RECORDS and kept:
            break
        kept.append(one)
    return kept


def _evenly(group: list[Arrived]) -> list[Arrived]:
    if len(group) <= SAMPLE:
        return group
    return [group[place * len(group) // SAMPLE] for place in range(SAMPLE)]


def _windows(arrived: Iterable[Arrived], found: Mapping[int, Delays]) -> list[ClockWindow]:
    groups: dict[tuple[int, datetime], list[Delays]] = defaultdict(list)
    for one in arrived:
        if one.number in found:
            groups[one.source, one.window].append(found[one.number])
    return [_window(source, start, group) for (source, start), group in groups.items()]


def _window(source: int, start: datetime, group: list[Delays]) -> ClockWindow:
    floor = min(one.floor for one in group)
    return ClockWindow(
        source_id=source,
        start=start,
        seconds=settings.CLOCK_WINDOW_S,
        records=sum(one.records for one in group),
        whole=sum(one.whole for one in group),
        floor_us=floor,
        median_us=round(median(one.median for one in group)),
        slow_us=max(one.slow for one in group),
        jitter_us=round(median(one.floor for one in group) - floor),
    )


def _keep(windows: Iterable[ClockWindow]) -> None:
    """Add the windows; one that was begun the last time takes the smaller floor and both counts."""
    for new in windows:
        old = ClockWindow.objects.filter(source=new.source_id, start=new.start).first()
        if old is not None:
            new.pk, new.records, new.whole = old.pk, old.records + new.records, old.whole + new.whole
            floor = min(old.floor_us, new.floor_us)
            new.jitter_us += min(new.floor_us - floor, new.jitter_us)
            new.floor_us = floor
        new.save()
