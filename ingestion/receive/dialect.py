"""What the dialects of other products share: a token, a bounded body, records into the spool, refusals in their form."""

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt

from ingestion.formats import envelope
from ingestion.pipeline.models import SpoolItem
from ingestion.receive.body import chunks_of
from ingestion.receive.decode import decoded
from ingestion.receive.errors import DatabaseDown, ReceiveProblem, WrongMethod
from ingestion.receive.proof import proof_of
from ingestion.receive.spooling import spool
from ingestion.sources.models import IngestToken
from ingestion.sources.token_use import note_use
from portal.accounts.address import client_address
from portal.accounts.gate import own_check
from portal.core.database import DATABASE_FAILS

View = Callable[..., HttpResponse]
Refuse = Callable[[ReceiveProblem], HttpResponse]
PIECE = 1024  # records handed over at a time


def speaks(refuse: Refuse) -> Callable[[View], View]:
    """Mark a view that authenticates by ingest token, and answer its problems and wrong methods by ``refuse``.

    ``Retry-After`` and ``Allow`` are added.
    """

    def mark(view: View) -> View:
        @csrf_exempt
        @own_check
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            try:
                return in_its_words(request, view(request, *arguments, **named), refuse)
            except ReceiveProblem as problem:
                return _refused(problem, refuse)
            except DATABASE_FAILS:
                connection.close()
                down = DatabaseDown("The spool does not answer, so nothing was taken. Send it again shortly.")
                return _refused(down, refuse)

        return guarded

    return mark


def in_its_words(request: HttpRequest, answer: HttpResponse, refuse: Refuse) -> HttpResponse:
    """The answer itself; Django's own page about a wrong method as ``refuse`` puts it."""
    if not isinstance(answer, HttpResponseNotAllowed):
        return answer
    allowed = answer["Allow"]
    refused = refuse(
        WrongMethod(f"{str(request.method)[:20]} is not answered at this address. Send {allowed}.")
    )
    refused["Allow"] = allowed
    return refused


def _refused(problem: ReceiveProblem, refuse: Refuse) -> HttpResponse:
    answer = refuse(problem)
    if problem.retry_after:
        answer["Retry-After"] = str(problem.retry_after)
    return answer


def whole_body(request: HttpRequest, encoding: str | None = None) -> bytes:
    """The body, uncompressed, of at most ``LANTERN_MAX_DOCUMENT_BYTES``; for requests that are one document.

    ``encoding`` replaces the request's Content-Encoding. Raises as ``chunks_of`` and ``decoded`` do.
    """
    if encoding is None:
        encoding = request.headers.get("Content-Encoding", "")
    most = settings.MAX_DOCUMENT_BYTES
    return b"".join(decoded(chunks_of(request, min(most, settings.MAX_REQUEST_BYTES)), encoding, most))


def take(
    request: HttpRequest,
    token: IngestToken,
    records: Sequence[bytes],
    *,
    how: str,
    format_hint: str = "ndjson",
    filename: str = "",
) -> list[SpoolItem]:
    """Commit ``records``, lines without their ends, as all or nothing; raises as ``spool`` does.

    JSON lines that carry lines of other formats are said to (``ingestion.formats.envelope``).
    """
    items = spool(
        token.source,
        _lines(records),
        how=how,
        token=token,
        format_hint=envelope.hint_for(format_hint, records),
        filename=filename,
        address=client_address(request),
        verified_by=proof_of(request).verified_by,
    )
    note_use(token)
    return items


def _lines(records: Sequence[bytes]) -> Iterator[bytes]:
    for start in range(0, len(records), PIECE):
        yield b"\n".join((*records[start : start + PIECE], b""))
