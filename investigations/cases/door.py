"""How a case reads events: through the review door, as the person who pins, with the receipt of that look."""

from collections.abc import Sequence

from investigations.cases.evidence import Evidence
from investigations.cases.models import Case
from investigations.review import door
from investigations.review.errors import NoSuchEvent
from investigations.review.found import Event
from portal.accounts.actor import Actor
from portal.audit.purpose import Purpose
from portal.audit.receipts import Action


def read_events(actor: Actor, purpose: Purpose, case: Case, event_ids: Sequence[int]) -> list[Evidence]:
    """The events among these ids that the actor may read; the rest is missing without a word why.

    The receipt (``Action.PIN``) is committed before this returns. Raises what the door raises:
    ``Forbidden``, ``PurposeRequired``, ``ReceiptUnavailable``, ``StoreSilent``, ``TooExpensive``.
    """
    try:
        found = door.read_events(actor, purpose, event_ids, action=Action.PIN, detail={"case": case.pk})
    except NoSuchEvent:
        return []
    return [_evidence(event) for event in found]


def _evidence(event: Event) -> Evidence:
    return Evidence(
        event_id=event.id,
        source=event.source,
        at=event.timestamp,
        received_at=event.received_at,
        retention_class=event.retention_class,
        fields=event.fields,
        raw=event.raw,
        record=event.record,
        leaf=event.leaf,
    )
