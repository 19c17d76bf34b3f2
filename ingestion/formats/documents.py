"""Formats that Python reads: each record becomes a document in ECS names, which the engine reads like a JSON line."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from ingestion.formats import ndjson
from ingestion.formats.format import Format, Sample
from ingestion.formats.record import Reason, Record
from ingestion.formats.repaired import written as json_of
from ingestion.normalise import clock, community_id, names
from ingestion.normalise.clock import Arrival
from portal.core import compact

Document = dict[str, object]
Text = TypeVar("Text", str, bytes)
Prepare = Callable[[bytes, Arrival], Sequence[Record] | None]
# A value that is of another kind than its name promises refuses its record; the rest of the batch is read.
UNREADABLE = (ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError)
NO_TIME = ("", "-")
LONGEST_TIME = 64
SPANS = frozenset(("event.start", "event.end"))  # in UTC too, whatever zone they are in
OFFSET = re.compile(r"\d[+-]\d\d:?\d\d$")
COLUMNS_FIRST = tuple(names.ALIASES)
OTHER_NAMES = frozenset(other for others in names.ALIASES.values() for other in others)
ONLY_MESSAGE = {"message"}
NEVER = re.compile(rb"(?!)")
SHIFTED = 8  # cells too many or too few, up to which every cell that may belong to a column is said to be its


@dataclass(frozen=True)
class Refused(Reason):
    """Why a record with named values is refused; ``said`` tells masking which of them may not be kept."""

    said: Mapping[str, object] = field(default_factory=dict)


def format_of(
    name: str,
    title: str,
    prepare: Prepare,
    samples: tuple[Sample, ...],
    signature: re.Pattern[bytes] = NEVER,
    recognise: Callable[[bytes], bool] | None = None,
    has_short_lines: bool = False,
    has_documents: bool = False,
    joins: Callable[[bytes], bool] = lambda body: False,
    spans: Callable[[bytes], Iterable[tuple[int, bytes]]] | None = None,
    least: int = 0,
) -> Format:
    """A format whose records ``prepare`` turns into documents; the engine's part is the same for all of them."""
    return Format(
        name=name,
        title=title,
        signature=signature,
        stages=ndjson.STAGES,
        columns=ndjson.COLUMNS,
        explain=lambda raw: Reason("unreadable", "The event store cannot read this record's time or values."),
        samples=samples,
        prepare=prepare,
        recognise=recognise,
        has_short_lines=has_short_lines,
        has_documents=has_documents,
        joins=joins,
        spans=spans,
        least=least,
    )


def text_of(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def lines_of(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Lines that are not blank, with their 0-based numbers and without their ends."""
    for number, line in enumerate(body.split(b"\n")):
        raw = line.removesuffix(b"\r")
        if raw and not raw.isspace():
            yield number, raw


def by_line(read: Callable[[str], Document | Reason]) -> Callable[[bytes, Arrival], Sequence[Record]]:
    """``Format.prepare`` of a format whose lines ``read`` understands one by one."""

    def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
        return [record(number, raw, careful(read, text_of(raw)), arrival) for number, raw in lines_of(body)]

    return prepare


def careful(
    read: Callable[[Text], Mapping[str, object] | Reason], text: Text
) -> Mapping[str, object] | Reason:
    """A value that cannot be (a number of a thousand digits) refuses its record and not the whole batch."""
    try:
        return read(text)
    except UNREADABLE as error:
        return _unreadable(error)


def _unreadable(error: Exception) -> Reason:
    return Reason("unreadable_value", f"A value cannot be read: {str(error)[:200]}.")


def careful_of(said: Mapping[str, object], make: Callable[[], Document]) -> Document | Reason:
    """``careful`` for values whose names are known already."""
    try:
        return make()
    except UNREADABLE as error:
        return Refused("unreadable_value", f"A value cannot be read: {str(error)[:200]}.", said)


def misfit(code: str, detail: str, names: Sequence[str], values: Sequence[str]) -> Refused:
    """A row with more or fewer cells than its header has names. Any of them may be what shifted it."""
    shift = len(values) - len(names)
    said: dict[str, list[str]] = {}
    # From the values on, since a header may have a thousand names and each of many lines one value.
    for value, near in zip(values, _near(names, len(values), shift), strict=False):
        for name in near:
            said.setdefault(name, []).append(value)
    return Refused(code, detail, said)


def wrong_columns(
    names: Sequence[str], values: Sequence[str], expects: str = "the header names {}"
) -> Refused:
    """``expects`` says where the number of names comes from."""
    count = f"{len(values)} column{'' if len(values) == 1 else 's'}"
    return misfit("wrong_columns", f"It has {count}, and {expects.format(len(names))}.", names, values)


def _near(names: Sequence[str], count: int, shift: int) -> Iterable[Sequence[str]]:
    """For each of ``count`` values, the names that it may belong to; of many only the first and the last."""
    if -shift > SHIFTED:
        return zip(names, names[-shift:], strict=False)
    reach, first = abs(shift), min(-shift, 0)
    if reach <= SHIFTED:
        return (names[max(low, 0) : max(low + reach + 1, 0)] for low in range(first, first + count))
    return (_ends(names, low, low + reach) for low in range(first, first + count))


def _ends(names: Sequence[str], low: int, high: int) -> list[str]:
    return [names[one] for one in (low, high) if 0 <= one < len(names)]


def record(
    position: int,
    raw: bytes,
    found: Mapping[str, object] | Reason,
    arrival: Arrival,
    dataset: str = "",
) -> Record:
    """The record of a document, whose ``@timestamp`` is as the source wrote it; it is resolved here.

    ``@written`` is how the source wrote it when ``@timestamp`` had to be put otherwise to be read. A member that is empty
    or ``None`` says nothing and is left out. A value that cannot be put as JSON refuses the record.
    """
    try:
        return _record(position, raw, found, arrival, dataset)
    except UNREADABLE as error:
        return Record(position, raw, b"", _unreadable(error), dataset=dataset)


def _record(
    position: int,
    raw: bytes,
    found: Mapping[str, object] | Reason,
    arrival: Arrival,
    dataset: str,
) -> Record:
    if isinstance(found, Reason):
        if not isinstance(found, Refused):
            return Record(position, raw, b"", found, dataset=dataset)
        return Record(position, raw, _json(found.said), Reason(found.code, found.detail), dataset=dataset)
    said = {name: value for name, value in found.items() if value is not None and value != ""}
    if said.keys() == ONLY_MESSAGE:
        return Record(position, raw, _json(said), dataset=dataset)
    for name in SPANS & said.keys():
        written = str(said[name])
        if (moment := read_time(written, arrival)) and (moment[1] or OFFSET.search(written)):
            said[name] = moment[0]
    if not OTHER_NAMES.isdisjoint(said):
        # The columns' own names come first: of two that mean the same column the first counts.
        said = {**{name: said[name] for name in COLUMNS_FIRST if name in said}, **said}
    said.update(community_id.facts(said))
    time = str(said.pop("@timestamp", ""))
    written = str(said.pop("@written", time))
    if time in NO_TIME:
        return Record(position, raw, _json(said), dataset=dataset)
    moment = read_time(time, arrival)
    if moment is None:
        refusal = Reason("unreadable_time", f"The time cannot be read: {written[:80]!r}.")
        return Record(position, raw, _json(said), refusal, written, dataset=dataset)
    document = _json({"@timestamp": moment[0], **said})
    return Record(position, raw, document, None, written, moment[1], dataset)


def read_time(time: str, arrival: Arrival) -> tuple[str, bool] | None:
    """As ISO 8601, and whether a part of it was concluded. Many records are of the same second."""
    return _read_time(time, arrival) if len(time) <= LONGEST_TIME else None


@lru_cache(maxsize=1024)
def _read_time(time: str, arrival: Arrival) -> tuple[str, bool] | None:
    moment = clock.read(time, arrival)
    return (moment.text, moment.inferred) if moment else None


def _json(document: Mapping[str, object]) -> bytes:
    try:
        return json_of(document)
    except (ValueError, TypeError):  # nested too deeply
        return compact.dumps(
            {name: str(value).encode("utf-8", "replace").decode() for name, value in document.items()}
        )
