"""The list of cases, and a new one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from investigations.cases.actions.lifecycle import create_case
from investigations.cases.forms import CaseForm
from investigations.cases.queries import Choice, case_counts, case_list
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit.receipts import Action

STATES = {"open": "Open", "closed": "Closed", "all": "All"}


@needs(Capability.READ_CASES, look=Action.CASE_VIEW)
@require_safe
def case_index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    state = request.GET.get("state", "open")
    choice = Choice(state if state in STATES else "open", led=request.GET.get("led") == "1")
    counts = case_counts(actor)
    context = {
        "cases": case_list(actor, choice),
        "choice": choice,
        "tabs": [(name, label, counts[name]) for name, label in STATES.items()],
        "may_create": actor.can(Capability.WORK_CASES),
    }
    return render(request, "cases/list.html", context)


@needs(Capability.WORK_CASES, look=Action.CASE_VIEW)
@require_http_methods(["GET", "POST"])
def new_case(request: HttpRequest) -> HttpResponse:
    form = CaseForm(request.POST or None)
    if not form.is_valid():
        return render(request, "cases/new.html", {"form": form}, status=422 if form.is_bound else 200)
    case = create_case(actor=actor_of(request), **form.cleaned_data)
    return redirect("cases:detail", number=case.pk)
