"""Reports from browsers: policy violations, the Reporting API, and errors of scripts, below /report/KEY/.

The key is public, since it stands in pages, so nothing is proven: batches say so, events are tagged ``unverified``, and
few are taken of one source and fewer of one address. Nothing is ever told to a page beyond that it was taken or not.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

import orjson
from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from ingestion.formats.browsers import OBSERVED
from ingestion.pipeline.models import VerifiedBy
from ingestion.receive import rates
from ingestion.receive.body import chunks_of
from ingestion.receive.errors import BadReport, DatabaseDown, ReceiveProblem, SourceClosed, TooLarge
from ingestion.receive.records import Unusable, record, require_short
from ingestion.receive.spooling import spool
from ingestion.sources.models import Source
from portal.accounts.address import client_address
from portal.accounts.gate import own_check
from portal.core.database import DATABASE_FAILS

MOST_AT_ONCE = 500  # a list as long as may be holds fewer real ones; of tiny ones each would grow to a record
OLDEST = timedelta(days=1)  # browsers keep reports for a while when they cannot send them
LONGEST_HEADER = 500
Report = Mapping[str, Any]
Reading = Callable[[Any], Iterable[Report]]


def _violations(said: Any) -> Iterable[Report]:
    if not isinstance(said, dict) or not isinstance(said.get("csp-report"), dict):
        raise BadReport("A report of a policy is an object with the member csp-report.")
    return [{"csp-report": said["csp-report"]}]


def _reports(said: Any) -> Iterable[Report]:
    found = said if isinstance(said, list) else [said]
    if not all(
        isinstance(one, dict) and isinstance(one.get("body"), dict) and one.get("type") for one in found
    ):
        raise BadReport("A list of reports was expected, each with a type and a body.")
    return found


def _errors(said: Any) -> Iterable[Report]:
    if not isinstance(said, dict) or not said.get("message"):
        raise BadReport("An error is an object with a message.")
    return [{"script_error": 1, **said}]


# What stands in the address: how its body is read, and as which format it is kept.
KINDS: dict[str, tuple[Reading, str]] = {
    "csp": (_violations, "csp_report"),
    "reports": (_reports, "browser_report"),
    "errors": (_errors, "browser_error"),
}


def from_other_sites(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Pages of other sites may post here and read no answer but its status (CORS, without credentials)."""

    @csrf_exempt
    @own_check
    @wraps(view)
    def open_view(request: HttpRequest, key: str, kind: str) -> HttpResponse:
        try:
            answer = HttpResponse(status=204) if request.method == "OPTIONS" else view(request, key, kind)
        except ReceiveProblem as problem:
            answer = HttpResponse(f"{problem}\n", "text/plain; charset=utf-8", problem.status)
            if problem.retry_after:
                answer["Retry-After"] = str(problem.retry_after)
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Allow-Methods"] = "POST"
        answer["Access-Control-Allow-Headers"] = "Content-Type"
        answer["Access-Control-Max-Age"] = "86400"
        return answer

    return open_view


@from_other_sites
def report(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """204 once the reports are committed; 404 for a key that is none, or not any more."""
    if kind not in KINDS:
        raise Http404
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST, OPTIONS"})
    try:
        _take(request, _source_of(key), kind)
    except DATABASE_FAILS:
        connection.close()
        raise DatabaseDown("Reports are not taken just now.") from None
    return HttpResponse(status=204)


def _source_of(key: str) -> Source:
    source = Source.objects.filter(browser_key=key).first() if key.isalnum() else None
    if source is None:
        raise Http404
    if not source.is_open:
        raise SourceClosed("No reports are taken here any more.")
    return source


def reports_of(kind: str, body: bytes) -> list[Report]:
    """The reports in a body. Raises ``ReceiveProblem`` for what is none, or too many."""
    reading, _ = KINDS[kind]
    try:
        reports = list(reading(orjson.loads(body)))
    except orjson.JSONDecodeError:
        raise BadReport("This is no JSON.") from None
    if len(reports) > MOST_AT_ONCE:
        raise TooLarge(f"There are more than {MOST_AT_ONCE} reports in it, so none was taken.")
    return reports


def _take(request: HttpRequest, source: Source, kind: str) -> None:
    address = client_address(request)
    rates.require_browser_pace(source.pk, address)
    body = b"".join(chunks_of(request, settings.BROWSER_REPORT_BYTES))
    now = datetime.now(UTC)
    reports = reports_of(kind, body)
    try:
        lines = [_line(request, address, now, one) for one in reports]
    except Unusable as error:
        raise BadReport(str(error)) from None
    spool(
        source,
        [b"\n".join((*lines, b""))],
        how="browser",
        sender="a browser",
        verified_by=VerifiedBy.NOTHING,
        format_hint=KINDS[kind][1],
        address=address,
        may_repeat=True,
    )


def _line(request: HttpRequest, address: str, now: datetime, report: Report) -> bytes:
    """What we saw ourselves comes first and cannot be said by the report."""
    observed = {
        "at": (now - _age(report)).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "address": address,
        "user_agent": request.headers.get("User-Agent", "")[:LONGEST_HEADER],
        "origin": request.headers.get("Origin", "")[:LONGEST_HEADER],
    }
    line = record({OBSERVED: observed, **{name: value for name, value in report.items() if name != OBSERVED}})
    require_short(line)
    return line


def _age(report: Report) -> timedelta:
    """Milliseconds since it happened, of reports that say so."""
    age = report.get("age")
    if not isinstance(age, int) or isinstance(age, bool) or not 0 <= age <= OLDEST.total_seconds() * 1000:
        return timedelta()
    return timedelta(milliseconds=age)
