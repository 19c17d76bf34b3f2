"""Sockets of the receiver: streams with bounded frames and patience, datagrams with a large receive buffer."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ingestion.receive.errors import ReceiveProblem
from ingestion.receive.gelf_message import line_of, unpacked
from ingestion.receive.records import Unusable
from ingestion.receive.syslog.collect import Way
from ingestion.receive.syslog.framing import NUL, Frames
from ingestion.receive.syslog.receiver import Receiver
from ingestion.receive.syslog.routing import Peer

CHUNK = 2**16
CUT_OFF = "cut off"
HANDSHAKE_S = 10.0
RECEIVE_BUFFER = 8 * 2**20
SO_RCVBUFFORCE = 33  # Linux; Python has no name for it
A_HELPING = 500
LARGEST_DATAGRAM = 2**16
TCP, TLS, UDP = Way("syslog-tcp"), Way("syslog-tls"), Way("syslog-udp")
GELF_TCP, GELF_UDP = Way("gelf-tcp", "ndjson"), Way("gelf-udp", "ndjson")


@dataclass(frozen=True)
class Limits:
    """Bytes of a message, connections at once, seconds from a message's first byte to its last."""

    message_bytes: int
    connections: int
    patience_s: float


class Streams:
    """TCP and TLS listeners that share the limit on connections."""

    def __init__(self, receiver: Receiver, limits: Limits) -> None:
        self._receiver, self._limits = receiver, limits
        self._open: set[asyncio.Task[None]] = set()

    async def listen(
        self, way: Way, host: str, port: int, tls: ssl.SSLContext | None = None
    ) -> asyncio.Server:
        more = {"ssl_handshake_timeout": HANDSHAKE_S} if tls else {}
        return await asyncio.start_server(
            partial(self._connected, way), host, port, ssl=tls, limit=CHUNK, **more
        )

    async def close(self) -> None:
        """End every conversation; what was read of them is kept."""
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _connected(self, way: Way, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        try:
            if len(self._open) >= self._limits.connections or task is None:
                self._receiver.collector.count_drop(way.how, "too many connections")
                return
            self._open.add(task)
            await self._converse(way, peer_of(writer), reader)
        except (OSError, asyncio.CancelledError):
            pass  # the sender went away, or we are told to stop
        finally:
            if task is not None:
                self._open.discard(task)
            writer.close()

    async def _converse(self, way: Way, peer: Peer, reader: asyncio.StreamReader) -> None:
        frames = frames_for(way, self._limits.message_bytes)
        drops = self._receiver.collector
        take = self._gelf if way is GELF_TCP else self._syslog
        fault = CUT_OFF  # why a message that has begun does not come to its end
        try:
            while data := await self._read(reader, frames):
                for message in frames.feed(data):
                    await take(peer, way, message)
                for head in frames.passed_over():
                    drops.drop_of(peer, way, "too long", head)
                if frames.broken:
                    fault = "bad framing"
                    return
            if rest := frames.rest():
                await take(peer, way, rest)
        except TimeoutError:
            fault = "too slow"
        finally:
            if frames.waiting and not frames.skips:
                drops.drop_of(peer, way, fault, frames.begun)
            for head in frames.passed_over(is_over=True):
                drops.drop_of(peer, way, "too long", head)

    async def _read(self, reader: asyncio.StreamReader, frames: Frames) -> bytes:
        """Silence between messages is no fault; within one it is."""
        if not frames.waiting:
            return await reader.read(CHUNK)
        return await asyncio.wait_for(reader.read(CHUNK), self._limits.patience_s)

    async def _syslog(self, peer: Peer, way: Way, message: bytes) -> None:
        await self._receiver.accept(peer, way, message)

    async def _gelf(self, peer: Peer, way: Way, message: bytes) -> None:
        await self._receiver.accept(peer, way, message, gelf_line(message))


def frames_for(way: Way, limit: int) -> Frames:
    return Frames(limit, end=NUL, counted=False) if way is GELF_TCP else Frames(limit)


def gelf_line(message: bytes) -> bytes:
    """What is no GELF message is kept as it came, for the quarantine."""
    try:
        return line_of(message)
    except Unusable:
        return message


def peer_of(writer: asyncio.StreamWriter) -> Peer:
    """The address, and the names in a client certificate that TLS has verified (RFC 5425, 5.2)."""
    certificate = writer.get_extra_info("peercert") or {}
    names = [value for kind, value in certificate.get("subjectAltName", ()) if kind == "DNS"]
    subject = (pair for part in certificate.get("subject", ()) for pair in part)
    names += [value for kind, value in subject if kind == "commonName"]
    return Peer(plain_address(writer.get_extra_info("peername")[0]), tuple(dict.fromkeys(names)))


def plain_address(address: str) -> str:
    """Without an IPv6 zone, and IPv4 as such where it came over an IPv6 socket."""
    return address.partition("%")[0].removeprefix("::ffff:")


class Datagrams:
    """A bound UDP socket, emptied as fast as it goes: asyncio's own endpoint reads one datagram a turn."""

    def __init__(self, bound: socket.socket, take: Callable[[tuple[str, int], bytes], None]) -> None:
        self._socket, self._take = bound, take
        asyncio.get_running_loop().add_reader(bound, self._drain)

    def _drain(self) -> None:
        """What waits now, in bounded helpings: streams want their turn too."""
        for _ in range(A_HELPING):
            try:
                datagram, sender = self._socket.recvfrom(LARGEST_DATAGRAM)
            except OSError:  # nothing more waits
                return
            self._take((plain_address(sender[0]), sender[1]), datagram)

    def close(self) -> None:
        """Take in what has arrived, then stop."""
        self._drain()
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()


async def listen_udp(receiver: Receiver, way: Way, host: str, port: int, limits: Limits) -> Datagrams:
    (family, kind, *_, address), *_ = await asyncio.get_running_loop().getaddrinfo(
        host, port, type=socket.SOCK_DGRAM
    )
    bound = socket.socket(family, kind)
    bound.setblocking(False)
    enlarge(bound)
    bound.bind(address)
    receiver.udp_ports[bound.getsockname()[1]] = way.how
    take = _gelf_datagram if way is GELF_UDP else _syslog_datagram
    return Datagrams(bound, partial(take, receiver, limits))


def enlarge(bound: socket.socket) -> None:
    """The receive buffer, beyond the system's limit where we may: a burst waits there while a second is committed."""
    try:
        bound.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
    except OSError:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)


def _syslog_datagram(receiver: Receiver, limits: Limits, sender: tuple[str, int], datagram: bytes) -> None:
    if len(datagram) > limits.message_bytes:
        receiver.collector.drop_of(Peer(sender[0]), UDP, "too long", datagram)
        return
    receiver.accept_now(Peer(sender[0]), UDP, datagram)


def _gelf_datagram(receiver: Receiver, limits: Limits, sender: tuple[str, int], datagram: bytes) -> None:
    whole = receiver.chunks.add(sender, datagram)
    if whole is None:
        return
    try:
        message = unpacked(whole, limits.message_bytes)
    except ReceiveProblem as problem:
        reason = "too long" if problem.status == 413 else "damaged"
        receiver.collector.drop_of(Peer(sender[0]), GELF_UDP, reason)
        return
    receiver.accept_now(Peer(sender[0]), GELF_UDP, message, gelf_line(message))
