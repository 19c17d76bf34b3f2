"""What is answered where no view answers: a page for people, and below the APIs what each says of its errors.

No address, a Host that is not the portal's, a request that cannot be read, a fault of ours or of the database.
"""

import re
import sys
from collections.abc import Callable
from functools import wraps

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from ingestion.receive import api, bulk, gelf, hec, loki, otlp
from ingestion.receive.errors import (
    DatabaseDown,
    Fault,
    NoSuchAddress,
    ReceiveProblem,
    Unreadable,
    WrongHost,
)
from portal import errors
from portal.core.database import DATABASE_FAILS

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
    (re.compile(r"/gelf(?:/|$)"), _alike(gelf.refusal), "Messages are taken at /gelf."),
)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _refused(request, NoSuchAddress("There is nothing at this address.")) or errors.not_found(request)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    problem: ReceiveProblem = Unreadable("The request could not be read. Nothing of it was taken.")
    if isinstance(exception, DisallowedHost):
        problem = WrongHost(
            "The Host of this request is no name of the portal. Send to one that it has; "
            "an administrator adds names with LANTERN_ALLOWED_HOSTS."
        )
    return _refused(request, problem) or errors.bad_request(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the reason is that PostgreSQL does not answer."""
    if isinstance(sys.exc_info()[1], DATABASE_FAILS):
        down = DatabaseDown("The database does not answer. Send it again shortly.")
        return _refused(request, down) or errors.unavailable(request)
    fault = Fault("The portal failed on this request, and it is no fault of the request. Its log says why.")
    return _refused(request, fault) or errors.server_error(request)


def _refused(request: HttpRequest, problem: ReceiveProblem) -> HttpResponse | None:
    """Nothing for an address that is below no API."""
    for address, refuse, hint in BELOW:
        if address.match(request.path):
            if isinstance(problem, NoSuchAddress):
                problem = NoSuchAddress(f"{problem} {hint}")
            answer = refuse(request, problem)
            if problem.retry_after:
                answer["Retry-After"] = str(problem.retry_after)
            return answer
    return None
