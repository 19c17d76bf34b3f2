"""Why a person looks: stated once in a session, checked again at every look.

A purpose that names a case holds only while the case is open and the person belongs to it.
"""

from dataclasses import replace

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest

from investigations.cases.queries import cases_for
from portal.accounts.actor import Actor
from portal.audit import events
from portal.audit.purpose import SESSION_KEY, Purpose, PurposeRequired, purpose_from_session

REASON_MIN = 10
REASON_MAX = 300


def purpose_of(request: HttpRequest) -> Purpose | None:
    """What the person stated: in this session, or with the API token or request; not checked yet."""
    with_token = getattr(request, "purpose", None)
    return with_token if isinstance(with_token, Purpose) else purpose_from_session(request.session)


def checked(actor: Actor, purpose: Purpose | None) -> Purpose:
    """The purpose, if it still holds, with its case's present title; otherwise ``PurposeRequired``."""
    if purpose is None:
        raise PurposeRequired("State why you are looking first.")
    if purpose.kind != "case":
        return purpose
    case = cases_for(actor).filter(pk=purpose.case_id or 0).first()
    if case is None:
        raise PurposeRequired(
            "The case you gave as your purpose is closed, or you no longer belong to it. State another."
        )
    return replace(purpose, case_label=str(case))


def state(actor: Actor, session: SessionBase, purpose: Purpose) -> None:
    """Keep the purpose in the session; the change is recorded with it."""
    with transaction.atomic():
        session[SESSION_KEY] = purpose.as_dict()
        session.save()
        events.record("purpose_stated", actor=actor, object_label=purpose.label, detail=purpose.as_dict())
