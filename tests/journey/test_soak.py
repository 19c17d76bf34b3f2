"""All senders at once for ten minutes (``SOAK_S`` seconds) while every part is killed at random: nothing is lost or doubled.

For each way in: sent = stored + quarantined, no record twice, and every batch's received = stored + duplicate +
quarantined. For datagrams what the receiver counted as dropped is added. ``./test -m soak`` runs it.
"""

import os
import random
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.journey.soak import http_ways, records, setup, socket_ways
from tests.journey.soak.http_ways import Way
from tests.journey.soak.socket_ways import SocketWay
from tests.journey.stores import balance, events, row
from tests.journey.test_crashes import killed_and_back
from tests.senders import certificates
from tests.support import running
from tests.support.stack import Stack

DURATION_S = float(os.environ.get("SOAK_S", "600"))
SEED = int(os.environ.get("SOAK_SEED", str(random.randrange(10**6))))  # noqa: S311  no secret
VICTIMS = ("web", "seal-worker", "worker", "beat", "event-engine", "postgresql", "valkey", "syslog")
PORTS = ("UDP", "TCP", "TLS", "GELF_TCP", "GELF_UDP")
SETTLED_S = 300.0
HTTP = ("ndjson", "bulk", "hec", "loki", "otlp", "gelf", "signed", "upload", "command")
SOCKETS = ("syslog-tcp", "syslog-tls", "syslog-udp", "gelf-tcp", "gelf-udp")
DROPS = """
    SELECT coalesce(sum(count), 0) FROM sources_syslogdrop d LEFT JOIN sources_source s ON s.id = d.source_id
    WHERE d.how = %s
"""

pytestmark = [pytest.mark.soak, pytest.mark.stack]


@pytest.fixture
def ports() -> dict[str, int]:
    return {name: running.free_port() for name in PORTS}


@pytest.fixture
def stack(tmp_path: Path, ports: dict[str, int]) -> Iterator[Stack]:
    """A portal of its own, with every port of the syslog receiver open."""
    certificates.make(tmp_path)
    port = running.free_port()
    settings = {
        "LANTERN_PORT": str(port),
        **{f"LANTERN_SYSLOG_{name}_PORT": str(number) for name, number in ports.items()},
        "LANTERN_SYSLOG_TLS_CERTIFICATE": str(tmp_path / "server.pem"),
        "LANTERN_SYSLOG_TLS_KEY": str(tmp_path / "server.key"),
        "LANTERN_SYSLOG_TLS_CLIENT_CA": str(tmp_path / "ca.pem"),
    }
    url = f"http://127.0.0.1:{port}"
    supervisor = running.start(tmp_path / "var", "--empty", until=f"ready {url}", settings=settings)
    stack = Stack(supervisor, url)
    yield stack
    stack.http.close()
    supervisor.stop()


@pytest.mark.timeout(DURATION_S + 1800)
def test_sent_is_stored_or_quarantined_whatever_dies(
    stack: Stack, ports: dict[str, int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = [
        (name, "signed" if name == "signed" else "bearer", [f"host:{name}"]) for name in (*HTTP, *SOCKETS)
    ]
    made = setup.make(stack, wanted)
    time.sleep(6)  # the receiver asks for the sources every few seconds
    talkers = socket_talkers(ports, tmp_path)
    ways: list[Way | SocketWay] = [*http_talkers(stack, made, tmp_path), *talkers]
    stop = threading.Event()
    threads = [threading.Thread(target=way.run, args=(stop,), name=way.name) for way in ways]
    for thread in threads:
        thread.start()
    kills = kill_for(DURATION_S, stack, talkers, ways)
    stop.set()
    for thread in threads:
        thread.join(300)
    assert [(way.name, way.trouble) for way in ways if way.trouble or not way.sent] == []
    wait_until_settled(stack, ways)
    with capsys.disabled():
        print(f"\nseed {SEED}, {len(kills)} kills: {', '.join(kills)}")  # noqa: T201  the soak's report
    told = [account(stack, way) for way in ways]
    with capsys.disabled():
        print("\n".join(told))  # noqa: T201
    assert [line for line in told if not line.endswith("right")] == []


def http_talkers(stack: Stack, made: setup.Made, folder: Path) -> list[Way]:
    def posting(name: str, path: str, body_of: object, kind: str = "application/json") -> Way:
        push = http_ways.posting(name, stack.url + path, made.tokens[name], body_of, kind)  # type: ignore[arg-type]
        return Way(name, push)

    ndjson = posting("ndjson", "/api/v1/ingest", records.with_a_broken_one, "application/x-ndjson")
    ndjson.broken_in_piece = 1
    upload = http_ways.uploading("upload", f"{stack.url}/sources/upload/upload", made.cookies, setup.CSRF)
    return [
        ndjson,
        posting("bulk", "/api/es/_bulk", records.bulk),
        posting("hec", "/services/collector/event", records.hec),
        posting("loki", "/loki/api/v1/push", records.loki),
        posting("otlp", "/v1/logs", records.otlp),
        posting("gelf", "/gelf", records.gelf),
        Way("signed", http_ways.signing("signed", f"{stack.url}/api/v1/ingest", made.tokens["signed"])),
        Way("upload", upload, every_s=1.0),
        Way("command", http_ways.commanding("command", stack, "command", folder), piece=2000, every_s=5.0),
    ]


def socket_talkers(ports: dict[str, int], folder: Path) -> list[SocketWay]:
    tcp, tls, udp = socket_ways.tcp, socket_ways.tls, socket_ways.udp
    syslog, gelf = records.syslog_message, records.gelf_message
    return [
        SocketWay("syslog-tcp", tcp(ports["TCP"]), socket_ways.by_line, syslog),
        SocketWay("syslog-tls", tls(ports["TLS"], folder), socket_ways.counted, syslog),
        SocketWay("syslog-udp", udp(ports["UDP"]), socket_ways.alone, syslog, is_datagram=True),
        SocketWay("gelf-tcp", tcp(ports["GELF_TCP"]), socket_ways.by_nul, gelf),
        SocketWay("gelf-udp", udp(ports["GELF_UDP"]), socket_ways.alone, gelf, is_datagram=True),
    ]


def kill_for(
    duration_s: float, stack: Stack, talkers: Sequence[SocketWay], ways: Sequence[Way | SocketWay]
) -> list[str]:
    """Kill one part after the other, each round in another order; says which."""
    chance = random.Random(SEED)  # noqa: S311  no secret
    until = time.monotonic() + duration_s
    killed: list[str] = []
    waiting: list[str] = []
    while time.monotonic() < until and not any(way.trouble for way in ways):
        waiting = waiting or chance.sample(VICTIMS, len(VICTIMS))
        part = waiting.pop()
        time.sleep(chance.uniform(0.5, 4.0))
        if part == "syslog":
            hush(stack, talkers)
        killed_and_back(stack, part)
        for talker in talkers:
            talker.hush.clear()
        killed.append(part)
    return killed


def hush(stack: Stack, talkers: Sequence[SocketWay]) -> None:
    for talker in talkers:
        talker.hush.set()
    for talker in talkers:
        assert talker.hushed.wait(60), talker.name
    wait_until_settled(stack, talkers)


def wait_until_settled(stack: Stack, ways: Sequence[Way | SocketWay]) -> None:
    """Until everything that was sent is sealed or counted as dropped; what never comes shows in the accounts."""
    until = time.monotonic() + SETTLED_S
    while time.monotonic() < until and not all(is_settled(stack, way) for way in ways):
        time.sleep(0.5)


def is_settled(stack: Stack, way: Way | SocketWay) -> bool:
    told = balance(stack, way.name)
    return not told.waiting and told.received - told.duplicate + dropped(stack, way) >= way.sent


def dropped(stack: Stack, way: Way | SocketWay) -> int:
    return int(row(stack, DROPS, way.name)[0])


def account(stack: Stack, way: Way | SocketWay) -> str:
    """One line that ends in ``right`` when every record is where it belongs, once."""
    told, drops = balance(stack, way.name), dropped(stack, way)
    (found,) = events(stack, "count(), uniqExact(raw), uniqExact(id)", f"source = '{way.name}'")
    rows, texts, ids = map(int, found.split("\t"))
    is_right = (
        told.received == told.stored + told.duplicate + told.quarantined
        and way.sent == told.stored + told.quarantined + drops
        and told.quarantined == way.broken
        and rows == texts == ids == told.stored
        and told.waiting == 0
    )
    return (
        f"{way.name:11} sent {way.sent:>8,} = stored {told.stored:>8,} + quarantined {told.quarantined:>5,} + dropped {drops:>4,}"
        f"   (duplicate {told.duplicate:>6,}; in the store {rows:,}, different {texts:,})   {'right' if is_right else 'WRONG'}"
    )
