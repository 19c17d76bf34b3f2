"""What the store holds of batches: the look before an insert, and the count and root after it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ingestion.store.client import client, translated
from portal.core.eventid import MAX_RECORDS, event_id


def root_of(leaves: str) -> str:
    """The engine's expression for the root over an array of leaves.

    RFC 6962, 2.1: pairs from the left, an odd one at the end moves up unchanged; 20 levels hold 2^20 leaves.
    """
    return f"""
        arrayFold(
            (level, i) -> arrayConcat(
                arrayMap(
                    (l, r) -> SHA256(concat(unhex('01'), l, r)),
                    arrayResize(
                        arrayFilter((x, n) -> n % 2 = 1, level, arrayEnumerate(level)), intDiv(length(level), 2)
                    ),
                    arrayFilter((x, n) -> n % 2 = 0, level, arrayEnumerate(level))
                ),
                if(length(level) % 2 = 1, [level[length(level)]], [])
            ),
            range(20), {leaves}
        )[1]
    """


# Rows of a batch stand together in the order of ids, so the span finds them and the numbers leave out what is between.
SPAN = "id >= {low:UInt64} AND id < {high:UInt64} AND bitShiftRight(id, 20) IN {numbers:Array(UInt64)}"
STORED = f"""
    SELECT DISTINCT bitShiftRight(id, 20), source, received_at FROM events WHERE {SPAN}
"""  # noqa: S608
SEALED = f"""
    SELECT number, count(), min(timestamp), max(timestamp), {root_of("groupArray(leaf)")}, any(retention_class), any(`event.dataset`)
    FROM (
        SELECT bitShiftRight(id, 20) AS number, timestamp, leaf, retention_class, `event.dataset`
        FROM events WHERE {SPAN} ORDER BY id
    )
    GROUP BY number
"""  # noqa: S608
# One thread, as sealers use the other cores; and blocks small enough to stay in a core's cache, which is a sixth faster.
READING = {"max_threads": 1, "max_block_size": 1024}
EMPTY_ROOT = bytes.fromhex(
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
)  # SHA-256 of nothing


@dataclass(frozen=True)
class Arrived:
    """What an event keeps of its batch's arrival: enough to tell a batch from another that had its number."""

    source: str
    received_at: datetime


@dataclass(frozen=True)
class Sealed:
    """What the store holds of one batch; ``root`` is over its leaves by id (RFC 6962)."""

    stored: int
    first: datetime | None
    last: datetime | None
    root: bytes
    retention_class: str
    format: str


def stored(numbers: Collection[int]) -> Mapping[int, frozenset[Arrived]]:
    """Of which batches there are events, and whence and when those came: one of these, if nothing is amiss."""
    with translated():
        rows = client("reader").query(STORED, parameters=span(numbers), tz_mode="aware").result_rows
    found: dict[int, frozenset[Arrived]] = {}
    for number, source, received_at in rows:
        found[int(number)] = found.get(int(number), frozenset()) | {Arrived(str(source), received_at)}
    return found


def holds(number: int, retention_class: str, received_at: datetime) -> bool:
    """Whether there is any event of a batch that was stored in that class at that time: one look into one partition."""
    sql = f"""
        SELECT 1 FROM events
        WHERE retention_class = {{retention_class:String}} AND toDate(received_at) = {{day:Date}} AND {SPAN} LIMIT 1
    """  # noqa: S608
    values = {"retention_class": retention_class, "day": received_at.astimezone(UTC).date(), **span([number])}
    with translated():
        return bool(client("reader").query(sql, parameters=values).result_rows)


def highest(below: int) -> int:
    """The highest number under ``below`` of a batch of which there are events; 0 when there are none."""
    sql = "SELECT bitShiftRight(max(id), 20) FROM events WHERE id < {end:UInt64}"
    with translated():
        rows = client("reader").query(sql, parameters={"end": event_id(below, 0)}).result_rows
    return int(rows[0][0])


def read_back(numbers: Collection[int]) -> Mapping[int, Sealed]:
    """What is stored under each number, whoever stored it; batches without events are left out."""
    with translated():
        rows = (
            client("reader")
            .query(SEALED, parameters=span(numbers), settings=READING, tz_mode="aware")
            .result_rows
        )
    return {
        int(number): Sealed(int(count), first, last, bytes(root), str(retention_class), str(dataset))
        for number, count, first, last, root, retention_class, dataset in rows
    }


def positions(number: int) -> frozenset[int]:
    """Positions of the batch's stored events."""
    sql = f"SELECT id FROM events WHERE {SPAN}"  # noqa: S608
    with translated():
        columns = client("reader").query(sql, parameters=span([number])).result_columns
    first = event_id(number, 0)
    return frozenset(place - first for place in (columns[0] if columns else ()))


def span(numbers: Collection[int]) -> dict[str, object]:
    """The parameters of ``SPAN``."""
    low, high = event_id(min(numbers), 0), event_id(max(numbers), 0) + MAX_RECORDS
    return {"low": low, "high": high, "numbers": sorted(numbers)}
