"""The trace that a change leaves, in the transaction of the change."""

from django.utils import timezone

from investigations.cases.models import Case
from portal.accounts.actor import Actor
from portal.audit import events


def changed(actor: Actor, case: Case, event: str, /, **detail: object) -> None:
    """Note that the case changed now, and record the audit event ``event``."""
    case.changed_at = timezone.now()
    case.save(update_fields=["changed_at"])
    events.record(event, actor=actor, object_label=f"case {case}", detail={"case": case.pk, **detail})
