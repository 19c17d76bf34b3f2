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
    person = person_of(request)
    sign_in = sessions.current(request)
    # django-otp looks the device up anew, so a session that was proven with a device that is gone is not.
    has_proven_device = getattr(person, "otp_device", None) is not None
    proven = has_proven_device and sign_in is not None and sign_in.verified_at is not None
    return SignInState(person, proven or sessions.has_second_factor(person), proven)


def person_of(request: HttpRequest) -> Person:
    """Whose session this is; for views that the gate has let somebody into."""
    if not isinstance(request.user, Person):
        raise RuntimeError("This request has no person; its view lacks a mark of the gate.")
    return request.user


def actor_of(request: HttpRequest) -> Actor:
    """The actor of this request; read once, then kept on the request. The API puts its own there."""
    known = getattr(request, "actor", None)
    if isinstance(known, Actor):
        return known
    actor = actor_for(request, person_of(request))
    request.actor = actor  # type: ignore[attr-defined]
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
