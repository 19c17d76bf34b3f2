"""Estimating the clocks of sources from their windows, keeping the history, and forgetting old windows."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from ingestion.normalise.skew import FEWEST, Confidence, Estimate, estimate
from ingestion.watch.models import ClockEstimate, ClockWindow

LOOKED_BACK = timedelta(hours=24)
KEPT_AT_LEAST = timedelta(hours=1)  # an unchanged estimate is written down again after this


def renew(source_ids: Iterable[int], now: datetime | None = None) -> list[ClockEstimate]:
    """Estimate again from the last day's windows; what is new is kept and returned."""
    now = now or timezone.now()
    return [kept for source in sorted(set(source_ids)) if (kept := _renew(source, now)) is not None]


def _renew(source_id: int, now: datetime) -> ClockEstimate | None:
    rows = ClockWindow.objects.filter(source=source_id, start__gte=now - LOOKED_BACK)
    found = estimate([row.as_window for row in rows], now.timestamp())
    new = ClockEstimate.of(source_id, found)
    old = latest(source_id)
    if old is not None and not _says_more(old, new, found):
        return None
    new.save()
    return new


def latest(source_id: int) -> ClockEstimate | None:
    return ClockEstimate.objects.filter(source=source_id).first()


def near(source_id: int, at: datetime) -> ClockEstimate | None:
    """The first estimate that what arrived around ``at`` had a part in; else the last that was made by then.

    A clock that is set is noticed three windows later, by an estimate that says nothing about what arrived before.
    ``None`` when both are more than a day away: a clock is not what it was the week before.
    """
    rows = ClockEstimate.objects.filter(source=source_id).exclude(confidence=Confidence.NONE)
    noticed = at + timedelta(seconds=FEWEST * settings.CLOCK_WINDOW_S)
    speaks_of_it = Q(since__isnull=True) | Q(since__lte=at)
    after = rows.filter(speaks_of_it, at__gte=noticed, at__lte=at + LOOKED_BACK).last()
    return after or rows.filter(speaks_of_it, at__lte=noticed, at__gte=at - LOOKED_BACK).first()


def _says_more(old: ClockEstimate, new: ClockEstimate, found: Estimate) -> bool:
    if new.at - old.at >= KEPT_AT_LEAST or (old.confidence, old.finding) != (new.confidence, new.finding):
        return True
    moved = abs(new.ahead_us - old.ahead_us)
    return moved > max(settings.CLOCK_FOLLOW_MS * 500, found.uncertainty * 500_000)


def forget(now: datetime | None = None) -> int:
    """Delete windows older than ``LANTERN_CLOCK_KEPT_DAYS``; estimates stay."""
    before = (now or timezone.now()) - timedelta(days=settings.CLOCK_KEPT_DAYS)
    return ClockWindow.objects.filter(start__lt=before).delete()[0]
