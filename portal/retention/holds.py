"""What is held: legal holds that keep a partition from being purged while they are open.

Risk: a hold that is placed while a purge decides could be overlooked, and the evidence lost. Principle:
placing takes the partition's lock (``locks``), so that either the purge sees the hold, or whoever places it
hears that it came too late.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.core.eventid import batch_of
from portal.core.problems import Problem
from portal.retention.locks import lock_to_hold
from portal.retention.models import Hold, PurgeDecision


class TooLate(Problem):
    """The event was destroyed, or is being destroyed, under its retention policy."""

    status = 404
    code = "event_destroyed"


def place(
    reference: str, owner_name: str, reason: str, event_id: int, retention_class: str, day: date
) -> Hold:
    """Keep the partition of one event; again with the same reference and event, the open hold is returned.

    ``day`` is the event's day of receipt (UTC). Joins the caller's transaction, and waits while a purge works
    on that very partition. Raises ``TooLate`` when the purge was first.
    """
    with transaction.atomic():
        lock_to_hold(retention_class, day)
        _refuse_if_destroyed(event_id, retention_class, day)
        hold, _ = Hold.objects.get_or_create(
            reference=reference,
            event_id=event_id,
            released_at=None,
            defaults={
                "owner_name": owner_name,
                "reason": reason,
                "retention_class": retention_class,
                "day": day,
            },
        )
    return hold


def release(reference: str, event_id: int | None = None, by: str = "") -> int:
    """End the open holds of a reference, or one event's; what they kept may be purged. Returns how many."""
    held = Hold.objects.filter(reference=reference, released_at=None)
    if event_id is not None:
        held = held.filter(event_id=event_id)
    return held.update(released_at=timezone.now(), released_by=by)


@dataclass(frozen=True)
class Held:
    """Open holds of one reference on one partition."""

    reference: str
    events: int


def holds_on(retention_class: str, day: date) -> list[Held]:
    """Who holds this partition now. To rely on the answer, have the partition's lock."""
    return held_partitions([(retention_class, day)]).get((retention_class, day), [])


def held_partitions(keys: Iterable[tuple[str, date]]) -> dict[tuple[str, date], list[Held]]:
    """Open holds for each of these partitions, those without any left out."""
    wanted = set(keys)
    found: dict[tuple[str, date], dict[str, int]] = {}
    classes = {retention_class for retention_class, _ in wanted}
    rows = Hold.objects.filter(released_at=None, retention_class__in=classes).order_by("reference")
    for retention_class, day, reference in rows.values_list("retention_class", "day", "reference"):
        if (retention_class, day) in wanted:
            counts = found.setdefault((retention_class, day), {})
            counts[reference] = counts.get(reference, 0) + 1
    return {
        key: [Held(reference, events) for reference, events in counts.items()]
        for key, counts in found.items()
    }


def label_of(reference: str) -> str:
    """``case:17`` as people say it: ``case #17``."""
    kind, _, number = reference.partition(":")
    return f"{kind} #{number}" if number else reference


def in_words(holds: Iterable[Held]) -> str:
    """Who holds it, for the reason of a decision: ``held by case #17 (2 events)``."""
    names = [
        f"{label_of(hold.reference)} ({hold.events} {'event' if hold.events == 1 else 'events'})"
        for hold in holds
    ]
    return f"held by {', '.join(names)}"


def _refuse_if_destroyed(event_id: int, retention_class: str, day: date) -> None:
    """An intent counts too: a purge that broke off may have dropped the rows without having said so yet."""
    batch = batch_of(event_id)
    decisions = PurgeDecision.objects.filter(
        retention_class=retention_class, day=day, batches__contains=[batch]
    )
    destroyed = decisions.filter(decision=PurgeDecision.Decision.DESTROYED)
    if destroyed.exists() or decisions.filter(Q(pk__in=PurgeDecision.objects.unanswered())).exists():
        raise TooLate(
            "This event's time is over: the retention policy destroyed it, or is about to. Nothing was held."
        )
