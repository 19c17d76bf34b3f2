"""Which spool rows a sealer takes next: the oldest that is due, and those that may go beside it (``pipeline.beside``).

Sources take turns, so that one that floods delays the others by one claim and not by all that it has sent. A row that
has failed before goes alone, so that it can't hold up others.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import psycopg
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from ingestion.pipeline.beside import due, with_neighbours
from ingestion.pipeline.models import SpoolItem
from ingestion.receive.wake import wake_sealers

WAKE_PAUSE_S = 0.5
LEASE = timedelta(seconds=2)  # in which nobody else begins with what was claimed and is not locked yet
_woken_at = float("-inf")
_served = 0  # the source that this process served last
BODIES = "SELECT number, body FROM pipeline_spoolitem WHERE number = ANY(%s)"


@dataclass(frozen=True)
class Claim:
    """Numbers to seal, in order. ``is_new``: nobody has begun to, so none of them can be on its way into the store.

    ``begun`` counts the sealers that began since one said what became of it, this one included.
    """

    numbers: tuple[int, ...]
    is_new: bool
    begun: int = 1


def next_claim() -> Claim | None:
    """What to seal now, written down as belonging together; ``None``: nothing is due.

    One alone is written down too: the engine may still be busy with its insert when a sealer that was killed has let
    go of it, and beside another row it would come with another token.
    """
    with transaction.atomic():
        first = _first()
        if first is None:
            return None
        if first.together is not None:
            rows = SpoolItem.objects.filter(together=first.together)
            rows.update(begun=F("begun") + 1, retry_at=timezone.now() + LEASE)
            return Claim(_numbers(rows), is_new=False, begun=first.begun + 1)
        numbers, is_more = with_neighbours(first)
        if is_more:
            transaction.on_commit(_wake_another)
        SpoolItem.objects.filter(number__in=numbers).update(
            together=first.number, begun=1, retry_at=timezone.now() + LEASE
        )
        return Claim(tuple(sorted(numbers)), is_new=True)


def _wake_another() -> None:
    """What is left is due, and whoever would take it may have found nothing a moment ago. One is enough for a while."""
    global _woken_at
    now = time.monotonic()
    if now - _woken_at >= WAKE_PAUSE_S:
        _woken_at = now
        wake_sealers()


def locked(numbers: Sequence[int]) -> list[SpoolItem]:
    """The rows with their bodies, locked; empty when another sealer has one of them, or they are done."""
    rows = (
        SpoolItem.objects.filter(number__in=numbers, state=SpoolItem.State.WAITING)
        .order_by("number")
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("source__retention_class", "source__masking__profile")
        .defer("body")
    )
    items = list(rows)
    if len(items) != len(numbers):
        return []
    bodies = _bodies(numbers)
    for item in items:
        item.body = bodies[item.number]
    return items


def _first() -> SpoolItem | None:
    """The oldest row of the source whose turn it is; the oldest of all when others are at that one's rows."""
    global _served
    sources = due().order_by("source_id").values_list("source_id", flat=True)
    turn = sources.filter(source_id__gt=_served).first() or sources.first()
    if turn is None:
        return None
    rows = (
        due()
        .order_by("number")
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("source")
        .defer("body")
    )
    first = rows.filter(source_id=turn).first() or rows.first()
    _served = turn
    return first


def _numbers(rows: QuerySet[SpoolItem]) -> tuple[int, ...]:
    return tuple(rows.order_by("number").values_list("number", flat=True))


def _bodies(numbers: Sequence[int]) -> dict[int, bytes]:
    """In binary: Django's cursor reads bytes as hexadecimal text, twice their length."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return dict(cursor.execute(BODIES, [list(numbers)], binary=True).fetchall())
