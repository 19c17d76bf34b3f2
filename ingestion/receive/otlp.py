"""OTLP over HTTP, /v1/logs: protobuf and JSON, with the partial-success answer (OTLP 1.5).

Attributes keep their names, as OpenTelemetry's semantic conventions and ECS have grown together; what differs is
renamed by ``NAMES``. A record of its own resource gets the resource's attributes too.
"""

from collections.abc import Iterable, Mapping, Sequence

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse

from ingestion.receive.dialect import speaks, take, whole_body
from ingestion.receive.errors import ReceiveProblem
from ingestion.receive.otlp_message import Log, from_json, from_protobuf
from ingestion.receive.records import Gathered, Unusable, record, written
from ingestion.receive.senders import authenticate

Placed = Sequence[tuple[str, str, str, object]]
SCHEMES = ("bearer", "basic")
PROTOBUF, JSON = "application/x-protobuf", "application/json"
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
RPC_CODE = {400: 3, 401: 16, 403: 7, 413: 3, 429: 8, 503: 14}  # google.rpc.Code


def refusal_for(request: HttpRequest, problem: ReceiveProblem) -> HttpResponse:
    """A google.rpc.Status in the encoding of the request, as OTLP demands."""
    code = RPC_CODE.get(problem.status, 3)
    if request.content_type == JSON:
        return HttpResponse(orjson.dumps({"code": code, "message": str(problem)}), JSON, problem.status)
    text = str(problem).encode()[: 2**14]
    return HttpResponse(bytes((8, code, 18)) + _varint(len(text)) + text, PROTOBUF, problem.status)


def _varint(number: int) -> bytes:
    made = bytearray()
    while number > 127:
        made.append(number & 127 | 128)
        number >>= 7
    return bytes((*made, number))


def _as_json(problem: ReceiveProblem) -> HttpResponse:
    answer = HttpResponse(orjson.dumps({"message": str(problem)}), JSON, problem.status)
    if problem.status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="Lantern ingest"'
    return answer


@speaks(_as_json)
@require_http_methods(["POST"])
def logs(request: HttpRequest) -> HttpResponse:
    try:
        return _export(request)
    except ReceiveProblem as problem:
        answer = refusal_for(request, problem)
        if problem.status == 401:
            answer["WWW-Authenticate"] = 'Bearer realm="Lantern ingest"'
        if problem.retry_after:
            answer["Retry-After"] = str(problem.retry_after)
        return answer


def _export(request: HttpRequest) -> HttpResponse:
    token = authenticate(request, SCHEMES, at="OTLP")
    body = whole_body(request)
    if request.content_type not in (PROTOBUF, JSON):
        raise ReceiveProblem(f"Send {PROTOBUF} or {JSON}.")
    records, bad = judged(from_json(body) if request.content_type == JSON else from_protobuf(body), len(body))
    if records:
        take(request, token, records, how="otlp")
    return _taken(request.content_type, bad)


def judged(logs: Iterable[Log], size: int) -> tuple[list[bytes], list[str]]:
    """The lines for the spool of a body of ``size`` bytes, and the reasons of those that are refused."""
    gathered, bad = Gathered(size), []
    last: Mapping[str, object] = {}
    resource: Placed = ()
    for log in logs:
        gathered.count()
        if log.resource is not last:
            last, resource = log.resource, placed(log.resource, "resource")
        try:
            gathered.add(line_of(log, resource))
        except Unusable as error:
            bad.append(str(error))
    return gathered.records, bad


def _taken(content_type: str, bad: list[str]) -> HttpResponse:
    if content_type == JSON:
        partial = {"rejectedLogRecords": str(len(bad)), "errorMessage": bad[0]} if bad else {}
        return HttpResponse(orjson.dumps({"partialSuccess": partial} if bad else {}), JSON)
    answer = ExportLogsServiceResponse()
    if bad:
        answer.partial_success.rejected_log_records = len(bad)
        answer.partial_success.error_message = bad[0]
    return HttpResponse(answer.SerializeToString(), PROTOBUF)


def placed(members: Mapping[str, object], part: str) -> Placed:
    """Each member's value with the names that it may get, in their order; what many records share is placed once."""
    return [(NAMES.get(name, name), name, f"{part}.{name}", value) for name, value in members.items()]


def line_of(log: Log, resource: Placed | None = None) -> bytes:
    """The record in ECS names. A map as body gives its members; the record's attributes win over the resource's."""
    facts: dict[str, object] = {
        "@timestamp": str(log.time or log.observed or ""),
        "event.action": log.event_name,
        "log.level": log.level or _level(log.number),
        "trace.id": log.trace_id,
        "span.id": log.span_id,
        "log.logger": log.scope,
    }
    _add(facts, placed(log.attributes, "attributes"))
    _add(facts, placed(log.resource, "resource") if resource is None else resource)
    if isinstance(log.body, Mapping):
        _add(facts, placed(log.body, "body"))
    elif log.body is not None:
        facts["message"] = log.body if isinstance(log.body, str) else written(log.body).decode()
    return record(facts)


def _add(facts: dict[str, object], members: Placed) -> None:
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
