"""OpenTelemetry's log export requests, protobuf and JSON, as one plain shape (opentelemetry-proto, logs v1)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

from ingestion.receive.errors import ReceiveProblem

DEEPEST = 32  # lists and maps in a value


@dataclass(frozen=True)
class Log:
    """Times are nanoseconds since 1970, 0 for none; ids are lower-case hexadecimal."""

    resource: Mapping[str, object]
    scope: str
    time: int
    observed: int
    number: int
    level: str
    body: object
    attributes: Mapping[str, object]
    trace_id: str
    span_id: str
    event_name: str


def from_protobuf(body: bytes) -> Iterator[Log]:
    request = ExportLogsServiceRequest()
    try:
        request.ParseFromString(body)
    except DecodeError as error:
        raise ReceiveProblem(f"This is no export request: {error}") from None
    for of_resource in request.resource_logs:
        if not (scopes := of_resource.scope_logs):
            continue
        resource = _members(of_resource.resource.attributes)
        for of_scope in scopes:
            for entry in of_scope.log_records:
                yield _log(resource, of_scope.scope.name, entry)


def _log(resource: Mapping[str, object], scope: str, entry: Any) -> Log:
    return Log(
        resource, scope, entry.time_unix_nano, entry.observed_time_unix_nano, int(entry.severity_number),
        entry.severity_text, _value(entry.body), _members(entry.attributes), entry.trace_id.hex(),
        entry.span_id.hex(), entry.event_name,
    )  # fmt: skip


def _members(pairs: Any) -> dict[str, object]:
    return {pair.key: _value(pair.value) for pair in pairs}


def _value(value: Any) -> object:
    """Protobuf itself limits the depth to 100."""
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    if kind == "array_value":
        return [_value(inner) for inner in value.array_value.values]
    if kind == "kvlist_value":
        return _members(value.kvlist_value.values)
    plain = getattr(value, kind)
    return plain.hex() if isinstance(plain, bytes) else plain


def from_json(body: bytes) -> Iterator[Log]:
    """The JSON mapping of OTLP: names in lower camel case, 64-bit numbers as text, ids in hexadecimal."""
    try:
        document = orjson.loads(body)
        for of_resource in document.get("resourceLogs", []):
            resource = _json_members((of_resource.get("resource") or {}).get("attributes"))
            for of_scope in of_resource.get("scopeLogs", []):
                scope = str((of_scope.get("scope") or {}).get("name") or "")
                for entry in of_scope.get("logRecords", []):
                    yield _json_log(resource, scope, entry)
    except (orjson.JSONDecodeError, AttributeError, TypeError, ValueError, KeyError) as error:
        raise ReceiveProblem(f"This is no export request: {error}") from None


def _json_log(resource: Mapping[str, object], scope: str, entry: Mapping[str, Any]) -> Log:
    return Log(
        resource, scope, int(entry.get("timeUnixNano") or 0), int(entry.get("observedTimeUnixNano") or 0),
        int(entry.get("severityNumber") or 0), str(entry.get("severityText") or ""), _json_value(entry.get("body")),
        _json_members(entry.get("attributes")), str(entry.get("traceId") or "").lower(),
        str(entry.get("spanId") or "").lower(), str(entry.get("eventName") or ""),
    )  # fmt: skip


def _json_members(pairs: Sequence[Mapping[str, Any]] | None, depth: int = 0) -> dict[str, object]:
    return {str(pair["key"]): _json_value(pair.get("value"), depth) for pair in pairs or ()}


def _json_value(value: Mapping[str, Any] | None, depth: int = 0) -> object:
    if depth > DEEPEST:
        raise ValueError("a value is nested too deeply")
    if not value:
        return None
    if "intValue" in value:
        return int(value["intValue"])
    if "arrayValue" in value:
        return [_json_value(inner, depth + 1) for inner in value["arrayValue"].get("values", [])]
    if "kvlistValue" in value:
        return _json_members(value["kvlistValue"].get("values"), depth + 1)
    plain: object = next(iter(value.values()))
    return plain
