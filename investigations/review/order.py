"""Is A before B? What two records' times, their clocks and their arrivals allow to say, and no more.

Each record has an interval in which it happened: what it states, from the precision with which it is written, less how
far its clock may have been ahead; and it happened before it arrived, whatever its clock says. Intervals that do not
overlap are in order. Two records of one clock share its error, so for them what they state is compared, unless that
contradicts their intervals.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# A clock gains or loses no more than this between two readings (quartz in a bad place: 200 parts in a million).
DRIFT = 500e-6
NONE = timedelta()


class Answer(StrEnum):
    BEFORE = "before"
    AFTER = "after"
    UNKNOWN = "cannot be told"


@dataclass(frozen=True)
class Happened:
    """When a record happened: ``at`` as shown, truly somewhere in ``earliest`` … ``latest``; ``stated`` is what it wrote as
    an instant, before the correction, ``None`` when it states no time; ``clock`` names what told it the time."""

    at: datetime
    earliest: datetime
    latest: datetime
    received_at: datetime
    stated: datetime | None
    step: timedelta
    clock: str


@dataclass(frozen=True)
class Order:
    """``answer`` says where the first stands: before, after, or cannot be told. ``least`` is how much lies between them
    at least; ``overlap`` how much of their intervals is common."""

    answer: Answer
    reason: str
    by_one_clock: bool = False
    least: timedelta = NONE
    overlap: timedelta = NONE


def compare(first: Happened, second: Happened) -> Order:
    by_interval, by_clock = _by_interval(first, second), _by_one_clock(first, second)
    if by_clock is None or by_interval.answer not in (Answer.UNKNOWN, by_clock.answer):
        return by_interval  # where the clock contradicts, it was set in between
    return by_clock


def _by_one_clock(first: Happened, second: Happened) -> Order | None:
    """``None`` unless both states were read from the same clock."""
    if first.clock != second.clock or not first.clock or first.stated is None or second.stated is None:
        return None
    apart = second.stated - first.stated
    slack = abs(apart) * DRIFT
    least = max(apart - first.step, -apart - second.step) - slack
    if least <= NONE:
        reason = (
            "Both were written by the same clock, and what it wrote lies closer together than it is precise. The order "
            "of lines in a file is not the order of what happened."
        )
        return Order(Answer.UNKNOWN, reason, by_one_clock=True)
    answer = Answer.BEFORE if apart > NONE else Answer.AFTER
    reason = (
        "Both were written by the same clock, so its error is in both times and does not change their order, unless the "
        "clock was set in between."
    )
    return Order(answer, reason, by_one_clock=True, least=least)


def _by_interval(first: Happened, second: Happened) -> Order:
    if first.latest < second.earliest:
        return Order(Answer.BEFORE, _apart(first, second), least=second.earliest - first.latest)
    if second.latest < first.earliest:
        return Order(Answer.AFTER, _apart(second, first), least=first.earliest - second.latest)
    overlap = min(first.latest, second.latest) - max(first.earliest, second.earliest)
    return Order(Answer.UNKNOWN, _common(first, second), overlap=overlap)


def _apart(early: Happened, late: Happened) -> str:
    if early.latest == early.received_at:
        return "The earlier one had arrived before the later one can have happened, however wrong its own clock was."
    return "The latest moment at which the earlier one can have happened lies before the earliest of the later one."


def _common(first: Happened, second: Happened) -> str:
    if first.stated is None or second.stated is None:
        return "One of them states no time; it happened at some time before it arrived, and that may be on either side."
    return "The times in which they can have happened overlap, so either may have come first."
