"""Who sends: the token of a request, and the trace of one that was refused."""

import time
from collections.abc import Collection

from django.core.cache import cache
from django.http import HttpRequest

from ingestion.receive.credentials import secret_of
from ingestion.receive.errors import NotAuthenticated
from ingestion.sources.models import IngestToken
from ingestion.sources.tokens import TokenRefused, sender_of
from portal.accounts.address import client_address
from portal.audit import events

QUIET_S = 60
# OWASP Logging Vocabulary: a token that was withdrawn is something else than one that never was.
EVENT = {"revoked": "authn_token_reuse", "expired": "authn_token_reuse"}
_told_here: dict[str, float] = {}


def authenticate(
    request: HttpRequest, schemes: Collection[str] = ("bearer",), *, at: str = "ingest API"
) -> IngestToken:
    """The live token in ``Authorization``, in one of these schemes; raises ``NotAuthenticated`` and records why."""
    try:
        return sender_of(secret_of(request.headers.get("Authorization", ""), schemes))
    except TokenRefused as refused:
        _record(request, refused, at)
    raise NotAuthenticated("Send a live ingest token of this source as Authorization: Bearer lti_….")


def _record(request: HttpRequest, refused: TokenRefused, at: str) -> None:
    """At most one event a minute for each address and reason: refusals must not fill the audit log."""
    address = client_address(request)
    if not _first_lately(f"ingest-refused:{address}:{refused.reason}"):
        return
    token = refused.token
    events.record(
        EVENT.get(refused.reason, "authn_login_fail"),
        outcome=events.FAILURE,
        actor_name=token.prefix if token else "",
        address=address,
        user_agent=request.headers.get("User-Agent", ""),
        object_label=token.source.slug if token else "",
        detail={"reason": refused.reason, "at": at, "repeats_not_recorded_for_s": QUIET_S},
    )


def _first_lately(key: str) -> bool:
    try:
        return bool(cache.add(key, 1, QUIET_S))
    except Exception:  # noqa: BLE001 - without the cache each process remembers for itself
        return _first_lately_here(key)


def _first_lately_here(key: str) -> bool:
    now = time.monotonic()
    if now - _told_here.get(key, float("-inf")) < QUIET_S:
        return False
    if len(_told_here) > 10_000:
        _told_here.clear()
    _told_here[key] = now
    return True
