"""Believing a signed request, once.

The order matters: the HMAC first, so that nobody without the secret learns or stores anything; then the token's state
and the time; then the signature is remembered durably, and only after that is the content read. A try that fails
later is signed anew by its sender; an old signature is worth nothing to whoever recorded it.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from ingestion.receive.proof import SIGNATURE, Proof, prove
from ingestion.receive.signature import Signature, digests_of, has_content, signature_of
from ingestion.sources.models import IngestToken
from ingestion.sources.token_use import TokenRefused, believe_once, require_usable, signer_of
from portal.accounts.address import client_address


def verified(request: HttpRequest) -> IngestToken:
    """The token that signed the request; raises ``BadSignature`` and ``TokenRefused``."""
    signature = signature_of(request)
    digests = digests_of(request) if has_content(request) else {}
    token, key = signer_of(signature.keyid)
    if not signature.made_with(key):
        raise TokenRefused("bad_signature", token)
    require_usable(token, client_address(request))
    if not _is_timely(signature, timezone.now()):
        raise TokenRefused("stale", token)
    believe_once(token, signature.value, _over_at(signature))
    prove(request, Proof(SIGNATURE, digests))
    return token


def _window() -> timedelta:
    return timedelta(seconds=settings.SIGNATURE_WINDOW_S)


def _is_timely(signature: Signature, now: datetime) -> bool:
    if signature.expires is not None and signature.expires <= now.timestamp():
        return False
    return abs(now.timestamp() - signature.created) <= settings.SIGNATURE_WINDOW_S


def _over_at(signature: Signature) -> datetime:
    """When it would be refused by its time alone, with a window more for clocks of several servers that differ."""
    return datetime.fromtimestamp(signature.created, UTC) + 2 * _window()
