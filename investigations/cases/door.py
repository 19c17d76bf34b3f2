"""How a case reads events: through the review door, as the person who pins, with the receipt of that look."""

from collections.abc import Sequence

from investigations.cases.evidence import Evidence
from investigations.cases.models import Case
from portal.accounts.actor import Actor
from portal.audit.purpose import Purpose


def read_events(actor: Actor, purpose: Purpose, case: Case, event_ids: Sequence[int]) -> list[Evidence]:
    """The events among these ids that the actor may read; the rest is missing without a word why.

    The receipt (``Action.PIN``) is committed before this returns. Raises what the door raises:
    ``Forbidden``, ``PurposeRequired``, ``ReceiptUnavailable``, ``StoreUnavailable``.
    """
    from investigations.review import door

    return [Evidence.of(row) for row in door.pin(actor, purpose, event_ids, case=case.pk)]
