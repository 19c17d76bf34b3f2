"""Which sources a person may know of. A source that is missing and one that is not theirs look the same: 404."""

from django.db.models import QuerySet
from django.http import Http404

from ingestion.sources.models import Source
from portal.accounts.actor import Actor
from portal.accounts.roles import Capability

# Whoever keeps the sources, the policy or the receipts sees that a source exists, though none of its records.
SEES_EVERY_SOURCE = (Capability.MANAGE_SOURCES, Capability.MANAGE_RETENTION, Capability.READ_RECEIPTS)


def sources_for(actor: Actor) -> QuerySet[Source]:
    """Every source for those who keep the system, the granted ones for those who read records."""
    sources = Source.objects.select_related("retention_class", "watch")
    if actor.sources is None or any(actor.can(capability) for capability in SEES_EVERY_SOURCE):
        return sources
    return sources.filter(slug__in=actor.sources)


def source_for(actor: Actor, slug: str) -> Source:
    """The source as this person may see it; ``Http404`` otherwise."""
    source = sources_for(actor).filter(slug=slug).first()
    if source is None:
        raise Http404
    return source


def may_upload(actor: Actor, slug: str) -> bool:
    """Administrators may upload to any source, investigators to those granted to them."""
    if not actor.can(Capability.UPLOAD):
        return False
    return actor.can(Capability.MANAGE_SOURCES) or actor.may_read_source(slug)


def source_to_upload(actor: Actor, slug: str) -> Source:
    source = source_for(actor, slug)
    if not may_upload(actor, slug):
        raise Http404
    return source
