"""The receiver: listeners that add to the collector, and a loop that commits what was gathered every second.

Syslog has no acknowledgement, so the promise is this: what was read is committed within about a second, while the
spool takes nothing TCP senders are held up by their own connections, and whatever must be dropped is counted.
"""

import asyncio
import logging
import sys
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TypeVar

from ingestion.receive.syslog import settled
from ingestion.receive.syslog.chunks import Chunks
from ingestion.receive.syslog.collect import Collector, Gathered, Way
from ingestion.receive.syslog.kernel_drops import dropped_by_kernel
from ingestion.receive.syslog.routing import Peer, Rules

log = logging.getLogger(__name__)
Result = TypeVar("Result")
EVERY_S = 1.0
FINISH_TRIES = 10
RULES_EVERY = 5  # seconds, in rounds of the loop


class Receiver:
    """Call ``load`` before the first listener is open, ``run`` until ``stop``; then nothing is left behind."""

    def __init__(self, buffer_bytes: int) -> None:
        self.collector = Collector(Rules(), buffer_bytes)
        self.chunks = Chunks()
        self.udp_ports: dict[int, str] = {}
        self.room = asyncio.Event()
        self.room.set()
        self._pending: deque[tuple[Way, Gathered]] = deque()
        self._stopping = asyncio.Event()
        self._wake = asyncio.Event()
        self._kernel: dict[int, int] = {}
        self._thread = ThreadPoolExecutor(1, "commit")

    async def _settle(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def load(self) -> None:
        rules = await self._settle(settled.load_rules)
        if rules is not None:
            self.collector.rules = rules

    async def accept(self, peer: Peer, way: Way, message: bytes, line: bytes | None = None) -> None:
        """For senders that can be held up: waits while there is no room."""
        while self.collector.full:
            self.room.clear()
            self._wake.set()
            await self.room.wait()
        self.collector.add(peer, way, message, line)

    def accept_now(self, peer: Peer, way: Way, message: bytes, line: bytes | None = None) -> None:
        """For datagrams: dropped and counted while there is no room."""
        if self.collector.full:
            self.collector.drop_of(peer, way, "buffer full", message)
            return
        self.collector.add(peer, way, message, line)

    async def run(self) -> None:
        rounds = 0
        while not self._stopping.is_set():
            await self._wait()
            await self.flush()
            rounds += 1
            if rounds % RULES_EVERY == 0:
                await self.load()

    def stop(self) -> None:
        """Hold nobody up any more: what was read is taken in and ``finish`` commits it."""
        self.collector.most_bytes = sys.maxsize
        self.room.set()
        self._stopping.set()
        self._wake.set()

    async def stopped(self) -> None:
        await self._stopping.wait()

    async def finish(self) -> int:
        """Commit the rest, trying for ten seconds; says how many messages could not be kept."""
        for _ in range(FINISH_TRIES):
            await self.flush()
            if not self.collector.size:
                return 0
            await asyncio.sleep(EVERY_S)
        return sum(len(gathered.lines) for _, gathered in self._pending)

    async def _wait(self) -> None:
        """A second; less when somebody waits for room and the spool has just taken everything."""
        if self._pending:
            await asyncio.sleep(EVERY_S)
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), EVERY_S)
        self._wake.clear()

    async def flush(self) -> None:
        """Commit what was gathered; what the spool does not take stays for the next round, in order."""
        self._pending.extend((way, gathered) for (_, _, way), gathered in self.collector.take().items())
        for _ in range(len(self._pending)):
            way, gathered = self._pending[0]
            try:
                reason = await self._settle(partial(settled.commit, way, gathered))
            except Exception:  # a fault of ours: with it nobody else's messages are to be lost, nor these
                log.exception("What %s sent cannot be kept now; others go first", gathered.source.slug)
                self._pending.rotate(-1)
                continue
            if reason is None:
                break
            self._pending.popleft()
            if reason:
                self.collector.give_up(way, gathered, reason)
            else:
                self.collector.done(gathered)
        if not self.collector.full:
            self.room.set()
        await self._count()

    async def _count(self) -> None:
        """Write the drops down; what cannot be written now is counted with the next."""
        self._look_at_kernel()
        self.chunks.forget_old()
        self.collector.count_drop("gelf-udp", "incomplete chunks", self.chunks.lost)
        self.chunks.lost = 0
        counted = dict(self.collector.drops)
        if not counted:
            return
        written = await self._settle(partial(settled.note_drops, counted))
        if written:
            self.collector.drops.subtract(counted)
            self.collector.drops += type(self.collector.drops)()

    def _look_at_kernel(self) -> None:
        for port, how in self.udp_ports.items():
            total = dropped_by_kernel(port)
            self.collector.count_drop(how, "receive buffer full", max(0, total - self._kernel.get(port, 0)))
            self._kernel[port] = total
