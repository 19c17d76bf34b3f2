"""Ingest tokens: making, rotating and revoking them. Knowing a sender by one is ``token_use``'s work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from ingestion.sources import signing_keys
from ingestion.sources.errors import TokenNotLive
from ingestion.sources.models import IngestToken, Source
from portal.accounts.actor import Actor, require, require_step_up
from portal.accounts.roles import Capability
from portal.audit import events
from portal.core.secrets import new_secret

KIND = "lti"


@dataclass(frozen=True)
class NewToken:
    """``plain`` is shown once. Of a bearer token only its hash is kept; of one that signs, the secret itself, sealed."""

    token: IngestToken
    plain: str


def tokens_of(source: Source) -> QuerySet[IngestToken]:
    """Those not revoked first, newest first; each with ``is_replaced``, whether another was made from it."""
    replaced = IngestToken.objects.filter(rotated_from=OuterRef("pk"))
    found = source.tokens.select_related("rotated_from").annotate(is_replaced=Exists(replaced))
    return found.order_by(F("revoked_at").desc(nulls_first=True), "-created_at")


def create_token(
    *,
    actor: Actor,
    source: Source,
    name: str,
    expires_at: datetime | None,
    kind: str = IngestToken.Kind.BEARER,
    networks: Sequence[str] = (),
    bytes_per_s: int | None = None,
    requests_per_s: int | None = None,
) -> NewToken:
    """``networks`` are addresses and networks that may use it, none for any; the rates replace the settings' own.

    Raises ``Forbidden`` and ``StepUpRequired``.
    """
    require(actor, Capability.MANAGE_SOURCES)
    require_step_up(actor)
    token = IngestToken(
        source=source, name=name, kind=kind, expires_at=expires_at, networks=list(networks), bytes_per_s=bytes_per_s,
        requests_per_s=requests_per_s, created_by=actor.name,
    )  # fmt: skip
    with transaction.atomic():
        plain = _save_with_secret(token)
        events.record("authn_token_created", actor=actor, object_label=_label(token), detail=_told(token))
    return NewToken(token, plain)


def rotate_token(*, actor: Actor, token: IngestToken, overlap: timedelta) -> NewToken:
    """A token like this one with a new secret; the old one works on for ``overlap``, if it would work that long at all.

    The new one lasts as long as the old one was meant to, which is not known of one that was replaced already: by another
    tab, or by sending the form again. Raises ``TokenNotLive`` besides what ``create_token`` does.
    """
    require(actor, Capability.MANAGE_SOURCES)
    require_step_up(actor)
    with transaction.atomic():
        old = IngestToken.objects.select_for_update(of=("self",)).select_related("source").get(pk=token.pk)
        require_rotatable(old)
        new = _successor(old, actor)
        plain = _save_with_secret(new)
        until = timezone.now() + overlap
        old.expires_at = min(old.expires_at, until) if old.expires_at else until
        old.save(update_fields=["expires_at"])
        detail = {**_told(new), "replaces": old.prefix, "old_works_until": old.expires_at.isoformat()}
        events.record("authn_token_rotated", actor=actor, object_label=_label(new), detail=detail)
    return NewToken(new, plain)


def require_rotatable(token: IngestToken) -> None:
    """Raises ``TokenNotLive`` for a token that is over, or was replaced."""
    if token.state != "live":
        raise TokenNotLive(f"The token “{token.name}” is {token.state}. Make a new one instead.")
    if after := token.rotated_to.first():
        raise TokenNotLive(
            f"The token {token.prefix}_… was replaced by {after.prefix}_… already. Rotate that one if its secret is lost."
        )


def _successor(old: IngestToken, actor: Actor) -> IngestToken:
    now = timezone.now()
    return IngestToken(
        source=old.source, name=old.name, kind=old.kind, networks=old.networks, bytes_per_s=old.bytes_per_s,
        requests_per_s=old.requests_per_s, rotated_from=old, created_by=actor.name, created_at=now,
        expires_at=now + (old.expires_at - old.created_at) if old.expires_at else None,
    )  # fmt: skip


def _save_with_secret(token: IngestToken) -> str:
    secret = new_secret(KIND)
    token.prefix, token.digest = secret.prefix, secret.digest
    if token.kind == IngestToken.Kind.SIGNED:
        token.sealed_key = signing_keys.seal(secret.plain, secret.prefix)
    token.save(force_insert=True)
    return secret.plain


def revoke_token(*, actor: Actor, token: IngestToken) -> None:
    """At once and for good; revoking again changes nothing."""
    require(actor, Capability.MANAGE_SOURCES)
    with transaction.atomic():
        changed = IngestToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
        if changed:
            events.record("authn_token_revoked", actor=actor, object_label=_label(token), detail=_told(token))


def _label(token: IngestToken) -> str:
    return f"{token.source.slug}: {token.name}"


def _told(token: IngestToken) -> dict[str, object]:
    return {
        "prefix": token.prefix,
        "source": token.source.slug,
        "kind": str(token.kind),
        "networks": token.networks,
        "expires_at": token.expires_at.isoformat() if token.expires_at else None,
    }
