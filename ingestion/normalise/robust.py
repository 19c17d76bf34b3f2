"""Statistics that a few wild values cannot move far: median, MAD, quantile, and the Theil–Sen slope."""

from collections.abc import Sequence
from itertools import combinations
from statistics import median

# Makes the median absolute deviation of normal errors estimate their standard deviation (Hampel, 1974).
NORMAL = 1.4826


def mad(values: Sequence[float], centre: float) -> float:
    """Median absolute deviation from ``centre``, scaled to a standard deviation."""
    return NORMAL * median(abs(value - centre) for value in values)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of at least one value lies, interpolated."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The median of the slopes through all pairs (Theil 1950, Sen 1968); 0 when all points share one place.

    Up to 29 % of the points may be anything. The time grows with the square of their number.
    """
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(points, 2) if x1 != x2]
    return median(slopes) if slopes else 0.0
