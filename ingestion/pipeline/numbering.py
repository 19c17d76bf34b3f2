"""Batch numbers after PostgreSQL was restored to an earlier moment than the event store.

The store then holds events of batches that PostgreSQL has forgotten, and new batches would get their numbers: the
sealer would take those events for its own, which a crash left behind, and the new records would be lost. So numbers
go on behind the store's when the portal starts, and a batch whose number turns out to be another's gets a new one.
"""

import logging
from collections.abc import Collection, Sequence

from django.db import connection, transaction
from django.db.models import Min, QuerySet

from ingestion.pipeline.models import Renumbered, Replay, SpoolItem
from ingestion.store import readback

SEQUENCE = "pipeline_spoolitem_number_seq"
MOST_PASSED = (
    10_000_000  # seconds; who could write into the store may have put any number there, and none may run out
)
log = logging.getLogger(__name__)


def go_on_behind_the_store() -> int:
    """Use up the numbers to the highest in the store; how many. Raises the store's errors.

    The application may not set a sequence: who can set it forward can set it back. While the tables of a new
    PostgreSQL are still being made, there is none.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_sequence_privilege(to_regclass(%s), 'SELECT')", [SEQUENCE])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(f"SELECT last_value FROM {SEQUENCE}")  # noqa: S608
        last = int(cursor.fetchone()[0])
        behind = max(0, readback.highest(last + MOST_PASSED) - last)
        cursor.execute(f"SELECT count(nextval('{SEQUENCE}')) FROM generate_series(1, %s)", [behind])  # noqa: S608
    if behind:
        log.warning("%s batch numbers from %s on are passed over: events have them.", behind, last + 1)
    return behind


def renumber(taken: Sequence[int]) -> None:
    """Give these waiting rows numbers that no event has. Their senders were told the old ones, which are kept."""
    go_on_behind_the_store()
    with transaction.atomic(), connection.cursor() as cursor:
        for old in taken:
            cursor.execute(
                f"UPDATE pipeline_spoolitem SET number = nextval('{SEQUENCE}'), together = NULL "  # noqa: S608
                "WHERE number = %s RETURNING number",
                [old],
            )
            if row := cursor.fetchone():
                Replay.objects.filter(number=old).update(number=row[0])
                Renumbered.objects.filter(number=old).update(number=row[0])
                Renumbered.objects.create(told=old, number=row[0])
                log.warning("Batch %s is batch %s now: events of another have its number.", old, row[0])


def now(told: Collection[int]) -> dict[int, int]:
    """The numbers that batches have of which senders were told these."""
    return {number: number for number in told} | dict(
        Renumbered.objects.filter(told__in=told).values_list("told", "number")
    )


def first_told(waiting: QuerySet[SpoolItem]) -> int | None:
    """The lowest number that senders were told of these rows."""
    renumbered = Renumbered.objects.filter(number__in=waiting.values("number"))
    lowest = (waiting.aggregate(least=Min("number")), renumbered.aggregate(least=Min("told")))
    return min((one["least"] for one in lowest if one["least"] is not None), default=None)
