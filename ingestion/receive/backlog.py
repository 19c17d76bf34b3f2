"""How much waits to be sealed: for the limit on the spool, readiness and the pages of sources."""

import time
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import BigIntegerField, Count, F, Func, Min, Q, Sum
from django.utils import timezone

from ingestion.pipeline.models import SpoolItem
from ingestion.receive.errors import SpoolFull

FRESH_S = 1.0
WAITING = Q(state=SpoolItem.State.WAITING)


@dataclass(frozen=True)
class Backlog:
    """``waiting`` and ``parked`` count batches; ``bytes`` is what they take in the spool, compressed."""

    waiting: int
    parked: int
    bytes: int
    oldest: datetime | None

    @property
    def oldest_age_s(self) -> float:
        """Seconds since the oldest waiting batch arrived; 0 when none waits."""
        return (timezone.now() - self.oldest).total_seconds() if self.oldest else 0.0


def backlog(source_id: int | None = None) -> Backlog:
    """What is spooled now, of one source or of all. PostgreSQL answers from the rows' heads, not their bodies."""
    items = SpoolItem.objects.all() if source_id is None else SpoolItem.objects.filter(source_id=source_id)
    length = Func(F("body"), function="octet_length", output_field=BigIntegerField())
    found = items.aggregate(
        waiting=Count("number", filter=WAITING),
        parked=Count("number", filter=~WAITING),
        bytes=Sum(length, default=0),
        oldest=Min("received_at", filter=WAITING),
    )
    return Backlog(**found)


class _Room:
    """The spool's size as this process saw it within the last second, plus what it added since."""

    def __init__(self) -> None:
        self.bytes = 0
        self.seen_at = float("-inf")

    def current(self) -> int:
        if time.monotonic() - self.seen_at > FRESH_S:
            self.bytes = backlog().bytes
            self.seen_at = time.monotonic()
        return self.bytes


_room = _Room()


def require_room() -> None:
    """Raise ``SpoolFull`` while the spool holds ``LANTERN_MAX_SPOOL_BYTES`` or more."""
    if _room.current() >= settings.MAX_SPOOL_BYTES:
        raise SpoolFull(
            "More has arrived than could be stored yet. Nothing of this was taken; send it again in a few seconds."
        )


def took_room(size: int) -> None:
    _room.bytes += size


def look_again() -> None:
    """Forget what was seen, so that the next question asks PostgreSQL."""
    _room.seen_at = float("-inf")
