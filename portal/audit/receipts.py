"""Writing receipts: committed before any byte of a record leaves, or nothing leaves."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from django.db import DatabaseError, InterfaceError, connection, transaction

from portal.audit.models import Outcome, Receipt
from portal.audit.purpose import Purpose
from portal.core.problems import Unavailable


class ReceiptUnavailable(Unavailable):
    """The receipt could not be written, so nothing may be shown (HTTP 503)."""

    code = "receipt_unavailable"


class Action(StrEnum):
    SEARCH = "search"
    HISTOGRAM = "histogram"
    FIELD_VALUES = "field_values"
    OPEN_EVENT = "open_event"
    REVEAL = "reveal"
    COMPARE_TIMES = "compare_times"
    EXPORT = "export"
    PIN = "pin"
    CASE_VIEW = "case_view"
    CASE_EXPORT = "case_export"
    QUARANTINE_VIEW = "quarantine_view"
    QUARANTINE_REPLAY = "quarantine_replay"
    RECEIPTS_VIEW = "receipts_view"
    RECEIPTS_EXPORT = "receipts_export"
    ACTIVITY_VIEW = "activity_view"
    API_SEARCH = "api_search"
    API_HISTOGRAM = "api_histogram"
    API_FIELD_VALUES = "api_field_values"
    API_EVENT = "api_event"
    API_COMPARE_TIMES = "api_compare_times"
    API_CASE_VIEW = "api_case_view"
    API_CASE_EXPORT = "api_case_export"


class ActorLike(Protocol):
    """What a receipt copies of the person; ``portal.accounts.actor.Actor`` has it."""

    @property
    def person_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def role_names(self) -> list[str]: ...
    @property
    def via(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def user_agent(self) -> str: ...
    @property
    def session_ref(self) -> str: ...
    @property
    def token_ref(self) -> str: ...


def write(
    *,
    actor: ActorLike,
    purpose: Purpose | None,
    action: Action,
    outcome: Outcome,
    query: str = "",
    between: tuple[datetime, datetime] | None = None,
    sources: Sequence[str] = (),
    total: int | None = None,
    delivered: Sequence[int] = (),
    fields: Sequence[str] = (),
    withheld: Mapping[str, object] | None = None,
    reason: str = "",
    detail: Mapping[str, object] | None = None,
    receipt_id: uuid.UUID | None = None,
) -> Receipt:
    """Insert and commit one receipt.

    ``between`` is the range looked at (UTC, start included, end excluded); ``delivered`` the ids of the events
    about to leave; ``fields`` what was revealed beyond the usual; ``receipt_id`` is for a file that names its own receipt,
    and can be used once. Raises ``ReceiptUnavailable``.
    """
    receipt = Receipt(
        id=receipt_id or uuid.uuid4(),
        person_id=actor.person_id,
        person_name=actor.name,
        roles=actor.role_names,
        via=actor.via,
        session_ref=actor.session_ref,
        token_ref=actor.token_ref,
        address=actor.address or None,
        user_agent=actor.user_agent[:300],
        action=action,
        outcome=outcome,
        reason=_storable(reason),
        purpose_kind=purpose.kind if purpose else "",
        purpose_category=purpose.category if purpose else "",
        purpose_reason=purpose.reason if purpose else "",
        case_id=purpose.case_id if purpose else None,
        case_label=purpose.case_label[:200] if purpose else "",
        query=_storable(query),
        range_from=between[0] if between else None,
        range_to=between[1] if between else None,
        sources=list(sources),
        total=total,
        delivered=list(delivered),
        fields=list(fields),
        withheld=dict(withheld or {}),
        detail=dict(detail or {}),
    )
    return _commit(receipt)


def _commit(receipt: Receipt) -> Receipt:
    try:
        with transaction.atomic(durable=True):
            receipt.save()
    except (DatabaseError, InterfaceError) as error:
        connection.close()
        raise ReceiptUnavailable(
            "Nothing is shown, because this look could not be recorded. Try again shortly."
        ) from error
    return receipt


def _storable(text: str) -> str:
    """PostgreSQL text cannot hold NUL; show it as its symbol rather than lose the receipt."""
    return text.replace("\x00", "\u2400")
