"""One OpenTelemetry log record, whichever way it came, and what it is called in ECS (opentelemetry-proto, logs v1).

Attributes keep their names, as OpenTelemetry's semantic conventions and ECS have grown together; what differs is
renamed by ``NAMES``. A record of its own resource gets the resource's attributes too. What the protocol itself says of a
resource, a scope or a record, and ECS has no name for, stands under ``otel.``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ingestion.formats.documents import Document
from ingestion.formats.repaired import written

DEEPEST = 32  # lists and maps in a value
Placed = Sequence[tuple[str, str, str, object]]
NAMES = {
    "client.address": "source.ip", "network.peer.address": "source.ip", "source.address": "source.ip",
    "net.peer.ip": "source.ip", "http.client_ip": "source.ip", "client.port": "source.port",
    "network.peer.port": "source.port", "enduser.id": "user.name", "user.id": "user.id",
    "url.full": "url.original", "http.url": "url.original", "http.target": "url.original",
    "http.method": "http.request.method", "http.status_code": "http.response.status_code",
    "http.user_agent": "user_agent.original", "http.response.size": "http.response.body.bytes",
    "process.executable.name": "process.name", "exception.type": "error.type", "exception.message": "error.message",
    "exception.stacktrace": "error.stack_trace", "code.file.path": "log.origin.file.name",
    "code.filepath": "log.origin.file.name", "code.line.number": "log.origin.file.line",
    "code.lineno": "log.origin.file.line", "code.function.name": "log.origin.function",
    "deployment.environment.name": "service.environment", "service.instance.id": "service.node.name",
    "k8s.pod.name": "kubernetes.pod.name", "k8s.namespace.name": "kubernetes.namespace",
}  # fmt: skip
# SeverityNumber 1-24 in fours: trace, debug, info, warn, error, fatal.
LEVELS = ("trace", "debug", "info", "warn", "error", "fatal")


@dataclass(frozen=True)
class Scope:
    """What wrote a record. ``own`` is what the protocol says of it and of its resource, by names under ``otel.``."""

    name: str = ""
    attributes: Mapping[str, object] = field(default_factory=dict)
    own: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Log:
    """Times are nanoseconds since 1970, 0 for none; ids are lower-case hexadecimal."""

    resource: Mapping[str, object]
    scope: Scope
    time: int
    observed: int
    number: int
    level: str
    body: object
    attributes: Mapping[str, object]
    trace_id: str
    span_id: str
    event_name: str
    dropped: int = 0


def own_facts(
    resource_schema: str, resource_dropped: int, schema: str, version: str, dropped: int
) -> Document:
    """What says which names are meant, and how many attributes a sender left out (limits of its SDK)."""
    facts: Document = {
        "otel.resource.schema_url": resource_schema,
        "otel.resource.dropped_attributes_count": resource_dropped,
        "otel.scope.schema_url": schema,
        "otel.scope.version": version,
        "otel.scope.dropped_attributes_count": dropped,
    }
    return {name: value for name, value in facts.items() if value}


def json_scope(
    resource: Mapping[str, Any], resource_schema: object, scope: Mapping[str, Any], schema: object
) -> Scope:
    """Of the JSON mapping's objects; ``schema`` and ``resource_schema`` are their ``schemaUrl``."""
    own = own_facts(
        str(resource_schema or ""),
        int(resource.get("droppedAttributesCount") or 0),
        str(schema or ""),
        str(scope.get("version") or ""),
        int(scope.get("droppedAttributesCount") or 0),
    )
    return Scope(str(scope.get("name") or ""), json_members(scope.get("attributes")), own)


def json_log(resource: Mapping[str, object], scope: Scope, entry: Mapping[str, Any]) -> Log:
    """The JSON mapping of OTLP: names in lower camel case, 64-bit numbers as text, ids in hexadecimal.

    Raises ``ValueError``, ``TypeError``, ``KeyError`` or ``AttributeError`` for what is no log record.
    """
    return Log(
        resource, scope, int(entry.get("timeUnixNano") or 0), int(entry.get("observedTimeUnixNano") or 0),
        int(entry.get("severityNumber") or 0), str(entry.get("severityText") or ""), json_value(entry.get("body")),
        json_members(entry.get("attributes")), str(entry.get("traceId") or "").lower(),
        str(entry.get("spanId") or "").lower(), str(entry.get("eventName") or ""),
        int(entry.get("droppedAttributesCount") or 0),
    )  # fmt: skip


def json_members(pairs: Sequence[Mapping[str, Any]] | None, depth: int = 0) -> dict[str, object]:
    return {str(pair["key"]): json_value(pair.get("value"), depth) for pair in pairs or ()}


def json_value(value: Mapping[str, Any] | None, depth: int = 0) -> object:
    if depth > DEEPEST:
        raise ValueError("a value is nested too deeply")
    if not value:
        return None
    if "intValue" in value:
        return int(value["intValue"])
    if "arrayValue" in value:
        return [json_value(inner, depth + 1) for inner in (value["arrayValue"] or {}).get("values") or ()]
    if "kvlistValue" in value:
        return json_members((value["kvlistValue"] or {}).get("values"), depth + 1)
    plain: object = next(iter(value.values()))
    return plain


def placed(members: Mapping[str, object], part: str) -> Placed:
    """Each member's value with the names that it may get, in their order; what many records share is placed once."""
    return [(NAMES.get(name, name), name, f"{part}.{name}", value) for name, value in members.items()]


def facts_of(log: Log, resource: Placed | None = None) -> Document:
    """The record in ECS names. A map as body gives its members; the record's attributes win over the resource's.

    Raises ``ValueError`` for a body that is nested too deeply to be written.
    """
    facts: Document = {
        "@timestamp": str(log.time or log.observed or ""),
        "event.action": log.event_name,
        "log.level": log.level or _level(log.number),
        "trace.id": log.trace_id,
        "span.id": log.span_id,
        "log.logger": log.scope.name,
        "otel.dropped_attributes_count": log.dropped or None,
        **log.scope.own,
    }
    _add(facts, placed(log.attributes, "attributes"))
    _add(facts, placed(log.resource, "resource") if resource is None else resource)
    if log.scope.attributes:
        _add(facts, placed(log.scope.attributes, "scope"))
    if isinstance(log.body, Mapping):
        _add(facts, placed(log.body, "body"))
    elif log.body is not None:
        facts["message"] = log.body if isinstance(log.body, str) else written(log.body).decode()
    return facts


def _add(facts: Document, members: Placed) -> None:
    """Under the ECS name where it is free, else under its own, else under its part's: nothing is overwritten."""
    for ours, own, of_part, value in members:
        if facts.get(ours) in (None, ""):
            facts[ours] = value
        elif facts.get(own) in (None, ""):
            facts[own] = value
        else:
            facts[of_part] = value


def _level(number: int) -> str:
    return LEVELS[(number - 1) // 4] if 1 <= number <= 24 else ""
