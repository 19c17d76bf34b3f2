"""Elasticsearch's and OpenSearch's bulk API below /api/es/, for Beats, Logstash, Fluent Bit, Vector and the clients.

Each item gets its own result; the ``_id`` that a sender gives is the record's ``event.id``, and where it gives none
the answer names the number under which the event will be found. Nothing is answered before it is committed.
"""

import time
from collections.abc import Iterator, Sequence

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from ingestion.pipeline.models import SpoolItem
from ingestion.receive.bulk_body import Item, items_of, judged, records_of
from ingestion.receive.dialect import speaks, take, whole_body
from ingestion.receive.errors import EmptyBody, ReceiveProblem
from ingestion.receive.senders import authenticate
from ingestion.sources.models import IngestToken
from portal.core.eventid import event_id

SCHEMES = ("basic", "apikey", "bearer")
CHALLENGES = 'Basic realm="Lantern ingest", ApiKey, Bearer'
TYPES = {
    401: "security_exception",
    403: "security_exception",
    413: "content_too_long_exception",
    429: "es_rejected_execution_exception",
    503: "unavailable_shards_exception",
}


def refusal(problem: ReceiveProblem) -> HttpResponse:
    """As Elasticsearch says it, with its product header."""
    cause = {"type": TYPES.get(problem.status, problem.code), "reason": str(problem)}
    answer = said({"error": {"root_cause": [cause], **cause}, "status": problem.status}, problem.status)
    if problem.status == 401:
        answer["WWW-Authenticate"] = CHALLENGES
    return answer


def said(content: dict[str, object], status: int = 200) -> HttpResponse:
    """Clients of version 7.14 and later refuse to talk to anything without this header."""
    headers = {"X-Elastic-Product": "Elasticsearch"}
    return HttpResponse(orjson.dumps(content), "application/json", status, headers=headers)


def token_of(request: HttpRequest) -> IngestToken:
    return authenticate(request, SCHEMES, at="bulk API")


@speaks(refusal)
@require_http_methods(["POST", "PUT"])
def bulk(request: HttpRequest, index: str = "") -> HttpResponse:
    began = time.monotonic()
    token = token_of(request)
    items = items_of(whole_body(request), index)
    if not items:
        raise EmptyBody("Validation Failed: 1: no requests added;")
    ids = _commit(request, token, items)
    results = [_result(item, next(ids) if item.record else "") for item in items]
    errors = any(not item.record for item in items)
    return said({"took": int((time.monotonic() - began) * 1000), "errors": errors, "items": results})


@speaks(refusal)
@require_http_methods(["POST", "PUT"])
def document(request: HttpRequest, index: str, id: str = "") -> HttpResponse:
    """One record, as the clients' ``index`` and ``create`` send it."""
    token = token_of(request)
    item = judged("create", index, id, whole_body(request))
    if not item.record:
        raise ReceiveProblem(item.reason)
    return said(_stored(item, next(_commit(request, token, [item]))), 201)


def _commit(request: HttpRequest, token: IngestToken, items: Sequence[Item]) -> Iterator[str]:
    """The numbers of the events to be, in the order of the items that were taken."""
    records = records_of(items)
    if not records:
        return iter(())
    return numbers_of(records, take(request, token, records, how="bulk"))


def numbers_of(records: Sequence[bytes], batches: Sequence[SpoolItem]) -> Iterator[str]:
    """Event numbers of ``records``, which were spooled one a line as ``batches``."""
    rest = iter(records)
    for batch in batches:
        left, position = batch.size, 0
        while left > 0:
            left -= len(next(rest)) + 1
            yield str(event_id(batch.number, position))
            position += 1


def _result(item: Item, number: str) -> dict[str, object]:
    if item.record:
        return {item.verb: {**_stored(item, number), "status": 201}}
    cause = {"type": "document_parsing_exception", "reason": item.reason}
    return {item.verb: {"_index": item.index, "_id": item.id or None, "status": 400, "error": cause}}


def _stored(item: Item, number: str) -> dict[str, object]:
    return {
        "_index": item.index,
        "_id": item.id or number,
        "_version": 1,
        "result": "created",
        "_shards": {"total": 1, "successful": 1, "failed": 0},
        "_seq_no": 0,
        "_primary_term": 1,
    }
