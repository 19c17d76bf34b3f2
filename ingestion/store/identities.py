"""Which records that name themselves are stored already: hashes of their ids, by source, beside the events.

The table is partitioned as events are, and a purge drops both. Its rows are written before the events they stand for,
so a crash leaves a name without an event at worst, of a batch that will be sealed again and knows its own names.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import islice

from ingestion.store.client import client, translated

Hash = tuple[int, int]  # 128 bits in two numbers, which the primary key compares faster than text
Name = tuple[str, Hash]  # source, and what a record of it calls itself
Place = tuple[int, int]  # batch and position
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
    "SELECT source, high, low, batch, position FROM record_ids WHERE source IN {sources:Array(String)} "
    "AND batch NOT IN {own:Array(UInt64)} AND (high, low) IN (LISTED)"
)
INSERT = "INSERT INTO record_ids (source, high, low, batch, position, retention_class, received_on) FORMAT TabSeparated"


@dataclass(frozen=True)
class Names:
    """Of one batch: the hash of each record's name and its position."""

    source: str
    batch: int
    of_records: Sequence[tuple[Hash, int]]
    retention_class: str
    received_on: date


def known(wanted: Mapping[str, Collection[Hash]], not_of: Collection[int]) -> dict[Name, list[Place]]:
    """Where records of other batches are that have one of these ids, which are given by source."""
    found: dict[Name, list[Place]] = {}
    every = {one for ids in wanted.values() for one in ids}
    for chunk in _chunks(every):
        listed = ",".join(f"({high},{low})" for high, low in chunk)
        sql = KNOWN.replace("LISTED", listed)  # numbers of ours, which as a parameter would be too long
        values = {"sources": list(wanted), "own": list(not_of)}
        with translated():
            rows = (
                client("reader").query(sql, parameters=values, settings={"max_query_size": 2**21}).result_rows
            )
        for source, high, low, batch, position in rows:
            name = str(source), (int(high), int(low))
            if name[1] in wanted[name[0]]:
                found.setdefault(name, []).append((int(batch), int(position)))
    return found


def remember(many: Sequence[Names]) -> None:
    """Write down the names of batches' records; the same batches again change nothing."""
    rows = "".join(row for names in many for row in _rows(names))
    if not rows:
        return
    numbers = ",".join(str(names.batch) for names in many)
    token = f"ids-{sha256(numbers.encode()).hexdigest()}"
    settings = {"insert_deduplication_token": token, "insert_deduplicate": 1, "async_insert": 0}
    with translated():
        client("writer").command(INSERT, data=rows.encode(), settings=settings)


def _rows(names: Names) -> Iterator[str]:
    source, kept = _escaped(names.source), _escaped(names.retention_class)
    for (high, low), position in names.of_records:
        yield f"{source}\t{high}\t{low}\t{names.batch}\t{position}\t{kept}\t{names.received_on}\n"


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
