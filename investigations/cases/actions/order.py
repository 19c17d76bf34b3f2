"""The order of entries that stand at the same time."""

from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import Max

from investigations.cases.access import entry_of, locked_open
from investigations.cases.errors import CaseProblem
from investigations.cases.models import Case, Entry
from investigations.cases.trace import changed
from portal.accounts.actor import Actor, require
from portal.accounts.roles import Capability


def last_place(case: Case, at: datetime) -> int:
    """The order that puts an entry after all others at this time. The case's row must be locked."""
    highest: int | None = case.entries.filter(at=at).aggregate(highest=Max("order"))["highest"]
    return 0 if highest is None else highest + 1


def move_entry(*, actor: Actor, case: Case, entry_id: int, to: Literal["up", "down"]) -> Entry:
    """Swap an entry with its neighbour at the same time. Time itself is never changed by moving."""
    require(actor, Capability.READ_RECORDS)
    with transaction.atomic():
        row = locked_open(actor, case)
        entry = entry_of(row, entry_id)
        group = list(row.entries.filter(at=entry.at, removed_at=None).only("id", "order"))
        place = [each.pk for each in group].index(entry.pk)
        target = place + (1 if to == "down" else -1)
        if not 0 <= target < len(group):
            raise CaseProblem(
                f"Nothing at the same time stands {'below' if to == 'down' else 'above'} this entry."
            )
        group[place], group[target] = group[target], group[place]
        _number(group)
        changed(actor, row, "case_entry_moved", entry=entry.pk, to=to)
    return entry


def _number(group: list[Entry]) -> None:
    for place, entry in enumerate(group):
        entry.order = place
    Entry.objects.bulk_update(group, ["order"])
