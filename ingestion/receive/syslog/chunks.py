"""GELF over UDP: messages in up to 128 chunks (magic bytes 1e 0f), put together within bounds."""

import time
from collections.abc import Hashable
from dataclasses import dataclass, field

MAGIC = b"\x1e\x0f"
HEAD = 12
MOST_CHUNKS = 128
PATIENCE_S = 5.0  # GELF's own limit


@dataclass
class Partial:
    total: int
    began: float
    parts: dict[int, bytes] = field(default_factory=dict)


class Chunks:
    """``lost`` counts messages that never became whole, or were no chunks at all."""

    def __init__(self, most_pending: int = 1024, most_bytes: int = 16 * 2**20) -> None:
        self._pending: dict[Hashable, Partial] = {}
        self._most_pending, self._most_bytes = most_pending, most_bytes
        self._held = 0
        self.lost = 0

    def add(self, sender: Hashable, datagram: bytes) -> bytes | None:
        """The whole message once its last chunk is there; a datagram without the magic bytes is one itself."""
        if not datagram.startswith(MAGIC):
            return datagram
        identity, place, total = datagram[2:10], datagram[10:11], datagram[11:12]
        if len(datagram) <= HEAD or not 0 < total[0] <= MOST_CHUNKS or place[0] >= total[0]:
            self.lost += 1
            return None
        key = (sender, identity)
        self.forget_old()
        partial = self._pending.setdefault(key, Partial(total[0], time.monotonic()))
        self._keep(partial, place[0], datagram[HEAD:])
        if len(partial.parts) < partial.total:
            return None
        self._drop(key)
        return b"".join(partial.parts[place] for place in range(partial.total))

    def forget_old(self) -> None:
        """Give up what took too long, and the oldest while there is too much."""
        now = time.monotonic()
        while self._pending:
            key, oldest = next(iter(self._pending.items()))
            crowded = len(self._pending) >= self._most_pending or self._held > self._most_bytes
            if not crowded and now - oldest.began <= PATIENCE_S:
                return
            self._drop(key)
            self.lost += 1

    def _keep(self, partial: Partial, place: int, part: bytes) -> None:
        if place < partial.total and place not in partial.parts:
            partial.parts[place] = part
            self._held += len(part)

    def _drop(self, key: Hashable) -> None:
        partial = self._pending.pop(key)
        self._held -= sum(map(len, partial.parts.values()))
