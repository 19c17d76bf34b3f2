"""The demonstration's case: what an investigator found so far, pinned through the door like anybody's finds."""

import time
from datetime import datetime, timedelta

from ingestion.receive.backlog import backlog
from investigations.cases.actions.lifecycle import create_case
from investigations.cases.actions.members import add_member
from investigations.cases.actions.notes import add_note
from investigations.cases.actions.pins import pin_events
from investigations.cases.models import Case
from investigations.review import door
from investigations.review.asked import Asked
from investigations.review.found import Row
from portal.accounts.actor import Actor
from portal.accounts.models import Person
from portal.audit.purpose import Purpose
from portal.demo.story import INTRUDER

TITLE = "Who exported the customer list?"
SUMMARY = (
    "The duty manager asked for a review of the staff logins. The shop's log says that every customer was "
    "exported this afternoon, under an account that had failed to sign in shortly before."
)
REASON = "Duty manager asked for a review of the staff logins"
FINDS = [
    f"source:shop-app AND event.action:authn_login_successafterfail AND source.ip:{INTRUDER}",
    f"source:shop-app AND event.action:privilege_permissions_changed AND source.ip:{INTRUDER}",
    f"source:shop-web AND url.path:/staff/customers/export.csv AND source.ip:{INTRUDER}",
    f'source:bastion-auth AND "Accepted password" AND source.ip:{INTRUDER}',
    "source:bastion-auth AND process.name:sudo AND useradd",
]
NOTES = [
    (
        247,
        "The password was right at the third try. Was it in a leak? Ask Mira whether she used it elsewhere.",
    ),
    (205, "The same address, now on the bastion host, with a password although keys are the rule there."),
    (60, "Next: who reads the mailbox that the supplier wrote about? What left the orders host?"),
]
SEALED_WITHIN_S = 120


def tell(actor: Actor, colleague: str, now: datetime) -> Case:
    """Open the case, pin what the searches find, and add the notes. Waits until everything sent is searchable."""
    _wait_until_sealed()
    purpose = Purpose(kind="category", category="incident-response", reason=REASON)
    case = create_case(actor=actor, title=TITLE, summary=SUMMARY)
    add_member(actor=actor, case=case, person=Person.objects.get(name=colleague))
    finds = [row.id for query in FINDS for row in _found(actor, purpose, query, now)]
    pin_events(actor=actor, purpose=purpose, case=case, event_ids=finds)
    for minutes, text in NOTES:
        add_note(actor=actor, case=case, text=text, at=now - timedelta(minutes=minutes))
    return case


def _found(actor: Actor, purpose: Purpose, query: str, now: datetime) -> list[Row]:
    return list(door.search(actor, purpose, Asked(query, "24h", now=now), limit=5, rows_only=True).rows)


def _wait_until_sealed() -> None:
    until = time.monotonic() + SEALED_WITHIN_S
    while backlog().waiting:
        if time.monotonic() > until:
            raise TimeoutError(f"Records sent are still waiting to be sealed after {SEALED_WITHIN_S} s.")
        time.sleep(0.2)
