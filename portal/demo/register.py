"""The demonstration's sources, registered through the same actions as anybody's."""

from dataclasses import dataclass

from ingestion.privacy.actions import choose_profile, create_profile
from ingestion.privacy.models import MaskingProfile, SourceMasking
from ingestion.sources.actions import create_source
from ingestion.sources.models import Source
from ingestion.sources.tokens import create_token
from portal.accounts.actor import Actor
from portal.demo.story import SHOP_CLOCK_AHEAD
from portal.retention.models import RetentionClass

CALLED = "demonstration"  # what its ingest tokens are called


@dataclass(frozen=True)
class Registration:
    slug: str
    name: str
    description: str
    retention_class: str
    clock_offset_ms: int = 0
    format: str = ""
    takes_out: tuple[str, ...] = ()


SOURCES = [
    Registration("shop-web", "Shop web server", "Access log of the shop's web server.", "standard"),
    Registration(
        "shop-app", "Shop application", "Security events of the shop, in the OWASP vocabulary. Its clock runs ahead.",
        "security", int(SHOP_CLOCK_AHEAD.total_seconds() * 1000), takes_out=("mail", "name", "phone"),
    ),
    Registration("bastion-auth", "Bastion host", "sshd, sudo and account changes.", "security"),
    Registration("orders-db", "Orders database", "PostgreSQL on the orders host, by syslog.", "security"),
    Registration("office-notes", "Duty notes", "What people wrote down, line by line.", "short", format="plain"),
]  # fmt: skip


def register_sources(actor: Actor) -> dict[str, str]:
    """Ingest tokens in clear, by source slug; known sources are kept and get another token."""
    return {entry.slug: _token(actor, entry) for entry in SOURCES}


def _mask(actor: Actor, source: Source, kinds: tuple[str, ...]) -> None:
    """A profile named after the source, so that pseudonyms and their originals can be explored."""
    if not kinds or SourceMasking.objects.filter(source=source).exists():
        return
    profile = MaskingProfile.objects.filter(slug=source.slug).first() or create_profile(
        actor=actor,
        slug=source.slug,
        name="Customers of the shop",
        kinds=kinds,
        description="Orders name the customer and how to reach them.",
    )
    choose_profile(actor=actor, source=source, profile=profile)


def _token(actor: Actor, entry: Registration) -> str:
    source = Source.objects.filter(slug=entry.slug).first() or create_source(
        actor=actor,
        slug=entry.slug,
        name=entry.name,
        description=entry.description,
        retention_class=RetentionClass.objects.get(slug=entry.retention_class),
        clock_offset_ms=entry.clock_offset_ms,
        format=entry.format,
    )
    _mask(actor, source, entry.takes_out)
    return create_token(actor=actor, source=source, name=CALLED, expires_at=None).plain
