"""Where in a JSON text the values of lists inside it stand, so that each record keeps its own text, byte for byte."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from ingestion.formats.record import Reason, Record

BETWEEN = re.compile(r"[\s,]*")
NAMED = re.compile(r"\s*:\s*")
NEXT_LINE = re.compile(r"\n[ \t]*(?=\{)")
MOST_MENDS = 20  # broken documents behind which the scan goes on; more would cost quadratic time
DECODER = json.JSONDecoder()
BROKEN = (ValueError, RecursionError, IndexError, KeyError, TypeError, AttributeError)
Opened = tuple[dict[str, Any], dict[str, int], int]


def opened(text: str, place: int, lists: Collection[str]) -> Opened:
    """An object's members, where those named in ``lists`` begin instead of what they are, and where it ends.

    Raises one of ``BROKEN`` when it is none.
    """
    if text[place] != "{":
        raise ValueError("no object begins here")
    said: dict[str, Any] = {}
    starts: dict[str, int] = {}
    place = _after(BETWEEN, text, place + 1)
    while text[place] == '"':
        name, place = DECODER.raw_decode(text, place)
        start = _after(NAMED, text, place)
        value, place = DECODER.raw_decode(text, start)
        if name in lists and isinstance(value, list):
            starts[name] = start
        else:
            said[name] = value
        place = _after(BETWEEN, text, place)
    if text[place] != "}":
        raise ValueError("an object does not end")
    return said, starts, place + 1


def elements(text: str, place: int) -> Iterator[tuple[int, int, Any]]:
    """Begin, end and value of each element of the list that begins at ``place``."""
    place = _after(BETWEEN, text, place + 1)
    while text[place] != "]":
        value, end = DECODER.raw_decode(text, place)
        yield place, end, value
        place = _after(BETWEEN, text, end)


def documents(body: bytes, read: Callable[[str, int, list[Record]], int]) -> Sequence[Record]:
    """The records of one document after another; ``read`` adds those of the one at a place and says where it ends.

    What is broken is refused up to the next line that begins an object.
    """
    text = body.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    found: list[Record] = []
    mends = 0
    place = _after(BETWEEN, text, 0)
    while place < len(text):
        before = len(found)
        try:
            DECODER.raw_decode(text, place)  # what comes apart below is JSON
            end = read(text, place, found)
        except BROKEN as error:
            mends += 1
            following = NEXT_LINE.search(text, place + 1) if mends <= MOST_MENDS else None
            end = following.start() if following else len(text)
            del found[before:]
            reason = Reason("not_json", f"It cannot be taken apart: {str(error)[:200]}.")
            found.append(Record(len(found), raw_of(text[place:end].rstrip()), refusal=reason))
        place = _after(BETWEEN, text, end)
    return found


def raw_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _after(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place
