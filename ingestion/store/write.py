"""Storing one batch: one insert in the engine, which any number of repetitions leaves as it was."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ingestion.formats.format import Format, Reason
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival
from ingestion.store.client import client, translated
from ingestion.store.errors import BadBatch
from ingestion.store.given import Given, Mask, given
from ingestion.store.insert import EVENTS, PROBE, SETTINGS, statement
from portal.core.eventid import MAX_RECORDS, event_id

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_REFUSED = 100  # lines that the engine refuses one by one before the whole batch is given up
log = logging.getLogger(__name__)

# RFC 6962, 2.1: pairs from the left, an odd one at the end moves up unchanged; 20 levels hold 2^20 leaves.
ROOT = """
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
        range(20), groupArray(leaf)
    )[1]
"""
SEALED = f"""
    SELECT count(), min(timestamp), max(timestamp), {ROOT}, any(retention_class), any(`event.dataset`)
    FROM (
        SELECT id, timestamp, leaf, retention_class, `event.dataset` FROM events
        WHERE id >= {{low:UInt64}} AND id < {{high:UInt64}} ORDER BY id
    )
"""  # noqa: S608
EMPTY_ROOT = bytes.fromhex(
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
)  # SHA-256 of nothing


@dataclass(frozen=True)
class Incoming:
    """A batch as it came. ``clock_offset`` is how far the source's clock runs ahead; ``zone`` an IANA name."""

    number: int
    source: str
    retention_class: str
    received_at: datetime
    body: bytes
    format: Format
    zone: str = "UTC"
    clock_offset: timedelta = timedelta()
    longest_line: int = 2**20
    mask: Mask | None = None


@dataclass(frozen=True)
class QuarantinedLine:
    """``position`` is the record's; for lines it is 0-based and counts blank ones too. ``raw`` is without a line's end."""

    position: int
    raw: bytes
    reason: str
    detail: str


@dataclass(frozen=True)
class SealResult:
    """What became of a batch: ``received`` (records; lines that are not blank) = ``stored`` + ``len(quarantined)``.

    ``root`` is the RFC 6962 root (32 bytes) over the leaves of the stored events by id.
    """

    received: int
    stored: int
    quarantined: Sequence[QuarantinedLine]
    first: datetime | None
    last: datetime | None
    root: bytes
    retention_class: str
    format: str


@dataclass(frozen=True)
class Sealed:
    """What the store holds of a batch."""

    stored: int
    first: datetime | None
    last: datetime | None
    root: bytes
    retention_class: str
    format: str


def seal(batch: Incoming) -> SealResult:
    """Store the batch unless it is there already, and account for each of its records.

    Raises ``BadBatch`` (it cannot be stored), ``StoreUnavailable`` (try again) or ``BadStatement`` (a fault of ours).
    """
    records = given(batch.format, batch.body, Arrival(batch.received_at, batch.zone), batch.mask)
    if records.highest >= MAX_RECORDS:
        raise BadBatch(f"The batch has more than {MAX_RECORDS:,} records; that many fit in one.")
    # The token makes a repeated insert harmless while the engine remembers it; this look, for ever.
    refused = frozenset[int]() if _is_stored(batch) else _store(batch, records)
    sealed = read_back(batch)
    bad = [] if sealed.stored == records.received else list(_left_out(batch, records, refused))
    if sealed.stored + len(bad) != records.received:
        raise BadBatch(
            f"{records.received} records came, {sealed.stored} are stored and {len(bad)} are not: this cannot be."
        )
    return SealResult(
        records.received,
        sealed.stored,
        bad,
        sealed.first,
        sealed.last,
        sealed.root,
        sealed.retention_class,
        sealed.format,
    )


def _is_stored(batch: Incoming) -> bool:
    sql = "SELECT count() FROM events WHERE id >= {low:UInt64} AND id < {high:UInt64}"
    with translated():
        return bool(client("reader").query(sql, parameters=_span(batch.number)).result_rows[0][0])


def read_back(batch: Incoming) -> Sealed:
    """What is stored under the batch's number, whoever stored it."""
    with translated():
        result = client("reader").query(
            SEALED, parameters=_span(batch.number), settings={"max_threads": 1}, tz_mode="aware"
        )
    count, first, last, root, retention_class, dataset = result.result_rows[0]
    if not count:
        return Sealed(0, None, None, EMPTY_ROOT, batch.retention_class, batch.format.name)
    return Sealed(int(count), first, last, bytes(root), str(retention_class), str(dataset))


def _store(batch: Incoming, records: Given) -> frozenset[int]:
    """Insert; positions of records that the engine refuses by an error of its own are returned and left out."""
    try:
        _insert(batch, records.encoding, records.without(()), EVENTS)
    except BadBatch as error:
        log.warning("Batch %s has records that the engine refuses: %s", batch.number, error)
        refused = frozenset(_refused(batch, records, records.places(), MOST_REFUSED))
        _insert(batch, records.encoding, records.without(refused), EVENTS)
        return refused
    return frozenset()


def _refused(batch: Incoming, records: Given, places: Sequence[int], most: int) -> Iterator[int]:
    """Positions whose records fail, found by halving; the probe table keeps nothing."""
    try:
        _insert(batch, records.encoding, records.only(places), PROBE)
    except BadBatch:
        if len(places) == 1:
            yield places[0]
            return
        found = 0
        for half in (places[: len(places) // 2], places[len(places) // 2 :]):
            for place in _refused(batch, records, half, most):
                found += 1
                if found > most:
                    raise
                yield place


def _insert(batch: Incoming, encoding: str, data: bytes, table: str) -> None:
    if not data:
        return
    settings = {**SETTINGS, "insert_deduplication_token": f"batch-{batch.number}"}
    with translated():
        client("writer").command(
            statement(batch.format, table, encoding),
            parameters=parameters(batch),
            data=data,
            settings=settings,
        )


def parameters(batch: Incoming) -> dict[str, object]:
    """The values that the format's statement binds."""
    return {
        "first_id": event_id(batch.number, 0),
        "source": batch.source,
        "retention_class": batch.retention_class,
        "received_at": (batch.received_at - EPOCH) // timedelta(microseconds=1),
        "clock_offset": batch.clock_offset // timedelta(microseconds=1),
        "format": batch.format.name,
        "zone": batch.zone,
        "longest": batch.longest_line,
        **batch.format.constants(batch.received_at),
    }


def _span(number: int) -> dict[str, object]:
    return {"low": event_id(number, 0), "high": event_id(number, 0) + MAX_RECORDS}


def _left_out(batch: Incoming, records: Given, refused: frozenset[int]) -> Iterator[QuarantinedLine]:
    """The records that are not stored, each with its reason."""
    sql = "SELECT id FROM events WHERE id >= {low:UInt64} AND id < {high:UInt64}"
    with translated():
        stored = client("reader").query(sql, parameters=_span(batch.number)).result_columns
    first = event_id(batch.number, 0)
    there = {number - first for number in (stored[0] if stored else ())}
    for record in records.records():
        if record.position not in there:
            reason = reason_of(batch, record, record.position in refused)
            yield QuarantinedLine(record.position, record.raw, reason.code, reason.detail)


def reason_of(batch: Incoming, record: Record, refused: bool) -> Reason:
    """Why a record of the batch is not stored."""
    if record.refusal:
        return record.refusal
    if len(record.raw) > batch.longest_line:
        return Reason(
            "too_long", f"The record has {len(record.raw):,} bytes; at most {batch.longest_line:,} are read."
        )
    if refused:
        return Reason("engine_refused", "The event store's engine failed on this record.")
    return batch.format.explain(record.raw)
