"""What a request says about who is asking: how far they have signed in, and as whom they act."""

import hashlib
from dataclasses import dataclass

from django.http import HttpRequest

from portal.accounts.actor import Actor, rights_of
from portal.accounts.address import client_address
from portal.accounts.models import Person, SignIn


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


def session_reference(key: str) -> str:
    """16 hexadecimal digits that name a session in receipts and lists without giving it away."""
    return hashlib.sha256(f"session:{key}".encode()).hexdigest()[:16]


def state_of(request: HttpRequest) -> SignInState:
    """How far the person has signed in. A session that was revoked, idle or too old counts as nobody."""
    from portal.accounts import sessions

    if not request.user.is_authenticated or not sessions.is_live(request):
        return SignInState(None, has_second_factor=False, is_verified=False)
    person = request.user
    return SignInState(person, sessions.has_second_factor(person), bool(person.is_verified()))


def actor_of(request: HttpRequest) -> Actor:
    """The actor of this request; read once, then kept on the request. The API puts its own there."""
    known = getattr(request, "actor", None)
    if isinstance(known, Actor):
        return known
    person: Person = request.user
    roles, sources = rights_of(person)
    sign_in = SignIn.objects.filter(session_key=request.session.session_key, ended_at=None).first()
    actor = Actor(
        person_id=person.pk,
        name=person.name,
        display_name=str(person),
        roles=roles,
        sources=sources,
        address=client_address(request),
        user_agent=request.headers.get("User-Agent", ""),
        session_ref=session_reference(request.session.session_key or ""),
        verified_at=sign_in.verified_at if sign_in else None,
    )
    request.actor = actor
    return actor
