"""The only ways to a case: as the person who asks."""

from django.db.models import QuerySet

from investigations.cases.errors import CaseClosed, NoSuchCase
from investigations.cases.models import Case, Entry
from portal.accounts.actor import Actor
from portal.accounts.errors import Forbidden
from portal.accounts.roles import Capability
from portal.audit import receipts
from portal.audit.models import Outcome
from portal.audit.receipts import Action

MISSING = "There is no such case, or it is not shared with you."


def cases_of(actor: Actor) -> QuerySet[Case]:
    """Every case the actor is a member of; none without the right to read cases."""
    if actor.person_id is None or not actor.can(Capability.READ_CASES):
        return Case.objects.none()
    return Case.objects.filter(members__person_id=actor.person_id)


def case_for(actor: Actor, number: int, *, look: Action = Action.CASE_VIEW) -> Case:
    """The case with this number, if the actor belongs to it.

    Otherwise raises ``NoSuchCase`` and leaves a denied receipt for ``look``. Call it outside a transaction:
    the receipt is committed by itself.
    """
    case = cases_of(actor).filter(pk=number).first()
    if case is not None:
        return case
    receipts.write(
        actor=actor,
        purpose=None,
        action=look,
        outcome=Outcome.DENIED,
        reason=_why_denied(actor, number),
        detail={"case": number},
    )
    raise NoSuchCase(MISSING)


def _why_denied(actor: Actor, number: int) -> str:
    if not actor.can(Capability.READ_CASES):
        return "The person's roles do not include reading cases."
    return (
        "The person is not a member of this case."
        if Case.objects.filter(pk=number).exists()
        else "No such case."
    )


def locked(actor: Actor, case: Case) -> Case:
    """The case's row, locked until the transaction ends, with membership checked again under the lock."""
    row = cases_of(actor).select_for_update(of=("self",)).filter(pk=case.pk).first()
    if row is None:
        raise NoSuchCase(MISSING)
    return row


def locked_open(actor: Actor, case: Case) -> Case:
    """Like ``locked``; raises ``CaseClosed`` when nothing may be changed any more."""
    row = locked(actor, case)
    if not row.is_open:
        raise CaseClosed(f"Case {row.pk} is closed. Reopen it before changing anything in it.")
    return row


def entry_of(case: Case, entry_id: int) -> Entry:
    """A live entry of this case, or ``NoSuchCase``."""
    entry = case.entries.filter(pk=entry_id, removed_at=None).select_related("created_by").first()
    if entry is None:
        raise NoSuchCase("This entry is not, or no longer, on the timeline.")
    return entry


def require_own_or_investigator(actor: Actor, entry: Entry) -> None:
    """Members take back what they put there themselves; investigators whatever stands in their case."""
    if entry.created_by_id != actor.person_id and not actor.can(Capability.WORK_CASES):
        raise Forbidden("Only the person who added this, or an investigator, may remove it.")


def person_of(actor: Actor) -> int:
    """The key of the person who acts; ``Forbidden`` for a command that acts for nobody."""
    if actor.person_id is None:
        raise Forbidden("Cases are worked on by people; this acts for nobody.")
    return actor.person_id
