"""What a person may see: the right to read, a purpose that holds, and the sources granted to them that exist."""

from ingestion.sources.models import Source
from investigations.review.attempt import Attempt
from investigations.review.errors import NoSources
from investigations.review.purpose import checked
from portal.accounts.actor import Actor, require
from portal.accounts.roles import Capability


def enter(attempt: Attempt, capability: Capability = Capability.READ_RECORDS) -> frozenset[str]:
    """Check right, purpose and grants in that order and note them on the attempt; returns the sources, never none."""
    require(attempt.actor, capability)
    require(attempt.actor, Capability.READ_RECORDS)
    attempt.purpose = checked(attempt.actor, attempt.purpose)
    attempt.sources = readable_sources(attempt.actor)
    if not attempt.sources:
        raise NoSources("No source is open to you yet. Ask an administrator for a grant.")
    return attempt.sources


def readable_sources(actor: Actor) -> frozenset[str]:
    """Slugs of the sources that exist and are granted; empty without the right to read records."""
    if not actor.can(Capability.READ_RECORDS):
        return frozenset()
    existing = Source.objects.values_list("slug", flat=True)
    return frozenset(existing if actor.sources is None else existing.filter(slug__in=actor.sources))
