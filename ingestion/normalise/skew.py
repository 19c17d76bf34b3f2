"""How far a clock runs ahead, told by nothing but when its records arrived.

A record's delay, arrival minus the time it states, is how long it travelled minus how far its clock runs ahead.
Travelling takes time, never less than none: so a clock runs ahead by at least what the smallest delay falls below zero,
and cannot be behind by more than the smallest delay. Records arrive in windows of a minute or so; the smallest delay
of each window is hardly touched by slow records, and the median and MAD over windows are hardly touched by odd windows.

What can't be known from arrivals alone is said: records that always take 40 s look like a clock 40 s behind. Such an
estimate is never of high confidence, and its bounds reach from "behind" to "right".
Everything here is in seconds. ``docs/clocks.md`` has the rules in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from statistics import median

from ingestion.normalise.robust import mad, quantile, slope

ORDINARY = 2.0  # the smallest delay of ordinary delivery
TRAVEL = 0.25  # a record that travels no longer than this is taken to have come at once
LATEST = 900.0  # what never comes sooner than this after it was written is history, not news
MOST_SPREAD = 60.0  # between windows; more than this is no clock
FASTEST_DRIFT = 0.01  # a clock that gains 1 % is none
LEAST_FOR_DRIFT = (10, 1800.0)  # windows, and seconds that they span
FEWEST, FEW, ENOUGH = 3, 6, 12  # windows for low, medium and high confidence
CLOSE, ROUGH = 2.0, 60.0  # half the distance of the bounds at high and medium confidence
MOST_BINS = 200
STEP = 3.0  # a jump of less is taken as noise
ZONE_STEP, ODD_ZONES = 1800, frozenset({20700, 31500, 45900})  # 5:45, 8:45 and 12:45 h exist too
FARTHEST_ZONE = 14 * 3600
ZONE_SLACK = 30.0
LATEST_FEW = 12  # windows that a clock must still agree with
LEVEL = 1.0  # smallest delays that lie farther apart, and this many times their ordinary steps, are of several clocks
LEVEL_STEPS = 12
OFTEN = 4  # times a day that a clock is set; what is set more often has no error of its own
FASTEST_LOSS = 300e-6  # of a clock; delays that grow faster may as well be of a queue
SURE = 14  # times the noise of a slope's ends: four standard errors


class Confidence(StrEnum):
    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Finding(StrEnum):
    NOTHING = ""
    TOO_LITTLE = "too_little"
    HISTORY = "history"
    SCATTERED = "scattered"
    WRONG_ZONE = "wrong_zone"
    LATE_OR_BEHIND = "late_or_behind"
    STEPPED = "stepped"
    BACK_OR_SLOWER = "back_or_slower"
    UNSTEADY = "unsteady"


@dataclass(frozen=True)
class Window:
    """Delays in one stretch of arrival, ``at`` its middle (since 1970): the smallest, the median, and how much the
    smallest of single batches lie above the smallest of all."""

    at: float
    floor: float
    median: float
    jitter: float
    records: int


@dataclass(frozen=True)
class Estimate:
    """``ahead`` of true time at ``at``, somewhere in ``lower`` … ``upper``; ``drift`` in seconds gained per second,
    ``None`` when it cannot be told. ``since`` is when the first window arrived that it was made from. Without
    confidence, the numbers mean nothing and ``finding`` says why."""

    at: float
    ahead: float = 0.0
    lower: float = 0.0
    upper: float = 0.0
    drift: float | None = None
    confidence: Confidence = Confidence.NONE
    finding: Finding = Finding.NOTHING
    zone: int = 0
    windows: int = 0
    since: float | None = None

    @property
    def uncertainty(self) -> float:
        """How far from ``ahead`` the truth may be, at most."""
        return max(self.upper - self.ahead, self.ahead - self.lower)


def estimate(windows: Sequence[Window], at: float) -> Estimate:
    """What the windows, in any order, say about the clock at ``at``."""
    ordered = sorted(windows, key=lambda window: window.at)
    recent, steps = since_step(ordered)
    if steps >= OFTEN:
        return replace(_unsteady(ordered, at), since=ordered[0].at)
    found = _steady(recent, at, stepped=bool(steps))
    if steps:
        found = _or_slower(found, ordered[: -len(recent)])
    return replace(found, since=recent[0].at if recent else None)


def _steady(recent: Sequence[Window], at: float, *, stepped: bool) -> Estimate:
    if len(recent) < FEWEST:
        return Estimate(at, finding=Finding.TOO_LITTLE, windows=len(recent))
    drift = _drift(recent)
    floors = [window.floor + (drift or 0.0) * (window.at - at) for window in recent]
    centre = median(floors)
    spread = mad(floors, centre)
    if spread > MOST_SPREAD or abs(drift or 0.0) > FASTEST_DRIFT:
        finding = Finding.HISTORY if centre > LATEST else Finding.SCATTERED
        return Estimate(at, finding=finding, windows=len(recent))
    smallest = _smallest(floors, centre, spread)
    margins = _margins(recent, centre - smallest[0], spread, drift)
    return _told(recent, at, smallest, margins, drift, stepped)


def _unsteady(windows: Sequence[Window], at: float) -> Estimate:
    """Set so often that the clock may be anywhere between what the delays have been, from one window to the next."""
    floors = [window.floor for window in windows]
    low, high = quantile(floors, 0.02), quantile(floors, 0.98)
    if high - low > LATEST:
        return Estimate(at, finding=Finding.SCATTERED, windows=len(windows))
    middle = -(low + high) / 2
    return Estimate(
        at, middle, -high - LEVEL, TRAVEL - low, None, Confidence.LOW, Finding.UNSTEADY, 0, len(windows)
    )


def _smallest(floors: Sequence[float], centre: float, spread: float) -> tuple[float, float, float]:
    """The smallest delay, and how small and how large it may be by now.

    These differ where the latest windows have another one than all of them, as after a clock was set by a little, or
    where the latest fall into levels, as when a clock is set to and fro.
    """
    low = max(quantile(floors, 0.1), centre - 3 * spread)
    latest = [floor for floor in floors[-LATEST_FEW:] if abs(floor - centre) <= MOST_SPREAD] or [low]
    lately = quantile(latest, 0.1)
    steps = [abs(one - other) for one, other in pairwise(floors)]
    levels = quantile(latest, 0.9) - lately > max(LEVEL, LEVEL_STEPS * quantile(steps, 0.25))
    newest = min(latest[-FEWEST:])  # set back by less than a step
    return low, min(low, lately), max(low, newest, quantile(latest, 0.9) if levels else lately)


def _margins(
    windows: Sequence[Window], above: float, spread: float, drift: float | None
) -> tuple[float, float]:
    """How much less, and how much more, the clock may be ahead than the smallest delays say."""
    # A slope through n points of this spread is off at its end by up to two standard errors of this size.
    tilt = 4 * spread / len(windows) ** 0.5 if drift else 0.0
    noise = 0.05 + spread / len(windows) ** 0.5 + tilt
    travel = TRAVEL + spread + above + median(window.jitter for window in windows) + tilt
    return noise, travel


def _told(
    windows: Sequence[Window],
    at: float,
    smallest: tuple[float, float, float],
    margins: tuple[float, float],
    drift: float | None,
    stepped: bool,
) -> Estimate:
    noise, travel = margins
    low, least, most = smallest
    zone = zone_of(-low)
    finding = Finding.STEPPED if stepped else Finding.NOTHING
    ahead, lower, upper = -low, -most - noise, -least + travel
    if zone:
        finding, upper = Finding.WRONG_ZONE, max(upper, travel) if low > 0 else upper
    elif low > LATEST:
        return Estimate(at, finding=Finding.HISTORY, windows=len(windows))
    elif low > ORDINARY:
        finding, upper = Finding.LATE_OR_BEHIND, max(upper, travel)
    elif low > 0:
        ahead, upper = 0.0, max(upper, travel)
    if drift is not None and drift < -FASTEST_LOSS:
        upper = max(upper, travel - min(window.floor for window in windows))
    confidence = _confidence(len(windows), (upper - lower) / 2, finding)
    return Estimate(at, ahead, lower, upper, drift, confidence, finding, zone, len(windows))


def _or_slower(found: Estimate, before: Sequence[Window]) -> Estimate:
    """Delays that grew all at once: the clock was set back, or it still is as far ahead as before and delivery is slow.

    Delays that a right clock would have tell the first; of all others the bounds reach to where the clock was.
    """
    was = -median(window.floor for window in before[-LATEST_FEW:])
    if found.confidence is Confidence.NONE or found.ahead == 0 or was <= found.upper or was > LATEST:
        return found
    confidence = Confidence.LOW if found.confidence is Confidence.LOW else Confidence.MEDIUM
    finding = Finding.BACK_OR_SLOWER if found.finding is Finding.STEPPED else found.finding
    return replace(found, upper=was + TRAVEL, confidence=confidence, finding=finding)


def _confidence(windows: int, half: float, finding: Finding) -> Confidence:
    if windows >= ENOUGH and half <= CLOSE and finding is not Finding.LATE_OR_BEHIND:
        return Confidence.HIGH
    if windows >= FEW and half <= ROUGH:
        return Confidence.MEDIUM
    return Confidence.LOW


def zone_of(ahead: float) -> int:
    """Seconds of the zone by which the clock seems mistaken (positive: it writes a time east of the one it is taken
    for), or 0."""
    nearest = round(ahead / ZONE_STEP) * ZONE_STEP
    odd = min(ODD_ZONES, key=lambda zone: abs(abs(ahead) - zone))
    for zone in (nearest, odd if ahead > 0 else -odd):
        if 0 < abs(zone) <= FARTHEST_ZONE and abs(ahead - zone) <= ZONE_SLACK:
            return zone
    return 0


def _drift(windows: Sequence[Window]) -> float | None:
    """Seconds gained per second, 0 when it drowns in the noise, ``None`` when there is too little to tell."""
    least, span = LEAST_FOR_DRIFT
    length = windows[-1].at - windows[0].at
    if len(windows) < least or length < span:
        return None
    points = binned(windows)
    rate = slope(points)
    flat = [floor - rate * at for at, floor in points]
    noise = mad(flat, median(flat)) / len(flat) ** 0.5
    return -rate if abs(rate) * length > SURE * noise + 0.02 else 0.0


def binned(windows: Sequence[Window]) -> list[tuple[float, float]]:
    """At most ``MOST_BINS`` points, each where the smallest delay of its stretch was."""
    each = -(-len(windows) // MOST_BINS)
    stretches = (windows[start : start + each] for start in range(0, len(windows), each))
    lowest = (min(stretch, key=lambda window: window.floor) for stretch in stretches)
    return [(window.at, window.floor) for window in lowest]


def since_step(ordered: Sequence[Window]) -> tuple[Sequence[Window], int]:
    """The newest windows that go together: from where three in a row agree with each other and not with those before;
    and how often those before agreed too, so that the clock must have been set in between."""
    slack = max(STEP, 4 * _noise(ordered))
    kept: list[float] = []
    apart: list[float] = []
    start, steps = 0, 0
    for place, window in enumerate(ordered):
        if not kept or abs(window.floor - median(kept[-5:])) <= slack:
            kept.append(window.floor)
            apart = []
            continue
        apart.append(window.floor)
        if len(apart) >= 3 and max(apart[-3:]) - min(apart[-3:]) <= slack:
            steps += len(kept) >= 3
            kept, apart, start = apart[-3:], [], place - 2
    return ordered[start:], steps


def _noise(ordered: Sequence[Window]) -> float:
    """Spread of neighbouring windows, which a step in between hardly changes."""
    return median([abs(one.floor - other.floor) for one, other in pairwise(ordered)] or [0.0])
