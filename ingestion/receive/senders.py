"""Who sends: the token that a request carries or is signed with, and the trace of one that was refused."""

from collections.abc import Callable, Collection
from functools import partial

from django.http import HttpRequest

from ingestion.receive.credentials import secret_of
from ingestion.receive.errors import (
    BadAuthorization,
    BadSignature,
    NotAuthenticated,
    SignatureReplayed,
    SignatureRequired,
    SignatureStale,
    TokenDisabled,
    TokenMissing,
    TokenUnknown,
    TooFast,
)
from ingestion.receive.proof import TOKEN, Proof, prove
from ingestion.receive.rates import require_pace
from ingestion.receive.signature import is_signed
from ingestion.receive.signed import verified
from ingestion.sources.models import IngestToken
from ingestion.sources.token_use import TokenRefused, require_usable, sender_of
from portal.accounts.address import client_address
from portal.audit import events
from portal.audit.seldom import QUIET_S, first_lately

# OWASP Logging Vocabulary: a token that was withdrawn is something else than one that never was.
EVENT = dict.fromkeys(("revoked", "expired", "replayed"), "authn_token_reuse") | {
    "too_fast": "excess_rate_limit_exceeded"
}
Answer = Callable[[], NotAuthenticated]
SEND_ONE = "Send a live ingest token of this source as Authorization: Bearer lti_…, or sign with one."
UNKNOWN: Answer = partial(TokenUnknown, SEND_ONE)
# The same whether the name or the key is wrong: nobody learns which tokens there are.
NOT_SIGNED_BY_ANY: Answer = partial(
    NotAuthenticated,
    "The signature does not match the request. Check that keyid is the first twelve characters of a token that signs, "
    "that the key is the whole token as it was shown, and that every covered component is signed as it is sent, in the "
    "order of Signature-Input.",
)
OVER: Answer = partial(TokenDisabled, "This token has expired or was revoked. Ask for a new one.")
# Only who holds the token's secret gets to hear more than that it is not known.
ANSWERS: dict[str, Answer] = {
    "missing": partial(TokenMissing, SEND_ONE),
    "malformed": partial(BadAuthorization, SEND_ONE),
    "expired": OVER,
    "revoked": OVER,
    "unsigned": partial(
        SignatureRequired, "This source takes only signed requests. Ask for a token that signs."
    ),
    "sent": partial(
        SignatureRequired, "This token signs and is never sent. Make a new one: this one was shown."
    ),
    "address": partial(TokenUnknown, "This token may not be used from your address."),
    "stale": partial(
        SignatureStale, "The signature's time is too far from ours. Check the clock, and sign each try."
    ),
    "replayed": partial(
        SignatureReplayed, "This signature was used before. Sign each try anew, with a new nonce."
    ),
}


def authenticate(
    request: HttpRequest, schemes: Collection[str] = ("bearer",), *, at: str = "ingest API"
) -> IngestToken:
    """The live token that sent or signed the request; raises ``NotAuthenticated`` or ``TooFast`` and records why.

    A token that is sent stands in ``Authorization``, in one of ``schemes``. What proved it stays with the request.
    """
    try:
        token = verified(request) if is_signed(request) else _sent(request, schemes)
        require_usable(token, client_address(request))
    except BadSignature:
        _record(request, TokenRefused("malformed_signature"), at)
        raise
    except TokenRefused as refused:
        _record(request, refused, at)
        raise ANSWERS.get(refused.reason, NOT_SIGNED_BY_ANY if is_signed(request) else UNKNOWN)() from None
    try:
        require_pace(token)
    except TooFast:
        _record(request, TokenRefused("too_fast", token), at)
        raise
    return token


def _sent(request: HttpRequest, schemes: Collection[str]) -> IngestToken:
    token = sender_of(secret_of(request.headers.get("Authorization", ""), schemes))
    prove(request, Proof(TOKEN))
    return token


def _record(request: HttpRequest, refused: TokenRefused, at: str) -> None:
    """At most one event a minute for each address, token and reason: refusals must not fill the audit log."""
    address, token = client_address(request), refused.token
    if not first_lately(f"ingest-refused:{address}:{token.pk if token else ''}:{refused.reason}"):
        return
    events.record(
        EVENT.get(refused.reason, "authn_login_fail"),
        outcome=events.FAILURE,
        actor_name=token.prefix if token else "",
        address=address,
        user_agent=request.headers.get("User-Agent", ""),
        object_label=token.source.slug if token else "",
        detail={"reason": refused.reason, "at": at, "repeats_not_recorded_for_s": QUIET_S},
    )
