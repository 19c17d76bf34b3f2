"""OpenTelemetry's log export requests, protobuf and JSON, as one plain shape (opentelemetry-proto, logs v1)."""

from collections.abc import Iterator
from typing import Any

import orjson
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

from ingestion.formats.otlp_record import Log, Scope, json_log, json_members, json_scope, own_facts
from ingestion.receive.errors import ReceiveProblem
from ingestion.receive.otlp_shape import fault_of
from ingestion.receive.shape import not_json


def from_protobuf(body: bytes) -> Iterator[Log]:
    request = ExportLogsServiceRequest()
    try:
        request.ParseFromString(body)
    except DecodeError as error:
        raise _no_request(error) from None
    for of_resource in request.resource_logs:
        if not (scopes := of_resource.scope_logs):
            continue
        resource = _members(of_resource.resource.attributes)
        for of_scope in scopes:
            if not (entries := of_scope.log_records):
                continue
            scope = _scope(of_resource, of_scope)
            for entry in entries:
                yield Log(
                    resource, scope, entry.time_unix_nano, entry.observed_time_unix_nano, int(entry.severity_number),
                    entry.severity_text, _value(entry.body), _members(entry.attributes), entry.trace_id.hex(),
                    entry.span_id.hex(), entry.event_name, entry.dropped_attributes_count,
                )  # fmt: skip


def _scope(of_resource: Any, of_scope: Any) -> Scope:
    scope = of_scope.scope
    own = own_facts(
        of_resource.schema_url,
        of_resource.resource.dropped_attributes_count,
        of_scope.schema_url,
        scope.version,
        scope.dropped_attributes_count,
    )
    return Scope(scope.name, _members(scope.attributes), own)


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
    """Raises ``ReceiveProblem`` for what is no export request."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _no_request(not_json(error)) from None
    try:
        for of_resource in document.get("resourceLogs") or ():
            said = of_resource.get("resource") or {}
            resource = json_members(said.get("attributes"))
            for of_scope in of_resource.get("scopeLogs") or ():
                if not (entries := of_scope.get("logRecords")):
                    continue
                written = of_scope.get("scope") or {}
                scope = json_scope(said, of_resource.get("schemaUrl"), written, of_scope.get("schemaUrl"))
                for entry in entries:
                    yield json_log(resource, scope, entry)
    except (AttributeError, TypeError, ValueError, KeyError):
        raise _no_request(fault_of(document) or "It has the wrong shape.") from None


def _no_request(why: object) -> ReceiveProblem:
    return ReceiveProblem(f"This is no export request: {why}")
