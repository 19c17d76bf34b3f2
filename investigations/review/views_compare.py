"""Is one event before another? The time of one, or the order of two."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from investigations.review import door
from investigations.review.purpose import purpose_of
from investigations.review.read_request import BadRequest
from investigations.review.times import time_of
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit.receipts import Action

# A number, or a link to an event that ends in one.
NAMED = re.compile(r"(?:^|/events/)([1-9]\d{0,18})/?(?:[#?].*)?$", re.ASCII)
MOST = 2**63 - 1


@needs(Capability.READ_RECORDS, look=Action.COMPARE_TIMES)
@require_GET
def compare(request: HttpRequest, event_id: int) -> HttpResponse:
    """``?with=`` is the number of the other event or a link to it; without it, the first one's time alone."""
    actor, purpose = actor_of(request), purpose_of(request)
    asked = request.GET.get("with", "").strip()
    try:
        other = event_named(asked) if asked else None
    except BadRequest as mistake:
        return _time_alone(request, event_id, asked=asked, mistake=str(mistake), status=mistake.status)
    if other is None:
        return _time_alone(request, event_id)
    compared = door.compare(actor, purpose, event_id, other)
    return render(request, "review/compare.html", {"event": compared.first, "compared": compared})


def _time_alone(
    request: HttpRequest, event_id: int, *, asked: str = "", mistake: str = "", status: int = 200
) -> HttpResponse:
    found = door.event(actor_of(request), purpose_of(request), event_id, action=Action.COMPARE_TIMES)
    context = {"event": found, "time": time_of(found), "asked": asked, "mistake": mistake}
    return render(request, "review/compare.html", context, status=status)


def event_named(text: str) -> int:
    """Raises ``BadRequest``."""
    found = NAMED.search(text)
    if found is None or int(found[1]) > MOST:
        raise BadRequest("Name the other event by its number, or paste the link to it.")
    return int(found[1])
