"""Looking at receipts and at activity, recorded before anything is shown.

Every function here takes who looks, does the work, commits a receipt of its own and only then returns what
may be shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Min, QuerySet
from django.http import Http404, QueryDict

from portal.accounts.actor import Actor, require
from portal.accounts.roles import Capability
from portal.audit import receipts
from portal.audit.models import AuditEvent, Outcome, Receipt
from portal.audit.receipts import Action
from portal.oversight.fields import EventField
from portal.oversight.filters import ActivityFilter, ReceiptFilter, Strict
from portal.oversight.paging import Page, page_of

COUNTED = 10_000  # counting further costs more than it tells


@dataclass(frozen=True)
class Listing:
    """A page of what matches; empty, with ``mistakes``, when the filters make no sense.

    ``total`` counts no further than one past ``COUNTED``.
    """

    asked: Strict
    page: Page
    total: int
    mistakes: Sequence[str] = ()

    @property
    def is_more(self) -> bool:
        return self.total > COUNTED


def at_receipts(actor: Actor, params: QueryDict) -> Listing:
    """A page of receipts, newest first."""
    listing = _listing(actor, ReceiptFilter(params, Receipt.objects.all()), params)
    return _recorded(actor, Action.RECEIPTS_VIEW, listing)


def at_activity(actor: Actor, params: QueryDict) -> Listing:
    """A page of the portal's own security events, newest first."""
    listing = _listing(actor, ActivityFilter(params, AuditEvent.objects.all()), params)
    return _recorded(actor, Action.ACTIVITY_VIEW, listing)


def at_receipt(actor: Actor, key: UUID) -> Receipt:
    """One receipt with all it holds; ``Http404`` when there is none."""
    require(actor, Capability.READ_RECEIPTS)
    found = Receipt.objects.filter(pk=key).first()
    _leave(
        actor,
        Action.RECEIPTS_VIEW,
        query=f"receipt:{key}",
        shown=[found] if found else [],
        total=int(bool(found)),
    )
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Seen:
    """Who was shown one event: a line per person with first and last time, and the receipts, newest first."""

    event_id: int
    people: Sequence[Mapping[str, Any]]
    page: Page


def at_who_saw(actor: Actor, event_id: int, cursor: str = "") -> Seen:
    """Everybody to whom the event was delivered, found by the index over ``delivered``."""
    require(actor, Capability.READ_RECEIPTS)
    shown = Receipt.objects.filter(delivered__contains=[event_id])
    people = list(
        shown.values("person_name")
        .annotate(times=Count("pk"), first=Min("at"), last=Max("at"))
        .order_by("-last")
    )
    page = page_of(shown, cursor)
    _leave(
        actor,
        Action.RECEIPTS_VIEW,
        query=f"event:{event_id}",
        shown=page.rows,
        total=sum(p["times"] for p in people),
    )
    return Seen(event_id, people, page)


def _listing(actor: Actor, asked: Strict, params: QueryDict) -> Listing:
    require(actor, Capability.READ_RECEIPTS)
    if asked.mistakes:
        return Listing(asked, Page([]), 0, asked.mistakes)
    rows: QuerySet[Any] = asked.qs
    return Listing(asked, page_of(rows, params.get("cursor", "")), rows[: COUNTED + 1].count())


def _recorded(actor: Actor, action: Action, listing: Listing) -> Listing:
    query = listing.asked.in_words
    if listing.mistakes:
        _leave(actor, action, query=query, outcome=Outcome.FAILED, reason=" ".join(listing.mistakes))
        return listing
    _leave(
        actor,
        action,
        query=query,
        shown=listing.page.rows,
        total=listing.total,
        between=listing.asked.between,
    )
    return listing


def _leave(
    actor: Actor,
    action: Action,
    *,
    query: str,
    shown: Sequence[Any] = (),
    total: int | None = None,
    between: tuple[datetime, datetime] | None = None,
    outcome: Outcome = Outcome.ALLOWED,
    reason: str = "",
) -> None:
    receipts.write(
        actor=actor,
        purpose=None,
        action=action,
        outcome=outcome,
        query=query,
        between=between,
        total=total,
        reason=reason,
        detail={"shown": [str(row.pk) for row in shown]},
    )


def event_id_of(text: str) -> int | None:
    """The event that an auditor pasted, as a number or as its page's address; ``None`` when it is neither."""
    try:
        return EventField(max_length=300).clean(text)
    except ValidationError:
        return None
