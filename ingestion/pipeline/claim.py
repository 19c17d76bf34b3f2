"""Which spool rows a sealer takes next: the oldest that is due, and those that may go into the store beside it.

Sources take turns, so that one that floods delays the others by one claim and not by all that it has sent. A row that
has failed before goes alone, so that it can't hold up others.
"""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from ingestion.pipeline.models import SpoolItem
from ingestion.receive.wake import wake_sealers

SMALLEST_SHARE = (
    6  # of the most that goes together: less is not divided, as an insert costs some time by itself
)
WAKE_PAUSE_S = 0.5
_woken_at = float("-inf")
_served = 0  # the source that this process served last
Row = tuple[int, int, tuple[bytes, int]]  # number, size, and content: digest and occurrence
BODIES = "SELECT number, body FROM pipeline_spoolitem WHERE number = ANY(%s)"


def next_numbers() -> list[int]:
    """The numbers to seal now, in order, written down as belonging together. Empty: nothing is due.

    One alone is written down too: the engine may still be busy with its insert when a sealer that was killed has let
    go of it, and beside another row it would come with another token.
    """
    with transaction.atomic():
        first = _first()
        if first is None:
            return []
        if first.together is not None:
            return _numbers(SpoolItem.objects.filter(together=first.together))
        rows = _beside(first)
        numbers = _up_to_the_limits(rows)
        if len(numbers) < len(rows) or len(rows) == settings.SEAL_TOGETHER_BATCHES:
            transaction.on_commit(_wake_another)
        SpoolItem.objects.filter(number__in=numbers).update(together=numbers[0])
        return numbers


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
    sources = _due().order_by("source_id").values_list("source_id", flat=True)
    turn = sources.filter(source_id__gt=_served).first() or sources.first()
    if turn is None:
        return None
    rows = _due().order_by("number").select_for_update(skip_locked=True).defer("body")
    first = rows.filter(source_id=turn).first() or rows.first()
    _served = turn
    return first


def _due() -> QuerySet[SpoolItem]:
    return SpoolItem.objects.filter(state=SpoolItem.State.WAITING, retry_at__lte=timezone.now())


def _beside(first: SpoolItem) -> Sequence[Row]:
    """The row and those like it that nobody has, oldest first."""
    if first.attempts:
        return [(first.number, first.size, (bytes(first.sha256), first.occurrence))]
    midnight = datetime.combine(first.received_at.astimezone(UTC).date(), datetime.min.time(), UTC)
    like = _due().filter(
        source_id=first.source_id,
        retention_class=first.retention_class,
        received_at__gte=midnight,
        received_at__lt=midnight + timedelta(days=1),
        together=None,
        attempts=0,
        number__gte=first.number,
    )
    rows = like.order_by("number").select_for_update(skip_locked=True)[: settings.SEAL_TOGETHER_BATCHES]
    return [
        (number, size, (bytes(digest), occurrence))
        for number, size, digest, occurrence in rows.values_list("number", "size", "sha256", "occurrence")
    ]


def _up_to_the_limits(rows: Sequence[Row]) -> list[int]:
    """As many as fit into ``LANTERN_SEAL_TOGETHER_BYTES``, one in any case, and none with the content of another.

    Of the last megabytes half is left to another sealer, which would have nothing to do while this one has all.
    """
    most = settings.SEAL_TOGETHER_BYTES
    share = max(sum(size for _, size, _ in rows) // 2, most // SMALLEST_SHARE)
    taken: dict[tuple[bytes, int], int] = {}
    total = 0
    for number, size, content in rows:
        if content in taken:
            continue
        total += size
        if taken and total > min(share, most):
            break
        taken[content] = number
    return list(taken.values())


def _numbers(rows: QuerySet[SpoolItem]) -> list[int]:
    return list(rows.order_by("number").values_list("number", flat=True))


def _bodies(numbers: Sequence[int]) -> dict[int, bytes]:
    """In binary: Django's cursor reads bytes as hexadecimal text, twice their length."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return dict(cursor.execute(BODIES, [list(numbers)], binary=True).fetchall())
