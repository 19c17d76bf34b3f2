"""Looking into a case: what of it this person may see, and the receipt that says so."""

import uuid
from collections.abc import Sequence

from investigations.cases.models import Case, Entry
from portal.accounts.actor import Actor
from portal.audit import receipts
from portal.audit.models import Outcome, Receipt
from portal.audit.purpose import Purpose
from portal.audit.receipts import Action


def purpose_in(case: Case) -> Purpose:
    """Inside a case, the case is why one looks, whatever was stated for looking elsewhere."""
    return Purpose(kind="case", case_id=case.pk, case_label=str(case))


def may_see(actor: Actor, entry: Entry) -> bool:
    """A pinned copy is as closed as its original: it needs a grant for the source. Notes need membership only."""
    return entry.kind == Entry.Kind.NOTE or actor.may_read_source(entry.source)


def seen_and_withheld(actor: Actor, entries: Sequence[Entry]) -> tuple[list[int], dict[str, object]]:
    """Ids of the events whose copies leave, and for the receipt what is kept back and why."""
    events = [entry for entry in entries if entry.kind == Entry.Kind.EVENT and entry.removed_at is None]
    seen = [entry.event_id for entry in events if entry.event_id is not None and may_see(actor, entry)]
    hidden = [entry for entry in events if not may_see(actor, entry)]
    if not hidden:
        return seen, {}
    return seen, {
        "events": [str(entry.event_id) for entry in hidden],
        "sources": sorted({entry.source for entry in hidden}),
        "reason": "no grant for the source",
    }


def look_into(
    actor: Actor,
    stated: Purpose,
    case: Case,
    entries: Sequence[Entry],
    *,
    action: Action = Action.CASE_VIEW,
    query: str = "",
    receipt_id: uuid.UUID | None = None,
) -> Receipt:
    """Write the receipt for showing these entries. Raises ``ReceiptUnavailable``: then nothing may be shown."""
    seen, withheld = seen_and_withheld(actor, entries)
    return receipts.write(
        receipt_id=receipt_id,
        actor=actor,
        purpose=purpose_in(case),
        action=action,
        outcome=Outcome.ALLOWED,
        query=query,
        sources=sorted({entry.source for entry in entries if entry.source and may_see(actor, entry)}),
        total=len(entries),
        delivered=seen,
        withheld=withheld,
        detail={"case": case.pk, "stated_purpose": stated.label},
    )
