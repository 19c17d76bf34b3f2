"""What is answered where no address is: a page for people, and below the APIs what each says of its errors."""

import re
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from ingestion.receive import api, bulk, gelf, hec, loki, otlp
from ingestion.receive.errors import NoSuchAddress, ReceiveProblem
from portal import errors

Refuse = Callable[[HttpRequest, ReceiveProblem], HttpResponse]


def _alike(refusal: Callable[[ReceiveProblem], HttpResponse]) -> Refuse:
    @wraps(refusal)
    def refuse(request: HttpRequest, problem: ReceiveProblem) -> HttpResponse:
        return refusal(problem)

    return refuse


# The first that an address begins with; what is told besides that there is nothing.
BELOW: tuple[tuple[re.Pattern[str], Refuse, str], ...] = (
    (
        re.compile(r"/api/es/|/_|/[^/]+/_(?:bulk|doc|create)(?:/|$)"),
        _alike(bulk.refusal),
        "The bulk API is below /api/es/: set that as the path of the host.",
    ),
    (
        re.compile("/api/"),
        _alike(api.refusal),
        "Records are sent to /api/v1/ingest; /api/docs/ describes every call.",
    ),
    (
        re.compile("/services/"),
        _alike(hec.refusal),
        "Events are taken at /services/collector/event, lines at /services/collector/raw.",
    ),
    (re.compile("/loki/"), _alike(loki.refusal), "Entries are taken at /loki/api/v1/push."),
    (re.compile("/v1/"), otlp.refusal_for, "Logs are taken at /v1/logs, and neither traces nor metrics."),
    (re.compile("/gelf/"), _alike(gelf.refusal), "Messages are taken at /gelf."),
)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    for address, refuse, hint in BELOW:
        if address.match(request.path):
            return refuse(request, NoSuchAddress(f"There is nothing at this address. {hint}"))
    return errors.not_found(request, exception)
