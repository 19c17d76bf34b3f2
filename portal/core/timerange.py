"""Time ranges as people type them, resolved to absolute UTC.

A range is half-open: ``start`` belongs to it, ``end`` does not. A day or a minute given as the end of a range is
included whole when it is a day, and taken as that instant when it is a clock time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from portal.core.problems import Problem
from portal.core.timephrase import EARLIEST, LATEST, resolve

PRESETS = (
    ("15m", "Last 15 minutes"),
    ("1h", "Last hour"),
    ("3h", "Last 3 hours"),
    ("24h", "Last 24 hours"),
    ("7d", "Last 7 days"),
    ("30d", "Last 30 days"),
    ("today", "Today"),
    ("yesterday", "Yesterday"),
    ("this week", "This week"),
    ("all", "All time"),
)
MAX_PHRASE = 120


class RangeError(Problem):
    """The phrase names no range of time."""

    status = 422
    code = "bad_range"


@dataclass(frozen=True)
class TimeRange:
    """``start`` ≤ t < ``end``, both aware and in UTC. ``phrase`` is what was typed; ``follows_now`` if it moves."""

    start: datetime
    end: datetime
    phrase: str
    follows_now: bool = False

    @property
    def between(self) -> tuple[datetime, datetime]:
        return self.start, self.end

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    @property
    def absolute(self) -> str:
        """The phrase that always means this very range."""
        return f"{iso(self.start)}/{iso(self.end)}"


def iso(moment: datetime) -> str:
    """RFC 3339 in UTC, with microseconds only where there are any."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def parse_range(phrase: str, *, now: datetime, zone: tzinfo = UTC) -> TimeRange:
    """The range that ``phrase`` means at ``now`` for somebody in ``zone``. Raises ``RangeError``."""
    text = " ".join(phrase.split())
    if not text or len(text) > MAX_PHRASE:
        raise RangeError(f"Type a range of at most {MAX_PHRASE} characters, such as 3h or yesterday.")
    try:
        start, end, moves = resolve(text, now.astimezone(zone))
    except (ValueError, OverflowError) as error:
        raise RangeError(_explain(text)) from error
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if not EARLIEST <= start <= LATEST or not EARLIEST <= end <= LATEST:
        raise RangeError("A range lies between 1970 and 2199.")
    if start >= end:
        raise RangeError(f"“{text}” ends before it begins.")
    return TimeRange(start, end, text, moves)


def _explain(text: str) -> str:
    return (
        f"“{text[:60]}” is no range of time. Examples: 15m, 3h, yesterday, Jan 1 - Jan 2, "
        "2026-11-21 10:00 - 2026-11-21 12:00, 2026-11-21T10:00:00Z/2026-11-21T12:00:00Z."
    )
