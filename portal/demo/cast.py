"""The demonstration's people acting from the command that sets it up."""

from django.utils import timezone

from portal.accounts.actor import Actor, rights_of
from portal.accounts.models import Person


def acting(name: str) -> Actor:
    """The demonstration person ``name`` with their real rights; their receipts say ``via command``."""
    person = Person.objects.get(name=name, is_demo=True)
    roles, sources = rights_of(person)
    return Actor(
        person_id=person.pk,
        name=person.name,
        display_name=str(person),
        roles=roles,
        sources=sources,
        via="command",
        verified_at=timezone.now(),
    )
