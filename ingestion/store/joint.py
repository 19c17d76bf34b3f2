"""Several batches in one insert.

To plan an insert costs the engine as long as to read some thousand lines, so many small requests would keep it busy
with planning. Batches of lines in one format go in together: their lines follow one another, and arrays tell for each
line which batch it is of, and so its id and when it arrived.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC
from itertools import accumulate
from typing import TYPE_CHECKING

from ingestion.formats.format import Format
from ingestion.store.given import Given
from ingestion.store.insert import EVENTS, INPUTS, MOST_LINES, selection
from ingestion.store.schema import NAMES
from portal.core.eventid import event_id
from portal.core.microseconds import since_1970

if TYPE_CHECKING:
    from ingestion.store.write import Incoming

LINES = "LineAsString"
WHICH = "arrayCount(first -> first <= position, {firsts:Array(UInt64)})"
ARRIVED = {"arrived": "fromUnixTimestamp64Micro(arrayElement({arrivals:Array(Int64)}, which), 'UTC')"}
OWN = {"id": "arrayElement({offsets:Array(UInt64)}, which) + position"}


def groups(every: Sequence[tuple["Incoming", Given]]) -> list[list[tuple["Incoming", Given]]]:
    """What may share an insert; batches that are no plain lines stand alone, and no insert has more than ``MOST_LINES``."""
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
    """Equal for batches whose statements differ in their ids and arrivals only."""
    if records.encoding != LINES or batch.not_after is not None:
        return batch.number
    constants = batch.format.constants(batch.received_at)
    return (batch.format.name, batch.received_at.astimezone(UTC).date(), tuple(sorted(constants.items())))


def statement(one: Format) -> str:
    """Like ``insert.statement``, for lines of several batches."""
    names = ", ".join(f"`{name}`" for name in NAMES)
    source = f"SELECT *, {WHICH} AS which FROM ({INPUTS[LINES]})"  # noqa: S608 - constants of ours
    return f"INSERT INTO {EVENTS} ({names}) {selection(one, source, OWN, ARRIVED)} FORMAT {LINES}"


def parameters(together: Sequence[tuple["Incoming", Given]]) -> Mapping[str, object]:
    """``firsts``: each batch's first line among all, from 0; ``offsets`` make ids of lines; ``arrivals`` in µs."""
    lines = [records.highest + 1 for _, records in together]
    firsts = [0, *accumulate(lines[:-1])]
    batches = [batch for batch, _ in together]
    return {
        "firsts": firsts,
        "offsets": [event_id(batch.number, 0) - first for batch, first in zip(batches, firsts, strict=True)],
        "arrivals": [since_1970(batch.received_at) for batch in batches],
    }


def body(bodies: Sequence[bytes]) -> bytes:
    """All lines; the last one of each batch ends."""
    return b"".join(
        part for one in bodies for part in (one, b"" if one.endswith(b"\n") or not one else b"\n")
    )


def token(batches: Sequence["Incoming"]) -> str:
    numbers = ",".join(str(batch.number) for batch in batches)
    return f"batches-{hashlib.sha256(numbers.encode()).hexdigest()}"
