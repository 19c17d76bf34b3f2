"""How much waits to be sealed: for the limit on the spool, readiness and the pages of sources."""

import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import BigIntegerField, Count, F, Func, Min, Q, Sum
from django.utils import timezone

from ingestion.pipeline.models import SpoolItem
from ingestion.receive.errors import DiskNearlyFull, SpoolFull
from portal.core import disk

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


def bytes_by_source() -> dict[int, int]:
    """What the spool holds of each source, compressed."""
    length = Func(F("body"), function="octet_length", output_field=BigIntegerField())
    found = SpoolItem.objects.order_by().values_list("source_id").annotate(bytes=Sum(length, default=0))
    return dict(found)


class _Room:
    """The spool's size by source as this process saw it within the last second, plus what it added since."""

    def __init__(self) -> None:
        self.bytes: Counter[int] = Counter()
        self.seen_at = float("-inf")

    def current(self) -> Counter[int]:
        if time.monotonic() - self.seen_at > FRESH_S:
            self.bytes = Counter(bytes_by_source())
            self.seen_at = time.monotonic()
        return self.bytes


_room = _Room()


def require_disk() -> None:
    """Raise ``DiskNearlyFull`` with less than ``LANTERN_MIN_FREE_BYTES`` free."""
    if not disk.has_room():
        raise DiskNearlyFull("The disk is nearly full, so nothing more is taken until there is room again.")


def require_room(source_id: int | None = None) -> None:
    """Raise ``DiskNearlyFull``, or ``SpoolFull`` while the spool is: as a whole, or the part of it that one source may have.

    One source that floods must leave room for the others, so it has at most ``LANTERN_SPOOL_SHARE_PERCENT`` of it.
    """
    require_disk()
    used = _room.current()
    if used.total() >= settings.MAX_SPOOL_BYTES:
        raise SpoolFull(
            "More has arrived than could be stored yet. Nothing of this was taken; send it again in a few seconds."
        )
    share = max(1, settings.MAX_SPOOL_BYTES * settings.SPOOL_SHARE_PERCENT // 100)
    if source_id is not None and used[source_id] >= share:
        raise SpoolFull(
            "This source has its whole share of what may wait. Nothing of this was taken; send it again in a few seconds."
        )


def took_room(source_id: int, size: int) -> None:
    _room.bytes[source_id] += size


def look_again() -> None:
    """Forget what was seen, so that the next question asks PostgreSQL."""
    _room.seen_at = float("-inf")
