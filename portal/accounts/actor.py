"""The person who acts, as everything below the views knows them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from portal.accounts.errors import Forbidden, StepUpRequired
from portal.accounts.models import EVERY_SOURCE, Person
from portal.accounts.roles import Capability, Role, capabilities


@dataclass(frozen=True)
class Actor:
    """Who acts, with what rights, from where. ``sources`` is ``None`` for "every source".

    ``verified_at`` is when the second factor was last proven; ``None`` for tokens, which cannot step up.
    """

    person_id: int | None
    name: str
    display_name: str = ""
    roles: frozenset[Role] = frozenset()
    sources: frozenset[str] | None = frozenset()
    via: str = "session"
    address: str = ""
    user_agent: str = ""
    session_ref: str = ""
    token_ref: str = ""
    verified_at: datetime | None = None

    @property
    def role_names(self) -> list[str]:
        return sorted(self.roles)

    def can(self, capability: Capability) -> bool:
        return capability in capabilities(self.roles)

    def may_read_source(self, slug: str) -> bool:
        """A grant for ``slug`` and the right to read records at all."""
        return self.can(Capability.READ_RECORDS) and (self.sources is None or slug in self.sources)


def rights_of(person: Person) -> tuple[frozenset[Role], frozenset[str] | None]:
    """Roles and granted sources, read from the database now; ``None`` means every source."""
    roles = frozenset(Role(value) for value in person.role_assignments.values_list("role", flat=True))
    granted = frozenset(person.source_grants.values_list("source", flat=True))
    return roles, None if EVERY_SOURCE in granted else granted


def require(actor: Actor, capability: Capability) -> None:
    """Raise ``Forbidden`` unless the actor's roles allow it. Call this where the deed is done."""
    if not actor.can(capability):
        raise Forbidden(f"Your roles do not include the right to {capability.replace('_', ' ')}.")


def has_stepped_up(actor: Actor) -> bool:
    """Whether the second factor was proven within ``LANTERN_STEP_UP_S`` seconds."""
    limit = timedelta(seconds=settings.STEP_UP_SECONDS)
    return actor.verified_at is not None and timezone.now() - actor.verified_at <= limit


def require_step_up(actor: Actor) -> None:
    """Raise ``StepUpRequired`` unless ``has_stepped_up``. Call this where the deed is done."""
    if not has_stepped_up(actor):
        raise StepUpRequired("Prove your second factor again first.")
