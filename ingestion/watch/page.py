"""What the page of a source shows of its health and its clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from urllib.parse import urlencode

from django.utils import timezone

from ingestion.sources.models import Source
from ingestion.watch import words
from ingestion.watch.chart import Bar, ClockChart, bars, clock_chart
from ingestion.watch.estimates import latest
from ingestion.watch.models import ClockCorrection, ClockEstimate, ClockWindow, SourceWatch
from ingestion.watch.rates import DAY, HOUR, Rate, odd_batches, rate, sealing
from portal.accounts.actor import Actor

CHART_SPAN = timedelta(hours=24)
HISTORY = 12


@dataclass(frozen=True)
class Health:
    """Numbers of the last hour and day; ``lag`` is median and 95 % of the seconds from a record's corrected time to its
    arrival, ``sealing`` median and 99 % from arrival to searchable; ``None`` where there is nothing to say."""

    hour: Rate
    day: Rate
    hour_bars: list[Bar]
    day_bars: list[Bar]
    lag: tuple[float, float] | None
    sealing: tuple[float, float] | None
    future: int
    past: int


def health(source: Source, now: datetime | None = None) -> Health:
    now = now or timezone.now()
    hour = rate(source.pk, now, HOUR, timedelta(minutes=1))
    day = rate(source.pk, now, DAY, timedelta(minutes=15))
    future, past = odd_batches(source.pk)
    return Health(
        hour, day, bars(hour.bars), bars(day.bars), _lag(source, now), sealing(source.pk, now), future, past
    )


def _lag(source: Source, now: datetime) -> tuple[float, float] | None:
    rows = ClockWindow.objects.filter(source=source, start__gte=now - HOUR).values_list(
        "median_us", "slow_us"
    )
    if not rows:
        return None
    corrected = source.clock_offset_ms / 1000
    medians, slows = zip(*rows, strict=True)
    return median(medians) / 1e6 + corrected, median(slows) / 1e6 + corrected


@dataclass(frozen=True)
class Told:
    """An estimate in words."""

    estimate: ClockEstimate
    headline: str
    drift: str

    @classmethod
    def of(cls, estimate: ClockEstimate) -> "Told":
        return cls(estimate, words.headline(estimate), words.drift(estimate) if estimate.is_told else "")


@dataclass(frozen=True)
class Clock:
    estimate: ClockEstimate | None
    headline: str
    explanation: str
    drift: str
    correction: ClockCorrection | None
    disagrees_by: str
    whole_seconds: bool
    chart: ClockChart | None
    history: list[Told]
    follows: bool

    @property
    def badge(self) -> str:
        """The tone in which the confidence is shown."""
        return {"high": "ok", "medium": "info"}.get(
            self.estimate.confidence if self.estimate else "", "neutral"
        )


def clock(source: Source, now: datetime | None = None) -> Clock:
    now = now or timezone.now()
    start = now - CHART_SPAN
    found = latest(source.pk)
    windows = list(ClockWindow.objects.filter(source=source, start__gte=start))
    estimates = list(ClockEstimate.objects.filter(source=source, at__gte=start))[::-1]
    watch = SourceWatch.objects.filter(source=source).first()
    return Clock(
        estimate=found,
        headline=words.headline(found),
        explanation=words.explanation(found),
        drift=words.drift(found) if found else "",
        correction=ClockCorrection.objects.filter(source=source).first(),
        disagrees_by=_disagrees_by(source, found),
        whole_seconds=_whole(windows),
        chart=clock_chart(windows, estimates, start, now),
        history=[Told.of(one) for one in ClockEstimate.objects.filter(source=source)[:HISTORY]],
        follows=watch is not None and watch.follows_clock,
    )


def _disagrees_by(source: Source, estimate: ClockEstimate | None) -> str:
    """How far the correction in force lies outside the bounds of the estimate; empty when it lies inside."""
    if estimate is None or not estimate.is_told:
        return ""
    applied = source.clock_offset_ms * 1000
    if estimate.lower_us <= applied <= estimate.upper_us:
        return ""
    return words.span(applied - estimate.ahead_us)


def _whole(windows: list[ClockWindow]) -> bool:
    records = sum(one.records for one in windows)
    return records >= 20 and sum(one.whole for one in windows) == records


def shown(source: Source, actor: Actor) -> dict[str, object]:
    """For the template: health, clock, what is expected, and the searches that find records of odd times."""
    return {
        "health": health(source),
        "clock": clock(source),
        "watch": SourceWatch.objects.filter(source=source).first(),
        "may_read": actor.may_read_source(source.slug),
        "future_search": _search(source, "future"),
        "past_search": _search(source, "past"),
    }


def _search(source: Source, flag: str) -> str:
    """For the fragment of the search page's address, which this layer knows only by its name."""
    return urlencode({"q": f"source:{source.slug} time_flag:{flag}", "range": "all"})
