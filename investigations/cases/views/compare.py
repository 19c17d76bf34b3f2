"""Which of two pinned events came first. The copies in the case answer, so it works after the originals are gone."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from investigations.cases.access import case_for, entry_of
from investigations.cases.errors import NoSuchCase
from investigations.cases.looks import look_into, may_see
from investigations.cases.models import Case, Entry
from investigations.cases.stated import stated_for
from investigations.review.found import Event
from investigations.review.times import Compared
from portal.accounts.actor import Actor
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit import receipts
from portal.audit.models import Outcome
from portal.audit.receipts import Action


@needs(Capability.READ_RECORDS, look=Action.COMPARE_TIMES)
@require_safe
def compare(request: HttpRequest, number: int) -> HttpResponse:
    """``?first=`` and ``?second=`` are entries of the case."""
    actor = actor_of(request)
    case = case_for(actor, number, look=Action.COMPARE_TIMES)
    stated = stated_for(request, actor, case)
    first, second = (_entry(actor, case, request.GET.get(name, "")) for name in ("first", "second"))
    compared = Compared.of(event_of(first), event_of(second))
    look_into(actor, stated, case, [first, second], action=Action.COMPARE_TIMES)
    return render(request, "cases/compare.html", {"case": case, "compared": compared})


def _entry(actor: Actor, case: Case, key: str) -> Entry:
    """A pinned event that the actor may see; anything else looks like none and leaves a denied receipt."""
    try:
        entry = entry_of(case, int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0)
        if entry.kind == Entry.Kind.EVENT and may_see(actor, entry):
            return entry
        raise NoSuchCase("There is no such event on the timeline, or it is not open to you.")
    except NoSuchCase as missing:
        receipts.write(
            actor=actor,
            purpose=None,
            action=Action.COMPARE_TIMES,
            outcome=Outcome.DENIED,
            reason=str(missing),
            detail={"case": case.pk, "entry": key[:20]},
        )
        raise


def event_of(entry: Entry) -> Event:
    """The copy as an event of the store."""
    return Event(
        id=entry.event_id or 0,
        timestamp=_instant(entry.fields.get("timestamp")) or entry.at,
        received_at=entry.received_at or entry.at,
        source=entry.source,
        retention_class=entry.retention_class,
        fields=entry.fields,
        raw=bytes(entry.raw or b""),
        record=bytes(entry.record or b""),
        leaf=bytes(entry.leaf or b""),
    )


def _instant(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)).astimezone(UTC) if text else None
