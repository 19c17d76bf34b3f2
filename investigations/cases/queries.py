"""Lists of cases, as the person who asks."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from investigations.cases.access import cases_of
from investigations.cases.models import Case, CaseMember, Entry
from portal.accounts.actor import Actor
from portal.accounts.models import Person

LIVE_EVENT = Q(entries__kind=Entry.Kind.EVENT, entries__removed_at=None)
LIVE_NOTE = Q(entries__kind=Entry.Kind.NOTE, entries__removed_at=None)


def cases_for(actor: Actor) -> QuerySet[Case]:
    """Open cases that the actor belongs to, last changed first: what can be a purpose, and take a pin."""
    return cases_of(actor).filter(state=Case.State.OPEN).order_by("-changed_at", "-pk")


@dataclass(frozen=True)
class Choice:
    """What the list shows: ``state`` is ``open``, ``closed`` or ``all``; ``led`` only the cases one leads."""

    state: str = "open"
    led: bool = False


def case_list(actor: Actor, choice: Choice) -> QuerySet[Case]:
    """The actor's cases with ``events``, ``notes`` and ``people`` counted and ``leads`` said."""
    leads = CaseMember.objects.filter(case=OuterRef("pk"), person_id=actor.person_id or 0, is_lead=True)
    # Counted over fresh rows: joined to the membership that let the actor in, every case would have one member.
    found = Case.objects.filter(pk__in=cases_of(actor).values("pk")).annotate(
        leads=Exists(leads),
        events=Count("entries", filter=LIVE_EVENT, distinct=True),
        notes=Count("entries", filter=LIVE_NOTE, distinct=True),
        people=Count("members", distinct=True),
    )
    if choice.state in Case.State.values:
        found = found.filter(state=choice.state)
    if choice.led:
        found = found.filter(leads=True)
    return found.order_by("-changed_at", "-pk")


def case_counts(actor: Actor) -> dict[str, int]:
    """How many of the actor's cases are open, closed, and all."""
    mine = cases_of(actor).aggregate(
        open=Count("pk", filter=Q(state=Case.State.OPEN)),
        closed=Count("pk", filter=Q(state=Case.State.CLOSED)),
        all=Count("pk"),
    )
    return {name: int(count) for name, count in mine.items()}


def members_of(case: Case) -> QuerySet[CaseMember]:
    return case.members.select_related("person").order_by("-is_lead", "added_at")


def people_on_timeline(case: Case) -> QuerySet[Person]:
    """Whoever put something there."""
    return Person.objects.filter(pk__in=case.entries.values("created_by")).order_by("display_name", "name")


def sources_on_timeline(case: Case) -> list[str]:
    found = case.entries.exclude(source="").filter(removed_at=None).order_by("source")
    return list(found.values_list("source", flat=True).distinct())
