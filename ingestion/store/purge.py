"""Destroying events: whole partitions, each one day of arrival of one retention class.

Only ``drop`` needs the keeper's account, which the web process does not have; the pages ask the rest as the reader.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ingestion.store import identities
from ingestion.store.client import client, translated


@dataclass(frozen=True)
class Partition:
    """``day`` is UTC; ``rows`` and ``bytes`` on disk are those of its active parts; ``batches`` are numbers."""

    retention_class: str
    day: date
    rows: int
    bytes: int
    batches: frozenset[int] = frozenset()


def partitions() -> list[Partition]:
    """What the store holds, oldest day first; reads metadata only, so ``batches`` is left empty."""
    sql = """
        SELECT retention_class, day, sum(rows), sum(bytes_on_disk) FROM (
            SELECT partition, rows, bytes_on_disk,
                CAST(partition, 'Tuple(retention_class String, day Date)') AS key,
                key.1 AS retention_class, key.2 AS day
            FROM system.parts
            WHERE active AND table = 'events' AND database = currentDatabase()
        ) GROUP BY retention_class, day ORDER BY day, retention_class
    """
    with translated():
        rows = client("reader").query(sql).result_rows
    return [Partition(str(name), day, int(count), int(size)) for name, day, count, size in rows]


def batches(retention_class: str, day: date) -> frozenset[int]:
    """Numbers of the batches with events in that partition."""
    sql = (
        "SELECT DISTINCT bitShiftRight(id, 20) FROM events "
        "WHERE retention_class = {class:String} AND toDate(received_at) = {day:Date}"
    )
    with translated():
        rows = client("reader").query(sql, parameters={"class": retention_class, "day": day}).result_rows
    return frozenset(int(row[0]) for row in rows)


def drop(retention_class: str, day: date) -> None:
    """Destroy the partition and what is known of its records' ids; does nothing when it is not there.

    Running queries finish on their own copy.
    """
    with translated():
        client("keeper").command(
            "ALTER TABLE events DROP PARTITION ({class:String}, {day:Date})",
            parameters={"class": retention_class, "day": day},
        )
    identities.drop(retention_class, day)


def contains(retention_class: str, day: date, event_ids: Iterable[int]) -> frozenset[int]:
    """Which of these events are in that partition."""
    sql = (
        "SELECT id FROM events WHERE id IN {ids:Array(UInt64)} "
        "AND retention_class = {class:String} AND toDate(received_at) = {day:Date}"
    )
    parameters = {"ids": list(event_ids), "class": retention_class, "day": day}
    with translated():
        rows = client("reader").query(sql, parameters=parameters).result_rows
    return frozenset(int(row[0]) for row in rows)
