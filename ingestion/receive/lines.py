"""Cutting a stream of bytes into batches at line boundaries, without looking at single lines but for quotes near a cut.

The cuts depend on the bytes alone and not on how they were chunked on the way, so the same file sent twice
gives the same batches, which is how the second sending is recognised.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingestion.formats.line_count import count_lines
from ingestion.formats.table import MOST_LINES
from ingestion.receive.errors import TooLarge

LINE_FEED = b"\n"
QUOTE = b'"'
BLOCK = 4096  # bytes counted at a time when a batch must end after a certain line


@dataclass(frozen=True)
class Limits:
    """The most bytes and lines of a batch, and the longest line that is taken at all, in bytes."""

    batch_bytes: int
    batch_lines: int
    line_bytes: int


def split(chunks: Iterable[bytes], limits: Limits, *, quoted: bool = False) -> Iterator[bytes]:
    """Batches whose concatenation is the input, each ending at a line feed or the end of the input.

    ``quoted``: lines between quotes are one record's, which is not cut (RFC 4180), unless it has more lines than any.
    Only a line longer than ``batch_bytes`` makes a longer batch, of which it is the whole. One longer than
    ``line_bytes`` raises ``TooLarge``: memory would follow the sender's wish.
    """
    held = Held(limits, quoted)
    for chunk in chunks:
        for piece in held.add(chunk):
            yield from by_lines(piece, limits.batch_lines, quoted=quoted)
    yield from by_lines(held.rest(), limits.batch_lines, quoted=quoted)


class Held:
    """What has arrived and is not yet cut off."""

    def __init__(self, limits: Limits, quoted: bool = False) -> None:
        self.limits, self.quoted = limits, quoted
        self.chunks: list[bytes] = []
        self.size = 0
        self.in_long_line = False

    def add(self, chunk: bytes) -> Iterator[bytes]:
        self.chunks.append(chunk)
        self.size += len(chunk)
        if self.size <= self.limits.batch_bytes:
            return
        if self.in_long_line and LINE_FEED not in chunk:  # joining again for each chunk would be quadratic
            self._refuse_endless()
            return
        yield from self._cut(b"".join(self.chunks))

    def rest(self) -> bytes:
        return b"".join(self.chunks)

    def _cut(self, data: bytes) -> Iterator[bytes]:
        start = 0
        while len(data) - start > self.limits.batch_bytes:
            end = end_of_batch(data, start, self.limits.batch_bytes)
            if not end:
                break
            if end - start > max(self.limits.line_bytes, self.limits.batch_bytes):
                raise self._too_long()
            if self.quoted:
                end = behind_record(data, start, end)
            yield data[start:end]
            start = end
        self.chunks = [data[start:]]
        self.size = len(data) - start
        self.in_long_line = self.size > self.limits.batch_bytes
        self._refuse_endless()

    def _refuse_endless(self) -> None:
        if self.in_long_line and self.size > self.limits.line_bytes:
            raise self._too_long()

    def _too_long(self) -> TooLarge:
        return TooLarge(
            f"One line is longer than {self.limits.line_bytes:,} bytes. "
            "Records are separated by line feeds; check that this is a text file."
        )


def end_of_batch(data: bytes, start: int, most: int) -> int:
    """Where the batch that begins at ``start`` ends; 0 while its first line, longer than ``most``, has no end yet."""
    end = data.rfind(LINE_FEED, start, start + most) + 1
    return end or data.find(LINE_FEED, start + most) + 1


def behind_record(data: bytes, start: int, end: int) -> int:
    """The last line end up to ``end`` at which no quote is open since ``start``; ``end`` when none is near."""
    is_open = data.count(QUOTE, start, end) % 2
    at = end
    for _ in range(MOST_LINES):
        if not is_open:
            return at
        line = data.rfind(LINE_FEED, start, at - 1) + 1
        if not line:
            break
        is_open ^= data.count(QUOTE, line, at) % 2
        at = line
    return end


def by_lines(data: bytes, most: int, *, quoted: bool = False) -> Iterator[bytes]:
    """Pieces of at most ``most`` lines; nothing for no bytes."""
    if count_lines(data) <= most:
        if data:
            yield data
        return
    start = 0
    while start < len(data):
        end = after_lines(data, start, most)
        if quoted and end < len(data):
            end = behind_record(data, start, end)
        yield data[start:end]
        start = end


def after_lines(data: bytes, start: int, lines: int) -> int:
    """The offset behind the ``lines``-th line feed from ``start``, or the end of ``data``."""
    for block in range(start, len(data), BLOCK):
        found = data.count(LINE_FEED, block, block + BLOCK)
        if found < lines:
            lines -= found
            continue
        end = block
        for _ in range(lines):
            end = data.index(LINE_FEED, end) + 1
        return end
    return len(data)
