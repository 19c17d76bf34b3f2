"""The API's door: a person's token, what it may do, and errors in one shape.

A view names ``any_of`` (capabilities, one is enough) and, where it shows records, its ``look``; without ``any_of``
it is refused. The actor is on ``request.actor`` (also read by ``actor_of``), the stated purpose on ``request.purpose``.
A purpose that names a case carries only its number: whoever uses it checks that the person belongs to the case.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from portal.accounts import sessions
from portal.accounts.actor import Actor, rights_of
from portal.accounts.address import client_address
from portal.accounts.errors import Forbidden
from portal.accounts.middleware import record_refusal
from portal.accounts.models import ApiToken, Person
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.accounts.token_purpose import BadPurpose, from_header, of_token
from portal.audit import events
from portal.audit.seldom import first_lately
from portal.core import secrets
from portal.core.database import DATABASE_FAILS
from portal.core.problems import PROBLEM_JSON, Problem, Unavailable, problem_body

if TYPE_CHECKING:
    from rest_framework.views import APIView

HEADER = "Lantern-Purpose"
USED_EVERY = timedelta(minutes=1)  # one write in this time is exact enough for "last used"
UNRECOGNISED = "The token is missing, wrong, expired or revoked."


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer lta_…``; the answer does not say what was wrong with a token."""

    def authenticate(self, request: Request) -> tuple[Person, ApiToken] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        plain = words[1].decode("ascii", "replace") if len(words) == 2 else ""
        token = _live_token(plain)
        if token is None:
            _record_failure(request._request, plain)
            raise exceptions.AuthenticationFailed(UNRECOGNISED)
        _act_through(request._request, token)
        return token.person, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Lantern"'


class DenyByDefault(BasePermission):
    """Refuses a view that does not say who may use it."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        any_of: frozenset[Capability] = getattr(view, "any_of", frozenset())
        if not isinstance(request.auth, ApiToken):
            return False
        actor = actor_of(request._request)
        if any(actor.can(capability) for capability in any_of):
            return True
        refusal = Forbidden("Your roles do not include the right to do this.")
        refusal.look = getattr(view, "look", None)
        raise refusal


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every error as a problem document (RFC 9457) with its code; refusals leave their trace first."""
    from rest_framework.views import exception_handler as rest_answer  # that module imports this one

    request: HttpRequest = context["request"]._request
    if isinstance(error, Forbidden):
        error = record_refusal(request, error)
    if isinstance(error, Problem):
        return Response(problem_body(error), status=error.status, content_type=PROBLEM_JSON)
    if isinstance(error, DATABASE_FAILS):
        return exception_handler(Unavailable("The database does not answer."), context)
    answer = rest_answer(error, context)
    if answer is not None:
        answer.data = _problem_document(error, answer)
        answer.content_type = PROBLEM_JSON
    return answer


def _problem_document(error: Exception, answer: Response) -> dict[str, object]:
    """Of an error of the framework. What is wrong with each member stands under ``errors``."""
    problem = Problem()
    problem.status = answer.status_code
    problem.code = getattr(error, "default_code", "not_found" if problem.status == 404 else "forbidden")
    said = getattr(error, "detail", "There is nothing at this address.")
    if isinstance(said, str):
        return {**problem_body(problem), "detail": said}
    return {**problem_body(problem), "detail": _sentence(said), "errors": said}


def _sentence(said: object) -> str:
    if isinstance(said, dict):
        return " ".join(f"{name}: {_sentence(about)}" for name, about in said.items())
    return " ".join(map(str, said)) if isinstance(said, list) else str(said)


def _live_token(plain: str) -> ApiToken | None:
    row = ApiToken.objects.select_related("person").filter(prefix=secrets.prefix_of(plain)).first()
    if row is None or not secrets.matches(plain, row.digest):
        return None
    usable = row.revoked_at is None and row.expires_at > timezone.now() and row.person.is_active
    return row if usable and sessions.has_second_factor(row.person) else None


def _act_through(request: HttpRequest, token: ApiToken) -> None:
    roles, sources = rights_of(token.person)
    request.actor = Actor(  # type: ignore[attr-defined]
        person_id=token.person.pk,
        name=token.person.name,
        display_name=str(token.person),
        roles=roles,
        sources=sources,
        via="api_token",
        address=client_address(request),
        user_agent=request.headers.get("User-Agent", ""),
        token_ref=token.prefix,
    )
    try:
        request.purpose = from_header(request.headers.get(HEADER, "")) or of_token(token)  # type: ignore[attr-defined]
    except BadPurpose as error:
        raise exceptions.ValidationError(str(error)) from error
    _note_use(token)


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _record_failure(request: HttpRequest, plain: str) -> None:
    """One event a minute for each address and prefix: a loop with a dead token must not fill the disk."""
    address = client_address(request)
    prefix = secrets.prefix_of(plain)[:16]
    if first_lately(f"token-failure:{address}:{prefix}"):
        events.record(
            "authn_login_fail",
            outcome=events.FAILURE,
            address=address,
            user_agent=request.headers.get("User-Agent", ""),
            object_label=f"API token {prefix or 'of unknown shape'}",
            detail={"factor": "api_token"},
        )
