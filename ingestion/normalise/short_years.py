"""Dates of three pairs of digits, ``11/05/26``: which of them is the year, concluded from a whole batch.

Spark and Hadoop put the year first, Americans last and the month first. One date alone may be all of that, so the order is
the one, in this order of what counts,

1. in which every date exists and none is more than a day after the batch's arrival,
2. in which the fewest of them go back in time, because a log is written from top to bottom,
3. in which they lie closest together: two days of a week are likelier than the same day of two years,
4. in which the last date is of the year before the arrival, or in none of them,
5. the year first, then the month first.

Such a time names no zone either, so it is always marked as inferred.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from ingestion.normalise.clock import Arrival

Digits = tuple[str, str, str]
# Where year, month and day stand.
ORDERS = {"ymd": (0, 1, 2), "mdy": (2, 0, 1), "dmy": (2, 1, 0)}
FIRST = "ymd"
RECENT = timedelta(days=366)


def order_of(written: Iterable[Digits], arrival: Arrival) -> str:
    """``ymd``, ``mdy`` or ``dmy``. Dates that say nothing (none at all, none that exist) are taken as ``ymd``."""
    dates = list(dict.fromkeys(written))
    found = {order: days for order in ORDERS if (days := _all(dates, order, arrival))}
    disorder = {order: _disorder(days) for order, days in found.items()}
    likely = [order for order in found if disorder[order] == min(disorder.values())]
    recent = [order for order in likely if arrival.at.date() - found[order][-1] <= RECENT]
    return next(iter(recent or likely), FIRST)


def _disorder(days: Sequence[date]) -> tuple[int, timedelta]:
    """How many of them go back, and how far apart they lie."""
    return sum(later < earlier for earlier, later in pairwise(days)), max(days) - min(days)


def _all(written: Sequence[Digits], order: str, arrival: Arrival) -> list[date]:
    """The dates in this order, or nothing where one of them cannot be."""
    days = [day for digits in written if (day := read(digits, order))]
    latest = arrival.latest.date() + timedelta(days=1)
    return days if len(days) == len(written) and all(day <= latest for day in days) else []


def read(digits: Digits, order: str) -> date | None:
    year, month, day = (int(digits[place]) for place in ORDERS[order])
    try:
        return date(2000 + year, month, day)
    except ValueError:
        return None
