"""What a request says about who is asking: how far they have signed in, and as whom they act."""

from dataclasses import dataclass

from django.http import HttpRequest

from portal.accounts import sessions
from portal.accounts.actor import Actor, rights_of
from portal.accounts.address import client_address
from portal.accounts.models import Person


@dataclass(frozen=True)
class SignInState:
    person: Person | None
    has_second_factor: bool
    is_verified: bool

    def missing(self, open_to: str) -> str:
        """The page at which the next missing step is done, or an empty string when the gate is passed."""
        if self.person is None:
            return "accounts:login"
        if open_to == "first_factor" or self.is_verified:
            return ""
        return "accounts:second_factor" if self.has_second_factor else "accounts:enrol"


def state_of(request: HttpRequest) -> SignInState:
    """How far the person has signed in. A session that was revoked, idle or too old counts as nobody."""
    if not request.user.is_authenticated or not sessions.is_live(request):
        return SignInState(None, has_second_factor=False, is_verified=False)
    person = request.user
    sign_in = sessions.current(request)
    proven = sign_in is not None and sign_in.verified_at is not None and bool(person.is_verified())
    return SignInState(person, proven or sessions.has_second_factor(person), proven)


def actor_of(request: HttpRequest) -> Actor:
    """The actor of this request; read once, then kept on the request. The API puts its own there."""
    known = getattr(request, "actor", None)
    if isinstance(known, Actor):
        return known
    actor = actor_for(request, request.user)
    request.actor = actor
    return actor


def actor_for(request: HttpRequest, person: Person) -> Actor:
    """``person`` acting through this request; also serves while they are still signing in."""
    roles, sources = rights_of(person)
    sign_in = sessions.current(request)
    return Actor(
        person_id=person.pk,
        name=person.name,
        display_name=str(person),
        roles=roles,
        sources=sources,
        address=client_address(request),
        user_agent=request.headers.get("User-Agent", ""),
        session_ref=sign_in.reference if sign_in else "",
        verified_at=sign_in.verified_at if sign_in else None,
    )
