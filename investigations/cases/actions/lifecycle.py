"""Opening, describing, closing and reopening a case."""

from django.db import transaction
from django.utils import timezone

from investigations.cases.access import locked, locked_open, person_of
from investigations.cases.actions.held import hold_again
from investigations.cases.errors import CaseProblem
from investigations.cases.models import Case, CaseMember
from investigations.cases.trace import changed
from portal.accounts.actor import Actor, require
from portal.accounts.roles import Capability
from portal.retention import holds


def create_case(*, actor: Actor, title: str, summary: str = "") -> Case:
    """A new open case; whoever creates it is its first member and leads it."""
    require(actor, Capability.WORK_CASES)
    with transaction.atomic():
        case = Case.objects.create(title=title, summary=summary, created_by_id=person_of(actor))
        CaseMember.objects.create(case=case, person_id=person_of(actor), is_lead=True, added_by=actor.name)
        changed(actor, case, "case_created")
    return case


def describe_case(*, actor: Actor, case: Case, title: str, summary: str) -> Case:
    """Change title and summary. The audit event says which of them changed, not what they said."""
    require(actor, Capability.WORK_CASES)
    with transaction.atomic():
        row = locked_open(actor, case)
        before = {"title": row.title, "summary": row.summary}
        row.title, row.summary = title, summary
        differing = [name for name, value in before.items() if getattr(row, name) != value]
        if differing:
            row.save(update_fields=differing)
            changed(actor, row, "case_updated", fields=differing)
    return row


def close_case(*, actor: Actor, case: Case) -> tuple[Case, int]:
    """Close the case and end its holds; returns how many holds ended. The copies in the case stay."""
    require(actor, Capability.WORK_CASES)
    with transaction.atomic():
        row = locked_open(actor, case)
        row.state, row.closed_at, row.closed_by = Case.State.CLOSED, timezone.now(), actor.name
        row.save(update_fields=["state", "closed_at", "closed_by"])
        released = holds.release(row.reference, by=actor.name)
        changed(actor, row, "case_closed", holds_released=released)
    return row, released


def reopen_case(*, actor: Actor, case: Case) -> tuple[Case, int, int]:
    """Open a closed case again and hold its events again; returns (held again, already destroyed)."""
    require(actor, Capability.WORK_CASES)
    with transaction.atomic():
        row = locked(actor, case)
        if row.is_open:
            raise CaseProblem(f"Case {row.pk} is open already.")
        row.state, row.closed_at, row.closed_by = Case.State.OPEN, None, ""
        row.save(update_fields=["state", "closed_at", "closed_by"])
        held, destroyed = hold_again(actor, row)
        changed(actor, row, "case_reopened", held_again=held, destroyed=destroyed)
    return row, held, destroyed
