"""OpenTelemetry's export requests as files, as the Collector's file exporter writes them: ``{"resourceLogs": […]}``.

One document a line, or spread over several. Each log record is a record of its own; it is read as the OTLP receiver reads
it, with what its resource says. https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from ingestion.formats import json_places
from ingestion.formats.documents import careful_of, format_of, record
from ingestion.formats.format import Reason, Sample
from ingestion.formats.otlp_record import Scope, facts_of, json_log, json_members, json_scope, placed
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
            for start in scopes.values():
                for inner, _, _ in json_places.elements(text, start):
                    _of_scope(text, inner, said, found, room, arrival)
        return end

    return json_places.documents(body, read)


def _of_scope(
    text: str,
    place: int,
    of_resource: Mapping[str, Any],
    found: list[Record],
    room: list[int],
    arrival: Arrival,
) -> None:
    """The log records of one scope. ``room`` is how many bytes documents may still have."""
    said, starts, _ = json_places.opened(text, place, ("logRecords",))
    if not starts:
        return
    resource, scope = _shared(of_resource, said)
    resource_s = placed(resource, "resource")
    for begin, end, entry in json_places.elements(text, starts["logRecords"]):
        raw = json_places.raw_of(text[begin:end])
        if room[0] <= 0:
            found.append(Record(len(found), raw, refusal=TOO_MUCH))
            continue
        made = careful_of({}, lambda entry=entry: facts_of(json_log(resource, scope, entry), resource_s))  # type: ignore[misc]
        one = record(len(found), raw, made, arrival)
        room[0] -= len(one.document)
        found.append(one)


def _shared(
    of_resource: Mapping[str, Any], of_scope: Mapping[str, Any]
) -> tuple[Mapping[str, object], Scope]:
    """What all records of a scope have, read once."""
    resource = of_resource.get("resource") or {}
    scope = of_scope.get("scope") or of_scope.get("instrumentationLibrary") or {}
    return json_members(resource.get("attributes")), json_scope(
        resource, of_resource.get("schemaUrl"), scope, of_scope.get("schemaUrl")
    )


FORMAT = format_of(
    "otlp",
    "OpenTelemetry export requests (OTLP JSON)",
    prepare,
    signature=BEGINS,
    recognise=lambda head: bool(BEGINS.match(head)),
    has_documents=True,
    samples=(
        Sample(
            b'{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"till"}}]},"scopeLogs":[{"scope":'
            b'{"name":"till.web","version":"2.1","droppedAttributesCount":1},"schemaUrl":"https://s.example/2","logRecords":[{"timeUnixNano":'
            b'"1795291201250000000","severityNumber":17,"traceId":"5B8E","body":{"stringValue":"lost"},"droppedAttributesCount":3,'
            b'"attributes":[{"key":"client.address","value":{"stringValue":"192.0.2.7"}}]}]}],"schemaUrl":"https://s.example/1"}]}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "time_quality": "stated",
                "service.name": "till",
                "severity": 3,
                "trace.id": "5b8e",
                "source.ip": "192.0.2.7",
                "message": "lost",
                "fields": {
                    "log": {"logger": "till.web"},
                    "otel": {
                        "dropped_attributes_count": 3,
                        "resource": {"schema_url": "https://s.example/1"},
                        "scope": {"schema_url": "https://s.example/2", "version": "2.1", "dropped_attributes_count": 1},
                    },
                },
            },
            raw=b'{"timeUnixNano":"1795291201250000000","severityNumber":17,"traceId":"5B8E","body":{"stringValue":"lost"},"droppedAttributesCount":3,'
            b'"attributes":[{"key":"client.address","value":{"stringValue":"192.0.2.7"}}]}',
        ),
        Sample(
            b'{"resourceLogs":[{"resource":{},"instrumentationLibraryLogs":[{"instrumentationLibrary":{"name":"till.web"},"logRecords":'
            b'[{"timeUnixNano":"1795291201250000000","body":{"stringValue":"lost"}}]}]}]}',
            {"message": "lost", "fields": {"log": {"logger": "till.web"}}},
            raw=b'{"timeUnixNano":"1795291201250000000","body":{"stringValue":"lost"}}',
        ),
    ),
)  # fmt: skip
