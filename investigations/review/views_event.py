"""One event: its page, its side panel, and what surrounds it."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from investigations.review import door
from investigations.review.copies import COPIES
from investigations.review.found import Event
from investigations.review.purpose import purpose_of
from investigations.review.read_request import whole_number
from investigations.review.reveal import places
from investigations.review.seen import seen
from investigations.review.shown import search_url, shown_value
from investigations.review.times import time_of
from portal.accounts.actor import Actor
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit.receipts import Action
from portal.core.eventid import batch_of, position_of
from portal.core.timerange import iso

MOST_NEIGHBOURS = 200
NEARBY = timedelta(minutes=5)
RAW_SHOWN = 32 * 1024  # bytes of the original line on a page; a copy has all of it


@needs(Capability.READ_RECORDS, look=Action.OPEN_EVENT)
@require_GET
def event(request: HttpRequest, event_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = door.event(actor, purpose_of(request), event_id)
    return render(request, "review/event.html", _context(found, actor))


@needs(Capability.READ_RECORDS, look=Action.OPEN_EVENT)
@require_GET
def panel(request: HttpRequest, event_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = door.event(actor, purpose_of(request), event_id)
    return render(request, "review/panel.html", _context(found, actor))


@needs(Capability.READ_RECORDS, look=Action.OPEN_EVENT)
@require_GET
def context(request: HttpRequest, event_id: int) -> HttpResponse:
    """``width`` neighbours on either side, from the same source, whatever was filtered for."""
    width = whole_number(request.GET.get("width", ""), 10, most=MOST_NEIGHBOURS)
    found = door.around(actor_of(request), purpose_of(request), event_id, before=width, after=width)
    template = "review/context.html" if request.headers.get("HX-Request") else "review/context_page.html"
    return render(request, template, {"found": found, "width": width, "widths": (5, 10, 25, 50, 100)})


@needs(Capability.READ_RECORDS, look=Action.OPEN_EVENT)
@require_GET
def copy(request: HttpRequest, event_id: int, kind: str) -> HttpResponse:
    """The whole event as plain text, JSON or Markdown, for the clipboard: a look of its own, with its own receipt."""
    if kind not in COPIES:
        raise Http404
    found = door.event(actor_of(request), purpose_of(request), event_id, detail={"copied_as": kind})
    return HttpResponse(COPIES[kind](found), content_type="text/plain; charset=utf-8")


def _context(found: Event, actor: Actor) -> dict[str, object]:
    nearby = f"{iso(found.timestamp - NEARBY)}/{iso(found.timestamp + NEARBY)}"
    return {
        "event": found,
        "fields": [shown_value(name, value) for name, value in found.fields.items()],
        "batch": batch_of(found.id),
        "position": position_of(found.id),
        "seen": seen(found.id),
        "pseudonyms": len(places(found)),
        "may_reveal": actor.can(Capability.REVEAL),
        "time": time_of(found),
        "raw": found.raw[:RAW_SHOWN],
        "raw_more": max(0, len(found.raw) - RAW_SHOWN),
        "leaf": found.leaf.hex(),
        "nearby_url": search_url(f"source:{found.source}", nearby),
    }
