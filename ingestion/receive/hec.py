"""Splunk's HTTP Event Collector: /services/collector with event, raw, health and acknowledgement.

As in Splunk, events before a bad one are taken and ``invalid-event-number`` says where that was. An acknowledgement
is the number of the request's last batch; it becomes true once that is sealed, which means stored and searchable.
"""

import orjson
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from ingestion.formats import FORMATS
from ingestion.pipeline import numbering
from ingestion.pipeline.models import Batch, SpoolItem
from ingestion.receive import shape
from ingestion.receive.backlog import require_room
from ingestion.receive.dialect import in_its_words, speaks, take, whole_body
from ingestion.receive.errors import (
    DiskNearlyFull,
    EmptyBody,
    NoSuchAddress,
    ReceiveProblem,
    SpoolFull,
    TokenDisabled,
    TokenMissing,
    TokenUnknown,
    WrongMethod,
)
from ingestion.receive.first_bytes import look
from ingestion.receive.hec_events import BadEvent, events_of
from ingestion.receive.records import Gathered
from ingestion.receive.senders import authenticate
from ingestion.sources.models import IngestToken
from portal.accounts.gate import public
from portal.core.database import DATABASE_FAILS

SCHEMES = ("splunk", "bearer", "basic")
MOST_ACKS = 10_000
ASKED = shape.an_object({"acks": shape.a_list(shape.number, needed=True)}, needed=True)
EXAMPLE = 'Send {"acks": [1, 2]}.'
NO_FORMAT = "Invalid data format"
# Splunk's own codes: senders decide by them what to do. https://help.splunk.com, "Troubleshoot HTTP Event Collector"
CODES = {
    400: (6, NO_FORMAT),
    401: (3, "Invalid authorization"),
    403: (1, "Token disabled"),
    429: (9, "Server is busy"),
    500: (8, "Internal server error"),
    503: (9, "Server is busy"),
}
FORMAT_OF = {
    "_json": "ndjson", "json": "ndjson", "syslog": "syslog", "linux_secure": "syslog", "linux_messages_syslog": "syslog",
    "access_combined": "access", "access_common": "access", "apache_error": "apache-error",
}  # fmt: skip


class NoChannel(ReceiveProblem):
    """Asking about acknowledgements needs the channel in which they were given."""


# What a status alone does not tell, with Splunk's own.
SAID: dict[type[ReceiveProblem], tuple[int, int, str]] = {
    TokenMissing: (401, 2, "Token is required"),
    TokenUnknown: (403, 4, "Invalid token"),
    TokenDisabled: (403, 1, "Token disabled"),
    EmptyBody: (400, 5, "No data"),
    NoChannel: (400, 10, "Data channel is missing"),
    NoSuchAddress: (404, 404, "The requested URL was not found on this server."),
    WrongMethod: (405, 405, "Method not allowed"),
}


def refusal(problem: ReceiveProblem) -> HttpResponse:
    code, text = CODES.get(problem.status, (6, str(problem)))
    status, code, text = SAID.get(type(problem), (problem.status, code, text))
    answer = said(code, text, status, detail=str(problem))
    if status == 401:
        answer["WWW-Authenticate"] = 'Splunk, Basic realm="Lantern ingest"'
    return answer


def said(code: int, text: str, status: int = 200, **more: object) -> HttpResponse:
    return JsonResponse({"text": text, "code": code, **more}, status=status)


def token_of(request: HttpRequest) -> IngestToken:
    return authenticate(request, SCHEMES, at="HTTP Event Collector")


@speaks(refusal)
@require_http_methods(["POST"])
def event(request: HttpRequest) -> HttpResponse:
    token = token_of(request)
    body = whole_body(request)
    gathered = Gathered(len(body))
    bad: BadEvent | None = None
    try:
        for line in events_of(body.decode("utf-8", "surrogateescape")):
            gathered.count()
            gathered.add(line)
    except BadEvent as error:
        bad = error
    records = gathered.records
    if not records and bad is None:
        raise EmptyBody("There are no events in it.")
    items = take(request, token, records, how="hec") if records else []
    if bad is not None:
        return said(bad.code, bad.text, 400, **{"invalid-event-number": bad.number})
    return _taken(request, items)


@speaks(refusal)
@require_http_methods(["POST"])
def raw(request: HttpRequest) -> HttpResponse:
    """Lines as they are; a known ``sourcetype`` names their format, ``host`` and ``source`` stand as the file's name."""
    token = token_of(request)
    body = whole_body(request)
    look(body, request, token, at="HTTP Event Collector")
    lines = body.split(b"\n")
    if not any(lines):
        raise EmptyBody("There are no lines in it.")
    said_name = ":".join(filter(None, (request.GET.get("host", ""), request.GET.get("source", ""))))
    hint = FORMAT_OF.get(request.GET.get("sourcetype", ""), "")
    while lines and not lines[-1]:
        lines.pop()
    items = take(
        request,
        token,
        lines,
        how="hec",
        format_hint=hint if hint in FORMATS else "",
        filename=said_name[:255],
    )
    return _taken(request, items)


def _taken(request: HttpRequest, items: list[SpoolItem]) -> HttpResponse:
    if _channel(request):
        return said(0, "Success", ackId=items[-1].number)
    return said(0, "Success")


def _channel(request: HttpRequest) -> str:
    return request.headers.get("X-Splunk-Request-Channel", "") or request.GET.get("channel", "")


@speaks(refusal)
@require_http_methods(["POST"])
def ack(request: HttpRequest) -> HttpResponse:
    token = token_of(request)
    if not _channel(request):
        raise NoChannel("Name the channel in X-Splunk-Request-Channel.")
    asked = _asked(whole_body(request))
    sealed = _sealed(token, asked)
    return JsonResponse({"acks": {str(number): number in sealed for number in asked}})


def _asked(body: bytes) -> list[int]:
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise ReceiveProblem(f"{shape.not_json(error)} {EXAMPLE}") from None
    if fault := ASKED(document, ""):
        raise ReceiveProblem(f"{fault} {EXAMPLE}")
    asked: list[int] = document["acks"]
    if len(asked) > MOST_ACKS:
        raise ReceiveProblem(f"Ask about at most {MOST_ACKS:,} acknowledgements at once.")
    return [number for number in asked if 0 <= number < 2**63]


def _sealed(token: IngestToken, asked: list[int]) -> set[int]:
    """Those that are sealed, with everything that this sender sent before them."""
    mine, now = {"source": token.source, "sender": token.prefix}, numbering.now(asked)
    batches = Batch.objects.filter(number__in=now.values(), **mine)
    done = set(batches.values_list("number", flat=True))
    first = numbering.first_told(SpoolItem.objects.filter(state=SpoolItem.State.WAITING, **mine))
    return {number for number in asked if now[number] in done and (first is None or number < first)}


@public
@csrf_exempt
def health(request: HttpRequest) -> HttpResponse:
    """Asked by load balancers without a token, as Splunk's is; says whether more would be taken and nothing else."""
    return in_its_words(request, _health(request), refusal)


@require_safe
def _health(request: HttpRequest) -> HttpResponse:
    try:
        require_room()
    except (SpoolFull, DiskNearlyFull, *DATABASE_FAILS):
        return said(18, "HEC is unhealthy, queues are full", 503)
    return said(17, "HEC is healthy")
