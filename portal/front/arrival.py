"""A request's body on its way from the event loop, which fills it, to a thread, which reads it like a file."""

import asyncio
import threading
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Receive = Callable[[], Awaitable[dict[str, Any]]]
MOST_UNREAD = 4 * 2**20  # bytes that wait for the thread; then the sender waits
SLOW = "It came too slowly."
GONE = "The sender went away before everything had arrived."


@dataclass(frozen=True)
class Pace:
    """The longest silence in seconds, and the bytes a second that are due on average once that time is over."""

    patience_s: float
    least_bytes_per_s: float

    def is_kept(self, size: int, waited_s: float) -> bool:
        return waited_s <= self.patience_s or size >= waited_s * self.least_bytes_per_s


class Arrival:
    """``begun`` is set once ``eager`` bytes are here, or all, or it is clear that no more will come."""

    def __init__(self, eager: int) -> None:
        self.begun = asyncio.Event()
        self.problem = ""
        self.is_whole = False
        self._eager = eager
        self._loop = asyncio.get_running_loop()
        self._room = asyncio.Event()
        self._room.set()
        self._changed = threading.Condition()
        self._chunks: deque[bytes] = deque()
        self._unread = 0

    # --- on the event loop ---------------------------------------------------------------------
    async def fill(self, receive: Receive, pace: Pace) -> None:
        """Take everything in, or find a problem. The time in which the reader lets us wait is not the sender's."""
        waited_s, size = 0.0, 0
        while True:
            await self._room.wait()
            asked_at = self._loop.time()
            try:
                async with asyncio.timeout(pace.patience_s):
                    message = await receive()
            except TimeoutError:
                return self.end(SLOW)
            waited_s += self._loop.time() - asked_at
            if message["type"] != "http.request":
                return self.end(GONE)
            if chunk := message.get("body", b""):
                size += len(chunk)
                self._put(chunk)
            if not message.get("more_body"):
                return self.end()
            if not pace.is_kept(size, waited_s):
                return self.end(SLOW)

    def end(self, problem: str = "") -> None:
        with self._changed:
            self.problem, self.is_whole = problem, not problem
            self._changed.notify()
        self.begun.set()

    def _put(self, chunk: bytes) -> None:
        with self._changed:
            self._chunks.append(chunk)
            self._unread += len(chunk)
            self._changed.notify()
            if self._unread >= MOST_UNREAD:
                self._room.clear()
        if self._unread >= self._eager:
            self.begun.set()

    # --- in the thread -------------------------------------------------------------------------
    def read(self, size: int | None = -1) -> bytes:
        """Up to ``size`` bytes, fewer only at the end; raises ``OSError`` when the rest will never come."""
        wanted = size if size is not None and size >= 0 else None
        parts: list[bytes] = []
        while (wanted is None or wanted > 0) and (part := self._next(wanted)):
            parts.append(part)
            wanted = None if wanted is None else wanted - len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def readline(self, size: int | None = -1) -> bytes:
        """Django asks for lines of nothing that is large."""
        line = bytearray()
        while not line.endswith(b"\n") and (size is None or size < 0 or len(line) < size):
            if not (one := self.read(1)):
                break
            line += one
        return bytes(line)

    def _next(self, most: int | None) -> bytes:
        """What has come, at most ``most`` bytes of one chunk; nothing at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._chunks or self.is_whole or self.problem)
            if not self._chunks:
                if self.problem:
                    raise OSError(self.problem)
                return b""
            chunk = self._chunks.popleft()
            if most is not None and len(chunk) > most:
                self._chunks.appendleft(chunk[most:])
                chunk = chunk[:most]
            self._took(len(chunk))
            return chunk

    def _took(self, size: int) -> None:
        was_full = self._unread >= MOST_UNREAD
        self._unread -= size
        if was_full and self._unread < MOST_UNREAD:
            self._loop.call_soon_threadsafe(self._room.set)
