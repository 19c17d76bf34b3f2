"""Error pages: short, calm, and without a word about the inside."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from portal.core.database import DATABASE_FAILS


def _page(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    """Rendered without the request, because context processors may need the very part that failed."""
    return HttpResponse(render_to_string(f"errors/{status}.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the reason is that PostgreSQL does not answer."""
    if isinstance(sys.exc_info()[1], DATABASE_FAILS):
        return unavailable(request)
    return _page(request, 500)


def unavailable(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 503, reason=reason)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Its header tells scripts that no right was missing: signing in again makes another token for forms."""
    answer = _page(request, 403, csrf=True)
    answer["Lantern-Form"] = "old"
    return answer
