"""Which spool rows may go into the store beside one: others of its source, and, if they are small, of other sources.

An insert costs the engine as long as thousands of lines do. A hundred machines that send a few lines each second would
have to wait for each other's inserts otherwise.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from ingestion.pipeline.models import SpoolItem

SMALLEST_SHARE = (
    6  # of the most that goes together: less is not divided, as an insert costs some time by itself
)
SMALL_SHARE = (
    24  # what costs about as much as an insert does by itself: so much of others goes beside so much
)
MOST_OF_ANOTHER = 16  # rows of each other source, so that none takes all the room

# The oldest of each source, then the second of each.
OF_OTHERS = """
    SELECT item.number, item.size, item.sha256, item.occurrence, item.source_id
    FROM pipeline_spoolitem AS item
    JOIN (
        SELECT one.number, one.place
        FROM sources_source AS source
        CROSS JOIN LATERAL (
            SELECT number, row_number() OVER (ORDER BY number) AS place
            FROM pipeline_spoolitem
            WHERE source_id = source.id AND state = %(waiting)s AND retry_at <= %(now)s AND together IS NULL AND attempts = 0
              AND retention_class = '' AND received_at >= %(midnight)s AND received_at < %(next_midnight)s
              AND size <= %(largest)s
            ORDER BY number LIMIT %(most_of_one)s
        ) AS one
        WHERE source.retention_class_id = %(class)s AND source.id <> %(source)s
        ORDER BY one.place, one.number LIMIT %(most)s
    ) AS chosen ON chosen.number = item.number
    WHERE item.state = %(waiting)s AND item.together IS NULL
    ORDER BY chosen.place, item.number
    FOR UPDATE OF item SKIP LOCKED
"""


class Row(NamedTuple):
    """A row as far as it matters here; two with the same content are not sealed at once."""

    number: int
    size: int
    sha256: bytes | memoryview
    occurrence: int
    source: int

    @property
    def content(self) -> tuple[int, bytes, int]:
        return self.source, bytes(self.sha256), self.occurrence


def due() -> QuerySet[SpoolItem]:
    return SpoolItem.objects.filter(state=SpoolItem.State.WAITING, retry_at__lte=timezone.now())


def with_neighbours(first: SpoolItem) -> tuple[list[int], bool]:
    """Numbers of the row and of those that go with it, and whether more may be due. All of them are locked."""
    if first.attempts:
        return [first.number], False
    own = _of_its_source(first)
    taken = _up_to_the_limits(own)
    most, room = settings.SEAL_TOGETHER_BATCHES, settings.SEAL_TOGETHER_BYTES // SMALL_SHARE
    if len(taken) < len(own) or len(own) == most:
        return [row.number for row in taken], True
    if first.retention_class or sum(row.size for row in taken) > room:
        return [row.number for row in taken], False
    others = _of_others(first, most - len(own), room)
    fitting = list(_fitting(others, room))
    is_more = len(fitting) < len(others) or len(own) + len(others) == most
    return [row.number for row in (*taken, *fitting)], is_more


def _of_its_source(first: SpoolItem) -> Sequence[Row]:
    """The row and those like it that nobody has, oldest first."""
    midnight = _midnight(first)
    like = due().filter(
        source_id=first.source_id,
        retention_class=first.retention_class,
        received_at__gte=midnight,
        received_at__lt=midnight + timedelta(days=1),
        together=None,
        attempts=0,
        number__gte=first.number,
    )
    rows = like.order_by("number").select_for_update(skip_locked=True)[: settings.SEAL_TOGETHER_BATCHES]
    found = rows.values_list("number", "size", "sha256", "occurrence", "source_id")
    return [Row(*values) for values in found]


def _of_others(first: SpoolItem, most: int, largest: int) -> Sequence[Row]:
    """Of sources of the same class that arrived on the same day, and have at most so many bytes."""
    midnight = _midnight(first)
    values: dict[str, str | int | datetime] = {
        "waiting": SpoolItem.State.WAITING,
        "now": timezone.now(),
        "midnight": midnight,
        "next_midnight": midnight + timedelta(days=1),
        "class": first.source.retention_class_id,
        "source": first.source_id,
        "most_of_one": MOST_OF_ANOTHER,
        "most": most,
        "largest": largest,
    }
    with connection.cursor() as cursor:
        cursor.execute(OF_OTHERS, values)
        return [Row(*found) for found in cursor.fetchall()]


def _midnight(first: SpoolItem) -> datetime:
    return datetime.combine(first.received_at.astimezone(UTC).date(), datetime.min.time(), UTC)


def _up_to_the_limits(rows: Sequence[Row]) -> list[Row]:
    """As many as fit into ``LANTERN_SEAL_TOGETHER_BYTES``, one in any case, and none with the content of another.

    Of the last megabytes half is left to another sealer, which would have nothing to do while this one has all.
    """
    most = settings.SEAL_TOGETHER_BYTES
    share = max(sum(row.size for row in rows) // 2, most // SMALLEST_SHARE)
    taken: dict[object, Row] = {}
    total = 0
    for row in rows:
        if row.content in taken:
            continue
        total += row.size
        if taken and total > min(share, most):
            break
        taken[row.content] = row
    return list(taken.values())


def _fitting(rows: Sequence[Row], room: int) -> Iterator[Row]:
    seen = set()
    for row in rows:
        room -= row.size
        if room < 0:
            return
        if row.content not in seen:
            seen.add(row.content)
            yield row
