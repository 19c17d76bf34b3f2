"""Receive syslog and GELF until told to stop, on the ports that LANTERN_SYSLOG_… name."""

import asyncio
import signal
import ssl
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ingestion.receive.syslog import listeners
from ingestion.receive.syslog.collect import Way
from ingestion.receive.syslog.listeners import Datagrams, Limits, Streams, listen_udp
from ingestion.receive.syslog.receiver import Receiver

READY = "syslog receiver ready"


class Command(BaseCommand):
    help = "Receive syslog (UDP, TCP, TLS) and GELF (TCP, UDP) and spool it second by second."

    def handle(self, *arguments: Any, **options: Any) -> None:
        if not any((*_streams().values(), *_datagrams().values())):
            raise CommandError(
                "No port is set. Set LANTERN_SYSLOG_TCP_PORT or another; see docs/settings.md."
            )
        asyncio.run(self._receive())

    async def _receive(self) -> None:
        receiver = Receiver(settings.SYSLOG_BUFFER_BYTES)
        await receiver.load()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, receiver.stop)
        limits = Limits(
            settings.SYSLOG_MAX_MESSAGE_BYTES, settings.SYSLOG_MAX_CONNECTIONS, settings.SYSLOG_PATIENCE_S
        )
        streams = Streams(receiver, limits)
        host, said = settings.SYSLOG_HOST, []
        servers: list[asyncio.Server] = []
        datagrams: list[Datagrams] = []
        for way, port in _streams().items():
            if port:
                servers.append(await streams.listen(way, host, port, tls() if way is listeners.TLS else None))
                said.append(f"{way.how} {host}:{port}")
        for way, port in _datagrams().items():
            if port:
                datagrams.append(await listen_udp(receiver, way, host, port, limits))
                said.append(f"{way.how} {host}:{port}")
        self.stdout.write(f"{READY}: {', '.join(said)}")
        self.stdout.flush()
        running = asyncio.create_task(receiver.run())
        await receiver.stopped()
        for server in servers:
            server.close()
        for datagram in datagrams:
            datagram.close()
        await streams.close()
        await running
        if lost := await receiver.finish():
            raise CommandError(f"{lost} messages could not be committed: the spool does not answer.")


def _streams() -> dict[Way, int]:
    return {
        listeners.TCP: settings.SYSLOG_TCP_PORT,
        listeners.TLS: settings.SYSLOG_TLS_PORT,
        listeners.GELF_TCP: settings.SYSLOG_GELF_TCP_PORT,
    }


def _datagrams() -> dict[Way, int]:
    return {listeners.UDP: settings.SYSLOG_UDP_PORT, listeners.GELF_UDP: settings.SYSLOG_GELF_UDP_PORT}


def tls() -> ssl.SSLContext:
    """TLS 1.2 and later; a client certificate is asked for when an authority is named."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(settings.SYSLOG_TLS_CERTIFICATE, settings.SYSLOG_TLS_KEY)
    if settings.SYSLOG_TLS_CLIENT_CA:
        context.load_verify_locations(settings.SYSLOG_TLS_CLIENT_CA)
        required = settings.SYSLOG_TLS_CLIENT_REQUIRED
        context.verify_mode = ssl.CERT_REQUIRED if required else ssl.CERT_OPTIONAL
    return context
