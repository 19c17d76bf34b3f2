"""Pinning events from search, an event's panel or its page: choose a case, and hear what became of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from investigations.cases.access import case_for
from investigations.cases.actions.lifecycle import create_case
from investigations.cases.actions.pins import Pinned, pin_events
from investigations.cases.errors import CaseProblem
from investigations.cases.forms import CaseForm, event_ids
from investigations.cases.models import Case
from investigations.cases.queries import cases_for
from investigations.cases.views.deeds import deed
from investigations.cases.words import pinned_in_words
from investigations.review.purpose import checked, purpose_of
from portal.accounts.actor import Actor, require
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit.receipts import Action


@needs(Capability.READ_RECORDS, look=Action.PIN)
@require_http_methods(["GET", "POST"])
def pin(request: HttpRequest) -> HttpResponse:
    """``event`` (repeated) are ids, ``case`` a number. Without a case: the choice of one, as a page or a fragment."""
    if request.method == "POST" and request.POST.get("case"):
        return _pin_into_chosen(request)
    return choose(request)


def choose(request: HttpRequest, *, refused: str = "") -> HttpResponse:
    """``refused`` says why the new case could not be created."""
    actor = actor_of(request)
    purpose = checked(actor, purpose_of(request))
    context = {
        "ids": _ids(request),
        "cases": cases_for(actor),
        "current": purpose.case_id,
        "may_create": actor.can(Capability.WORK_CASES),
        "refused": refused,
        "title": request.POST.get("title", ""),
    }
    return render(request, "cases/pin_choice.html" if request.htmx else "cases/pin.html", context)  # type: ignore[attr-defined]


def _pin_into_chosen(request: HttpRequest) -> HttpResponse:
    number, actor = request.POST["case"], actor_of(request)
    if number == "new":
        return _pin_into_new(request, actor)
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return choose(request)
    return _told(request, actor, case_for(actor, int(number), look=Action.PIN))


def _pin_into_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(actor, Capability.WORK_CASES)
    form = CaseForm(request.POST)
    if not form.is_valid():
        return choose(request, refused="Give the new case a title of at most 200 characters.")
    checked(actor, purpose_of(request))  # no case is left behind by a pin that had no purpose or no event
    _ids(request)
    return _told(request, actor, create_case(actor=actor, title=form.cleaned_data["title"]))


def _told(request: HttpRequest, actor: Actor, case: Case) -> HttpResponse:
    """Pin, or say why the case takes nothing."""
    try:
        return _carry_out(request, actor, case)
    except CaseProblem as problem:
        return _answer(request, case, messages.ERROR, "Not pinned", str(problem))


@deed(Capability.READ_RECORDS, Action.PIN)
def pin_into(request: HttpRequest, actor: Actor, case: Case) -> HttpResponse:
    return _told(request, actor, case)


def _carry_out(request: HttpRequest, actor: Actor, case: Case) -> HttpResponse:
    purpose = checked(actor, purpose_of(request))
    result = pin_events(actor=actor, purpose=purpose, case=case, event_ids=_ids(request))
    title, text = pinned_in_words(case, result)
    return _answer(request, case, _level(result), title, text)


def _ids(request: HttpRequest) -> list[int]:
    sent = request.POST if request.method == "POST" else request.GET
    return event_ids(sent.getlist("event"))


def _level(result: Pinned) -> int:
    if result.missing or result.destroyed:
        return messages.WARNING
    return messages.SUCCESS if result.added else messages.INFO


def _answer(request: HttpRequest, case: Case, level: int, title: str, text: str) -> HttpResponse:
    """For htmx a fragment for the dialog over the page the person stays on; otherwise the case, with the message."""
    if not request.htmx:  # type: ignore[attr-defined]
        messages.add_message(request, level, f"{title}. {text}")
        return redirect("cases:detail", number=case.pk)
    tone = {messages.SUCCESS: "success", messages.INFO: "info"}.get(level, "error")
    context = {
        "case": case,
        "title": title,
        "text": text,
        "tone": tone,
        "url": reverse("cases:detail", args=[case.pk]),
    }
    response = render(request, "cases/pin_done.html", context)
    response["HX-Trigger"] = "lantern:pinned"
    return response
