"""The export page, preparing a file, and handing it out."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from investigations.cases.access import case_for
from investigations.cases.errors import CaseProblem
from investigations.cases.looks import look_into, seen_and_withheld
from investigations.cases.models import Case
from investigations.cases.stated import stated_for
from investigations.cases.timeline import Filters, entries_of
from investigations.cases.views.deeds import deed
from investigations.reports.export import Handed, Kind, fetch_export, prepare_export, waiting
from investigations.reports.past import past_exports
from portal.accounts.actor import Actor
from portal.accounts.errors import StepUpRequired
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit.receipts import Action

KINDS: dict[str, Kind] = {"html": "html", "json": "json"}
TYPES = {"html": "text/html; charset=utf-8", "json": "application/json"}


@needs(Capability.EXPORT, look=Action.CASE_EXPORT)
@require_safe
def export_page(request: HttpRequest, number: int) -> HttpResponse:
    """What an export contains, files that wait for this person, and exports of the past."""
    actor = actor_of(request)
    case = case_for(actor, number, look=Action.CASE_EXPORT)
    look_into(actor, stated_for(request, actor, case), case, [])
    entries = list(entries_of(case, Filters()).defer("raw", "record", "fields_json").filter(removed_at=None))
    seen, withheld = seen_and_withheld(actor, entries)
    context = {
        "case": case,
        "seen": len(seen),
        "withheld": withheld,
        "notes": sum(entry.kind == "note" for entry in entries),
        "waiting": waiting(actor, case).defer("body"),
        "past": past_exports(case),
    }
    return render(request, "reports/export.html", context)


@deed(Capability.EXPORT, Action.CASE_EXPORT)
def prepare(request: HttpRequest, actor: Actor, case: Case) -> HttpResponse:
    kind = KINDS.get(request.POST.get("kind", ""))
    if kind is None:
        raise CaseProblem("Choose HTML or JSON.")
    try:
        prepare_export(actor=actor, purpose=stated_for(request, actor, case), case=case, kind=kind)
    except StepUpRequired:
        return _step_up(case)
    return redirect("cases:export", number=case.pk)


@deed(Capability.EXPORT, Action.CASE_EXPORT)
def fetch(request: HttpRequest, actor: Actor, case: Case, export: uuid.UUID) -> HttpResponse:
    stated_for(request, actor, case)
    try:
        return _download(fetch_export(actor=actor, case=case, export_id=export))
    except StepUpRequired:
        return _step_up(case)


def _step_up(case: Case) -> HttpResponse:
    """To the second factor and back to the export page; a POST cannot be repeated by a redirect."""
    back = urlencode({"next": reverse("cases:export", args=[case.pk])})
    return redirect(f"{reverse('accounts:step_up')}?{back}")


def _download(handed: Handed) -> HttpResponse:
    """A file to keep, not a page of this site: never sniffed, and without any right if it is opened from here."""
    response = HttpResponse(handed.body, content_type=TYPES[handed.kind])
    response["Content-Disposition"] = f'attachment; filename="{handed.filename}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store"
    response["Lantern-Sha256"] = handed.sha256
    return response
