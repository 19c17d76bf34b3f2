"""What container runtimes write: Docker's json-file and Kubernetes' CRI, partial lines joined per stream.

A message that is itself a JSON object gives its members. A joined record's ``raw`` is all its lines.
https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson

from ingestion.formats import access, logfmt, names_in, program
from ingestion.formats.documents import Document, careful, format_of, lines_of, record
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival

CRI = re.compile(rb"(\d{4}-\d\d-\d\dT\S+) (stdout|stderr) ([FP](?::\S*)?) (.*)$", re.DOTALL)
DOCKER = re.compile(
    rb'\s*\{(?=.*"log"\s*:\s*")(?=.*"stream"\s*:\s*"std(?:out|err)")(?=.*"time"\s*:)', re.DOTALL
)
MOST_BYTES = 2**19  # of one joined record
LONGEST = 8192  # bytes of a message that are looked at to see what it is
INNER = (
    (access.FORMAT.signature, access.read),
    (logfmt.FORMAT.signature, logfmt.read),
    (program.BEGINS, program.read),
)


@dataclass
class Piece:
    """One line, or several joined ones; ``place`` is the first's number."""

    place: int
    raw: bytes
    time: str
    stream: str
    text: str
    partial: bool

    def join(self, following: "Piece") -> None:
        self.raw += b"\n" + following.raw
        self.text += following.text
        self.partial = following.partial


def piece(place: int, raw: bytes) -> Piece | Reason:
    if found := CRI.match(raw):
        time, stream, flag, text = found.groups()
        return Piece(
            place,
            raw,
            time.decode("utf-8", "replace"),
            stream.decode(),
            text.decode("utf-8", "replace"),
            flag[:1] == b"P",
        )
    try:
        said = orjson.loads(raw)
        text = said["log"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return Reason("not_container", "Neither a line of Docker's json-file nor of Kubernetes' CRI.")
    if not isinstance(text, str):
        return Reason("not_container", "“log” is no text.")
    whole = text.endswith("\n")
    return Piece(
        place, raw, str(said.get("time", "")), str(said.get("stream", "")), text.rstrip("\r\n"), not whole
    )


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    return sorted(_records(body, arrival), key=lambda one: one.position)


def _records(body: bytes, arrival: Arrival) -> Iterator[Record]:
    held: dict[str, Piece] = {}
    for place, raw in lines_of(body):
        found = piece(place, raw)
        if isinstance(found, Reason):
            yield Record(place, raw, refusal=found)
            continue
        if found.stream in held:
            held[found.stream].join(found)
        else:
            held[found.stream] = found
        if not held[found.stream].partial or len(held[found.stream].raw) > MOST_BYTES:
            yield finished(held.pop(found.stream), arrival)
    for rest in held.values():
        yield finished(rest, arrival)


def finished(one: Piece, arrival: Arrival) -> Record:
    document: Document = {"@timestamp": one.time, "stream": one.stream}
    if one.text.lstrip().startswith("{"):
        try:
            inner = orjson.loads(one.text)
        except orjson.JSONDecodeError:
            inner = None
        if isinstance(inner, dict):
            return record(one.place, one.raw, {**inner, **document}, arrival)
    said = {name: value for name, value in _inner(one.text).items() if name != "@timestamp"}
    return record(one.place, one.raw, {"message": one.text, **said, **document}, arrival)


def _inner(text: str) -> Mapping[str, object]:
    """What a program's own line says, of the kinds that containers write most; its time is the runtime's."""
    for signature, read in INNER:
        if signature.match(text.encode("utf-8", "replace")[:LONGEST]):
            said = careful(read, text)
            if isinstance(said, Reason):
                return {}
            return said if read is program.read else names_in.renamed(said)
    return {}


FORMAT = format_of(
    "container",
    "Container logs (Docker, Kubernetes)",
    prepare,
    signature=re.compile(rb"\d{4}-\d\d-\d\dT\S+ std(?:out|err) [FP]|" + DOCKER.pattern, re.DOTALL),
    samples=(
        Sample(
            b"2026-11-21T20:00:01.250000001Z stdout P first half, \n2026-11-21T20:00:01.250000002Z stdout F second half",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "message": "first half, second half",
                "fields": {"stream": "stdout"},
            },
        ),
        Sample(
            b'{"log":"{\\"level\\":\\"warn\\",\\"msg\\":\\"disk\\",\\"time\\":\\"x\\"}\\n","stream":"stderr","time":"2026-11-21T20:00:01.5Z"}',
            {
                "timestamp": "2026-11-21T20:00:01.500000Z",
                "message": "disk",
                "severity": 4,
                "fields": {"stream": "stderr", "time": "x"},
            },
        ),
        Sample(
            b'{"log":"one \\u001b[31m","stream":"stdout","time":"2026-11-21T20:00:01.5Z"}\n'
            b'{"log":"line\\n","stream":"stdout","time":"2026-11-21T20:00:01.6Z"}',
            {"message": "one \x1b[31mline", "timestamp": "2026-11-21T20:00:01.500000Z"},
        ),
        Sample(
            b'2026-11-21T20:00:01.5Z stdout F 192.0.2.3 - ada [21/Nov/2026:19:59:59 +0000] "GET /a HTTP/1.1" 404 5',
            {
                "timestamp": "2026-11-21T20:00:01.500000Z",
                "event.action": "http_request",
                "event.outcome": "failure",
                "user.name": "ada",
                "url.path": "/a",
                "fields": {"stream": "stdout", "http": {"version": "1.1"}},
            },
        ),
        Sample(
            b'2026-11-21T20:00:01.5Z stderr F time="2026-11-21T19:59:59Z" level=error msg="it broke" user=ada',
            {
                "timestamp": "2026-11-21T20:00:01.500000Z",
                "severity": 3,
                "message": "it broke",
                "user.name": "ada",
            },
        ),
        Sample(
            b"2026-11-21T20:00:01.5Z stderr F 2026-11-21 19:59:59,250 ERROR [main] shop.Till: lost",
            {"timestamp": "2026-11-21T20:00:01.500000Z", "severity": 3, "message": "[main] shop.Till: lost"},
        ),
    ),
)
