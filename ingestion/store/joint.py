"""Several batches in one insert.

To plan an insert costs the engine as long as to read some thousand lines, so many small requests would keep it busy
with planning. Batches of lines in one format go in together, and so do batches of documents, of whatever formats these
were made, and of whatever sources: the records follow one another, and arrays tell for each which batch it is of, and so
its id, its source and its clock, and when it arrived.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC
from itertools import accumulate
from typing import TYPE_CHECKING

from ingestion.formats.format import Format
from ingestion.store.given import Given, Prepared
from ingestion.store.insert import DOCUMENTS, EVENTS, INPUTS, MOST_LINES, OWN, Guests, corrected, selection
from ingestion.store.schema import NAMES
from portal.core.eventid import event_id
from portal.core.microseconds import MICROSECOND, since_1970

if TYPE_CHECKING:
    from ingestion.store.write import Incoming

LINES, ROWS = "LineAsString", "RowBinary"
WHICH = "arrayCount(first -> first <= position, {firsts:Array(UInt64)})"
ARRIVED = {"arrived": "fromUnixTimestamp64Micro(arrayElement({arrivals:Array(Int64)}, which), 'UTC')"}
OF_BATCH = {
    "id": "arrayElement({offsets:Array(UInt64)}, which) + position",
    "source": "arrayElement({sources:Array(String)}, which)",
    **corrected("arrayElement({clock_offsets:Array(Int64)}, which)"),
}


def groups(every: Sequence[tuple["Incoming", Given]]) -> list[list[tuple["Incoming", Given]]]:
    """What may share an insert; batches of which only some records are documents stand alone, and no insert has more than ``MOST_LINES``."""
    made: list[list[tuple[Incoming, Given]]] = []
    newest: dict[object, list[tuple[Incoming, Given]]] = {}
    lines: dict[object, int] = {}
    for batch, records in every:
        kind, own = _kind(batch, records), records.highest + 1
        if kind not in newest or lines[kind] + own > MOST_LINES:
            newest[kind], lines[kind] = [], 0
            made.append(newest[kind])
        newest[kind].append((batch, records))
        lines[kind] += own
    return made


def _kind(batch: "Incoming", records: Given) -> object:
    """Equal for batches whose statements differ in their ids, sources, clocks and arrivals only."""
    are_documents = batch.format.stages is DOCUMENTS.stages or records.guests is Guests.ALL
    if batch.not_after is not None or (records.encoding == ROWS and not are_documents):
        return batch.number
    name = batch.format.name if records.encoding == LINES else ""
    constants = batch.format.constants(batch.received_at)
    return (
        records.encoding,
        name,
        batch.retention_class,
        batch.received_at.astimezone(UTC).date(),
        batch.zone,
        (batch.longest_line, batch.most_depth, batch.most_keys),
        tuple(sorted(constants.items())),
    )


def statement(one: Format, encoding: str = LINES) -> str:
    """Like ``insert.statement``, for lines or documents of several batches."""
    names = ", ".join(f"`{name}`" for name in NAMES)
    source = f"SELECT *, {WHICH} AS which FROM ({INPUTS[encoding]})"  # noqa: S608 - constants of ours
    one, own = (one, OF_BATCH) if encoding == LINES else (DOCUMENTS, {**OWN, **OF_BATCH})
    return f"INSERT INTO {EVENTS} ({names}) {selection(one, source, own, ARRIVED)} FORMAT {encoding}"


def parameters(together: Sequence[tuple["Incoming", Given]]) -> Mapping[str, object]:
    """``firsts``: each batch's first line among all, from 0; ``offsets`` make ids of lines; times in µs."""
    firsts = _firsts(together)
    batches = [batch for batch, _ in together]
    return {
        "firsts": firsts,
        "offsets": [event_id(batch.number, 0) - first for batch, first in zip(batches, firsts, strict=True)],
        "arrivals": [since_1970(batch.received_at) for batch in batches],
        "sources": [batch.source for batch in batches],
        "clock_offsets": [batch.clock_offset // MICROSECOND for batch in batches],
    }


def _firsts(together: Sequence[tuple["Incoming", Given]]) -> list[int]:
    return [0, *accumulate(records.highest + 1 for _, records in together[:-1])]


def body(together: Sequence[tuple["Incoming", Given]]) -> bytes:
    """All lines, of which the last one of each batch ends, or all documents."""
    return b"".join(
        records.behind(first, batch.format.name)
        if isinstance(records, Prepared)
        else _ended(records.without(()))
        for first, (batch, records) in zip(_firsts(together), together, strict=True)
    )


def _ended(lines: bytes) -> bytes:
    return lines if lines.endswith(b"\n") or not lines else lines + b"\n"


def token(batches: Sequence["Incoming"]) -> str:
    numbers = ",".join(str(batch.number) for batch in batches)
    return f"batches-{hashlib.sha256(numbers.encode()).hexdigest()}"
