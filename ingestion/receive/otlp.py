"""OTLP over HTTP, /v1/logs: protobuf and JSON, with the partial-success answer (OTLP 1.5).

What a record is called is said in ``formats.otlp_record``, which files are read by too.
"""

from collections.abc import Iterable, Mapping

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse

from ingestion.formats.otlp_record import Log, Placed, facts_of, placed
from ingestion.receive.dialect import speaks, take, whole_body
from ingestion.receive.errors import ReceiveProblem
from ingestion.receive.otlp_message import from_json, from_protobuf
from ingestion.receive.records import Gathered, Unusable, record
from ingestion.receive.senders import authenticate

SCHEMES = ("bearer", "basic")
PROTOBUF, JSON = "application/x-protobuf", "application/json"
RPC_CODE = {400: 3, 401: 16, 403: 7, 404: 5, 405: 12, 413: 3, 429: 8, 500: 13, 503: 14}  # google.rpc.Code


def refusal_for(request: HttpRequest, problem: ReceiveProblem) -> HttpResponse:
    """A google.rpc.Status in the encoding of the request, as OTLP demands; JSON for what is neither of its two."""
    if request.method != "POST" or request.content_type not in {PROTOBUF, ""}:
        return _as_json(problem)
    text = str(problem).encode()[: 2**14]
    status = bytes((8, _rpc_code(problem), 18)) + _varint(len(text)) + text
    return HttpResponse(status, PROTOBUF, problem.status)


def _rpc_code(problem: ReceiveProblem) -> int:
    return RPC_CODE.get(problem.status, 3)


def _varint(number: int) -> bytes:
    made = bytearray()
    while number > 127:
        made.append(number & 127 | 128)
        number >>= 7
    return bytes((*made, number))


def _as_json(problem: ReceiveProblem) -> HttpResponse:
    status = {"code": _rpc_code(problem), "message": str(problem)}
    answer = HttpResponse(orjson.dumps(status), JSON, problem.status)
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


def line_of(log: Log, resource: Placed | None = None) -> bytes:
    """The record in ECS names, as one line of JSON. Raises ``Unusable`` as ``record`` does."""
    try:
        return record(facts_of(log, resource))
    except ValueError as error:
        raise Unusable(str(error)) from None
