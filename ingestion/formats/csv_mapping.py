"""CSV as an administrator says it is to be read: which column is the time and how it is written, and what the others mean.

A row's document has the columns' own names first, so that masking sees them, and gets the chosen names behind masking
(``Format.behind_masking``). The columns are found by the header line where there is one, else by their places.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import orjson

from ingestion.formats import csv_table, written_times
from ingestion.formats.documents import Document, careful_of, misfit, record, text_of, wrong_columns
from ingestion.formats.format import Format, Reason
from ingestion.formats.record import Record
from ingestion.formats.table import cells, rows
from ingestion.normalise import clock, names
from ingestion.normalise.clock import Arrival

OWN_NAME, LEFT_OUT, TIME = "", "-", "@timestamp"
FIELD = re.compile(r"[a-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*$")  # a dotted name, as ECS has them
OURS = frozenset({TIME, "@written"})  # members of documents that are no columns
TAKEN = frozenset({*OURS, *names.ALIASES, *(other for others in names.ALIASES.values() for other in others)})
SHARE = 0.5  # of the cells of a header that must be known, and of rows that must fit
LOOKED_AT = 20  # rows that are looked at to know a table without header


@dataclass(frozen=True)
class Column:
    """``field`` is a dotted ECS name, or one of ``OWN_NAME``, ``LEFT_OUT`` and ``TIME``."""

    name: str
    field: str = OWN_NAME

    @property
    def kept_as(self) -> str:
        """Under its own name it means nothing else: what JSON lines would take for a column of ours stands apart."""
        return self.field or (f"csv.{self.name}" if self.name.lower() in TAKEN else self.name)


@dataclass(frozen=True)
class CsvColumns:
    """A mapping. Columns that are ``TIME`` together are the time, in their order, joined by blanks.

    ``time_format`` is strptime's; empty: recognised. ``zone`` is an IANA name; empty: the source's.
    """

    columns: tuple[Column, ...]
    delimiter: str = ","
    has_header: bool = True
    time_format: str = ""
    zone: str = ""

    def as_dict(self) -> dict[str, object]:
        """Its JSON form, which ``from_dict`` reads."""
        return {
            "columns": [{"name": one.name, "field": one.field} for one in self.columns],
            "delimiter": self.delimiter,
            "has_header": self.has_header,
            "time_format": self.time_format,
            "zone": self.zone,
        }

    @classmethod
    def from_dict(cls, said: Mapping[str, object]) -> "CsvColumns":
        columns = said["columns"]
        if not isinstance(columns, list):
            raise TypeError("columns are a list")
        return cls(
            tuple(Column(str(one["name"]), str(one["field"])) for one in columns),
            str(said["delimiter"]),
            bool(said["has_header"]),
            str(said["time_format"]),
            str(said["zone"]),
        )

    @property
    def names(self) -> list[str]:
        return [one.name for one in self.columns]

    @property
    def times(self) -> list[str]:
        return [one.name for one in self.columns if one.field == TIME]

    def header_of(self, head: bytes) -> list[str]:
        """The names in the first line when it is this table's header: the time's among them, and most of them known."""
        found = _cells(head.split(b"\n", 1)[0], self.delimiter)
        known = sum(name in self.names for name in found)
        fits = self.has_header and set(self.times) <= set(found) and known > SHARE * len(found)
        return found if fits and len(set(found)) == len(found) else []

    def begins_with_names(self, head: bytes) -> bool:
        """Whether the first line is a header of any table, or has names of this one."""
        found = _cells(head.split(b"\n", 1)[0], self.delimiter)
        are_names = len(found) > 1 and all(csv_table.NAME.match(name) for name in found)
        return bool(set(found) & set(self.names)) or are_names or bool(csv_table.header_of(head)[0])

    def has_such_rows(self, body: bytes, arrival: Arrival) -> bool:
        """Whether a batch's first rows look like this table's, by their places."""
        head = body[:65536]
        complete = head if len(body) <= len(head) else head.rpartition(b"\n")[0]
        first = [text_of(raw) for _, raw in rows(complete)][:LOOKED_AT]
        fitting = sum(self._has_time(_read(text, self.names, self), arrival) for text in first)
        return fitting > SHARE * len(first)

    @staticmethod
    def _has_time(found: Document | Reason, arrival: Arrival) -> bool:
        return isinstance(found, dict) and clock.read(str(found[TIME]), arrival) is not None


def _cells(line: bytes, delimiter: str) -> list[str]:
    text = text_of(line.removesuffix(b"\r")).removeprefix("\ufeff")
    try:
        return [name.strip() for name in cells(text, delimiter)]
    except ValueError:
        return []


@lru_cache(maxsize=64)
def format_of(mapping: CsvColumns, number: int) -> Format:
    """The format ``csv`` read by a mapping; ``number`` is what the mapping is known by (``Format.mapping``)."""

    def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
        return _records(body, mapping, arrival)

    def named(found: Record) -> Record:
        return _named(found, mapping)

    return replace(csv_table.FORMAT, prepare=prepare, behind_masking=named, mapping=number)


def _records(body: bytes, mapping: CsvColumns, arrival: Arrival) -> list[Record]:
    header = mapping.header_of(body[:65536])
    columns = header or mapping.names
    local = replace(arrival, zone=mapping.zone or arrival.zone)
    return [
        _told(record(place, raw, _read(text_of(raw), columns, mapping), local), mapping)
        for place, raw in rows(body)
        if place or not header
    ]


def _read(text: str, columns: Sequence[str], mapping: CsvColumns) -> Document | Reason:
    try:
        values = cells(text.removeprefix("\ufeff"), mapping.delimiter)
    except ValueError as error:
        return misfit("not_csv", f"Not CSV: {error}.", columns, text.split(mapping.delimiter))
    if len(values) != len(columns):
        return wrong_columns(columns, values, "{} are expected")
    said: Document = dict(zip(columns, values, strict=True))
    time = " ".join(str(said[name]).strip() for name in mapping.times).strip()
    held = {_held(name): value for name, value in said.items()}
    return careful_of(held, lambda: {**held, **written_times.read(time, mapping.time_format)})


def _held(name: str) -> str:
    return f"csv.{name}" if name in OURS else name


def _told(found: Record, mapping: CsvColumns) -> Record:
    """A refused record's document only says what values mean: by the chosen names too, so that masking sees both."""
    if found.refusal is None or not found.document:
        return found
    said: Document = orjson.loads(found.document)
    for one in mapping.columns:
        if one.field not in (OWN_NAME, LEFT_OUT, TIME) and _held(one.name) in said:
            said.setdefault(one.field, said[_held(one.name)])
    return replace(found, document=orjson.dumps(said))


def _named(found: Record, mapping: CsvColumns) -> Record:
    """The record under the names that were chosen. A column that nobody mapped stands apart where its name was given."""
    if found.refusal is not None:
        return found
    said: Document = orjson.loads(found.document)
    chosen = {_held(one.name): one for one in mapping.columns}
    given = {one.kept_as for one in mapping.columns}
    document: Document = {TIME: said.pop(TIME)} if TIME in said else {}
    for name, value in said.items():
        column = chosen.get(name) or Column(f"csv.{name}" if name in given else name)
        if column.field not in (LEFT_OUT, TIME):
            document[column.kept_as] = value
    return replace(found, document=orjson.dumps(document))
