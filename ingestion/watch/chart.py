"""Small charts as numbers for SVG: made on the server, so that the pages need no script for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ingestion.watch.models import ClockEstimate, ClockWindow
from ingestion.watch.words import span

WIDTH, HEIGHT = 640, 160
LEAST_SPREAD_US = 200_000  # a chart of less would make noise look like news
MOST_DOTS = 480


@dataclass(frozen=True)
class Bar:
    x: float
    height: float
    y: float


def bars(counts: Sequence[int], width: float = 240, height: float = 36) -> list[Bar]:
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


def clock_chart(
    windows: Sequence[ClockWindow], estimates: Sequence[ClockEstimate], start: datetime, end: datetime
) -> ClockChart | None:
    """``None`` when there is nothing to draw. ``estimates`` oldest first."""
    told = [one for one in estimates if one.is_told]
    shown = windows[:: max(1, -(-len(windows) // MOST_DOTS))]
    if not shown and not told:
        return None
    scale = _Scale.over([-one.floor_us for one in shown] + [one.ahead_us for one in told], start, end)
    line = [scale.point(one.at, one.ahead_us) for one in told]
    band = [scale.point(one.at, one.upper_us) for one in told]
    band += [scale.point(one.at, one.lower_us) for one in reversed(told)]
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


def _signed(us: float) -> str:
    return ("+" if us > 0 else "−" if us < 0 else "") + span(round(us))


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    start: datetime
    end: datetime

    @classmethod
    def over(cls, values: Sequence[int], start: datetime, end: datetime) -> "_Scale":
        """From the 2nd to the 98th percentile and a fifth more on either side; what lies beyond is drawn at the edge."""
        ordered = sorted(values)
        low, high = ordered[len(ordered) * 2 // 100], ordered[-1 - len(ordered) * 2 // 100]
        margin = max((high - low) * 0.2, LEAST_SPREAD_US)
        return cls(low - margin, high + margin, start, end)

    def point(self, at: datetime, us: float) -> tuple[float, float]:
        return round(WIDTH * ((at - self.start) / (self.end - self.start)), 1), self.y(us)

    def y(self, us: float) -> float:
        inside = min(max(us, self.low), self.high)
        return round(HEIGHT * (self.high - inside) / (self.high - self.low), 1)
