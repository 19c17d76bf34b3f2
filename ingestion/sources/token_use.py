"""Knowing a sender by its ingest token, and remembering that it was used."""

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db import IntegrityError, transaction
from django.utils import timezone

from ingestion.sources.models import IngestToken, SeenSignature
from ingestion.sources.signing_keys import KeyUnreadable, unseal
from portal.core.secrets import matches, prefix_of

USE_NOTED_EVERY = timedelta(minutes=1)


class TokenRefused(Exception):
    """``reason`` is for the audit log: ``missing``, ``malformed``, ``unknown``, ``revoked``, ``expired``, ``sent`` (it should have signed),
    ``key_unreadable``, ``unsigned`` (the source wants signatures), ``address`` and what signatures add to these."""

    def __init__(self, reason: str, token: IngestToken | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.token = token


def sender_of(plain: str) -> IngestToken:
    """The live token behind a secret, with its source; raises ``TokenRefused``.

    Read from the database each time (0.5 ms), so that a revoked token stops working with the next request.
    """
    token = _found(prefix_of(plain))
    if token is None or not matches(plain, token.digest):
        raise TokenRefused("unknown")
    _require_live(token)
    if token.kind == IngestToken.Kind.SIGNED:  # its secret has just crossed the wire
        raise TokenRefused("sent", token)
    if token.source.require_signature:
        raise TokenRefused("unsigned", token)
    return token


def signer_of(prefix: str) -> tuple[IngestToken, bytes]:
    """The token that signs under this name, and its key. Nothing is proven yet; raises ``TokenRefused``."""
    token = _found(prefix)
    if token is None or token.kind != IngestToken.Kind.SIGNED:
        raise TokenRefused("unknown")
    try:
        return token, unseal(token.sealed_key, token.prefix)
    except KeyUnreadable:
        raise TokenRefused("key_unreadable", token) from None


def require_usable(token: IngestToken, address: str) -> None:
    """Raise ``TokenRefused`` unless the token is live and may be used from ``address``; for a sender that is proven."""
    _require_live(token)
    if token.networks and not _within(address, token.networks):
        raise TokenRefused("address", token)


def believe_once(token: IngestToken, value: bytes, forget_at: datetime) -> None:
    """Remember a signature durably before anything is taken; raises ``TokenRefused`` when it was used before."""
    try:
        with transaction.atomic():
            SeenSignature.objects.create(token=token, value=value, forget_at=forget_at)
    except IntegrityError:
        raise TokenRefused("replayed", token) from None


def forget_signatures() -> int:
    """Drop those whose time is over, which are refused by their time; says how many."""
    return SeenSignature.objects.filter(forget_at__lt=timezone.now()).delete()[0]


def note_use(token: IngestToken) -> None:
    """Remember that the token was used, to the minute: one write a minute, not one a request."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
        IngestToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _found(prefix: str) -> IngestToken | None:
    prefix = prefix[:16]
    if not prefix.isidentifier():  # nor would PostgreSQL take a NUL
        return None
    return IngestToken.objects.select_related("source").filter(prefix=prefix).first()


def _require_live(token: IngestToken) -> None:
    if token.state != "live":
        raise TokenRefused(token.state, token)


def _within(address: str, networks: list[str]) -> bool:
    try:
        place = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(place, "ipv4_mapped", None)
    return any((mapped or place) in ip_network(network, strict=False) for network in networks)
