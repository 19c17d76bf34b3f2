"""Pinning events to a case: read as the person, copied, held and put into the ledger.

Order of the steps: the door reads the events and commits the receipt; then one transaction for each event copies it,
holds the original, appends the ledger leaf and records the audit event. A failure between the two leaves a receipt
for a look that led to nothing, which is true: the person's request did read the events.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from investigations.cases.access import entry_of, locked_open, person_of, require_own_or_investigator
from investigations.cases.actions.held import hold
from investigations.cases.actions.order import last_place
from investigations.cases.door import read_events
from investigations.cases.errors import CaseProblem
from investigations.cases.evidence import Evidence
from investigations.cases.models import Case, Entry
from investigations.cases.trace import changed
from portal.accounts.actor import Actor, require
from portal.accounts.roles import Capability
from portal.audit import ledger
from portal.audit.purpose import Purpose
from portal.retention import holds

AT_ONCE = 200


@dataclass
class Pinned:
    """What became of a request to pin: new entries, those there before, and ids that could not be pinned."""

    added: list[Entry] = field(default_factory=list)
    already: list[Entry] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    destroyed: list[int] = field(default_factory=list)


def pin_events(*, actor: Actor, purpose: Purpose, case: Case, event_ids: Sequence[int]) -> Pinned:
    """Pin events by id. Ids that the actor may not read, or that don't exist, come back as ``missing``.

    Raises ``CaseProblem`` for more than ``AT_ONCE`` ids, ``CaseClosed``, ``ReceiptUnavailable``, and what the door raises.
    """
    require(actor, Capability.READ_RECORDS)
    wanted = list(dict.fromkeys(event_ids))
    if not 0 < len(wanted) <= AT_ONCE:
        raise CaseProblem(f"Choose between 1 and {AT_ONCE} events to pin at once.")
    _refuse_if_closed(actor, case)
    found = {each.event_id: each for each in read_events(actor, purpose, case, wanted)}
    result = Pinned(missing=[number for number in wanted if number not in found])
    for number in wanted:
        if number in found:
            _pin(actor, case, found[number], result)
    return result


def _refuse_if_closed(actor: Actor, case: Case) -> None:
    """Before anything is read; the same is checked again under the lock of each pin."""
    with transaction.atomic():
        locked_open(actor, case)


def _pin(actor: Actor, case: Case, evidence: Evidence, result: Pinned) -> None:
    try:
        with transaction.atomic():
            row = locked_open(actor, case)
            present = _pinned(row, evidence.event_id)
            if present is None:
                result.added.append(_copy(actor, row, evidence))
            else:
                result.already.append(present)
    except holds.TooLate:
        result.destroyed.append(evidence.event_id)


def _pinned(case: Case, event_id: int) -> Entry | None:
    live = case.entries.filter(kind=Entry.Kind.EVENT, event_id=event_id, removed_at=None)
    return live.select_related("created_by").defer("raw", "record", "fields_json").first()


def _copy(actor: Actor, case: Case, evidence: Evidence) -> Entry:
    entry = Entry(
        case=case,
        kind=Entry.Kind.EVENT,
        at=evidence.at,
        order=last_place(case, evidence.at),
        created_by_id=person_of(actor),
        event_id=evidence.event_id,
        source=evidence.source,
        retention_class=evidence.retention_class,
        received_at=evidence.received_at,
        fields_json=evidence.fields_json,
        raw=evidence.raw,
        record=evidence.record,
        leaf=evidence.leaf,
    )
    hold(actor, entry)
    entry.save()
    ledger.append(
        "evidence",
        f"{case.reference}/{entry.pk}",
        {**evidence.fact(), "case": case.pk, "pinned_by": actor.name},
    )
    changed(
        actor,
        case,
        "case_event_pinned",
        entry=entry.pk,
        pinned=str(evidence.event_id),
        source=evidence.source,
    )
    return entry


def unpin_event(*, actor: Actor, case: Case, entry_id: int) -> Entry:
    """Take a pinned event off the timeline: the copy is erased and its hold ends; id and leaf hash stay as the trace."""
    require(actor, Capability.READ_RECORDS)
    with transaction.atomic():
        row = locked_open(actor, case)
        entry = entry_of(row, entry_id)
        if entry.kind != Entry.Kind.EVENT or entry.event_id is None:
            raise CaseProblem("This entry is a note; remove it as one.")
        require_own_or_investigator(actor, entry)
        entry.fields_json, entry.raw, entry.record = None, None, None
        entry.removed_at, entry.removed_by = timezone.now(), actor.name
        entry.save(update_fields=["fields_json", "raw", "record", "removed_at", "removed_by"])
        holds.release(row.reference, event_id=entry.event_id, by=actor.name)
        changed(actor, row, "case_event_unpinned", entry=entry.pk, unpinned=str(entry.event_id))
    return entry
