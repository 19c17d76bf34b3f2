"""The syslog receiver as it runs, with rsyslog, Python's handlers and pygelf as senders."""

import logging
import logging.handlers
import shutil
import socket
import struct
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from pygelf import GelfTcpHandler, GelfUdpHandler

from ingestion.pipeline.models import Batch, SpoolItem
from ingestion.sources.models import Source, SyslogDrop
from portal.audit.models import AuditEvent
from portal.retention.models import RetentionClass
from tests.people import make_person, signed_in_client
from tests.senders import certificates, receiving
from tests.senders.conftest import Sealed, balance, spooled, wait_for_records

pytestmark = pytest.mark.django_db(transaction=True)
RSYSLOG = shutil.which("rsyslogd", path="/usr/sbin:/usr/bin")
MESSAGE = b"<38>Nov 21 09:00:00 shop sshd[7]: Failed password for root from 192.0.2.1 port 22 ssh2"


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="syslog-") as name:  # short: a socket's path has few bytes
        certificates.make(Path(name))
        yield Path(name)


def a_source(slug: str, *senders: str) -> Source:
    kept = RetentionClass.objects.get(slug="standard")
    return Source.objects.create(slug=slug, name=slug, senders=list(senders), retention_class=kept)


def until(true: Callable[[], bool], timeout_s: float = 60.0) -> None:
    limit = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.05)


def log_to(handler: logging.Handler, *messages: str) -> None:
    log = logging.Logger("till")
    log.addHandler(handler)
    for message in messages:
        log.warning(message)
    handler.close()


@pytest.mark.skipif(
    RSYSLOG is None, reason="rsyslog is not installed (apt-get install rsyslog rsyslog-gnutls)"
)
def test_rsyslog_over_udp_tcp_and_tls(folder: Path, sealed: Sealed) -> None:
    a_source("by-certificate", f"cert:{certificates.CLIENT}")
    a_source("by-network", "127.0.0.0/8")
    count = 50
    with receiving.receiver(folder) as ports, receiving.rsyslog(folder, ports) as local:
        until(local.exists)
        handler = logging.handlers.SysLogHandler(str(local), facility="auth")
        handler.ident = "till[7]: "
        handler.append_nul = False
        log_to(handler, *(f"drawer {number} open" for number in range(count)))
        wait_for_records(4 * count)
    events = sealed()
    assert balance() == (4 * count, 4 * count, 0, 0)
    # rsyslog's RFC 5424 template keeps the space behind the tag of the line that it read; the message is without it.
    assert {event["message"] for event in events} == {f"drawer {n} open" for n in range(count)}
    assert {event["process.name"] for event in events} == {"till"}
    assert {event["severity"] for event in events} == {4}
    ways = {(batch.source.slug, batch.how, batch.sender) for batch in Batch.objects.all()}
    assert ways == {
        ("by-network", "syslog-udp", "127.0.0.1"),
        ("by-network", "syslog-tcp", "127.0.0.1"),
        ("by-certificate", "syslog-tls", f"cert:{certificates.CLIENT}"),
    }
    assert not SyslogDrop.objects.exists()


def test_gelf_over_tcp_and_udp_in_chunks(folder: Path, sealed: Sealed) -> None:
    a_source("gelf", "host:shop-1")
    a_source("rest", "127.0.0.1")
    with receiving.receiver(folder) as ports:
        # pygelf's own additional fields come as _name; host is the machine's name, so no host rule matches.
        log_to(GelfTcpHandler("127.0.0.1", ports["GELF_TCP"], _shop="north"), "over tcp")
        long = "x" * 5000
        log_to(
            GelfUdpHandler("127.0.0.1", ports["GELF_UDP"], compress=False, chunk_size=1300), "over udp", long
        )
        log_to(GelfUdpHandler("127.0.0.1", ports["GELF_UDP"], compress=True), "compressed")
        with socket.create_connection(("127.0.0.1", ports["GELF_TCP"])) as sender:
            sender.sendall(b'{"version": "1.1", "host": "shop-1", "short_message": "by name"}\0not gelf\0')
        wait_for_records(6)
    events = sealed()
    assert {event["message"] for event in events} == {"over tcp", "over udp", long, "compressed", "by name"}
    assert {event["source"] for event in events if event["message"] == "by name"} == {"gelf"}
    assert next(event for event in events if event["message"] == "over tcp")["fields"]["shop"] == "north"
    assert balance() == (6, 5, 0, 1), "what is no GELF is in quarantine"


def test_the_same_second_again_is_no_duplicate(folder: Path, sealed: Sealed) -> None:
    a_source("heartbeat", "127.0.0.1")
    with receiving.receiver(folder) as ports, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for number in (1, 2):
            sender.sendto(b"<13>alive", ("127.0.0.1", ports["UDP"]))
            wait_for_records(number)
    assert len(sealed()) == 2
    assert balance() == (2, 2, 0, 0)


def test_what_is_not_kept_is_counted(folder: Path, sealed: Sealed) -> None:
    a_source("known", "host:shop")
    a_source("fat", "host:fat")
    a_source("closed", "host:shut")
    Source.objects.filter(slug="closed").update(is_open=False)
    settings = {"LANTERN_SYSLOG_MAX_MESSAGE_BYTES": "2000", "LANTERN_SYSLOG_PATIENCE_S": "1"}
    with receiving.receiver(folder, **settings) as ports:
        tcp = ("127.0.0.1", ports["TCP"])
        with socket.create_connection(tcp) as sender, socket.create_connection(tcp) as slow:
            slow.sendall(b"100 <13>Nov 21 09:00:00 fat x: ")
            sender.sendall(MESSAGE + b"\n<13>Nov 21 09:00:00 stranger x: y\n<13>Nov 21 09:00:00 shut x: y\n")
            sender.sendall(b"<13>Nov 21 09:00:00 fat x: " + b"x" * 3000 + b"\n" + MESSAGE + b"\n99999999999 ")
            assert slow.recv(1) == b"", "the receiver gave up waiting"
        with socket.create_connection(tcp) as cut:
            cut.sendall(b"100 <13>Nov 21 09:00:00 fat x: half of it")
        with socket.create_connection(tcp) as reset:
            reset.sendall(b"<13>Nov 21 09:00:00 known x: half of it")
            time.sleep(0.5)  # so that it is read before the connection is gone
            reset.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
            datagrams.sendto(b"<13>Nov 21 09:00:00 fat x: " + b"y" * 3000, ("127.0.0.1", ports["UDP"]))
        with socket.create_connection(("127.0.0.1", ports["TLS"])) as plain:
            plain.sendall(MESSAGE + b"\n")
            assert plain.recv(100)[:1] in (b"", b"\x15"), "no TLS, no conversation"
        wait_for_records(2)
        until(lambda: SyslogDrop.objects.count() == 8)
    drops = SyslogDrop.objects.values_list("source__slug", "how", "reason", "count")
    assert set(drops) == {
        (None, "syslog-tcp", "unknown sender", 1),
        ("closed", "syslog-tcp", "source closed", 1),
        ("fat", "syslog-tcp", "too long", 1),
        ("fat", "syslog-udp", "too long", 1),
        (None, "syslog-tcp", "bad framing", 1),
        ("fat", "syslog-tcp", "too slow", 1),
        ("fat", "syslog-tcp", "cut off", 1),
        (None, "syslog-tcp", "cut off", 1),
    }
    assert [event["user.name"] for event in sealed()] == ["root", "root"]


def test_a_flood_waits_or_is_counted_and_nothing_else(folder: Path, sealed: Sealed) -> None:
    """While the spool is full TCP senders are held up; once there is room all of theirs arrives."""
    a_source("flood", "127.0.0.1")
    count = 6_000
    settings = {"LANTERN_SYSLOG_BUFFER_BYTES": "65536"}
    lines = b"".join(b"<13>Nov 21 09:00:00 shop till: %d\n" % number for number in range(count))
    with receiving.receiver(folder, **settings) as ports:
        with socket.create_connection(("127.0.0.1", ports["TCP"])) as sender:
            sender.sendall(lines)
        wait_for_records(count, timeout_s=120)
    assert len(sealed()) == count
    assert not SyslogDrop.objects.exists()
    assert not SpoolItem.objects.exists()


def test_a_flood_of_datagrams_is_a_security_event(folder: Path) -> None:
    """Dropped for want of room: counted on the source's page, and one event a minute for who oversees the portal."""
    a_source("flood", "127.0.0.1")
    message, count = MESSAGE + b" " + b"x" * 1000, 100
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with receiving.receiver(folder, LANTERN_SYSLOG_BUFFER_BYTES="65536") as ports, udp as sender:
        for burst in (1, 2):
            for _ in range(count):
                sender.sendto(message, ("127.0.0.1", ports["UDP"]))
            until(partial(are_counted, count * burst))
    (event,) = AuditEvent.objects.filter(name="excess_rate_limit_exceeded", detail__reason="buffer full")
    assert (event.outcome, event.object_label) == ("failure", "flood")
    assert event.detail["at"] == "syslog-udp"
    assert 0 < event.detail["dropped"] < dropped()
    admin = signed_in_client(make_person("administrator"))
    assert "Buffer full" in admin.get("/sources/flood/").content.decode()


def dropped() -> int:
    return sum(SyslogDrop.objects.values_list("count", flat=True))


def are_counted(messages: int) -> bool:
    """Each is either spooled or counted as dropped."""
    kept = sum(body.count(b"\n") for body in spooled())
    return kept + dropped() == messages
