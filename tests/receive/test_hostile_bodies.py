"""Bodies that cost a receiver's decoder as much as can be: little time, little memory, and no failure but a refusal."""

import io
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

import pytest
import zstandard
from django.http import HttpRequest
from hypothesis import settings

from ingestion.receive import browser, gelf, hec_events, loki, loki_message, otlp, otlp_message
from ingestion.receive.bulk_body import items_of
from ingestion.receive.decode import decoded
from ingestion.receive.errors import ReceiveProblem
from ingestion.receive.gelf_message import unpacked
from ingestion.receive.lines import Limits
from ingestion.receive.pieces import pieces
from ingestion.receive.signature import digests_of, signature_of
from ingestion.receive.syslog.chunks import MAGIC, Chunks
from ingestion.receive.syslog.collect import Way
from ingestion.receive.syslog.listeners import GELF_TCP, TCP, frames_for, gelf_line
from ingestion.receive.unpack import Budget, walk
from ingestion.receive.unpack.budget import Bomb
from tests.support.cost import least_seconds

# ./test tests/receive --hypothesis-profile=thorough sends five times as much.
SIZE, MOST_S = (1_000_000, 1.5) if settings().max_examples >= 600 else (200_000, 0.4)  # of CPU time
MOST_BYTES = 150  # of memory for each byte that came; to write a list orjson sets up to 280 aside for an item of two bytes, and touches few
STEPS = 4 * 2**20  # of memory for what is unpacked in steps
READ = 2**16
MOST_MESSAGE = 2**18
Decode = Callable[[bytes], object]


def of_stream(way: Way) -> Decode:
    def decode(body: bytes) -> None:
        frames = frames_for(way, MOST_MESSAGE)
        for at in range(0, len(body), READ):
            for message in frames.feed(body[at : at + READ]):
                if way is GELF_TCP:
                    gelf_line(message)

    return decode


def of_chunks(body: bytes) -> None:
    """Datagrams of 14 bytes, each the first of a message of its own."""
    chunks = Chunks()
    for at in range(0, len(body), 14):
        chunks.add("192.0.2.7", MAGIC + at.to_bytes(8, "big") + b"\0\x80" + body[at : at + 2])


def unpack(packing: str) -> Decode:
    return lambda body: sum(map(len, decoded([body], packing, 2**26)))


def of_archive(body: bytes) -> None:
    """Whatever is in a file whose name promises nothing, read to its end."""
    for found in walk("a", cut(body), Budget()):
        try:
            for _ in found.chunks:
                pass
        except Bomb:
            raise
        except ReceiveProblem:
            continue


def of_file(body: bytes) -> None:
    for _ in pieces(cut(body), Limits(batch_bytes=2**18, batch_lines=200_000, line_bytes=2**20)):
        pass


def cut(body: bytes) -> list[bytes]:
    return [body[at : at + READ] for at in range(0, len(body), READ)]


def of_signature(body: bytes) -> None:
    """The fields of a signed request, one a line."""
    request = HttpRequest()
    names = ("HTTP_SIGNATURE_INPUT", "HTTP_SIGNATURE", "HTTP_CONTENT_DIGEST")
    texts = (line.decode("latin-1") for line in body.split(b"\n", 2))
    request.META = {"HTTP_HOST": "localhost", "SERVER_PORT": "80", **dict(zip(names, texts, strict=False))}
    request.method, request.path = "POST", "/v1/logs"
    signature_of(request)
    digests_of(request)


DECODERS: dict[str, Decode] = {
    "otlp": lambda body: otlp.judged(otlp_message.from_json(body), len(body)),
    "otlp_pb": lambda body: otlp.judged(otlp_message.from_protobuf(body), len(body)),
    "loki": lambda body: loki._judged(loki_message.from_json(body), len(body)),
    "loki_pb": lambda body: loki._judged(loki_message.from_protobuf(body), len(body)),
    "snappy": lambda body: loki_message.unsnappy(body, 2**26),
    "hec": lambda body: list(hec_events.events_of(body.decode("utf-8", "surrogateescape"))),
    "bulk": items_of,
    "gelf": lambda body: gelf._lines(unpacked(body, MOST_MESSAGE * 8)),
    "gelf_tcp": of_stream(GELF_TCP),
    "gelf_udp": of_chunks,
    "syslog": of_stream(TCP),
    "reports": lambda body: browser.reports_of("reports", body),
    "errors": lambda body: browser.reports_of("errors", body),
    "gzip": unpack("gzip"),
    "zstd": unpack("zstd"),
    "deflate": unpack("deflate"),
    "archive": of_archive,
    "file": of_file,
    "signature": of_signature,
}


def length(number: int) -> bytes:
    """A varint (Protocol Buffers, encoding)."""
    return bytes((number & 127 | 128,)) + length(number >> 7) if number > 127 else bytes((number,))


def field(number: int, value: bytes) -> bytes:
    return bytes((number << 3 | 2,)) + length(len(value)) + value


def inside(*numbers: int) -> Callable[[bytes], bytes]:
    """Protobuf messages inside each other, the outermost first."""

    def wrap(value: bytes) -> bytes:
        for number in reversed(numbers):
            value = field(number, value)
        return value

    return wrap


def between(head: bytes, tail: bytes) -> Callable[[bytes], bytes]:
    return lambda value: head + value + tail


def tarred(name: str = "a", size: int = 0) -> bytes:
    info = tarfile.TarInfo(name)
    info.size = size
    return info.tobuf(tarfile.PAX_FORMAT) + bytes(-(-size // 512) * 512)


def zipped(value: bytes, members: int, method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for number in range(members):
            archive.writestr(f"{number}", value)
    return file.getvalue()


def deep(number: int) -> bytes:
    made = b""
    for _ in range(95):
        made = field(number, field(1, made))
    return made


RECORDS = between(b'{"resourceLogs":[{"scopeLogs":[{"logRecords":[', b"{}]}]}]}")
ATTRIBUTES = between(b'{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"attributes":[', b'{"key":"z"}]}]}]}]}')
VALUES = between(b'{"streams":[{"stream":{"a":"b"},"values":[', b'["1","a"]]}]}')
LABELS = between(b'{"streams":[{"stream":{', b'"z":"b"},"values":[["1","a"]]}]}')
ENTRY = field(2, field(2, b"x"))
EMPTY_GZIP, EMPTY_ZSTD = zlib.compress(b"", 9, 31), zstandard.compress(b"")
ENDLESS = b"\xff" * 9 + b"\x01"
ZEROS = bytes(10**6)
SIGNED = (
    b'%b=("@method" "@path" "content-digest" "content-type");created=1;keyid="k"\na=:AAAA:\nsha-256=:AAAA:'
)
Case = tuple[str, bytes] | tuple[str, bytes, Callable[[bytes], bytes]]
BODIES: Sequence[Case] = [
    *((name, part) for name in ("otlp", "loki", "hec", "bulk", "gelf", "reports", "errors")
      for part in (b"[", b'{"a":', b"{}", b'"', b"9", b"\\", b" ", b"\n", b"\xff")),
    *((name, part, between(b"[", b"0]")) for name in ("otlp", "loki", "hec", "reports") for part in (b"{},", b"[],", b"0,")),
    *((name, part, inside(*numbers)) for name in ("otlp_pb", "loki_pb") for numbers in ((), (1,), (1, 2), (1, 2, 2))
      for part in (b"\x0a\x00", b"\x12\x00", b"\x32\x00", b"\x13\x14", b"\x13", b"\x08" + ENDLESS, ENDLESS, b"\x0a\xff\xff\xff\xff\x07")),
    ("otlp", b"{},", RECORDS), ("otlp", b'{"body":{}},', RECORDS), ("otlp", b'{"timeUnixNano":"%s"},' % (b"9" * 4200), RECORDS),
    ("otlp", b'{"key":"a"},', ATTRIBUTES), ("otlp", b'{"key":"a","value":{"intValue":"%s"}},' % (b"9" * 4200), ATTRIBUTES),
    ("otlp", b'{"key":"a","value":%s1%s},' % (b'{"arrayValue":{"values":[' * 40, b"]}}" * 40), ATTRIBUTES),
    ("otlp_pb", field(6, field(1, b"a") + field(2, field(1, b"b"))), inside(1, 2, 2)),
    ("otlp_pb", field(6, field(2, deep(5))), inside(1, 2, 2)), ("otlp_pb", b"\x0a\x00", inside(1, 2, 2, 5, 5)),
    ("loki", b'["1",""],', VALUES), ("loki", b'["1","a",{"a":"b"}],', VALUES), ("loki", b'"a":"b",', LABELS),
    ("loki_pb", ENTRY, inside(1)), ("loki_pb", field(2, field(2, b'{"a":1}') + field(3, field(1, b"a"))), inside(1)),
    *(("loki_pb", part, lambda value: field(1, field(1, b'{a="' + value + b'"}') + ENTRY)) for part in (b"\\", b"a", b'",a="', b" ")),
    ("snappy", b"a", between(b"\xff\xff\xff\x0f", b"")), ("snappy", b"\xfe\x01\x00", between(b"\x80\x80\x80\x10\x00a", b"")),
    ("hec", b'{"event":1}'), ("hec", b'{"event":"\\ud800"}'), ("hec", b'{"event":%s}' % (b"9" * 4200)), ("hec", b'{"event":[[]]} '),
    ("hec", b'{"event":1,"fields":{"a":1}}'), ("bulk", b'{"index":{}}\n{}\n'), ("bulk", b'{"delete":{}}\n'),
    ("bulk", b'{"index":%s1%s}\n{}\n' % (b'{"a":' * 99, b"}" * 99)), ("gelf", b'{"short_message":"a"}\n'), ("gelf", b"a\n"),
    ("gelf_tcp", b"\0"), ("gelf_tcp", b"a\0"), ("gelf_tcp", b"{}\0"), ("gelf_tcp", b"{\0"), ("gelf_tcp", b"a"), ("gelf_udp", b"a"),
    *(("syslog", part) for part in (b"\n", b"\r\n", b"\r", b"a\n", b"1 a", b"1", b"9999999 ", b"0 ", b" ", b"1 \n")),
    ("gzip", EMPTY_GZIP), ("zstd", EMPTY_ZSTD), ("gzip", zlib.compress(ZEROS, 9, 31)), ("zstd", zstandard.compress(ZEROS)),
    ("deflate", b"\0"), ("deflate", zlib.compress(ZEROS, 9)),
    *(("archive", part) for part in (b"a\n", EMPTY_GZIP, EMPTY_ZSTD, zlib.compress(ZEROS, 9, 31), tarred(), tarred("a/" * 90), tarred("../a", 512),
      zlib.compress(zlib.compress(ZEROS, 9, 31), 9, 31), tarred("b", 512)[:512] + b"PK\3\4".ljust(512, b"\0"))),
    *(("archive", b"a", wrap) for wrap in (lambda value: zipped(b"", len(value) // 100), lambda value: zipped(zipped(value, 1), 1),
      lambda value: zipped(b"", 9)[:-22] + value, lambda value: zipped(zlib.compress(ZEROS, 9, 31), len(value) // 2000, zipfile.ZIP_DEFLATED))),
    *(("file", part) for part in (b"a\n", b"\n", b'"', b'"\n', b"{", b"[", b"[{},", b'{"a":1}\n', b'{"a":[1,', b"{}", b"\xff\xfe\0\xd8", b"\xff\xfea\0\n\0", b"\xef\xbb\xbf\n", b"#Fields: a b\n")),
    *(("file", part, between(head, b"")) for head, part in (
      (b"ElfFile\0", b"\0"), (b"time,a\n", b'"\n'), (b"time,a\n", b'a,"b\n"\n'), (b"#Version: 1.0\n#Fields: " + b"a " * 4000 + b"\n", b"b\n"), (b'{"Records":[', b"{},"), (b'{"Records":[', b'{"a":"\\"},'))),
    *(("signature", part, lambda value: SIGNED % value[:1500]) for part in (b"a", b"(", b'"', b"a=1,")), ("signature", b'a=("@method");a,', between(b"", b"\n")),
    ("signature", b'"a" ', lambda value: b"a=(" + value[:4000] + b");created=1;keyid=\"k\"\na=:AAAA:"),
]  # fmt: skip


def refused(decode: Decode, body: bytes) -> None:
    """What a view answers; anything else that is raised would be a failure of ours."""
    with suppress(ReceiveProblem, hec_events.BadEvent):
        decode(body)


def peak(decode: Decode, body: bytes) -> int:
    """The most bytes that Python's objects took at once."""
    tracemalloc.start()
    try:
        refused(decode, body)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def made(size: int, part: bytes, *wraps: Callable[[bytes], bytes]) -> bytes:
    body = part * (size // len(part) + 1)
    for wrap in wraps:
        body = wrap(body)
    return body


@pytest.mark.parametrize("name", DECODERS)
def test_a_hostile_body_takes_little_time_and_memory(name: str) -> None:
    decode = DECODERS[name]
    for of, *parts in BODIES:
        if of != name:
            continue
        body, small = made(SIZE, *parts), made(SIZE // 4, *parts)
        shown = (body[:80], len(body))
        for whole in (body, body[: -len(body) // 3]):
            assert least_seconds(partial(refused, decode, whole), MOST_S) < MOST_S, shown
        assert peak(decode, small) < STEPS + MOST_BYTES * len(small), shown
