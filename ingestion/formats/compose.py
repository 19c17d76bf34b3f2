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
from ingestion.normalise.clock import Arrival

COLOUR = r"(?:\x1b\[[\d;]{0,12}m)?"
LINE = re.compile(rf"{COLOUR}([A-Za-z0-9][\w.-]{{0,127}}) +\| ?{COLOUR}(.*)$", re.DOTALL)
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
    name, text = found.groups()
    inner = envelope.inside(text, formats, arrival) if text.strip() else None
    if inner is None or inner.dataset == "compose":
        return record(number, raw, {"container.name": name, "message": text}, arrival)
    said = {"container.name": name, **orjson.loads(inner.document)}
    return replace(inner, position=number, raw=raw, document=orjson.dumps(said))


def make(formats: Callable[[], mixed.Formats]) -> Format:
    return format_of(
        "compose",
        "docker compose logs",
        prepare_with(formats),
        signature=BEGINS,
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
                b'caddy  | {"level":"warn","ts":1795291201.25,"msg":"slow"}',
                {"timestamp": "2026-11-21T20:00:01.250000Z", "severity": 4, "message": "slow", "event.dataset": "ndjson"},
            ),
        ),
    )  # fmt: skip
