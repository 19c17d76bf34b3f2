"""The same people everywhere: made directly in the database, signed in without the pages."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY

from portal.accounts.authenticator import Authenticator
from portal.accounts.models import Person, RoleAssignment, SignIn, SourceGrant
from portal.accounts.roles import Role
from portal.accounts.sessions import BACKEND, reference_of
from portal.audit.purpose import SESSION_KEY, Purpose

PASSWORD = "a lantern by the river"
LOOKING = Purpose(kind="category", category="incident-response", reason="checking an alert")


class Browser(Client):
    """Sends forms as a browser does, url-encoded; Django's client sends all of them as uploads of files."""

    def post(self, path: str, data: object = None, **extra: Any) -> Any:  # type: ignore[override]  # a narrower use
        if isinstance(data, Mapping) and "content_type" not in extra:
            extra["content_type"] = "application/x-www-form-urlencoded"
            data = urlencode(data, doseq=True)
        return super().post(path, data, **extra)


def found(pattern: str, text: str) -> str:
    """The first match of ``pattern``; a test that finds none has failed."""
    match = re.search(pattern, text)
    assert match, f"{pattern} is not in {text[:500]}"
    return match[0]


def make_person(
    role: Role | str | Iterable[Role | str] = (),
    *,
    name: str = "",
    sources: Iterable[str] = (),
    password: str | None = None,
    enrolled: bool = True,
    **fields: object,
) -> Person:
    """A person with roles, grants (``["*"]`` for every source) and, unless told otherwise, a second factor.

    ``password`` costs an argon2 hash, so there is none unless a test signs in through the page.
    """
    roles = [Role(role)] if isinstance(role, str) else [Role(one) for one in role]
    name = name or f"{'-'.join(roles) or 'nobody'}-{Person.objects.count() + 1}"
    fields.setdefault("display_name", name.replace("-", " ").title())
    person = Person.objects.create_person(name, password, **fields)
    RoleAssignment.objects.bulk_create(RoleAssignment(person=person, role=one) for one in roles)
    SourceGrant.objects.bulk_create(SourceGrant(person=person, source=slug) for slug in sources)
    if enrolled:
        enrol(person)
    return person


def enrol(person: Person) -> Authenticator:
    device = Authenticator.objects.start(person)
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return device


def signed_in_client(
    person: Person, *, purpose: Purpose | None = None, stepped_up: bool = True, address: str = "127.0.0.1"
) -> Client:
    """A browser in which ``person`` has proven both factors: just now, or (``stepped_up=False``) an hour ago."""
    client = Client(REMOTE_ADDR=address)
    client.force_login(person, backend=BACKEND)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = Authenticator.objects.get(user=person, confirmed=True).persistent_id
    if purpose is not None:
        session[SESSION_KEY] = purpose.as_dict()
    session.save()
    key = str(session.session_key)
    now = timezone.now()
    SignIn.objects.create(
        person=person,
        session_key=key,
        reference=reference_of(key),
        address=address,
        user_agent="test browser",
        started_at=now if stepped_up else now - timedelta(hours=1),
        seen_at=now,
        verified_at=now if stepped_up else now - timedelta(hours=1),
    )
    return client
