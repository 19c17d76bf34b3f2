"""One case with its timeline. Showing it is a look: purpose and receipt come first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from investigations.cases.access import case_for
from investigations.cases.actions.members import people_to_add
from investigations.cases.forms import MemberForm, NoteForm
from investigations.cases.looks import look_into
from investigations.cases.models import Case
from investigations.cases.queries import members_of, people_on_timeline, sources_on_timeline
from investigations.cases.stated import stated_for
from investigations.cases.timeline import Filters, entries_of, is_comparable, lines
from portal.accounts.actor import Actor
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit.receipts import Action


@needs(Capability.READ_CASES, look=Action.CASE_VIEW)
@require_safe
def case_detail(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    return show(request, actor, case_for(actor, number))


def show(
    request: HttpRequest,
    actor: Actor,
    case: Case,
    *,
    note_form: NoteForm | None = None,
    editing: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """The case's page. ``note_form`` brings a note back that was refused; ``editing`` is the entry it belongs to."""
    filters = Filters.of(request.GET)
    entries = list(entries_of(case, filters))
    receipt = look_into(actor, stated_for(request, actor, case), case, entries, query=filters.text)
    shown = lines(actor, entries)
    context = {
        "case": case,
        "lines": shown,
        "comparable": [line for line in shown if is_comparable(line)],
        "filters": filters,
        "withheld": sum(line.is_withheld and line.entry.removed_at is None for line in shown),
        "receipt": receipt,
        "sources": sources_on_timeline(case),
        "people": people_on_timeline(case),
        "members": members_of(case),
        "note_form": note_form or NoteForm(),
        "editing": editing,
        **_rights(actor, case),
    }
    return render(request, "cases/detail.html", context, status=status)


def _rights(actor: Actor, case: Case) -> dict[str, object]:
    works = actor.can(Capability.WORK_CASES)
    return {
        "may_write": case.is_open and actor.can(Capability.READ_RECORDS),
        "may_work": works and case.is_open,
        "may_reopen": works and not case.is_open,
        "may_export": actor.can(Capability.EXPORT),
        "member_form": MemberForm(people=people_to_add(case)) if works and case.is_open else None,
    }
