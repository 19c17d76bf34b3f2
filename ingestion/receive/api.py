"""POST /api/v1/ingest: records from a sender that holds a token."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from ingestion.receive.body import chunks_of
from ingestion.receive.decode import decoded
from ingestion.receive.dialect import speaks
from ingestion.receive.errors import EmptyBody, ReceiveProblem
from ingestion.receive.first_bytes import looked_at
from ingestion.receive.formats import require_known
from ingestion.receive.proof import proof_of
from ingestion.receive.senders import authenticate
from ingestion.receive.spooling import spool
from ingestion.sources.token_use import note_use
from portal.accounts.address import client_address
from portal.core.problems import PROBLEM_JSON, problem_body


def refusal(problem: ReceiveProblem) -> JsonResponse:
    """A problem document (RFC 9457)."""
    answer = JsonResponse(problem_body(problem), status=problem.status, content_type=PROBLEM_JSON)
    if problem.retry_after:
        answer["Retry-After"] = str(problem.retry_after)
    if problem.status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="Lantern ingest"'
    return answer


@speaks(refusal)
@require_POST
def ingest(request: HttpRequest) -> JsonResponse:
    """202 once everything is committed; otherwise nothing of the request was kept, and the answer says why."""
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
