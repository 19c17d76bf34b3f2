"""What is due: pure functions over what is kept, the policy and the clock.

Risk: a wrong answer here destroys evidence before its time, or keeps personal data after it. Principle:
everything received on one UTC day is kept until its *last* possible record has been kept for the whole
period. A record received at 23:59:59 on day D under a policy of N days must stay until 23:59:59 on D + N, so
the day becomes due at the start of D + N + 1 and not a moment sooner. A class that the policy does not know
is never due.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta


@dataclass(frozen=True)
class Kept:
    """What is kept of one retention class from one day of receipt (UTC).

    ``rows`` and ``bytes`` count events in the store; ``quarantined`` lines that could not be parsed;
    ``parked`` spooled requests that could not be sealed. All three are records and share one fate.
    """

    retention_class: str
    day: date
    rows: int = 0
    bytes: int = 0
    batches: frozenset[int] = field(default_factory=frozenset)
    quarantined: int = 0
    parked: int = 0

    @property
    def unsealed(self) -> int:
        """What is kept outside the store: lines in quarantine and parked requests."""
        return self.quarantined + self.parked

    @property
    def key(self) -> tuple[str, date]:
        return self.retention_class, self.day


@dataclass(frozen=True)
class Due:
    """Something kept whose time is over, since ``on``, under a policy of ``days``."""

    kept: Kept
    days: int
    on: date


def due_on(day: date, days: int) -> date:
    """The first UTC date on which what came on ``day`` may be destroyed; ``date.max`` beyond the calendar."""
    if days < 1:
        raise ValueError("Records are kept for one day at least.")
    try:
        return day + timedelta(days=days + 1)
    except OverflowError:
        return date.max


def what_is_due(kept: Iterable[Kept], policy: Mapping[str, int], now: datetime) -> list[Due]:
    """Everything whose time is over at ``now``, oldest first. ``policy`` gives days per retention class."""
    today = _utc_date(now)
    due = [
        Due(item, policy[item.retention_class], due_on(item.day, policy[item.retention_class]))
        for item in kept
        if item.retention_class in policy
    ]
    return sorted(
        (each for each in due if each.on <= today),
        key=lambda each: (each.kept.day, each.kept.retention_class),
    )


def without_policy(kept: Iterable[Kept], policy: Mapping[str, int]) -> list[Kept]:
    """What no policy covers: never purged, and shown as a warning until somebody decides."""
    return sorted((item for item in kept if item.retention_class not in policy), key=lambda item: item.key)


def _utc_date(now: datetime) -> date:
    if now.tzinfo is None:
        raise ValueError("A time without a zone can't decide what is destroyed.")
    return now.astimezone(UTC).date()
