"""One-time links at which a person sets a password and, when they have none, enrols a second factor.

The link stays good until the person has finished, or until it expires, a newer one is made, or the person is
deactivated. Only a hash of its token is stored, and nothing but its prefix is ever recorded.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Invitation, Person
from portal.core import secrets

KIND = "ltw"
SESSION_KEY = "invitation"


def invite(person: Person) -> str:
    """A new link, shown once; links made before stop working."""
    now = timezone.now()
    Invitation.objects.filter(person=person, used_at=None).update(expires_at=now)
    secret = secrets.new_secret(KIND)
    Invitation.objects.create(
        person=person,
        prefix=secret.prefix,
        digest=secret.digest,
        created_at=now,
        expires_at=now + timedelta(hours=settings.INVITATION_HOURS),
    )
    return settings.SITE_URL + reverse("accounts:welcome_link", args=[secret.plain])


def find(plain: str) -> Invitation | None:
    """The open invitation of this token."""
    row = _open().filter(prefix=secrets.prefix_of(plain)).first()
    return row if row is not None and secrets.matches(plain, row.digest) else None


def by_number(number: object) -> Invitation | None:
    """The open invitation that this session came with."""
    return _open().filter(pk=number).first() if isinstance(number, int) else None


def use(invitation: Invitation) -> bool:
    """Mark it used; ``False`` when somebody was faster."""
    return _open().filter(pk=invitation.pk).update(used_at=timezone.now()) == 1


def withdraw(person: Person) -> None:
    Invitation.objects.filter(person=person, used_at=None).update(expires_at=timezone.now())


def is_invited(person: Person) -> bool:
    return _open().filter(person=person).exists()


def _open() -> QuerySet[Invitation]:
    return Invitation.objects.select_related("person").filter(
        used_at=None, expires_at__gt=timezone.now(), person__is_active=True
    )
