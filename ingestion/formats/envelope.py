"""JSON lines whose message is itself a line of a format: what collectors wrap for HEC, Loki, GELF, OTLP and bulk requests.

What the envelope says of the record counts: its time, host, labels, severity. The line inside says the rest, such as
``event.action``, ``user.name`` and ``source.ip``, and its own body is the message. What both say and say differently
is kept under ``inner.`` as the line has it. The record's bytes stay the envelope's.

Receivers name this format where ``hint_for`` finds such a message; other batches cost them that look and nothing else.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import orjson

from ingestion.formats import mixed, ndjson
from ingestion.formats.documents import UNREADABLE, Document, lines_of
from ingestion.formats.format import Format, Sample
from ingestion.formats.names_in import MEANT
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival

NAME = "envelope"
PLAIN = ndjson.FORMAT.name
FLATTENED = 8  # levels of objects; no name of ECS has more
CARRIERS = ("gelf.full_message", "message")  # the first that can be read
# Formats of whole files, of other ways in, and those that any text is in.
NOT_INSIDE = frozenset({"plain", "mixed", NAME, "w3c", "csp_report", "browser_report", "browser_error"})
NEVER = re.compile(rb"(?!)")
# How lines of the other formats begin: nothing that a sentence does. A false alarm costs time alone.
BEGINS = re.compile(
    rb'\s*:\s*"\s*(?:<\d{1,3}>|[A-Z][a-z]{2} [ \d]?\d \d|\d{4}[-/]\d\d[-/]\d\d[T ]\d|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3} '
    rb"|[0-9a-fA-F:]{2,39} \S+ \S+ \[|\d\d/\d\d(?:/\d\d)?-\d|\d{9,10}[. ]\d|\d (?:\d{12}|unknown) eni-|CEF:\d|LEEF:\d|type=[A-Z_]+ msg=|\[[A-Z][a-z]{2} "
    rb'|(?:https?|wss?|h2|grpcs?) \d{4}-|\{\s*(?:\\"|\})|[A-Za-z_][\w.-]{0,40}=\S)'
)
QUOTED = tuple(f'"{name}"'.encode() for name in CARRIERS)


def hint_for(hint: str, records: Iterable[bytes]) -> str:
    """``hint``, or this format's name when that is JSON lines and one of them carries a line of another format."""
    return NAME if hint == PLAIN and any(carries(one) for one in records) else hint


def carries(record: bytes) -> bool:
    """Whether a record's message begins like a line of a format."""
    for quoted in QUOTED:
        at = record.find(quoted)
        if at >= 0 and BEGINS.match(record, at + len(quoted)):
            return True
    return False


def prepare_with(formats: Callable[[], mixed.Formats]) -> Callable[[bytes, Arrival], Sequence[Record]]:
    """``Format.prepare``; the formats are asked for late because this one is among them."""

    def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
        return [opened(number, raw, formats(), arrival) for number, raw in lines_of(body)]

    return prepare


def opened(number: int, raw: bytes, formats: mixed.Formats, arrival: Arrival) -> Record:
    """The record with what the line in it says; as a JSON line when there is none, or it cannot be read."""
    alone = Record(number, raw, dataset=PLAIN)
    if not carries(raw):
        return alone
    try:
        return _opened(alone, formats, arrival)
    except (*UNREADABLE, RecursionError):  # the engine says why, of this record alone
        return alone


def _opened(alone: Record, formats: mixed.Formats, arrival: Arrival) -> Record:
    orjson.loads(alone.raw)  # the stricter of the two
    said = json.loads(alone.raw, object_pairs_hook=_first_ones)
    if not isinstance(said, dict):
        return alone
    for carrier in CARRIERS:
        text = said.get(carrier)
        inner = inside(text, formats, arrival) if isinstance(text, str) else None
        if inner is not None:
            return together(alone, said, carrier, inner)
    return alone


def inside(text: str, formats: mixed.Formats, arrival: Arrival) -> Record | None:
    """The one record that a text is, with a document; ``None`` when it is no line of a format, or several."""
    lines = text.strip().encode("utf-8", "replace").split(b"\n")
    name = mixed.name_of(lines[0], mixed.signatures_of(formats))
    if not name or name in NOT_INSIDE:
        return None
    found = list(mixed.read(formats[name], [(0, line) for line in lines], arrival))
    if len(found) != 1 or found[0].refusal:
        return None
    document = found[0].document or (found[0].raw if name == PLAIN else b"")
    return replace(found[0], document=document) if _members(document) is not None else None


def _first_ones(pairs: Sequence[tuple[str, object]]) -> Document:
    """Of members that repeat the first counts, as in the engine: receivers put theirs before the sender's."""
    found: Document = {}
    for name, value in pairs:
        found.setdefault(name, value)
    return found


def _members(document: bytes) -> Document | None:
    try:
        said = orjson.loads(document)
    except orjson.JSONDecodeError:
        return None
    return said if isinstance(said, dict) else None


def together(alone: Record, said: Document, carrier: str, inner: Record) -> Record:
    """What an envelope says with what the line in its ``carrier`` says; the envelope's word counts where both speak."""
    rest = _flat({name: value for name, value in said.items() if name != carrier})
    if carrier != "message" and "message" in rest:
        rest["gelf.short_message"] = rest.pop("message")
    stated = _stated(rest)
    document = {**rest}
    for name, value in _flat(_members(inner.document) or {}).items():
        own = MEANT.get(name.lower(), name)
        if own not in stated:
            document.setdefault(name, value)
        elif own == "@timestamp":
            document.setdefault("inner.timestamp", inner.written or value)
        elif str(value) != str(stated[own]):
            document.setdefault(f"inner.{own}", value)
    if not any(MEANT.get(name.lower()) == "message" for name in document):
        document["message"] = said[carrier]
    has_time = "@timestamp" in stated
    return Record(
        alone.position,
        alone.raw,
        orjson.dumps(document),
        None,
        "" if has_time else inner.written,
        not has_time and inner.inferred,
        inner.dataset,
    )


def _flat(said: Mapping[str, object], deep: int = FLATTENED) -> Document:
    """Members of objects by their dotted names, so that two objects of one name add up; without those that say nothing."""
    found: Document = {}
    for name, value in said.items():
        if isinstance(value, dict) and value and deep:
            for inner, one in _flat(value, deep - 1).items():
                found.setdefault(f"{name}.{inner}", one)
        elif value not in (None, ""):
            found.setdefault(name, value)
    return found


def _stated(rest: Mapping[str, object]) -> Document:
    """What the envelope says, by ECS names."""
    stated: Document = {}
    for name, value in rest.items():
        stated.setdefault(MEANT.get(name.lower(), name), value)
    return stated


SSHD = "<38>Nov 21 20:59:01 gate sshd[811]: Failed password for root from 203.0.113.7 port 40022 ssh2"


def make(formats: Callable[[], mixed.Formats]) -> Format:
    return replace(
        ndjson.FORMAT,
        name=NAME,
        title="JSON lines that carry lines of other formats",
        signature=NEVER,
        recognise=None,
        apart=None,
        has_documents=False,
        prepare=prepare_with(formats),
        samples=(
            Sample(
                orjson.dumps(
                    {"@timestamp": "1795294742.250000", "host.name": "gate.example", "splunk.index": "os", "message": SSHD}
                ),
                {
                    "timestamp": "2026-11-21T20:59:02.250000Z",
                    "event.created": "1795294742.250000",
                    "time_quality": "stated",
                    "event.dataset": "syslog",
                    "host.name": "gate.example",
                    "process.name": "sshd",
                    "event.action": "authn_login_fail",
                    "event.outcome": "failure",
                    "user.name": "root",
                    "source.ip": "203.0.113.7",
                    "severity": 6,
                    "message": SSHD.split(": ", 1)[1],
                    "fields": {
                        "splunk": {"index": "os"},
                        "log": {"syslog": {"facility": {"code": 4}}},
                        "system": {"auth": {"ssh": {"event": "Failed", "method": "password"}}},
                        "inner": {"timestamp": "Nov 21 20:59:01", "host": {"name": "gate"}},
                    },
                },
            ),
            Sample(
                orjson.dumps({"service.name": "edge", "message": SSHD}),
                {"timestamp": "2026-11-21T20:59:01.000000Z", "event.dataset": "syslog", "time_quality": "inferred", "service.name": "edge", "host.name": "gate"},
                arrived="2026-11-21T21:00:00Z",
            ),
            Sample(
                b'{"@timestamp":"2026-11-21T20:00:01Z","message":"2026-11-21 is a Saturday"}',
                {"event.dataset": "ndjson", "message": "2026-11-21 is a Saturday"},
            ),
        ),
    )  # fmt: skip
