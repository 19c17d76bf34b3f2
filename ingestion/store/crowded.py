"""Lines too short to be records, where there are crowds of them: a crowd is one record, and refused.

A megabyte can hold half a million lines of one letter. To read each of them, and to keep each with its reason, would
cost many times what they came for, and tell nobody anything. What a person needs to see is that there are so many.
"""

from collections.abc import Iterator

from ingestion.formats.record import Reason, Record

LEAST = 12  # bytes of a line with its line feed, on average over a stretch
STRETCH = 16 * 1024


def taken_out(body: bytes, least: int) -> tuple[bytes, list[Record]]:
    """``body`` with empty lines where the short lines of crowded stretches stood, and a record for those of each stretch.

    So all other lines keep their places. The first line, which may name columns, is one of them. A batch that is
    shorter than a stretch has no crowds. ``least`` 0 switches this off.
    """
    crowds: list[Record] = []
    kept: list[bytes] = []
    line = done = 0
    for start, end in _stretches(body):
        if not _is_crowded(body, start, end, least):
            continue
        lines = body[start:end].split(b"\n")
        short = [at for at, one in enumerate(lines) if len(one) < least - 1 and one.strip() and at + start]
        if not short:  # the first line alone made them few bytes
            continue
        line += body.count(b"\n", done, start)
        crowds.append(_crowd(line + short[0], [lines[at] for at in short]))
        for at in short:
            lines[at] = b""
        kept += [body[done:start], b"\n".join(lines)]
        line += len(lines) - 1
        done = end
    return (b"".join([*kept, body[done:]]) if crowds else body), crowds


def _stretches(body: bytes) -> Iterator[tuple[int, int]]:
    """Where they begin and end, behind a line feed or the batch's end."""
    start = 0
    while start + STRETCH <= len(body):
        end = body.find(b"\n", start + STRETCH - 1) + 1 or len(body)
        yield start, end
        start = end


def _is_crowded(body: bytes, start: int, end: int, least: int) -> bool:
    if body.count(b"\n", start, end) * least <= end - start:
        return False
    # Blank lines are no records, however many.
    lines = [line for line in body[start:end].split(b"\n") if line and not line.isspace()]
    return len(lines) * least > STRETCH // 2 and sum(map(len, lines)) < len(lines) * (least - 1)


def _crowd(position: int, lines: list[bytes]) -> Record:
    raw = b"\n".join(lines).removesuffix(b"\r")
    detail = f"{len(lines):,} lines in {len(raw) + 1:,} bytes: lines so short are not read one by one."
    return Record(position, raw, refusal=Reason("lines_too_short", detail))
