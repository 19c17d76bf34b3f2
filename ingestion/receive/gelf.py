"""GELF over HTTP, /gelf: one message, or several one a line, as newer Graylog servers take them. Answers 202."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from ingestion.receive.dialect import speaks, take, whole_body
from ingestion.receive.errors import EmptyBody, ReceiveProblem
from ingestion.receive.gelf_message import line_of, unpacked
from ingestion.receive.records import Unusable
from ingestion.receive.senders import authenticate

SCHEMES = ("bearer", "basic")


def refusal(problem: ReceiveProblem) -> HttpResponse:
    answer = HttpResponse(f"{problem}\n", status=problem.status, content_type="text/plain; charset=utf-8")
    if problem.status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="Lantern ingest", Basic'
    return answer


@speaks(refusal)
@require_http_methods(["POST"])
def gelf(request: HttpRequest) -> HttpResponse:
    """All or nothing: the answer has no place for a reason of each message."""
    token = authenticate(request, SCHEMES, at="GELF")
    body = unpacked(whole_body(request, ""), settings.MAX_DOCUMENT_BYTES)
    if not body.strip():
        raise EmptyBody("There is no message in it.")
    take(request, token, _lines(body), how="gelf")
    return HttpResponse(status=202)


def _lines(body: bytes) -> list[bytes]:
    """One message may span lines; several stand one a line."""
    try:
        return [line_of(body)]
    except Unusable as error:
        messages = [line for line in body.split(b"\n") if line.strip()]
        if len(messages) < 2:
            raise ReceiveProblem(str(error)) from None
    return [_line(number, message) for number, message in enumerate(messages, start=1)]


def _line(number: int, message: bytes) -> bytes:
    try:
        return line_of(message)
    except Unusable as error:
        raise ReceiveProblem(f"Message {number}: {error} None of the request was taken.") from None
