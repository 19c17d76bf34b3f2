"""Which records that name themselves are stored already: hashes of their ids, by source, beside the events.

The table is partitioned as events are, and a purge drops both. Its rows are written before the events they stand for,
so a crash leaves a name without an event at worst, of a batch that will be sealed again and knows its own names.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from ingestion.store.client import client, translated

Hash = tuple[int, int]  # 128 bits in two numbers, which the primary key compares faster than text
AT_ONCE = 5_000  # ids in one question

RECORD_IDS = """
CREATE TABLE IF NOT EXISTS record_ids (
    source LowCardinality(String),
    high UInt64,
    low UInt64,
    batch UInt64,
    position UInt32,
    retention_class LowCardinality(String),
    received_on Date
) ENGINE = MergeTree
PARTITION BY (retention_class, received_on)
ORDER BY (source, high, low)
SETTINGS
    index_granularity = 256,
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1
"""
KNOWN = (
    "SELECT high, low, batch, position FROM record_ids WHERE source = {source:String} "
    "AND batch NOT IN {own:Array(UInt64)} AND (high, low) IN (LISTED)"
)
INSERT = "INSERT INTO record_ids (source, high, low, batch, position, retention_class, received_on) FORMAT TabSeparated"


def known(source: str, ids: Iterable[Hash], not_of: Collection[int]) -> dict[Hash, list[tuple[int, int]]]:
    """(batch, position) of the records of other batches that have one of these ids."""
    found: dict[Hash, list[tuple[int, int]]] = {}
    for chunk in _chunks(ids):
        listed = ",".join(f"({high},{low})" for high, low in chunk)
        sql = KNOWN.replace("LISTED", listed)  # numbers of ours, which as a parameter would be too long
        values = {"source": source, "own": list(not_of)}
        with translated():
            rows = (
                client("reader").query(sql, parameters=values, settings={"max_query_size": 2**21}).result_rows
            )
        for high, low, batch, position in rows:
            found.setdefault((int(high), int(low)), []).append((int(batch), int(position)))
    return found


def remember(
    source: str, batch: int, ids: Sequence[tuple[Hash, int]], retention_class: str, received_on: date
) -> None:
    """Write down (id, position) of a batch's records; the same batch again changes nothing."""
    if not ids:
        return
    name, kept = _escaped(source), _escaped(retention_class)
    rows = "".join(
        f"{name}\t{high}\t{low}\t{batch}\t{position}\t{kept}\t{received_on}\n"
        for (high, low), position in ids
    )
    settings = {"insert_deduplication_token": f"ids-{batch}", "insert_deduplicate": 1, "async_insert": 0}
    with translated():
        client("writer").command(INSERT, data=rows.encode(), settings=settings)


def drop(retention_class: str, day: date) -> None:
    """Forget the ids of a partition whose events were destroyed."""
    with translated():
        client("keeper").command(
            "ALTER TABLE record_ids DROP PARTITION ({class:String}, {day:Date})",
            parameters={"class": retention_class, "day": day},
        )


def _chunks(ids: Iterable[Hash]) -> Iterator[list[Hash]]:
    rest = iter(ids)
    while chunk := list(islice(rest, AT_ONCE)):
        yield chunk


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
