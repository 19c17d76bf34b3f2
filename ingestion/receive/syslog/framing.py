"""Cutting a TCP stream into messages: RFC 6587's octet counting and line feeds, told apart message by message.

No frame is ever held beyond the limit: a longer one is passed over and counted.
"""

from collections.abc import Iterator

LF, NUL = b"\n", b"\0"
LONGEST_COUNT = 8  # digits of an octet count


class _BadFrame(Exception):
    pass


class Frames:
    """Feed it what arrives and take the messages.

    ``oversized`` counts those that were longer than ``limit`` bytes. Once the stream is ``broken`` it can't be followed
    any more, and the connection has to end.
    """

    def __init__(self, limit: int, *, end: bytes = LF, counted: bool = True) -> None:
        self._limit = limit
        self._end = end
        self._counted = counted
        self._held = bytearray()  # a frame that has begun
        self._awaited = 0  # bytes that are held when it is looked at again, unless its end comes before
        self._skip_octets = 0
        self._skip_line = False
        self.oversized = 0
        self.broken = False

    @property
    def waiting(self) -> bool:
        """Whether a message has begun and not ended."""
        return bool(self._held or self._skip_octets or self._skip_line)

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
        """What the connection's end leaves: a last line without a line feed is a message."""
        held, self._held = bytes(self._held), bytearray()
        is_whole = (
            held and not self.broken and not self._skip_line and not (self._counted and held[:1].isdigit())
        )
        return held.rstrip(b"\r") if is_whole else b""

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
            message, behind = self._octets(data, at) if self._is_counted(data, at) else self._line(data, at)
            if behind == 0:
                self._held = bytearray(data[at:])
                return
            at = behind
            yield message

    def _is_counted(self, data: bytes | bytearray, at: int) -> bool:
        return self._counted and data[at : at + 1] in b"123456789"

    def _skipped(self, data: bytes) -> bytes:
        """Without what still belongs to a frame that is passed over."""
        if self._skip_octets:
            skipped = min(self._skip_octets, len(data))
            self._skip_octets -= skipped
            return data[skipped:]
        if self._skip_line:
            end = data.find(self._end)
            self._skip_line = end < 0
            return data[end + 1 :] if end >= 0 else b""
        return data

    def _octets(self, data: bytes, at: int) -> tuple[bytes, int]:
        """``MSG-LEN SP MSG``; the offset behind it, 0 when more has to arrive."""
        space = data.find(b" ", at, at + LONGEST_COUNT + 1)
        if space < 0:
            if len(data) - at > LONGEST_COUNT:
                raise _BadFrame
            self._awaited = 0
            return b"", 0
        if not data[at:space].isdigit():
            raise _BadFrame
        end = space + 1 + int(data[at:space])
        if end - space - 1 > self._limit:
            self.oversized += 1
            self._skip_octets = max(0, end - len(data))
            return b"", min(end, len(data))
        self._awaited = end - at
        return (data[space + 1 : end], end) if end <= len(data) else (b"", 0)

    def _line(self, data: bytes, at: int) -> tuple[bytes, int]:
        end = data.find(self._end, at)
        if end < 0:
            if len(data) - at <= self._limit:
                self._awaited = self._limit + 1
                return b"", 0
            self.oversized += 1
            self._skip_line = True
            return b"", len(data)
        if end - at > self._limit:
            self.oversized += 1
            return b"", end + 1
        return data[at:end].rstrip(b"\r"), end + 1
