"""POST /api/v1/ingest: records from a sender that holds a token."""

from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ingestion.receive.body import chunks_of
from ingestion.receive.decode import decoded
from ingestion.receive.errors import DatabaseDown, EmptyBody, ReceiveProblem
from ingestion.receive.first_bytes import looked_at
from ingestion.receive.formats import require_known
from ingestion.receive.proof import proof_of
from ingestion.receive.senders import authenticate
from ingestion.receive.spooling import spool
from ingestion.sources.token_use import note_use
from portal.accounts.address import client_address
from portal.accounts.gate import own_check
from portal.core.database import DATABASE_FAILS


@csrf_exempt
@own_check
@require_POST
def ingest(request: HttpRequest) -> JsonResponse:
    """202 once everything is committed; otherwise nothing of the request was kept, and the answer says why."""
    try:
        return _accept(request)
    except ReceiveProblem as problem:
        return refusal(problem)
    except DATABASE_FAILS:
        connection.close()
        return refusal(
            DatabaseDown("The spool does not answer, so nothing was taken. Send it again shortly.")
        )


def _accept(request: HttpRequest) -> JsonResponse:
    token = authenticate(request)
    if request.META.get("CONTENT_LENGTH") == "0":
        raise EmptyBody("There are no records in it.")
    items = spool(
        token.source,
        looked_at(_decoded(request), request, token, at="ingest API"),
        how="api",
        token=token,
        format_hint=require_known(request.GET.get("format", "")),
        address=client_address(request),
        verified_by=proof_of(request).verified_by,
    )
    note_use(token)
    answer = {
        "accepted": sum(item.size for item in items),
        "batches": [item.number for item in items],
        "source": token.source.slug,
    }
    return JsonResponse(answer, status=202)


def _decoded(request: HttpRequest) -> Iterator[bytes]:
    most = settings.MAX_REQUEST_BYTES * settings.MAX_INFLATION
    chunks = chunks_of(request, settings.MAX_REQUEST_BYTES)
    return decoded(chunks, request.headers.get("Content-Encoding", ""), most)


def refusal(problem: ReceiveProblem) -> JsonResponse:
    answer = JsonResponse({"code": problem.code, "detail": str(problem)}, status=problem.status)
    if problem.retry_after:
        answer["Retry-After"] = str(problem.retry_after)
    if problem.status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="Lantern ingest"'
    return answer
