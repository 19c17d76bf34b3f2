"""Cutting a JSON document of any length (an array, an envelope around a list, objects spread over lines) into batches.

Only places between records will do, and finding them takes knowing which brackets are open and which stand inside
text. Blocks are counted at the speed of the engine's own byte searches: escapes go, then every other part between
quotes is text. The single block in which a batch ends is looked at closely. Each batch is a document by itself: where
a list is cut, it is closed, and opened again as it was. The cuts depend on the bytes alone, like those of ``lines.split``.

A broken record (a bracket or quote too few) would hide all ends behind it. When none is found for a whole batch, the
count begins anew at a line that begins like the first record's did: ``json_documents`` goes on there too.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from ingestion.formats import json_documents
from ingestion.receive.errors import TooLarge
from ingestion.receive.lines import Limits

BLOCK = 2**16
ESCAPE = re.compile(rb"\\.", re.DOTALL)
PIECE = re.compile(rb'["{}\[\],]')
AN_OBJECT = re.compile(rb"\s*\{")
BLANKS = 4096  # bytes behind a comma in which the next record has to begin
TEXT = re.compile(rb'(?:[^"\\]|\\.)*+"?', re.DOTALL)
ENVELOPE = re.compile(json_documents.ENVELOPE.pattern.encode())
MARGIN = re.compile(rb"[ \t\r]*(\n[ \t]*)\{")
SPACE = b" \t\r\n"
BETWEEN = SPACE + b","
NO_BRACKETS = bytes(set(range(256)) - set(b"{}[]"))
DEEPER = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}


@dataclass(frozen=True)
class Shape:
    """``depth`` brackets are open around a record; ``opening`` and ``closing`` stand around what is cut out of them.

    ``margin`` is the line end with the blanks before a record that begins a line.
    """

    depth: int
    opening: bytes
    closing: bytes
    margin: bytes = b"\n"


LOOSE = Shape(0, b"[", b"]")  # objects one behind the other


@dataclass(frozen=True)
class State:
    """What holds at a place: brackets open, and whether it is inside text, or behind a backslash there.

    ``beside``: an envelope's list has ended, and other members follow, whose lists are not of records.
    """

    depth: int = 0
    in_text: bool = False
    escaped: bool = False
    beside: bool = False

    def behind(self, block: bytes, *, in_envelope: bool = False) -> tuple["State", int, int]:
        """The state behind ``block``, how many objects end in it, and the fewest brackets that are open there, or fewer."""
        block = block[1:] if self.escaped else block
        escapes = (len(block) - len(block.rstrip(b"\\"))) % 2 == 1
        parts = ESCAPE.sub(b"", block).split(b'"')
        outside = b"".join(parts[self.in_text :: 2])
        brackets = outside.translate(None, NO_BRACKETS)
        depths = list(accumulate(map(DEEPER.__getitem__, brackets), initial=self.depth))
        in_text = self.in_text ^ (len(parts) % 2 == 0)
        state = State(max(depths[-1], 0), in_text, escapes, in_envelope and self._beside(brackets))
        return state, brackets.count(b"}"), min(depths)

    def _beside(self, brackets: bytes) -> bool:
        depth, beside = self.depth, self.beside
        for bracket in brackets:
            depth = depth + 1 if bracket in b"{[" else max(depth - 1, 0)
            beside = depth > 0 and (beside or (depth == 1 and bracket in b"]}"))
        return beside


@dataclass(frozen=True)
class Place:
    """Where a batch may end and, behind a comma, the next one begins. ``inside``: the list goes on behind it."""

    end: int
    begin: int
    inside: bool


@dataclass(frozen=True)
class Mark:
    """Where a block begins in what is held, what holds there, and how many objects ended before it.

    Nowhere in the block fewer than ``lowest`` brackets are open.
    """

    offset: int
    state: State
    ended: int
    lowest: int


def shape_of(head: bytes) -> Shape | None:
    """How a document that begins so is put together; ``None`` when its lines are records as they stand."""
    head = head.removeprefix(json_documents.BOM)
    if not json_documents.is_document(head):
        return None
    if envelope := ENVELOPE.match(head):
        opening = head[: envelope.end()] + b"["
        return Shape(2, opening, b"]}", _margin(head[len(opening) :]))
    if head.lstrip(SPACE).startswith(b"["):
        return Shape(1, b"[", b"]", _margin(head.lstrip(SPACE)[1:]))
    return LOOSE


def _margin(behind: bytes) -> bytes:
    found = MARGIN.match(behind)
    return found[1] if found else b"\n"  # the first stands on the opening line


def split(chunks: Iterable[bytes], limits: Limits, shape: Shape) -> Iterator[bytes]:
    """Batches of whole records; one that fits in a batch stays as it is. Memory is bounded by the longest record.

    Raises ``TooLarge`` for a record longer than ``line_bytes``, unless that is less than two batches.
    """
    held = Held(limits, shape)
    for block in _blocks(chunks):
        yield from held.add(block)
    yield from held.rest()


def _blocks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in blocks of one size, however they came."""
    gathered = bytearray()
    for chunk in chunks:
        gathered += chunk
        whole = len(gathered) - len(gathered) % BLOCK
        for start in range(0, whole, BLOCK):
            yield bytes(gathered[start : start + BLOCK])
        del gathered[:whole]
    if gathered:
        yield bytes(gathered)


class Held:
    """What has arrived and is not yet cut off."""

    def __init__(self, limits: Limits, shape: Shape) -> None:
        self.limits, self.shape = limits, shape
        # A batch may also have some values that are no objects, which are told apart and refused one by one.
        others = json_documents.MOST_OTHERS + json_documents.MOST_MENDS
        self.most = max(limits.batch_lines - others, limits.batch_lines // 2, 1)
        self.opening = b""
        self._begin(b"", State())

    def _begin(self, data: bytes, state: State) -> None:
        self.data = bytearray()
        self.marks: list[Mark] = []
        self.state, self.ended, self.looked, self.sought = state, 0, 0, False
        for start in range(0, len(data), BLOCK):
            self._note(data[start : start + BLOCK])

    def _note(self, block: bytes) -> None:
        state, ended, lowest = self.state.behind(block, in_envelope=self.shape.depth > 1)
        self.marks.append(Mark(len(self.data), self.state, self.ended, lowest))
        self.data += block
        self.state = state
        self.ended += ended

    def add(self, block: bytes) -> Iterator[bytes]:
        self._note(block)
        while len(self.data) > self.limits.batch_bytes or self.ended > self.most:
            place = self._place()
            if place is None:
                return
            yield self._taken(place)

    def rest(self) -> Iterator[bytes]:
        if self.data.strip(BETWEEN if self.opening else SPACE):
            yield self._whole(bytes(self.data), closes=False)

    def _whole(self, cut: bytes, *, closes: bool) -> bytes:
        """What was cut out as a document. Objects that stand one behind another become a list of their own then."""
        if self.shape.depth or not self.opening:
            return self.opening + cut + (self.shape.closing if closes else b"")
        objects = cut.lstrip(BETWEEN)
        return self.opening + objects + self.shape.closing if objects.startswith(b"{") else cut

    def _taken(self, place: Place) -> bytes:
        closes = place.inside and self.shape.depth > 0
        batch = self._whole(bytes(self.data[: place.end]), closes=closes)
        self.opening = self.shape.opening if place.inside or not self.shape.depth else b""
        self._begin(bytes(self.data[place.begin :]), State(self.shape.depth if place.inside else 0))
        return batch

    def _place(self) -> Place | None:
        """The last one within the limits, else the first one behind them; ``None``: not here yet."""
        if not self.looked:
            for number in range(len(self.marks) - 1, -1, -1):
                if found := self._last_within(number):
                    return found
        for number in range(self.looked, len(self.marks)):
            if first := next(self._places(number), None):
                return first[0]
        self.looked = max(
            len(self.marks) - 1, 0
        )  # what a comma at the last one's end is followed by is yet to come
        return self._anew()

    def _last_within(self, number: int) -> Place | None:
        mark = self.marks[number]
        if mark.offset > self.limits.batch_bytes or mark.ended > self.most:
            return None
        last = None
        for place, ended in self._places(number):
            if place.end > self.limits.batch_bytes or ended > self.most:
                break
            last = place
        return last

    def _places(self, number: int) -> Iterator[tuple[Place, int]]:
        """Places in one block, each with how many objects have ended there."""
        mark = self.marks[number]
        if mark.lowest > self.shape.depth:
            return
        stop = self.marks[number + 1].offset if number + 1 < len(self.marks) else len(self.data)
        at, depth, ended = mark.offset + mark.state.escaped, mark.state.depth, mark.ended
        beside = mark.state.beside
        if mark.state.in_text:
            at = _behind_text(self.data, at, stop)
        while found := PIECE.search(self.data, at, stop):
            at, piece = found.end(), found[0]
            if piece == b'"':
                at = _behind_text(self.data, at, stop)
            elif piece in b"{[":
                depth += 1
            elif piece == b",":
                is_between = depth == self.shape.depth > 0 < found.start() and not beside
                if is_between and AN_OBJECT.match(self.data, at, at + BLANKS):
                    yield Place(found.start(), at, inside=True), ended
            else:
                depth, ended = max(depth - 1, 0), ended + (piece == b"}")
                beside = depth > 0 and (beside or depth == 1 < self.shape.depth)
                if depth == 0:
                    yield Place(at, at, inside=False), ended

    def _anew(self) -> Place | None:
        """For want of any place: where a line begins as the first record did, once this is longer than two batches."""
        if len(self.data) > 2 * self.limits.batch_bytes and not self.sought:
            self.sought = True
            start = self.shape.margin + b"{"
            at = self.data.rfind(start, len(start), self.limits.batch_bytes)
            if at > 0:
                return Place(at, at, inside=self.shape.depth > 0)
        if len(self.data) > max(self.limits.line_bytes, 2 * self.limits.batch_bytes + BLOCK):
            raise TooLarge(
                f"One record is longer than {self.limits.line_bytes:,} bytes, or a bracket or quote is missing in it."
            )
        return None


def _behind_text(data: bytearray, at: int, stop: int) -> int:
    found = TEXT.match(data, at, stop)
    return found.end() if found else at
