"""The records of a batch on their way to the engine: lines as they came, or what the format's ``prepare`` made of them.

Both count what was received, encode it for the insert, and give single records back to say why one is left out.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from heapq import merge
from operator import attrgetter
from typing import Protocol

from ingestion.formats.format import Format
from ingestion.formats.json_documents import is_document
from ingestion.formats.line_count import count_blank
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival
from ingestion.store import rowbinary
from ingestion.store.crowded import LEAST, taken_out
from ingestion.store.insert import Guests, guests_of

POSITION = attrgetter("position")
NOTHING_MORE = bytes(4)  # of a row: no document, no time, not inferred, no other format


class Given(Protocol):
    """``encoding`` names the engine's input format of the bytes; ``highest`` is the greatest position, -1 for none."""

    encoding: str

    @property
    def guests(self) -> Guests: ...
    @property
    def received(self) -> int: ...
    @property
    def highest(self) -> int: ...
    def places(self) -> Sequence[int]: ...
    def without(self, places: Collection[int]) -> bytes: ...
    def only(self, places: Iterable[int]) -> bytes: ...
    def records(self) -> Iterator[Record]: ...


class Mask(Protocol):
    """Takes out what may not be kept, before anything of the batch goes further; it leaves every line where it is."""

    @property
    def counts(self) -> Mapping[str, int]:
        """Values taken out so far, by their kind."""

    def body(self, body: bytes) -> bytes: ...
    def lines(self, body: bytes) -> bytes: ...
    def records(self, records: Sequence[Record]) -> Sequence[Record]: ...


def given(
    format: Format, body: bytes, arrival: Arrival, mask: Mask | None = None, least: int = LEAST
) -> Given:
    """The batch's records, masked. Formats that read whole batches are given masked text, and their documents masked again.

    Of records that have fewer than ``least`` bytes on average, or than the format's have, a whole stretch is one.
    """
    are_lines = format.prepare is None or bool(format.apart and not format.apart(body))
    joins = not are_lines and format.joins(body)
    in_documents = format.has_documents and is_document(body)
    least = min(least, format.least) if format.has_short_lines else least and max(least, format.least)
    if in_documents or (joins and format.spans is None):
        least = 0
    spans = format.spans if joins else None
    # Before masking, which would make them longer; their lines are masked by themselves.
    text, crowds, feeds = taken_out(body, least, spans, spaces=are_lines)
    if mask and crowds:
        crowds = [replace(one, raw=mask.lines(one.raw)) for one in crowds]
    if are_lines or format.prepare is None:
        return Lines(mask.lines(text) if mask else text, crowds, feeds)
    text = mask.body(text) if mask else text
    records = format.prepare(text, arrival)
    if records is None:
        return Lines(mask.lines(text) if mask else text, crowds)
    records = mask.records(records) if mask else records
    if format.behind_masking:
        records = [format.behind_masking(one) for one in records]
        records = mask.records(records) if mask else records
    if crowds:
        records = sorted([*records, *crowds], key=POSITION)
    return Prepared(records)


class Lines:
    """One record a line; blank lines are none. The engine counts positions itself, so what is left out is blanked.

    ``crowds`` are refused records that stood where lines are blank now; ``feeds`` is how many line feeds ``body`` has.
    """

    encoding = "LineAsString"
    guests = Guests.NONE

    def __init__(self, body: bytes, crowds: Sequence[Record] = (), feeds: int | None = None) -> None:
        self.body = body
        self._crowds = crowds
        self._feeds = body.count(b"\n") if feeds is None else feeds

    @cached_property
    def received(self) -> int:
        return self.highest + 1 - count_blank(self.body) + len(self._crowds)

    @property
    def highest(self) -> int:
        return self._feeds - (not self.body or self.body.endswith(b"\n"))

    @cached_property
    def _lines(self) -> list[bytes]:
        return self.body.split(b"\n")

    def places(self) -> Sequence[int]:
        return range(len(self._lines))

    def without(self, places: Collection[int]) -> bytes:
        if not places:
            return self.body
        return b"\n".join(b"" if place in places else line for place, line in enumerate(self._lines))

    def only(self, places: Iterable[int]) -> bytes:
        return b"\n".join(self._lines[place] for place in places)

    def records(self) -> Iterator[Record]:
        return merge(self._crowds, self._of_lines(), key=POSITION) if self._crowds else self._of_lines()

    def _of_lines(self) -> Iterator[Record]:
        for position, line in enumerate(self._lines):
            raw = line.removesuffix(b"\r")
            if raw:
                yield Record(position, raw)


class Prepared:
    """Records with their positions, as ClickHouse's RowBinary: number, bytes, document, time, whether it is inferred,
    and the format where it is not the batch's.
    """

    encoding = "RowBinary"

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records

    @cached_property
    def guests(self) -> Guests:
        return guests_of(list(self._by_place.values()))

    @property
    def received(self) -> int:
        return len(self._records)

    @property
    def highest(self) -> int:
        return self._records[-1].position if self._records else -1

    @cached_property
    def _by_place(self) -> dict[int, Record]:
        return {record.position: record for record in self._records if record.refusal is None}

    def places(self) -> Sequence[int]:
        return list(self._by_place)

    def without(self, places: Collection[int]) -> bytes:
        return self.only(place for place in self._by_place if place not in places)

    def behind(self, first: int, dataset: str) -> bytes:
        """All of them with ``first`` added to their positions, for an insert in which they follow others; each names its format."""
        every = self._by_place.values()
        return b"".join(
            _row(replace(one, position=one.position + first, dataset=one.dataset or dataset)) for one in every
        )

    def only(self, places: Iterable[int]) -> bytes:
        return b"".join(_row(self._by_place[place]) for place in places)

    def records(self) -> Iterator[Record]:
        return iter(self._records)


def _row(record: Record) -> bytes:
    if not (record.document or record.written or record.inferred or record.dataset):
        return record.position.to_bytes(4, "little") + rowbinary.text(record.raw) + NOTHING_MORE
    return b"".join(
        (
            record.position.to_bytes(4, "little"),
            rowbinary.text(record.raw),
            rowbinary.text(record.document),
            rowbinary.text(record.written.encode("utf-8", "replace")) if record.written else b"\0",
            _ending(record.inferred, record.dataset),
        )
    )


@lru_cache(maxsize=1024)
def _ending(inferred: bool, dataset: str) -> bytes:
    return bytes((inferred, len(dataset))) + dataset.encode()
