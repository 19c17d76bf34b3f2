"""Showing what pseudonyms stand for: for one event, after a step-up, with a reason, and never without its receipt.

Order of the steps: the right, the second factor, the reason, the purpose and the grant, then the originals are opened,
the security event and the receipt are committed, and only then anything leaves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from ingestion.normalise.masking.tokens import PSEUDONYM
from ingestion.normalise.masking.vault import CannotOpen
from ingestion.privacy import originals
from investigations.review import events
from investigations.review.attempt import attempt
from investigations.review.errors import NoSuchEvent
from investigations.review.events import as_text
from investigations.review.found import Event
from investigations.review.scope import enter
from portal.accounts.actor import Actor, require, require_step_up
from portal.accounts.roles import Capability
from portal.audit import events as security
from portal.audit.purpose import Purpose
from portal.audit.receipts import Action
from portal.core.problems import Problem

SHORTEST_REASON = 8
LONGEST_REASON = 500


class ReasonMissing(Problem):
    """A reveal needs a reason that says something."""

    status = 422
    code = "reason_missing"


class KeyChanged(Problem):
    """The originals were sealed under another masking key."""

    status = 503
    code = "masking_key_changed"


@dataclass(frozen=True)
class Revealed:
    """One pseudonym of the event: where it stands, and what it stands for; ``value`` is empty when that is not kept."""

    token: str
    kind: str
    fields: Sequence[str]
    value: str


def reveal(actor: Actor, purpose: Purpose | None, event_id: int, reason: str) -> Sequence[Revealed]:
    """The originals of the event's pseudonyms, once security event and receipt are committed.

    Raises ``Forbidden``, ``StepUpRequired``, ``ReasonMissing``, ``PurposeRequired``, ``NoSuchEvent``, ``KeyChanged``,
    ``StoreSilent`` and ``ReceiptUnavailable``.
    """
    said = reason.strip()[:LONGEST_REASON]
    with attempt(actor, purpose, Action.REVEAL, detail={"event": str(event_id), "reason": said}) as look:
        require(actor, Capability.REVEAL)
        require_step_up(actor)
        if len(said) < SHORTEST_REASON:
            raise ReasonMissing(f"Say why in {SHORTEST_REASON} characters at least. Nothing was shown.")
        found = events.by_ids([event_id], enter(look))
        if not found:
            raise NoSuchEvent("There is no such event, or it is not open to you.")
        look.sources = frozenset({found[0].source})  # what was shown, not what might have been
        revealed = _opened(found[0])
        names = sorted({f"{field} ({each.kind})" for each in revealed for field in each.fields})
        with transaction.atomic():
            detail = {"fields": names, "pseudonyms": len(revealed), "reason": said}
            security.record(
                "sensitive_read", actor=actor, object_label=f"originals of event {event_id}", detail=detail
            )
        look.allowed(total=len(revealed), delivered=[event_id], fields=names)
        return revealed


def places(event: Event) -> Mapping[str, list[str]]:
    """The pseudonyms of an event, each with the names of the fields it stands in; ``raw`` when only in the line."""
    found: dict[str, list[str]] = {}
    for name, value in event.fields.items():
        text = as_text(value).encode("utf-8", "surrogateescape")
        for token in _tokens(text):
            found.setdefault(token, []).append(name)
    for token in _tokens(event.raw):
        found.setdefault(token, ["raw"])
    return {token: list(dict.fromkeys(names)) for token, names in found.items()}


def _tokens(text: bytes) -> Sequence[str]:
    return list(dict.fromkeys(found.decode() for found in PSEUDONYM.every(text)))


def _opened(event: Event) -> Sequence[Revealed]:
    where = places(event)
    try:
        day = event.received_at.date()
        known = originals.opened(event.source, event.retention_class, day, list(where))
    except CannotOpen as error:
        raise KeyChanged(str(error)) from error
    return [
        Revealed(token, _kind(token), names, known[token].value if token in known else "")
        for token, names in where.items()
    ]


def _kind(token: str) -> str:
    found = PSEUDONYM.fullmatch(token.encode())
    return found[1].decode() if found else ""
