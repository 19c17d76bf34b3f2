"""Cutting a TCP stream into messages: RFC 6587's octet counting and line feeds, told apart message by message.

No frame is ever held beyond the limit: a longer one is passed over, but for its beginning, which says whose it was.
"""

import re
from collections.abc import Iterator
from typing import NoReturn

LF, NUL = b"\n", b"\0"
EMPTY = {end: re.compile(rb"(?:\r?%b)++" % end) for end in (LF, NUL)}
LONGEST_COUNT = 8  # digits of an octet count
HEAD = 4096  # bytes in which a message states its host
COUNT = re.compile(rb"\d+ ")


class _BadFrame(Exception):
    pass


class Frames:
    """Feed it what arrives and take the messages.

    ``passed_over`` are those that were longer than ``limit`` bytes. Once the stream is ``broken`` it can't be followed any
    more, and the connection has to end.
    """

    def __init__(self, limit: int, *, end: bytes = LF, counted: bool = True) -> None:
        self._limit = limit
        self._end = end
        self._blank = (end, b"\r")
        self._counted = counted
        self._held = bytearray()  # a frame that has begun
        self._awaited = 0  # bytes that are held when it is looked at again, unless its end comes before
        self._skip_octets = 0
        self._skip_line = False
        self._passed_over: list[bytearray] = []  # the last of them may be arriving still
        self.broken = False

    @property
    def waiting(self) -> bool:
        """Whether a message has begun and not ended."""
        return bool(self._held or self.skips)

    @property
    def skips(self) -> bool:
        """Whether a message is being passed over: it is counted by ``passed_over`` alone, however it ends."""
        return bool(self._skip_octets or self._skip_line)

    @property
    def begun(self) -> bytes:
        """The beginning of the message that has not ended, or at which the stream broke."""
        if self.skips:
            return bytes(self._passed_over[-1]) if self._passed_over else b""
        held = bytes(self._held[:HEAD])
        return COUNT.sub(b"", held, count=1) if self._counted and held[:1].isdigit() else held

    def passed_over(self, *, is_over: bool = False) -> list[bytes]:
        """The beginnings of messages that were too long, each told once; ``is_over``: also of one that has not ended."""
        still = self._passed_over[-1:] if self.skips and not is_over else []
        told = self._passed_over[: len(self._passed_over) - len(still)]
        self._passed_over = still
        return [bytes(head).removesuffix(self._end) for head in told]

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that are complete now, without their ends; those before a break are among them."""
        messages: list[bytes] = []
        try:
            for message in self._cut(data):
                if message:
                    messages.append(message)
        except _BadFrame:
            self.broken = True
        return messages

    def rest(self) -> bytes:
        """What the connection's end leaves: a last line without a line feed is a message.

        A part of a counted message is none: the stream is ``waiting`` still, because its sender knows that not all was
        taken and sends it again (RFC 6587, 3.4.1).
        """
        if self.broken or self.skips or (self._counted and self._held[:1].isdigit()):
            return b""
        held, self._held = bytes(self._held), bytearray()
        return held.rstrip(b"\r")

    def _cut(self, data: bytes) -> Iterator[bytes]:
        data = self._skipped(data)
        if self._held:
            self._held += data
            # A sender may send byte by byte; to look through a long frame for each of them would be quadratic.
            if len(self._held) < self._awaited and (self._is_counted(self._held, 0) or self._end not in data):
                return
            data, self._held = bytes(self._held), bytearray()
        at = 0
        while at < len(data):
            if data[at : at + 1] in self._blank:
                at = self._behind_empty(data, at)
            message, behind = self._octets(data, at) if self._is_counted(data, at) else self._line(data, at)
            if behind == 0:
                self._held = bytearray(data[at:])
                return
            at = behind
            yield message

    def _behind_empty(self, data: bytes, at: int) -> int:
        """Behind lines without anything in them: a megabyte may be a million of them."""
        found = EMPTY[self._end].match(data, at)
        return found.end() if found else at

    def _is_counted(self, data: bytes | bytearray, at: int) -> bool:
        return self._counted and data[at : at + 1] in b"123456789"

    def _skipped(self, data: bytes) -> bytes:
        """Without what still belongs to a frame that is passed over."""
        if self._skip_octets:
            skipped = min(self._skip_octets, len(data))
            self._skip_octets -= skipped
        elif self._skip_line:
            end = data.find(self._end)
            self._skip_line = end < 0
            skipped = end + 1 if end >= 0 else len(data)
        else:
            return data
        if self._passed_over:
            self._passed_over[-1] += data[: min(skipped, HEAD - len(self._passed_over[-1]))]
        return data[skipped:]

    def _pass_over(self, data: bytes, start: int, end: int) -> None:
        self._passed_over.append(bytearray(data[start : min(end, start + HEAD)]))

    def _octets(self, data: bytes, at: int) -> tuple[bytes, int]:
        """``MSG-LEN SP MSG``; the offset behind it, 0 when more has to arrive."""
        space = data.find(b" ", at, at + LONGEST_COUNT + 1)
        if space < 0:
            if len(data) - at > LONGEST_COUNT:
                self._break(data, at)
            self._awaited = 0
            return b"", 0
        if not data[at:space].isdigit():
            self._break(data, at)
        end = space + 1 + int(data[at:space])
        if end - space - 1 > self._limit:
            self._pass_over(data, space + 1, end)
            self._skip_octets = max(0, end - len(data))
            return b"", min(end, len(data))
        self._awaited = end - at
        return (data[space + 1 : end], end) if end <= len(data) else (b"", 0)

    def _break(self, data: bytes, at: int) -> NoReturn:
        self._held = bytearray(data[at : at + HEAD])
        raise _BadFrame

    def _line(self, data: bytes, at: int) -> tuple[bytes, int]:
        end = data.find(self._end, at)
        if end < 0:
            if len(data) - at <= self._limit:
                self._awaited = self._limit + 1
                return b"", 0
            self._pass_over(data, at, len(data))
            self._skip_line = True
            return b"", len(data)
        if end - at > self._limit:
            self._pass_over(data, at, end)
            return b"", end + 1
        return data[at:end].rstrip(b"\r"), end + 1
