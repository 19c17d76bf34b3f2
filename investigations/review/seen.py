"""How often an event was looked at: numbers only, because names are for auditors."""

from dataclasses import dataclass

from django.db.models import Count

from portal.audit.models import Outcome, Receipt


@dataclass(frozen=True)
class Seen:
    people: int
    looks: int


def seen(event_id: int) -> Seen:
    """Everybody to whom the event was delivered, in searches, alone, in cases and exports."""
    counted = Receipt.objects.filter(delivered__contains=[event_id], outcome=Outcome.ALLOWED).aggregate(
        people=Count("person_id", distinct=True), looks=Count("id")
    )
    return Seen(counted["people"], counted["looks"])
