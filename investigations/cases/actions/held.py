"""Keeping the originals of pinned events from the purge while their case is open."""

from datetime import UTC

from django.db import transaction

from investigations.cases.models import Case, Entry
from portal.accounts.actor import Actor
from portal.retention import holds


def hold(actor: Actor, entry: Entry) -> None:
    """Hold the event of this entry, in the caller's transaction. Raises ``holds.TooLate``."""
    if entry.event_id is None or entry.received_at is None:
        raise ValueError("Only the entry of an event can be held.")
    holds.place(
        reference=entry.case.reference,
        owner_name=actor.name,
        reason=f"Pinned in case {entry.case}",
        event_id=entry.event_id,
        retention_class=entry.retention_class,
        day=entry.received_at.astimezone(UTC).date(),
    )


def hold_again(actor: Actor, case: Case) -> tuple[int, int]:
    """Hold every pinned event of a case that was closed; returns (held, destroyed in the meantime)."""
    held = destroyed = 0
    for entry in case.entries.filter(kind=Entry.Kind.EVENT, removed_at=None).defer(
        "raw", "record", "fields_json"
    ):
        entry.case = case
        try:
            with transaction.atomic():
                hold(actor, entry)
            held += 1
        except holds.TooLate:
            destroyed += 1
    return held, destroyed
