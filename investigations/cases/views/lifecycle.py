"""Describing, closing and reopening: a page that says what will happen, and the deed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from investigations.cases.access import case_for
from investigations.cases.actions.lifecycle import close_case, describe_case, reopen_case
from investigations.cases.consequences import what_closing_does
from investigations.cases.forms import CaseForm
from investigations.cases.looks import look_into
from investigations.cases.models import Case
from investigations.cases.stated import stated_for
from investigations.cases.views.deeds import deed
from portal.accounts.actor import Actor
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit.receipts import Action


def _entered(request: HttpRequest, number: int) -> Case:
    """The case for a page about it that shows no events, with the receipt of having looked."""
    actor = actor_of(request)
    case = case_for(actor, number)
    look_into(actor, stated_for(request, actor, case), case, [])
    return case


@needs(Capability.WORK_CASES, look=Action.CASE_VIEW)
@require_safe
def edit_page(request: HttpRequest, number: int) -> HttpResponse:
    case = _entered(request, number)
    form = CaseForm(initial={"title": case.title, "summary": case.summary})
    return render(request, "cases/edit.html", {"case": case, "form": form})


@deed(Capability.WORK_CASES)
def describe(request: HttpRequest, actor: Actor, case: Case) -> HttpResponse | str:
    form = CaseForm(request.POST)
    if not form.is_valid():
        return render(request, "cases/edit.html", {"case": case, "form": form}, status=422)
    describe_case(actor=actor, case=case, **form.cleaned_data)
    return "Title and summary are saved."


@needs(Capability.WORK_CASES, look=Action.CASE_VIEW)
@require_safe
def close_page(request: HttpRequest, number: int) -> HttpResponse:
    case = _entered(request, number)
    return render(request, "cases/close.html", {"case": case, "closing": what_closing_does(case)})


@deed(Capability.WORK_CASES)
def close(request: HttpRequest, actor: Actor, case: Case) -> str:
    row, released = close_case(actor=actor, case=case)
    return f"Case #{row.pk} is closed. {_holds(released)} released."


@deed(Capability.WORK_CASES)
def reopen(request: HttpRequest, actor: Actor, case: Case) -> str:
    row, held, destroyed = reopen_case(actor=actor, case=case)
    gone = (
        f" {destroyed} of its originals were destroyed in the meantime; their copies are still here."
        if destroyed
        else ""
    )
    return f"Case #{row.pk} is open again. {_holds(held)} placed.{gone}"


def _holds(count: int) -> str:
    return "1 hold was" if count == 1 else f"{count} holds were"
