"""Error pages: short, calm, and without a word about the inside."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


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
    return _page(request, 500)


def unavailable(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 503, reason=reason)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Its header tells scripts that no right was missing: signing in again makes another token for forms."""
    answer = _page(request, 403, csrf=True)
    answer["Lantern-Form"] = "old"
    return answer
