"""Ingest tokens: making and revoking them, and knowing a sender by one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ingestion.sources.models import IngestToken, Source
from portal.accounts.actor import Actor, require, require_step_up
from portal.accounts.roles import Capability
from portal.audit import events
from portal.core.secrets import matches, new_secret, prefix_of

KIND = "lti"
USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class NewToken:
    """``plain`` is shown once and kept nowhere."""

    token: IngestToken
    plain: str


class TokenRefused(Exception):
    """``reason`` is ``unknown``, ``revoked`` or ``expired``; the sender is told none of them apart."""

    def __init__(self, reason: str, token: IngestToken | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.token = token


def create_token(*, actor: Actor, source: Source, name: str, expires_at: datetime | None) -> NewToken:
    require(actor, Capability.MANAGE_SOURCES)
    require_step_up(actor)
    secret = new_secret(KIND)
    with transaction.atomic():
        token = IngestToken.objects.create(
            source=source,
            name=name,
            prefix=secret.prefix,
            digest=secret.digest,
            created_by=actor.name,
            expires_at=expires_at,
        )
        events.record(
            "authn_token_created", actor=actor, object_label=f"{source.slug}: {name}", detail=_told(token)
        )
    return NewToken(token, secret.plain)


def revoke_token(*, actor: Actor, token: IngestToken) -> None:
    """At once and for good; revoking again changes nothing."""
    require(actor, Capability.MANAGE_SOURCES)
    with transaction.atomic():
        changed = IngestToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
        if changed:
            label = f"{token.source.slug}: {token.name}"
            events.record("authn_token_revoked", actor=actor, object_label=label, detail=_told(token))


def _told(token: IngestToken) -> dict[str, object]:
    expires = token.expires_at.isoformat() if token.expires_at else None
    return {"prefix": token.prefix, "source": token.source.slug, "expires_at": expires}


def sender_of(plain: str) -> IngestToken:
    """The live token behind a secret, with its source; raises ``TokenRefused``.

    Read from the database each time (0.5 ms), so that a revoked token stops working with the next request.
    """
    prefix = prefix_of(plain)[:16]
    if not prefix.isidentifier():  # nor would PostgreSQL take a NUL
        raise TokenRefused("unknown")
    token = IngestToken.objects.select_related("source").filter(prefix=prefix).first()
    if token is None or not matches(plain, token.digest):
        raise TokenRefused("unknown")
    if token.state != "live":
        raise TokenRefused(token.state, token)
    return token


def note_use(token: IngestToken) -> None:
    """Remember that the token was used, to the minute: one write a minute, not one a request."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
        IngestToken.objects.filter(pk=token.pk).update(last_used_at=now)
