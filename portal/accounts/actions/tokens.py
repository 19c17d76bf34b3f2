"""API tokens: made after step-up with a purpose and an end, shown once, revoked at any time."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.accounts.actor import Actor, require_step_up
from portal.accounts.errors import Refused
from portal.accounts.models import ApiToken, Person
from portal.audit import events
from portal.audit.purpose import Purpose
from portal.core import secrets

KIND = "lta"


def create_token(
    *, actor: Actor, person: Person, name: str, days: int, purpose: Purpose
) -> tuple[ApiToken, str]:
    """The token's row and its text, which is shown this once. ``days`` is at most ``LANTERN_API_TOKEN_MAX_DAYS``."""
    require_step_up(actor)
    if actor.person_id != person.pk:
        raise Refused("People make their own tokens.")
    if not 1 <= days <= settings.API_TOKEN_MAX_DAYS:
        raise Refused(f"A token lives for 1 to {settings.API_TOKEN_MAX_DAYS} days.")
    secret = secrets.new_secret(KIND)
    with transaction.atomic():
        token = ApiToken.objects.create(
            person=person,
            name=name,
            prefix=secret.prefix,
            digest=secret.digest,
            purpose_category=purpose.category,
            purpose_reason=purpose.reason,
            purpose_case=purpose.case_id,
            expires_at=timezone.now() + timedelta(days=days),
        )
        events.record(
            "authn_token_created",
            actor=actor,
            object_label=f"{name} ({token.prefix})",
            detail={"expires_at": token.expires_at.isoformat(), "purpose": purpose.label},
        )
    return token, secret.plain


def revoke_token(*, actor: Actor, token: ApiToken, why: str = "revoked") -> None:
    with transaction.atomic():
        if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
            return
        events.record(
            "authn_token_revoked",
            actor=actor,
            object_label=f"{token.name} ({token.prefix})",
            detail={"why": why},
        )


def live_tokens(person: Person) -> list[ApiToken]:
    """Tokens that are neither revoked nor expired, newest first."""
    unrevoked = ApiToken.objects.filter(person=person, revoked_at=None, expires_at__gt=timezone.now())
    return list(unrevoked.order_by("-created_at"))
