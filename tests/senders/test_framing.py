"""Streams cut into messages, chunks put together, senders told apart: without a network."""

import asyncio
import zlib
from unittest.mock import Mock

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.receive.syslog.chunks import Chunks
from ingestion.receive.syslog.collect import Collector, Drop, one_line
from ingestion.receive.syslog.framing import HEAD, NUL, Frames
from ingestion.receive.syslog.listeners import TCP, Limits, Streams
from ingestion.receive.syslog.routing import Peer, rules_of
from ingestion.sources.models import Source
from ingestion.sources.senders import SendersField, checked
from tests.support.cost import least_seconds

LINE = b"<13>Nov 21 09:00:00 shop till: drawer open"


def counted(*messages: bytes) -> bytes:
    return b"".join(b"%d %s" % (len(message), message) for message in messages)


@pytest.mark.parametrize(
    ("stream", "messages", "oversized"),
    [
        pytest.param(LINE + b"\n" + LINE + b"\r\n", [LINE, LINE], 0, id="line feeds"),
        pytest.param(counted(LINE, b"<1>a\nb"), [LINE, b"<1>a\nb"], 0, id="octet counts"),
        pytest.param(counted(LINE) + LINE + b"\n" + counted(LINE), [LINE] * 3, 0, id="both in one stream"),
        pytest.param(b"\n\n" + LINE + b"\n", [LINE], 0, id="empty lines"),
        pytest.param(b"x" * 101 + b"\n" + LINE + b"\n", [LINE], 1, id="a line too long"),
        pytest.param(counted(b"x" * 5000, LINE), [LINE], 1, id="a count too long"),
    ],
)
@pytest.mark.parametrize("step", [1, 7, 10_000])
def test_messages_of_a_stream(stream: bytes, messages: list[bytes], oversized: int, step: int) -> None:
    frames = Frames(100)
    found = [one for at in range(0, len(stream), step) for one in frames.feed(stream[at : at + step])]
    assert (found, frames.rest(), frames.waiting) == (messages, b"", False)
    assert frames.passed_over() == [b"x" * (101 if stream.startswith(b"x") else HEAD)] * oversized
    assert frames.passed_over(is_over=True) == [], "each is told once"


@pytest.mark.parametrize("step", [1, 10_000])
def test_what_has_begun_says_whose_it_is(step: int) -> None:
    def begun(stream: bytes) -> tuple[bytes, list[bytes], list[bytes]]:
        frames = Frames(100)
        for at in range(0, len(stream), step):
            frames.feed(stream[at : at + step])
        return frames.begun, frames.passed_over(), frames.passed_over(is_over=True)

    assert begun(LINE + b"\n" + LINE) == (LINE, [], [])
    assert begun(b"90 " + LINE) == (LINE, [], [])
    assert begun(LINE + b" " * 90) == (LINE + b" " * 90, [], [LINE + b" " * 90])
    assert begun(b"900 " + LINE) == (LINE, [], [LINE])
    if step > 1:  # byte by byte the count alone has broken the stream
        assert begun(b"123456789 " + LINE) == (LINE, [], [])


@pytest.mark.parametrize("stream", [b"x" * 200_000 + b"\n", counted(b"x" * 200_000)], ids=["line", "counted"])
def test_a_long_frame_may_come_byte_by_byte(stream: bytes) -> None:
    found: list[bytes] = []

    def feed() -> None:
        frames = Frames(2**18)
        found[:] = [one for at in range(len(stream)) for one in frames.feed(stream[at : at + 1])]

    taken = least_seconds(feed, enough=1.5)
    assert found == [b"x" * 200_000]
    assert taken < 1.5, "looking through it again for each byte would take several times that"


@pytest.mark.parametrize("stream", [b"123456789 <1>x", b"12x <1>x"])
def test_a_count_that_is_none_ends_the_connection(stream: bytes) -> None:
    frames = Frames(100)
    assert frames.feed(LINE + b"\n" + stream) == [LINE], "what came before it is whole"
    assert frames.broken
    assert frames.rest() == b""


def test_what_the_end_of_a_connection_leaves() -> None:
    frames = Frames(100)
    assert frames.feed(LINE) == []
    assert frames.waiting
    assert frames.rest() == LINE
    frames.feed(b"50 <13>cut")
    assert frames.rest() == b"", "half of a counted message is none"
    assert (frames.waiting, frames.begun) == (True, b"<13>cut")


def test_gelf_ends_with_nul() -> None:
    frames = Frames(100, end=NUL, counted=False)
    assert frames.feed(b'{"a":\n1}\0{"b":2}\0{') == [b'{"a":\n1}', b'{"b":2}']


@settings(max_examples=200)
@given(st.lists(st.binary(max_size=300)), st.integers(1, 64))
def test_no_stream_holds_more_than_the_limit(pieces: list[bytes], limit: int) -> None:
    frames = Frames(limit)
    for piece in pieces:
        assert all(len(message) <= limit for message in frames.feed(piece))
        assert len(frames._held) <= (HEAD if frames.broken else limit + 10)
        if frames.broken:
            return


def test_a_record_is_one_line() -> None:
    assert one_line(b"<1>a\nb\r\n\0") == b"<1>a#012b"


# --- GELF chunks ----------------------------------------------------------------------------------


def chunk(identity: bytes, place: int, total: int, part: bytes) -> bytes:
    return b"\x1e\x0f" + identity + bytes((place, total)) + part


def test_chunks_in_any_order_and_twice() -> None:
    chunks = Chunks()
    whole = zlib.compress(b'{"short_message": "x"}')
    parts = [
        chunk(b"identity", place, 3, whole[place * 10 : place * 10 + 10 if place < 2 else None])
        for place in range(3)
    ]
    assert chunks.add("a", parts[2]) is None
    assert chunks.add("b", parts[0]) is None, "another sender's"
    assert chunks.add("a", parts[0]) is None
    assert chunks.add("a", parts[0]) is None
    assert chunks.add("a", parts[1]) == whole
    assert chunks.add("a", b'{"plain": 1}') == b'{"plain": 1}'
    assert chunks.lost == 0


@pytest.mark.parametrize(
    "datagram",
    [
        b"\x1e\x0f",
        chunk(b"identity", 0, 0, b"x"),
        chunk(b"identity", 0, 129, b"x"),
        chunk(b"identity", 3, 3, b"x"),
    ],
)
def test_bad_chunks_are_counted(datagram: bytes) -> None:
    chunks = Chunks()
    assert chunks.add("a", datagram) is None
    assert chunks.lost == 1


def test_unfinished_messages_are_bounded() -> None:
    chunks = Chunks(most_pending=10, most_bytes=1000)
    for number in range(1000):
        chunks.add("a", chunk(b"%08d" % number, 0, 2, b"x" * 500))
    assert len(chunks._pending) <= 10
    assert chunks._held <= 2000
    assert chunks.lost >= 990


# --- who sent it ----------------------------------------------------------------------------------


def a_source(slug: str, *senders: str) -> Source:
    return Source(slug=slug, senders=[checked(sender) for sender in senders])


RULES = rules_of(
    [
        a_source("cert", "cert:Web-1.example"),
        a_source("host", "host:Special@192.0.2.0/24", "host:everywhere"),
        a_source("narrow", "192.0.2.7", "2001:db8::/32"),
        a_source("wide", "192.0.2.0/24"),
    ],
    default="",
)


@pytest.mark.parametrize(
    ("peer", "host", "slug"),
    [
        (Peer("192.0.2.7", ("web-1.example",)), b"special", "cert"),
        (Peer("192.0.2.7"), b"special", "host"),
        (Peer("198.51.100.1"), b"special", None),
        (Peer("198.51.100.1"), b"everywhere", "host"),
        (Peer("192.0.2.7"), b"other", "narrow"),
        (Peer("192.0.2.8"), b"other", "wide"),
        (Peer("2001:db8::5"), b"other", "narrow"),
        (Peer("198.51.100.1", ("unknown",)), b"other", None),
    ],
)
def test_senders_are_told_apart(peer: Peer, host: bytes, slug: str | None) -> None:
    messages = (
        b"<13>Nov 21 09:00:00 %s till: x" % host,
        b"<13>1 2026-11-21T09:00:00Z %s till - - - x" % host,
        b'{"version": "1.1", "host": "%s", "short_message": "x"}' % host,
    )
    for message in messages:
        match = RULES.match(peer, message)
        assert (match.source.slug if match else None) == slug, message


def test_senders_are_checked_as_they_are_typed() -> None:
    field = SendersField()
    assert field.clean(" 192.0.2.9\n\n192.0.2.9/32\nhost:A@10.0.0.1/8\ncert:X") == [
        "192.0.2.9",
        "host:a@10.0.0.0/8",
        "cert:x",
    ]
    for wrong in ("nonsense", "192.0.2.0/99", "host:", "cert:a b", "host:a@b"):
        with pytest.raises(ValidationError):
            field.clean(wrong)


def test_what_is_dropped_counts_for_the_source_of_its_sender() -> None:
    near, named = Source(slug="near", senders=["192.0.2.0/24"]), Source(slug="named", senders=["cert:web-1"])
    collector = Collector(rules_of([near, named], ""), most_bytes=1)
    collector.drop_of(Peer("192.0.2.7"), TCP, "too slow")
    for _ in range(2):
        collector.drop_of(Peer("192.0.2.7", ("web-1",)), TCP, "bad framing")
    collector.drop_of(Peer("198.51.100.7"), TCP, "too slow")
    assert collector.drops == {
        Drop("near", "syslog-tcp", "too slow"): 1,
        Drop("named", "syslog-tcp", "bad framing"): 2,
        Drop("", "syslog-tcp", "too slow"): 1,
    }


@pytest.mark.parametrize(
    ("sent", "reason"),
    [(b"9999 <13>" + b"x" * 50, "too long"), (b"<13>" + b"x" * 50, "too long"), (b"9 <13>x", "")],
)
@pytest.mark.parametrize("end", ["too slow", "cut off"])
def test_a_sender_that_stops_within_a_message_is_counted_once(sent: bytes, reason: str, end: str) -> None:
    collector = Collector(rules_of([Source(slug="near", senders=["192.0.2.0/24"])], ""), most_bytes=1)

    async def converse() -> None:
        reader = asyncio.StreamReader()
        reader.feed_data(sent)
        if end == "cut off":
            reader.feed_eof()
        streams = Streams(Mock(collector=collector), Limits(20, 1, patience_s=0.01))
        await streams._converse(TCP, Peer("192.0.2.7"), reader)

    asyncio.run(converse())
    assert collector.drops == {Drop("near", "syslog-tcp", reason or end): 1}
