"""Originals of an event's pseudonyms: a page that asks why, and the answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ingestion.normalise.masking.profile import LABELS
from investigations.review.purpose import purpose_of
from investigations.review.reveal import LONGEST_REASON, SHORTEST_REASON, ReasonMissing, reveal
from portal.accounts.actor import require_step_up
from portal.accounts.errors import StepUpRequired
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit.receipts import Action

TYPED = "reveal_reason"


@never_cache
@needs(Capability.REVEAL, look=Action.REVEAL)
@require_http_methods(["GET", "HEAD", "POST"])
def originals(request: HttpRequest, event_id: int) -> HttpResponse:
    """Asking for the page asks for the second factor, so that the reason typed is not lost on the way.

    Where the proof has run out while it was typed, the session keeps the reason until it is proven anew.
    """
    actor = actor_of(request)
    context = {"event_id": event_id, "shortest": SHORTEST_REASON, "longest": LONGEST_REASON}
    if request.method != "POST":
        require_step_up(actor)
        typed = request.session.pop(TYPED, {}).get(str(event_id), "")
        return render(request, "review/reveal.html", {**context, "reason": typed})
    reason = request.POST.get("reason", "")
    try:
        found = reveal(actor, purpose_of(request), event_id, reason)
    except StepUpRequired:
        request.session[TYPED] = {str(event_id): reason[:LONGEST_REASON]}
        raise
    except ReasonMissing as missing:
        said = {**context, "reason": reason, "mistake": str(missing)}
        return render(request, "review/reveal.html", said, status=missing.status)
    rows = [(each, LABELS.get(each.kind, each.kind)) for each in found]
    return render(request, "review/revealed.html", {**context, "rows": rows})
