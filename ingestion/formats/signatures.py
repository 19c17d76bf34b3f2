"""Which format a line looks like: the first of all whose signature it matches, found without trying most of them.

A line's first byte and the marks in it leave few that are possible at all, and of those most need a text that it has not.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from ingestion.formats.documents import NEVER
from ingestion.formats.format import Format
from ingestion.formats.needs import needs

SHORT = 24  # bytes of a line that comes again and again where a body has most of them
MARKS = b'{:=]" -/'  # and capital letters, which count as one
CAPITALS = bytes(range(65, 91))
SAID_BY = bytes.maketrans(CAPITALS, b"A" * len(CAPITALS))
UNMARKED = bytes(set(range(256)).difference(MARKS, CAPITALS))
EVERY_FIRST = (b"", *(bytes([byte]) for byte in range(256)))
Marks = frozenset[int]
Tried = tuple[
    str, Callable[[bytes], object], str
]  # a text that a line needs, the signature, and the format's name


def marks_of(text: bytes) -> Marks:
    return frozenset(text.translate(SAID_BY, UNMARKED))


class Known(NamedTuple):
    """A format. A line that matches has all of ``marks`` and one of ``texts``, whose own marks stand with them."""

    name: str
    match: Callable[[bytes], object]
    marks: Marks
    texts: tuple[tuple[str, Marks], ...]


class Signatures:
    def __init__(self, formats: Mapping[str, Format]) -> None:
        self._rows: dict[bytes, list[Known]] = {first: [] for first in EVERY_FIRST}
        for name, one in formats.items():
            if name != "plain" and one.signature is not NEVER:
                needed = needs(one.signature)
                marks = marks_of(b"".join(texts[0] for texts in needed.texts if len(texts) == 1))
                texts = tuple((text.decode("latin-1"), marks_of(text)) for text in needed.best)
                for first in needed.first:
                    self._rows[first].append(Known(name, one.signature.match, marks, texts))
        self._tried: dict[
            tuple[bytes, Marks], list[Tried]
        ] = {}  # as many as bytes and sets of marks, at most
        self._known = lru_cache(maxsize=1024)(self._first)

    def first(self, line: bytes) -> str:
        """The format's name, or empty."""
        return self._known(line) if len(line) <= SHORT else self._first(line)

    def _first(self, line: bytes) -> str:
        key = (line[:1], frozenset(line.translate(SAID_BY, UNMARKED)))
        tried = self._tried.get(key)
        if tried is None:
            tried = self._tried[key] = list(self._possible(*key))
        said = line.decode("latin-1")  # texts are found in letters ten times as fast as in bytes
        for text, match, name in tried:
            if text in said and match(line):
                return name
        return ""

    def _possible(self, first: bytes, marks: Marks) -> Iterator[Tried]:
        for one in self._rows[first]:
            if one.marks <= marks:
                yield from ((text, one.match, one.name) for text, own in one.texts if own <= marks)
