"""The purpose with which somebody comes into a case."""

from django.http import HttpRequest

from investigations.cases.models import Case
from investigations.review.purpose import checked, purpose_of
from portal.accounts.actor import Actor
from portal.audit.purpose import Purpose


def stated_for(request: HttpRequest, actor: Actor, case: Case) -> Purpose:
    """What the person stated, still holding; ``PurposeRequired`` otherwise.

    Having stated this very case is enough to read it after it was closed: its members still may.
    """
    purpose = purpose_of(request)
    if purpose is not None and purpose.kind == "case" and purpose.case_id == case.pk:
        return Purpose(kind="case", case_id=case.pk, case_label=str(case), reason=purpose.reason)
    return checked(actor, purpose)
