"""Small charts as numbers for SVG: made on the server, so that the pages need no script for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from statistics import median

from ingestion.normalise.robust import mad
from ingestion.watch.models import ClockEstimate, ClockWindow
from ingestion.watch.words import span

WIDTH, HEIGHT = 640, 160
LEAST_SPREAD_US = 200_000  # a chart of less would make noise look like news
IN_SECONDS_US = 600_000_000  # from here on labels are in whole seconds (``words.span``)
LEAST_SPREAD_IN_SECONDS_US = 2_000_000  # less would give every line of the chart the same label
LEAST_SPAN = timedelta(minutes=30)
MOST_DOTS = 480


@dataclass(frozen=True)
class Bar:
    x: float
    height: float
    y: float


def bars(counts: Sequence[int], width: float = 240, height: float = 64) -> list[Bar]:
    """Bars from the left; a bar with anything in it is at least a pixel high."""
    most, each = max(counts, default=0) or 1, width / max(len(counts), 1)
    tall = [max(count / most * height, 1.0) if count else 0.0 for count in counts]
    return [
        Bar(round(place * each, 2), round(one, 2), round(height - one, 2)) for place, one in enumerate(tall)
    ]


@dataclass(frozen=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True)
class ClockChart:
    """How far the clock was ahead, upwards: a dot for each window, a line and a band for the estimates."""

    dots: Sequence[tuple[float, float]]
    line: str
    band: str
    ticks: Sequence[Tick]
    zero: float | None
    start: datetime
    end: datetime

    @property
    def span(self) -> timedelta:
        return self.end - self.start


def clock_chart(
    windows: Sequence[ClockWindow], estimates: Sequence[ClockEstimate], start: datetime, end: datetime
) -> ClockChart | None:
    """``None`` when there is nothing to draw. ``estimates`` oldest first."""
    told = [one for one in estimates if one.is_told]
    shown = windows[:: max(1, -(-len(windows) // MOST_DOTS))]
    if not shown and not told:
        return None
    first = min([one.start for one in shown] + [one.at for one in told])
    start = min(max(first, start), end - LEAST_SPAN)
    scale = _Scale.over([-one.floor_us for one in shown], told, start, end)
    until = _held(told, start, end)
    line = [scale.point(at, one.ahead_us) for at, one in until]
    band = [scale.point(at, one.upper_us) for at, one in until]
    band += [scale.point(at, one.lower_us) for at, one in reversed(until)]
    return ClockChart(
        dots=[scale.point(one.start, -one.floor_us) for one in shown],
        line=_path(line),
        band=_path(band),
        ticks=[
            Tick(scale.y(value), _signed(value))
            for value in (scale.high, (scale.high + scale.low) / 2, scale.low)
        ],
        zero=scale.y(0) if scale.low < 0 < scale.high else None,
        start=start,
        end=end,
    )


def _held(
    told: Sequence[ClockEstimate], start: datetime, end: datetime
) -> list[tuple[datetime, ClockEstimate]]:
    """When which estimate holds: from the first window that it was made from, and the newest until now.

    In between the clock drifts from one to the next, but when it was set the one before holds until then.
    """
    points = [(max(one.since or one.at, start), one) for one in told[:1]]
    for one, following in zip_longest(told, told[1:]):
        points.append((one.at, one))
        if following is not None and following.since is not None and following.since > one.at:
            points += [(following.since, one), (following.since, following)]
    return points + [(end, one) for one in told[-1:]]


def _signed(us: float) -> str:
    said = span(round(us))
    return said if said == "0 ms" else ("+" if us > 0 else "−") + said


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    start: datetime
    end: datetime

    @classmethod
    def over(
        cls, seen: Sequence[int], told: Sequence[ClockEstimate], start: datetime, end: datetime
    ) -> "_Scale":
        """Room for what most windows and the newest estimate say; what lies far beyond is drawn at the edge."""
        centre = told[-1].ahead_us if told else median(seen)
        ends = [told[-1].lower_us, told[-1].upper_us] if told else []
        least = LEAST_SPREAD_US if abs(centre) < IN_SECONDS_US else LEAST_SPREAD_IN_SECONDS_US
        spread = max(4 * mad(seen, centre) if seen else 0.0, least)
        below = min(spread, max(centre - min(seen, default=centre), least))
        above = min(spread, max(max(seen, default=centre) - centre, least))
        room = (below + above) / 20
        low, high = min([centre - below - room, *ends]), max([centre + above + room, *ends])
        return cls(low, high, start, end)

    def point(self, at: datetime, us: float) -> tuple[float, float]:
        return round(WIDTH * ((at - self.start) / (self.end - self.start)), 1), self.y(us)

    def y(self, us: float) -> float:
        inside = min(max(us, self.low), self.high)
        return round(HEIGHT * (self.high - inside) / (self.high - self.low), 1)
