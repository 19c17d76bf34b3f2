"""Storing batches: an insert in the engine, which any number of repetitions leaves as it was."""

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ingestion.formats import bounds
from ingestion.formats.format import Format, Reason
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival
from ingestion.store import crowded, joint
from ingestion.store.client import client, translated
from ingestion.store.errors import BadBatch, NumberTaken
from ingestion.store.given import Given, Mask, given
from ingestion.store.insert import EVENTS, PROBE, SETTINGS, statement
from ingestion.store.readback import EMPTY_ROOT, Arrived, Sealed, positions, read_back, stored
from portal.core.eventid import MAX_RECORDS, event_id
from portal.core.microseconds import MICROSECOND, since_1970

FAR = datetime(2299, 12, 31, tzinfo=UTC)
OF_SEVERAL = frozenset({"mixed", "envelope", "syslog"})  # whose records say their own format
MOST_REFUSED = 100  # lines that the engine refuses one by one before the whole batch is given up
log = logging.getLogger(__name__)


class Rows(bytes):
    """An insert's rows. The client reads data as text, together with the statement, to see whether it may send them
    again: a look at megabytes, copied twice, where the statement says it all.
    """

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        return ""


@dataclass(frozen=True)
class Incoming:
    """A batch as it came. ``clock_offset`` is how far the source's clock runs ahead; ``zone`` an IANA name.

    ``not_after`` is the last moment that a time without a year may mean, where a file's order says more than its arrival.
    """

    number: int
    source: str
    retention_class: str
    received_at: datetime
    body: bytes
    format: Format
    zone: str = "UTC"
    clock_offset: timedelta = timedelta()
    longest_line: int = 2**20
    most_depth: int = 64
    most_keys: int = 2000
    least_line: int = crowded.LEAST
    mask: Mask | None = None
    not_after: datetime | None = None


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


def seal(batch: Incoming) -> SealResult:
    """Store the batch unless it is there already, and account for each of its records.

    Raises ``BadBatch`` (it cannot be stored), ``NumberTaken`` (it needs another number), ``StoreUnavailable`` (try again)
    or ``BadStatement`` (a fault of ours).
    """
    return seal_together([batch])[0]


def seal_together(batches: Sequence[Incoming]) -> list[SealResult]:
    """The same for several batches, with as few inserts as can be: one for those of one format, class and day (UTC).

    What goes into one insert depends on ``batches`` alone. Its token makes a repeated insert harmless as long as the
    engine remembers it, so a repetition must come with the same batches; the look before it, for ever.
    Raises ``NumberTaken``, with nothing stored, where what is there came from another source or at another time.
    """
    every = [_given(batch) for batch in batches]
    there = stored([batch.number for batch in batches])
    if others := [batch.number for batch in batches if there.get(batch.number, _own(batch)) != _own(batch)]:
        raise NumberTaken(others)
    refused: dict[int, frozenset[int]] = {}
    for together in joint.groups(every):
        refused |= _store_missing(together, there)
    sealed = read_back([batch.number for batch in batches])
    return [
        _result(batch, records, sealed.get(batch.number), refused.get(batch.number, frozenset()))
        for batch, records in every
    ]


def _own(batch: Incoming) -> frozenset[Arrived]:
    return frozenset({Arrived(batch.source, batch.received_at)})


def _given(batch: Incoming) -> tuple[Incoming, Given]:
    records = given(
        batch.format,
        batch.body,
        Arrival(batch.received_at, batch.zone, batch.not_after),
        batch.mask,
        batch.least_line,
    )
    if records.highest >= MAX_RECORDS:
        raise BadBatch(f"The batch has more than {MAX_RECORDS:,} records; that many fit in one.")
    return batch, records


def _store_missing(
    together: Sequence[tuple[Incoming, Given]], there: Collection[int]
) -> dict[int, frozenset[int]]:
    """With one insert for all, or, where the engine refuses something in it, one for each half, and so on down to the one at fault.

    Which of them share an insert does not depend on how far an earlier attempt came: it may still be going on.
    """
    missing = [batch.number for batch, _ in together if batch.number not in there]
    if not missing:
        return {}
    if len(together) == 1:
        return {batch.number: _store(batch, records) for batch, records in together}
    if len(missing) == len(together) and _stored_jointly(together):
        return {}
    half = len(together) // 2
    return _store_missing(together[:half], there) | _store_missing(together[half:], there)


def _stored_jointly(together: Sequence[tuple[Incoming, Given]]) -> bool:
    """One insert for all; when the engine refuses something in it nothing is stored."""
    batches, data = [batch for batch, _ in together], joint.body(together)
    if not data:
        return True
    try:
        _execute(
            joint.statement(batches[0].format, together[0][1].encoding),
            {**parameters(batches[0]), **joint.parameters(together)},
            data,
            joint.token(batches),
        )
    except BadBatch as error:
        log.warning("Batches %s to %s are divided: %s", batches[0].number, batches[-1].number, error)
        return False
    return True


def _result(batch: Incoming, records: Given, sealed: Sealed | None, refused: frozenset[int]) -> SealResult:
    if sealed is None:
        sealed = Sealed(0, None, None, EMPTY_ROOT, batch.retention_class, batch.format.name)
    received = records.highest + 1
    bad: list[QuarantinedLine] = []
    if sealed.stored != received:  # else there is one for each place, and blank lines need not be counted
        received = records.received
        bad = [] if sealed.stored == received else list(_left_out(batch, records, refused))
    if sealed.stored + len(bad) != received:
        raise BadBatch(
            f"{received} records came, {sealed.stored} are stored and {len(bad)} are not: this cannot be."
        )
    return SealResult(
        received,
        sealed.stored,
        bad,
        sealed.first,
        sealed.last,
        sealed.root,
        sealed.retention_class,
        batch.format.name if batch.format.name in OF_SEVERAL else sealed.format,
    )


def _store(batch: Incoming, records: Given) -> frozenset[int]:
    """Insert; positions of records that the engine refuses by an error of its own are returned and left out."""
    try:
        _insert(batch, records, records.without(()), EVENTS)
    except BadBatch as error:
        log.warning("Batch %s has records that the engine refuses: %s", batch.number, error)
        refused = frozenset(_refused(batch, records, records.places(), MOST_REFUSED))
        _insert(batch, records, records.without(refused), EVENTS)
        return refused
    return frozenset()


def _refused(batch: Incoming, records: Given, places: Sequence[int], most: int) -> Iterator[int]:
    """Positions whose records fail, found by halving; the probe table keeps nothing."""
    try:
        _insert(batch, records, records.only(places), PROBE)
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


def _insert(batch: Incoming, records: Given, data: bytes, table: str) -> None:
    if data:
        sql = statement(batch.format, table, records.encoding, records.guests)
        _execute(sql, parameters(batch), data, f"batch-{batch.number}")


def _execute(sql: str, values: dict[str, object], data: bytes, token: str) -> None:
    settings = {**SETTINGS, "insert_deduplication_token": token}
    with translated():
        client("writer").command(sql, parameters=values, data=Rows(data), settings=settings)


def parameters(batch: Incoming) -> dict[str, object]:
    """The values that the format's statement binds."""
    return {
        "first_id": event_id(batch.number, 0),
        "source": batch.source,
        "retention_class": batch.retention_class,
        "received_at": since_1970(batch.received_at),
        "clock_offset": batch.clock_offset // MICROSECOND,
        "format": batch.format.name,
        "zone": batch.zone,
        "longest": batch.longest_line,
        "most_depth": batch.most_depth,
        "most_keys": batch.most_keys,
        "latest": since_1970(batch.not_after or FAR),
        **batch.format.constants(batch.not_after or batch.received_at),
    }


def _left_out(batch: Incoming, records: Given, refused: frozenset[int]) -> Iterator[QuarantinedLine]:
    """The records that are not stored, each with its reason."""
    there = positions(batch.number)
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
    if out := bounds.beyond(record.document or record.raw, batch.most_depth, batch.most_keys):
        return out
    if refused:
        return Reason("engine_refused", "The event store's engine failed on this record.")
    return batch.format.explain(record.raw)
