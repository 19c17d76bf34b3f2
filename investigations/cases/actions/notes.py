"""Notes on a timeline: written, changed by their author, removed with a trace."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from investigations.cases.access import entry_of, locked_open, person_of, require_own_or_investigator
from investigations.cases.actions.order import last_place
from investigations.cases.errors import CaseProblem
from investigations.cases.models import Case, Entry
from investigations.cases.trace import changed
from portal.accounts.actor import Actor, require
from portal.accounts.errors import Forbidden
from portal.accounts.roles import Capability


def add_note(*, actor: Actor, case: Case, text: str, at: datetime) -> Entry:
    """Put a note on the timeline at ``at`` (UTC), after whatever already stands at that time."""
    require(actor, Capability.READ_RECORDS)
    with transaction.atomic():
        row = locked_open(actor, case)
        note = Entry.objects.create(
            case=row,
            kind=Entry.Kind.NOTE,
            at=at,
            order=last_place(row, at),
            text=text,
            created_by_id=person_of(actor),
        )
        changed(actor, row, "case_note_added", entry=note.pk)
    return note


def edit_note(*, actor: Actor, case: Case, entry_id: int, text: str, at: datetime) -> Entry:
    """Change the words or the time of one's own note; it is marked as edited."""
    require(actor, Capability.READ_RECORDS)
    with transaction.atomic():
        row = locked_open(actor, case)
        note = _own_note(actor, row, entry_id)
        if (note.text, note.at) == (text, at):
            return note
        if note.at != at:
            note.order = last_place(row, at)
        note.text, note.at, note.edited_at = text, at, timezone.now()
        note.save(update_fields=["text", "at", "order", "edited_at"])
        changed(actor, row, "case_note_edited", entry=note.pk)
    return note


def remove_note(*, actor: Actor, case: Case, entry_id: int) -> Entry:
    """Take a note off the timeline: its words go, the trace that it stood there stays."""
    require(actor, Capability.READ_RECORDS)
    with transaction.atomic():
        row = locked_open(actor, case)
        note = entry_of(row, entry_id)
        if note.kind != Entry.Kind.NOTE:
            raise CaseProblem("This entry is a pinned event; unpin it instead.")
        require_own_or_investigator(actor, note)
        note.text, note.removed_at, note.removed_by = "", timezone.now(), actor.name
        note.save(update_fields=["text", "removed_at", "removed_by"])
        changed(actor, row, "case_note_removed", entry=note.pk)
    return note


def _own_note(actor: Actor, case: Case, entry_id: int) -> Entry:
    note = entry_of(case, entry_id)
    if note.kind != Entry.Kind.NOTE:
        raise CaseProblem("This entry is a pinned event; its words are the record's.")
    if note.created_by_id != actor.person_id:
        raise Forbidden("Only the author may change a note.")
    return note
