"""A sender that takes nothing but a 202 for an answer: it sends the same bytes again until it gets one."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

ASK_AGAIN = {429, 502, 503, 504}
PAUSE_S = 0.2
BROKEN = b'{"message": "cut short'


@dataclass(frozen=True)
class Load:
    """``requests`` bodies of ``lines`` records each; no record is like another, and each body ends with a broken one."""

    requests: int
    lines: int

    @property
    def events(self) -> int:
        return self.requests * self.lines

    def bodies(self) -> Iterator[bytes]:
        for request in range(self.requests):
            numbers = range(request * self.lines, (request + 1) * self.lines)
            yield b"\n".join([*(record(number) for number in numbers), BROKEN + b" %d" % request]) + b"\n"


def record(number: int) -> bytes:
    stamp = (
        f"2026-03-01T{number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d}.{number % 1000:03d}Z"
    )
    told = {
        "timestamp": stamp,
        "event.id": f"order-{number}",
        "message": f"Order {number} placed",
        "user.name": "mira",
    }
    return json.dumps(told).encode()


class Sender:
    """Sends from a few threads at once; ``accepted`` counts bodies that got their 202."""

    def __init__(self, url: str, token: str, *, within_s: float, threads: int = 3) -> None:
        self.url, self.token = url, token
        self.until = time.monotonic() + within_s
        self.threads = threads
        self.accepted = 0
        self.tries = 0
        self._changed = threading.Condition()

    def send(self, bodies: Sequence[bytes]) -> None:
        """All bodies. Raises when one is refused for good or the time is over."""
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(self._send, bodies))

    def wait_for(self, accepted: int) -> None:
        """Until so many bodies were accepted."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.accepted >= accepted, self.until - time.monotonic())

    def _send(self, body: bytes) -> None:
        while not self._try(body):
            assert time.monotonic() < self.until, "The portal took too long to come back."
            time.sleep(PAUSE_S)
        with self._changed:
            self.accepted += 1
            self._changed.notify_all()

    def _try(self, body: bytes) -> bool:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/x-ndjson"}
        self.tries += 1
        try:
            answer = httpx.post(f"{self.url}/api/v1/ingest", content=body, headers=headers, timeout=60)
        except httpx.TransportError:
            return False
        assert answer.status_code == 202 or answer.status_code in ASK_AGAIN, answer.text
        return answer.status_code == 202
