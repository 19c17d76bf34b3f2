"""What ``docker compose logs`` prints: ``name-1  | line``, each line in whatever format its container writes.

The container's name is kept, and the line is read by its own format. https://docs.docker.com/reference/cli/docker/compose/logs/
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import orjson

from ingestion.formats import envelope, mixed
from ingestion.formats.documents import format_of, lines_of, record, text_of
from ingestion.formats.format import Format, Sample
from ingestion.formats.record import Record
from ingestion.normalise import names
from ingestion.normalise.clock import Arrival

MOST_LINES = 200
TIMES = frozenset((names.TIME, *names.ALIASES[names.TIME]))
COLOUR = r"(?:\x1b\[[\d;]{0,12}m)?"
STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(?:Z|[+-]\d\d:\d\d)"  # with --timestamps, always so long
LINE = re.compile(rf"{COLOUR}([A-Za-z0-9][\w.-]{{0,127}}) +\| ?{COLOUR}(?:({STAMP}) )?(.*)$", re.DOTALL)
SHAPE = re.compile(rf"{COLOUR}[A-Za-z0-9][\w.-]{{0,127}} +\|".encode())
PAINT = re.compile(rb"\x1b\[[\d;]{0,12}m")
# What stands behind the bar is like a log: tables have bars too.
LEVELS = rb"TRACE|DEBUG|INFO|NOTICE|STATUS|WARN|WARNING|ERROR|ERR|SEVERE|CRIT|CRITICAL|FATAL"
BEGINS = re.compile(
    rb"(?!(?i:%b) )" % LEVELS  # others put a level before a bar
    + rb'(?:\x1b\[[\d;]{0,12}m)?[A-Za-z0-9][\w.-]{0,127} {1,64}\| (?:\x1b\[[\d;]{0,12}m)?(?:\{"|\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:|\d{1,3}(?:\.\d{1,3}){3} |[a-z]{2,8}=\S|[A-Z]{4,8}:? )'
)


def prepare_with(formats: Callable[[], mixed.Formats]) -> Callable[[bytes, Arrival], Sequence[Record]]:
    """``Format.prepare``; the formats are asked for late because this one is among them."""

    def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
        return [_read(number, raw, formats(), arrival) for number, raw in lines_of(body)]

    return prepare


def _read(number: int, raw: bytes, formats: mixed.Formats, arrival: Arrival) -> Record:
    found = LINE.match(text_of(raw))
    if not found:
        return record(number, raw, {"message": text_of(raw)}, arrival)
    name, stamp, text = found.groups()
    inner = envelope.inside(text, formats, arrival) if text.strip() else None
    if inner is None or inner.dataset == "compose":
        return record(number, raw, {"container.name": name, "message": text, "@timestamp": stamp}, arrival)
    said = {"container.name": name, **orjson.loads(inner.document)}
    if stamp and TIMES.isdisjoint(said):
        return record(number, raw, {**said, "@timestamp": stamp}, arrival, inner.dataset)
    return replace(inner, position=number, raw=raw, document=orjson.dumps(said))


def recognise(head: bytes) -> bool:
    """Behind names of one width stand bars, and behind some of these what is like a log."""
    lines = [PAINT.sub(b"", line) for line in head.split(b"\n")[:MOST_LINES] if line.strip()]
    bars = {line.find(b"|") for line in lines}
    return (
        len(lines) > 1 and len(bars) == 1 and all(map(SHAPE.match, lines)) and any(map(BEGINS.match, lines))
    )


def make(formats: Callable[[], mixed.Formats]) -> Format:
    return format_of(
        "compose",
        "docker compose logs",
        prepare_with(formats),
        signature=BEGINS,
        recognise=recognise,
        samples=(
            Sample(
                b'web-1  | 192.0.2.3 - - [21/Nov/2026:10:30:00 +0000] "GET / HTTP/1.1" 500 5',
                {
                    "timestamp": "2026-11-21T10:30:00.000000Z",
                    "event.dataset": "combined",
                    "http.response.status_code": 500,
                    "fields": {"container": {"name": "web-1"}, "http": {"version": "1.1"}},
                },
            ),
            Sample(
                b'web-1  | 2026-11-21T20:00:01.250000000Z {"level":"warn","msg":"slow"}',
                {"timestamp": "2026-11-21T20:00:01.250000Z", "severity": 4, "message": "slow", "event.dataset": "ndjson"},
            ),
            Sample(
                b"db-1   | 2026-11-21T20:00:01.250000000Z plain words\nweb-1  | \tat shop.Till",
                {"message": "\tat shop.Till", "fields": {"container": {"name": "web-1"}}},
                raw=b"web-1  | \tat shop.Till",
            ),
            Sample(
                b'caddy  | {"level":"warn","ts":1795291201.25,"msg":"slow"}',
                {"timestamp": "2026-11-21T20:00:01.250000Z", "severity": 4, "message": "slow", "event.dataset": "ndjson"},
            ),
        ),
    )  # fmt: skip
