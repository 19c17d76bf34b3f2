"""Sessions: begun with a password, completed with a second factor, ended by time or by hand.

The browser's cookie holds Django's session key. ``SignIn`` is our own record of it: how far the person has come,
from where, and when it was last used. A session is live while both exist and neither limit has passed.
"""

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from portal.accounts.address import client_address
from portal.accounts.models import Person, SignIn
from portal.audit import events

if TYPE_CHECKING:
    from portal.accounts.actor import Actor

HALF_OPEN = timedelta(minutes=10)  # how long a password alone keeps a session
SEEN_EVERY = timedelta(seconds=30)  # one write in this time is exact enough for the idle limit
BACKEND = "django.contrib.auth.backends.ModelBackend"
KNOWN = "_lantern_sign_in"


def current(request: HttpRequest) -> SignIn | None:
    """This request's sign-in that has not ended, read once; limits are not looked at here."""
    if not hasattr(request, KNOWN):
        key = request.session.session_key
        found = SignIn.objects.filter(session_key=key, ended_at=None).first() if key else None
        setattr(request, KNOWN, found)
    known: SignIn | None = getattr(request, KNOWN)
    return known


def limit_passed(sign_in: SignIn, now: datetime) -> str:
    """Why the session is over (``idle``, ``absolute``, ``second_factor_missing``), or an empty string."""
    if now - sign_in.started_at > timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS):
        return "absolute"
    if now - sign_in.seen_at > timedelta(seconds=settings.SESSION_IDLE_SECONDS):
        return "idle"
    if sign_in.verified_at is None and now - sign_in.started_at > HALF_OPEN:
        return "second_factor_missing"
    return ""


def is_live(request: HttpRequest) -> bool:
    """Whether the session may be used now. One whose limit has passed is ended on the spot."""
    sign_in = current(request)
    if sign_in is None or sign_in.person_id != request.user.pk:
        drop(request)
        return False
    why = limit_passed(sign_in, timezone.now())
    if why:
        end(sign_in, why=why)
        drop(request)
        return False
    touch(sign_in)
    return True


def drop(request: HttpRequest) -> None:
    """Forget everything this browser's session held; the request goes on as nobody."""
    logout(request)
    forget(request)


def touch(sign_in: SignIn) -> None:
    """Note that the session is in use."""
    now = timezone.now()
    if now - sign_in.seen_at >= SEEN_EVERY:
        sign_in.seen_at = now
        sign_in.save(update_fields=["seen_at"])


def begin(request: HttpRequest, person: Person) -> SignIn:
    """After the right password: a new session key, and nothing open but the second factor."""
    previous = current(request)
    if previous is not None:
        end(previous, why="signed_in_again")
    login(request, person, backend=BACKEND)
    sign_in = SignIn.objects.create(
        person=person,
        session_key=_key(request),
        reference=reference_of(_key(request)),
        address=client_address(request) or None,
        user_agent=request.headers.get("User-Agent", "")[:300],
    )
    forget(request)
    return sign_in


def prove(request: HttpRequest) -> SignIn:
    """After the right second factor, at sign-in or step-up: a new session key, and the time of the proof."""
    sign_in = current(request)
    if sign_in is None:
        raise RuntimeError("A second factor was proven without a session.")
    with transaction.atomic():
        request.session.cycle_key()
        sign_in.verified_at = sign_in.seen_at = timezone.now()
        sign_in.save(update_fields=["verified_at", "seen_at"])
        follow(request, sign_in)
    return sign_in


def follow(request: HttpRequest, sign_in: SignIn) -> None:
    """The session has a new key; its record takes it over."""
    sign_in.session_key = _key(request)
    sign_in.reference = reference_of(sign_in.session_key)
    sign_in.save(update_fields=["session_key", "reference"])
    forget(request)


def end(sign_in: SignIn, *, why: str, by: "Actor | None" = None) -> None:
    """End one session: its cookie is worth nothing from here on. ``by`` is who ended it, if a person did."""
    with transaction.atomic():
        sign_in.ended_at = timezone.now()
        sign_in.ended_why = why
        sign_in.save(update_fields=["ended_at", "ended_why"])
        Session.objects.filter(session_key=sign_in.session_key).delete()
        events.record(
            "session_expired",
            actor=by,
            actor_name=sign_in.person.name,
            object_label=f"session {sign_in.reference} of {sign_in.person.name}",
            detail={"why": why},
        )


def end_all(person: Person, *, why: str, by: "Actor | None" = None, but: str = "") -> int:
    """End every session of a person but the one with reference ``but``; returns how many."""
    ended = 0
    for sign_in in SignIn.objects.filter(person=person, ended_at=None).exclude(reference=but or "-"):
        end(sign_in, why=why, by=by)
        ended += 1
    return ended


def live(person: Person) -> list[SignIn]:
    """The person's sessions that could be used now, the last used first."""
    now = timezone.now()
    open_ones = SignIn.objects.filter(person=person, ended_at=None).order_by("-seen_at")
    return [sign_in for sign_in in open_ones if not limit_passed(sign_in, now)]


def tidy() -> int:
    """End what is over and never came back, and forget what ended long ago; returns how many were ended."""
    now = timezone.now()
    over = [
        (one, limit_passed(one, now)) for one in SignIn.objects.filter(ended_at=None).select_related("person")
    ]
    for sign_in, why in over:
        if why:
            end(sign_in, why=why)
    Session.objects.filter(expire_date__lt=now).delete()
    SignIn.objects.filter(ended_at__lt=now - timedelta(days=settings.SIGN_IN_HISTORY_DAYS)).delete()
    return sum(1 for _, why in over if why)


def has_second_factor(person: Person) -> bool:
    from portal.accounts.authenticator import Authenticator

    return bool(Authenticator.objects.filter(user=person, confirmed=True).exists())


def forget(request: HttpRequest) -> None:
    """Drop what was read about this request's session, after it changed."""
    for name in (KNOWN, "actor"):
        if hasattr(request, name):
            delattr(request, name)


def reference_of(key: str) -> str:
    """16 hexadecimal digits that name a session in receipts and lists without giving it away."""
    return hashlib.sha256(f"session:{key}".encode()).hexdigest()[:16]


def _key(request: HttpRequest) -> str:
    key = request.session.session_key
    if key is None:
        raise RuntimeError("The session has no key; login did not save it.")
    return key
