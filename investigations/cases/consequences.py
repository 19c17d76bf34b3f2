"""What closing a case would do to the originals of its pinned events, said before it is done."""

from dataclasses import dataclass
from datetime import UTC, date

from django.utils import timezone

from investigations.cases.models import Case, Entry
from portal.retention.due import due_on
from portal.retention.models import Hold, RetentionClass


@dataclass(frozen=True)
class Closing:
    """``holds`` end; ``due_now`` of those events would be destroyed by the next purge; the next one is due on ``next_due``.

    An event that another case holds too stays as long as that hold does; ``held_elsewhere`` counts those.
    """

    events: int
    holds: int
    due_now: int
    held_elsewhere: int
    next_due: date | None


def what_closing_does(case: Case) -> Closing:
    held = Hold.objects.filter(reference=case.reference, released_at=None)
    rows = list(held.values_list("retention_class", "day", "event_id"))
    elsewhere = _held_elsewhere(case, rows)
    days = dict(RetentionClass.objects.values_list("slug", "days"))
    today = timezone.now().astimezone(UTC).date()
    due = [due_on(day, days[name]) for name, day, _ in rows if name in days and (name, day) not in elsewhere]
    later = [each for each in due if each > today]
    return Closing(
        events=case.entries.filter(kind=Entry.Kind.EVENT, removed_at=None).count(),
        holds=len(rows),
        due_now=len(due) - len(later),
        held_elsewhere=sum((name, day) in elsewhere for name, day, _ in rows),
        next_due=min(later, default=None),
    )


def _held_elsewhere(case: Case, rows: list[tuple[str, date, int]]) -> set[tuple[str, date]]:
    """Partitions of these events that somebody else holds: nothing in them is purged."""
    others = Hold.objects.filter(released_at=None).exclude(reference=case.reference)
    held = others.filter(
        retention_class__in={name for name, _, _ in rows}, day__in={day for _, day, _ in rows}
    )
    return set(held.values_list("retention_class", "day"))
