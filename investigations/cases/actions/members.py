"""Who belongs to a case."""

from django.db import transaction
from django.db.models import QuerySet

from investigations.cases.access import locked_open
from investigations.cases.errors import CaseProblem
from investigations.cases.models import Case, CaseMember
from investigations.cases.trace import changed
from portal.accounts.actor import Actor, require
from portal.accounts.models import Person
from portal.accounts.roles import READERS, Capability


def people_to_add(case: Case) -> QuerySet[Person]:
    """Active people whose role lets them read cases and who are not members yet."""
    readers = Person.objects.filter(is_active=True, role_assignments__role__in=READERS)
    return readers.exclude(case_memberships__case=case).distinct().order_by("display_name", "name")


def add_member(*, actor: Actor, case: Case, person: Person) -> CaseMember:
    """Let a person into the case. They still read only events of sources they have a grant for."""
    require(actor, Capability.WORK_CASES)
    with transaction.atomic():
        row = locked_open(actor, case)
        if not people_to_add(row).filter(pk=person.pk).exists():
            raise CaseProblem(f"{person} is a member already, or has no role that reads cases.")
        member = CaseMember.objects.create(case=row, person=person, added_by=actor.name)
        changed(actor, row, "case_member_added", person=person.name)
    return member


def remove_member(*, actor: Actor, case: Case, member_id: int) -> str:
    """Take a person out of the case; returns their name. A case keeps at least one lead."""
    require(actor, Capability.WORK_CASES)
    with transaction.atomic():
        row = locked_open(actor, case)
        member = _member(row, member_id)
        if member.is_lead and not _other_leads(row, member).exists():
            raise CaseProblem(f"{member.person} is the only lead. Make somebody else lead first.")
        member.delete()
        changed(actor, row, "case_member_removed", person=member.person.name)
    return str(member.person)


def set_lead(*, actor: Actor, case: Case, member_id: int, is_lead: bool) -> CaseMember:
    """Make a member lead, or no longer; a case keeps at least one lead."""
    require(actor, Capability.WORK_CASES)
    with transaction.atomic():
        row = locked_open(actor, case)
        member = _member(row, member_id)
        if not is_lead and not _other_leads(row, member).exists():
            raise CaseProblem(f"{member.person} is the only lead. Make somebody else lead first.")
        if member.is_lead != is_lead:
            member.is_lead = is_lead
            member.save(update_fields=["is_lead"])
            changed(actor, row, "case_lead_changed", person=member.person.name, is_lead=is_lead)
    return member


def _member(case: Case, member_id: int) -> CaseMember:
    member = case.members.select_related("person").filter(pk=member_id).first()
    if member is None:
        raise CaseProblem("This person is not, or no longer, a member of the case.")
    return member


def _other_leads(case: Case, member: CaseMember) -> QuerySet[CaseMember]:
    return case.members.filter(is_lead=True).exclude(pk=member.pk)
