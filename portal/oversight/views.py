"""The auditor's pages. Each asks ``look`` for what may be shown; by then the look is recorded."""

import json
from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actor import require_step_up
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit.receipts import Action
from portal.core.eventid import batch_of, position_of
from portal.oversight import look
from portal.oversight.export import MOST, receipts_file
from portal.oversight.fields import LARGEST_ID
from portal.oversight.kept import asked_of, keep
from portal.oversight.paging import Page
from portal.oversight.told import told

auditors = needs(Capability.READ_RECEIPTS, look=Action.RECEIPTS_VIEW)
IDS_SHOWN = 500


@auditors
@require_http_methods(["GET", "HEAD", "POST"])
def receipts(request: HttpRequest) -> HttpResponse:
    """Filters come by POST, and are led to the address that shows what they find."""
    if request.method == "POST":
        return _led_to(request)
    listing = look.at_receipts(actor_of(request), asked_of(request))
    return _list(request, "audit/receipts.html", listing)


@needs(Capability.READ_RECEIPTS, look=Action.ACTIVITY_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _led_to(request)
    listing = look.at_activity(actor_of(request), asked_of(request))
    rows = [(row, told(row.detail)) for row in listing.page.rows]
    return _list(request, "audit/activity.html", listing, {"rows": rows})


@auditors
@require_safe
def receipt(request: HttpRequest, key: UUID) -> HttpResponse:
    found = look.at_receipt(actor_of(request), key)
    context = {
        "receipt": found,
        "delivered": found.delivered[:IDS_SHOWN],
        "more": len(found.delivered) - IDS_SHOWN,
        "detail": json.dumps(found.detail, indent=2, ensure_ascii=False),
        "withheld": json.dumps(found.withheld, indent=2, ensure_ascii=False),
    }
    return render(request, "audit/receipt.html", context)


@auditors
@require_safe
def find_event(request: HttpRequest) -> HttpResponse:
    """Where an auditor pastes an event's number; nothing is looked up here yet."""
    text = request.GET.get("event", "").strip()
    event_id = look.event_id_of(text)
    if event_id:
        return HttpResponseRedirect(reverse("audit:seen", args=[event_id]))
    return render(request, "audit/find_event.html", {"text": text}, status=422 if text else 200)


@auditors
@require_safe
def seen(request: HttpRequest, event_id: int) -> HttpResponse:
    if not 0 < event_id <= LARGEST_ID:
        return render(request, "audit/find_event.html", {"text": str(event_id)}, status=404)
    found = look.at_who_saw(actor_of(request), event_id, request.GET.get("cursor", ""))
    place = {"batch": batch_of(event_id), "line": position_of(event_id) + 1}
    return render(request, "audit/seen.html", {"seen": found, **place, **_links(request, found.page)})


@auditors
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """Say what will be exported, then send it. Step-up comes first: its way back leads to this page."""
    actor = actor_of(request)
    require_step_up(actor)
    if request.method == "POST":
        file = receipts_file(actor, asked_of(request), request.POST.get("format", ""))
        headers = {
            "Content-Disposition": f'attachment; filename="{file.name}"',
            "Lantern-SHA-256": file.digest,
        }
        return HttpResponse(file.body, content_type=file.media_type, headers=headers)
    listing = look.at_receipts(actor, asked_of(request))
    context = {
        "listing": listing,
        "most": MOST,
        "too_many": listing.total > MOST,
        "query": request.GET.urlencode(),
    }
    return render(request, "audit/export.html", context, status=422 if listing.mistakes else 200)


def _list(
    request: HttpRequest, template: str, listing: look.Listing, more: Mapping[str, object] | None = None
) -> HttpResponse:
    context = {
        "listing": listing,
        "form": listing.asked.form,
        **_links(request, listing.page),
        **(more or {}),
    }
    return render(request, template, context, status=422 if listing.mistakes else 200)


def _led_to(request: HttpRequest) -> HttpResponse:
    query = keep(request.session, request.POST.dict())
    return HttpResponseRedirect(f"{request.path}?{query}" if query else request.path)


def _links(request: HttpRequest, page: Page) -> dict[str, object]:
    kept = {name: str(value) for name, value in request.GET.items() if name != "cursor" and value}
    return {
        "filters": urlencode(kept),
        "newer_url": f"?{urlencode({**kept, 'cursor': page.newer})}" if page.newer else "",
        "older_url": f"?{urlencode({**kept, 'cursor': page.older})}" if page.older else "",
    }
