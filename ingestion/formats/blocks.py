"""Records of several lines, told by how the first of them begins."""

import re
from collections.abc import Callable, Iterator, Sequence

from ingestion.formats.documents import NEVER, Document, careful, format_of, record, text_of
from ingestion.formats.format import Format, Reason, Sample
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival

MOST_BYTES = 2**19  # of one record


def blocks(body: bytes, begins: re.Pattern[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each with the number of its first line, and without blank lines around it."""
    held: list[bytes] = []
    first = size = 0
    for number, line in enumerate(body.split(b"\n")):
        if held and (begins.match(line) or size > MOST_BYTES):
            yield from _joined(first, held)
            held, size = [], 0
        if not held:
            first = number
        held.append(line)
        size += len(line)
    yield from _joined(first, held)


def prepared(
    begins: re.Pattern[bytes], read: Callable[[str], Document | Reason]
) -> Callable[[bytes, Arrival], Sequence[Record]]:
    """``Format.prepare`` of a format whose blocks ``read`` understands one by one."""

    def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
        return [
            record(place, raw, careful(read, text_of(raw).removeprefix("\ufeff")), arrival)
            for place, raw in blocks(body, begins)
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
) -> Format:
    """A format of such records, known by a batch that begins like one unless ``recognise`` knows better."""
    return format_of(
        name,
        title,
        prepared(begins, read),
        samples,
        signature,
        recognise or (lambda head: bool(begins.match(head))),
        has_short_lines=True,
    )


def _joined(first: int, held: list[bytes]) -> Iterator[tuple[int, bytes]]:
    blank = 0
    while blank < len(held) and not held[blank].strip():
        blank += 1
    raw = b"\n".join(held[blank:]).rstrip(b"\r\n")
    if raw:
        yield first + blank, raw
