"""Letting people into a case and out of it."""

from django.http import HttpRequest

from investigations.cases.actions.members import add_member, people_to_add, remove_member, set_lead
from investigations.cases.errors import CaseProblem
from investigations.cases.forms import MemberForm
from investigations.cases.models import Case
from investigations.cases.views.deeds import deed
from portal.accounts.actor import Actor
from portal.accounts.roles import Capability


@deed(Capability.WORK_CASES)
def add(request: HttpRequest, actor: Actor, case: Case) -> str:
    form = MemberForm(request.POST, people=people_to_add(case))
    if not form.is_valid():
        raise CaseProblem(
            "Choose a person from the list: someone active whose role reads cases, and no member yet."
        )
    member = add_member(actor=actor, case=case, person=form.cleaned_data["person"])
    return f"{member.person} is a member now. They see pinned events only of sources they have a grant for."


@deed(Capability.WORK_CASES)
def remove(request: HttpRequest, actor: Actor, case: Case, member: int) -> str:
    return f"{remove_member(actor=actor, case=case, member_id=member)} is no longer a member."


@deed(Capability.WORK_CASES)
def lead(request: HttpRequest, actor: Actor, case: Case, member: int) -> str:
    changed = set_lead(actor=actor, case=case, member_id=member, is_lead=request.POST.get("lead") == "1")
    return f"{changed.person} {'leads this case now' if changed.is_lead else 'no longer leads this case'}."
