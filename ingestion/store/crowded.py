"""Records too short to be any, where there are crowds of them: a crowd is one record, and refused.

A megabyte can hold half a million lines of one letter. To read each of them, and to keep each with its reason, would
cost many times what they came for, and tell nobody anything. What a person needs to see is that there are so many.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ingestion.formats.record import Reason, Record

LEAST = 12  # bytes of a line with its line feed, on average over a stretch
STRETCH = 16 * 1024
EMPTY = (b"", b"\r")
Span = tuple[int, bytes]  # the number of a record's first line, and its bytes
Spans = Callable[[bytes], Iterable[Span]]


class Taken(NamedTuple):
    """What is left of a body, the crowds that stood in it, and how many line feeds both have."""

    body: bytes
    crowds: list[Record]
    feeds: int


def taken_out(body: bytes, least: int, spans: Spans | None = None, *, spaces: bool = False) -> Taken:
    """``body`` with empty lines where the short records of crowded stretches stood, and a record for those of each stretch.

    So all others keep their places. What begins with the first line, which may name columns, is one of them. A batch
    that is shorter than a stretch has no crowds. ``least`` 0 switches this off. ``spans`` takes apart records that may
    be several lines; without it they are lines. ``spaces`` says that lines of nothing else are records too.
    """
    feeds = 0
    crowded: list[tuple[int, int]] = []
    for start, end in _stretches(body):
        feeds += (own := body.count(b"\n", start, end))
        if own * least > end - start and _is_crowded(body[start:end], least, spaces):
            crowded.append((start, end))
    if not crowded:
        return Taken(body, [], feeds)
    if spans is not None:
        return Taken(*_spans_taken_out(body, least, spans), feeds)
    return Taken(*_lines_taken_out(body, crowded, least, spaces), feeds)


def _lines_taken_out(
    body: bytes, crowded: Iterable[tuple[int, int]], least: int, spaces: bool
) -> tuple[bytes, list[Record]]:
    crowds: list[Record] = []
    kept: list[bytes] = []
    line = done = 0
    for start, end in crowded:
        lines = body[start:end].split(b"\n")
        short = [
            at
            for at, one in enumerate(lines)
            if len(one) < least - 1 and _is_record(one, spaces) and at + start
        ]
        if not short:  # the first line alone made them few bytes
            continue
        line += body.count(b"\n", done, start)
        crowds.append(_crowd(line + short[0], [lines[at] for at in short], "lines"))
        for at in short:
            lines[at] = b""
        kept += [body[done:start], b"\n".join(lines)]
        line += len(lines) - 1
        done = end
    return (b"".join([*kept, body[done:]]) if crowds else body), crowds


def _spans_taken_out(body: bytes, least: int, spans: Spans) -> tuple[bytes, list[Record]]:
    lines = body.split(b"\n")
    crowds = []
    for stretch, size in _gathered(spans(body)):
        short = [(first, raw) for first, raw in stretch if len(raw) < least - 1 and first]
        if not short or len(stretch) * least <= size:
            continue
        crowds.append(_crowd(short[0][0], [raw for _, raw in short], "records"))
        for first, raw in short:
            for place in range(first, first + raw.count(b"\n") + 1):
                lines[place] = b""
    return (b"\n".join(lines) if crowds else body), crowds


def _gathered(spans: Iterable[Span]) -> Iterator[tuple[Sequence[Span], int]]:
    """Records one after the other that have a stretch's bytes together, and how many those are."""
    held: list[Span] = []
    size = 0
    for span in spans:
        held.append(span)
        size += len(span[1]) + 1
        if size >= STRETCH:
            yield held, size
            held, size = [], 0


def _stretches(body: bytes) -> Iterator[tuple[int, int]]:
    """Where they begin and end, behind a line feed or the batch's end; the last may be short."""
    start = 0
    while start < len(body):
        end = body.find(b"\n", start + STRETCH - 1) + 1 or len(body)
        yield start, end
        start = end


def _is_crowded(stretch: bytes, least: int, spaces: bool) -> bool:
    # Blank lines are no records, however many.
    lines = [line for line in stretch.split(b"\n") if line and _is_record(line, spaces)]
    return (
        len(stretch) >= STRETCH
        and len(lines) * least > STRETCH // 2
        and sum(map(len, lines)) < len(lines) * (least - 1)
    )


def _is_record(line: bytes, spaces: bool) -> bool:
    return line not in EMPTY if spaces else not (not line or line.isspace())


def _crowd(position: int, short: Sequence[bytes], what: str) -> Record:
    raw = b"\n".join(short).removesuffix(b"\r")
    detail = f"{len(short):,} {what} in {len(raw) + 1:,} bytes: {what} so short are not read one by one."
    return Record(position, raw, refusal=Reason("lines_too_short", detail))
