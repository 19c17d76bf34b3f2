"""The gate: nobody passes a view without the mark that lets them, and refusals are recorded."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import select_template
from django.urls import reverse

from portal.accounts.errors import Forbidden
from portal.accounts.gate import Gate, gate_of
from portal.accounts.requests import actor_of, state_of
from portal.audit import events, receipts
from portal.audit.models import Outcome
from portal.audit.purpose import purpose_from_session
from portal.core.problems import PROBLEM_JSON, Problem, problem_body

NO_STORE = "no-store"


class GateMiddleware:
    """Runs before every view. Order of checks: mark, password, second factor, live session, capability."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not response.has_header("Cache-Control") and not request.path.startswith(settings.STATIC_URL):
            response["Cache-Control"] = NO_STORE
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[object], kwargs: dict[str, object]
    ) -> HttpResponseBase | None:
        gate = gate_of(view)
        if gate is None:
            if view.__module__.startswith("django.contrib.staticfiles"):
                return None
            raise ImproperlyConfigured(
                f"{view.__module__}.{view.__name__} has no mark that says who may pass."
            )
        if gate.open_to in {"everyone", "own_check"}:
            return None
        missing = state_of(request).missing(gate.open_to)
        if missing:
            return _send_to(request, missing)
        return self._refuse_without_right(request, gate)

    def _refuse_without_right(self, request: HttpRequest, gate: Gate) -> HttpResponseBase | None:
        if not gate.any_of:
            return None
        actor = actor_of(request)
        if any(actor.can(capability) for capability in gate.any_of):
            return None
        return self.process_exception(request, _refusal(gate))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if not isinstance(error, Problem):
            return None
        if error.page and not request.path.startswith("/api/"):
            return _send_to(request, error.page)
        if isinstance(error, Forbidden):
            error = record_refusal(request, error)
        return answer(request, error)


def _refusal(gate: Gate) -> Forbidden:
    rights = " or ".join(sorted(capability.replace("_", " ") for capability in gate.any_of))
    error = Forbidden(f"Your roles do not include the right to {rights}.")
    error.look = gate.look
    return error


def record_refusal(request: HttpRequest, error: Forbidden) -> Problem:
    """Write what was refused; when even that cannot be written, answer 503 instead."""
    actor = actor_of(request)
    try:
        if error.look is not None:
            receipts.write(
                actor=actor,
                purpose=getattr(request, "purpose", None) or purpose_from_session(request.session),
                action=error.look,
                outcome=Outcome.DENIED,
                reason=str(error),
                detail={"path": request.path},
            )
        events.record("authz_fail", actor=actor, outcome=events.FAILURE, object_label=request.path[:200])
    except receipts.ReceiptUnavailable as unavailable:
        return unavailable
    return error


def answer(request: HttpRequest, error: Problem) -> HttpResponseBase:
    """The problem as a page, as a fragment's error for htmx, or as JSON for the API."""
    if request.path.startswith("/api/"):
        return JsonResponse(problem_body(error), status=error.status, content_type=PROBLEM_JSON)
    page = select_template([f"errors/{error.status}.html", "errors/400.html"])
    return HttpResponse(page.render({"reason": str(error)}), status=error.status)


def _send_to(request: HttpRequest, page: str) -> HttpResponseBase:
    """Redirect to where the person can mend what is missing, and back afterwards.

    A form that was sent is not repeated: the way back is the page it stood on, where a view names it in
    ``request.came_from``.
    """
    back = request.get_full_path()
    if request.method != "GET":
        back = getattr(request, "came_from", "") or request.headers.get("HX-Current-URL", "/")
    target = f"{reverse(page)}?{urlencode({'next': _local(back)})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponse(status=302, headers={"Location": target})


def _local(url: str) -> str:
    """Only the path and query of ``url``: nobody is sent to another site, and no fragment request is replayed."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
