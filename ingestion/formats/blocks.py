"""Records of several lines, told by how the first of them begins."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from ingestion.formats.documents import NEVER, Document, careful, format_of, record, text_of
from ingestion.formats.format import Format, Reason, Sample
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival

MOST_BYTES = 2**19  # of one record


class Open(NamedTuple):
    """Which first lines leave their record open, and which of the later ones close it."""

    by: re.Pattern[bytes]
    until: re.Pattern[bytes]


def blocks(body: bytes, begins: re.Pattern[bytes], opened: Open | None = None) -> Iterator[tuple[int, bytes]]:
    """Each with the number of its first line, and without blank lines around it.

    Without ``opened`` each goes on until another begins.
    """
    held: list[bytes] = []
    first = size = 0
    goes_on = True
    for number, line in enumerate(body.split(b"\n")):
        if held and (begins.match(line) or size > MOST_BYTES or not goes_on):
            yield from _joined(first, held)
            held, size = [], 0
        if opened:
            ends = held and opened.until.search(line)
            goes_on = not ends and bool(held or (begins.match(line) and opened.by.search(line)))
        if not held:
            first = number
        held.append(line)
        size += len(line)
    yield from _joined(first, held)


def prepared(
    begins: re.Pattern[bytes], read: Callable[[str], Document | Reason], opened: Open | None = None
) -> Callable[[bytes, Arrival], Sequence[Record]]:
    """``Format.prepare`` of a format whose blocks ``read`` understands one by one."""

    def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
        return [
            record(place, raw, careful(read, text_of(raw).removeprefix("\ufeff")), arrival)
            for place, raw in blocks(body, begins, opened)
        ]

    return prepare


def format_of_blocks(
    name: str,
    title: str,
    begins: re.Pattern[bytes],
    read: Callable[[str], Document | Reason],
    samples: tuple[Sample, ...],
    *,
    signature: re.Pattern[bytes] = NEVER,
    recognise: Callable[[bytes], bool] | None = None,
    opened: Open | None = None,
) -> Format:
    """A format of such records, known by a batch that begins like one unless ``recognise`` knows better.

    Without ``opened`` every short line belongs to some record; with it, those that stand alone are counted as others' are.
    """
    return format_of(
        name,
        title,
        prepared(begins, read, opened),
        samples,
        signature,
        recognise or (lambda head: bool(begins.match(head))),
        has_short_lines=opened is None,
        spans=partial(blocks, begins=begins, opened=opened) if opened else None,
    )


def _joined(first: int, held: list[bytes]) -> Iterator[tuple[int, bytes]]:
    blank = 0
    while blank < len(held) and not held[blank].strip():
        blank += 1
    raw = b"\n".join(held[blank:]).rstrip(b"\r\n")
    if raw:
        yield first + blank, raw
