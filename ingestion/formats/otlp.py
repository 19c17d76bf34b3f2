"""OpenTelemetry's export requests as files, as the Collector's file exporter writes them: ``{"resourceLogs": […]}``.

One document a line, or spread over several. Each log record is a record of its own; it is read as the OTLP receiver reads
it, with what its resource says. https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.conf import settings

from ingestion.formats import json_places
from ingestion.formats.documents import Document, careful_of, format_of, record
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival

BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"resourceLogs"\s*:\s*\[')
SCOPES = ("scopeLogs", "instrumentationLibraryLogs")  # as OTLP called them before 0.15
TOO_MUCH = Reason("resource_too_large", "What its resource says would be repeated for too many records.")


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    room = [max(settings.MAX_DOCUMENT_BYTES, settings.MAX_RECORDS_RATIO * len(body))]

    def read(text: str, place: int, found: list[Record]) -> int:
        _, starts, end = json_places.opened(text, place, ("resourceLogs",))
        for at, _, _ in json_places.elements(text, starts["resourceLogs"]):
            said, scopes, _ = json_places.opened(text, at, SCOPES)
            inside = [inner for start in scopes.values() for inner, _, _ in json_places.elements(text, start)]
            for inner in inside:
                _scope(text, inner, said.get("resource") or {}, found, room, arrival)
        return end

    return json_places.documents(body, read)


def _scope(
    text: str, place: int, resource: Mapping[str, Any], found: list[Record], room: list[int], arrival: Arrival
) -> None:
    """The log records of one scope. ``room`` is how many bytes documents may still have."""
    said, starts, _ = json_places.opened(text, place, ("logRecords",))
    scope = said.get("scope") or said.get("instrumentationLibrary") or {}
    for begin, end, entry in json_places.elements(text, starts["logRecords"]) if starts else ():
        raw = json_places.raw_of(text[begin:end])
        if room[0] <= 0:
            found.append(Record(len(found), raw, refusal=TOO_MUCH))
            continue
        made = careful_of({}, lambda entry=entry: document(entry, resource, scope))  # type: ignore[misc]
        one = record(len(found), raw, made, arrival)
        room[0] -= len(one.document)
        found.append(one)


def document(entry: Mapping[str, Any], resource: Mapping[str, Any], scope: Mapping[str, Any]) -> Document:
    # The receiver's modules are made of formats, so they can only be asked for when all are there.
    from ingestion.receive.errors import ReceiveProblem
    from ingestion.receive.otlp import line_of
    from ingestion.receive.otlp_message import from_json

    whole = {"resourceLogs": [{"resource": resource, "scopeLogs": [{"scope": scope, "logRecords": [entry]}]}]}
    try:
        log = next(from_json(orjson.dumps(whole)))
    except ReceiveProblem as error:
        raise ValueError(str(error)) from None
    made: Document = orjson.loads(line_of(log))
    return made


FORMAT = format_of(
    "otlp",
    "OpenTelemetry export requests (OTLP JSON)",
    prepare,
    signature=BEGINS,
    recognise=lambda head: bool(BEGINS.match(head)),
    samples=(
        Sample(
            b'{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"till"}}]},"scopeLogs":[{"scope":'
            b'{"name":"till.web"},"logRecords":[{"timeUnixNano":"1795291201250000000","severityNumber":17,"traceId":"5B8E","body":'
            b'{"stringValue":"lost"},"attributes":[{"key":"client.address","value":{"stringValue":"192.0.2.7"}}]}]}]}]}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "time_quality": "stated",
                "service.name": "till",
                "severity": 3,
                "trace.id": "5b8e",
                "source.ip": "192.0.2.7",
                "message": "lost",
                "fields": {"log": {"logger": "till.web"}},
            },
            raw=b'{"timeUnixNano":"1795291201250000000","severityNumber":17,"traceId":"5B8E","body":{"stringValue":"lost"},"attributes":'
            b'[{"key":"client.address","value":{"stringValue":"192.0.2.7"}}]}',
        ),
        Sample(
            b'{"resourceLogs":[{"resource":{},"instrumentationLibraryLogs":[{"instrumentationLibrary":{"name":"till.web"},"logRecords":'
            b'[{"timeUnixNano":"1795291201250000000","body":{"stringValue":"lost"}}]}]}]}',
            {"message": "lost", "fields": {"log": {"logger": "till.web"}}},
            raw=b'{"timeUnixNano":"1795291201250000000","body":{"stringValue":"lost"}}',
        ),
    ),
)  # fmt: skip
