"""What administrators do to sources. Each change and its trace stand or fall together."""

from collections.abc import Sequence
from typing import Protocol

from django.db import IntegrityError, transaction

from ingestion.sources.errors import SlugTaken
from ingestion.sources.models import Source
from ingestion.watch import corrections
from portal.accounts.actor import Actor, require, require_step_up
from portal.accounts.roles import Capability
from portal.audit import events, ledger


class RetentionClassLike(Protocol):
    """What an action needs of a retention class, whose model belongs to a layer above."""

    @property
    def pk(self) -> int: ...
    @property
    def slug(self) -> str: ...


CHANGEABLE = frozenset(
    {
        "name",
        "description",
        "format",
        "time_zone",
        "clock_offset_ms",
        "senders",
        "require_signature",
        "browser_key",
        "is_open",
    }
)


def create_source(
    *,
    actor: Actor,
    slug: str,
    name: str,
    retention_class: RetentionClassLike,
    description: str = "",
    format: str = "",
    time_zone: str = "UTC",
    clock_offset_ms: int = 0,
    senders: Sequence[str] = (),
    require_signature: bool = False,
    browser_key: str | None = None,
) -> Source:
    """Register an origin of records, open from the start. Raises ``Forbidden`` and ``SlugTaken``."""
    require(actor, Capability.MANAGE_SOURCES)
    source = Source(
        slug=slug, name=name, description=description, format=format, time_zone=time_zone,
        clock_offset_ms=clock_offset_ms, senders=list(senders), require_signature=require_signature,
        browser_key=browser_key, retention_class_id=retention_class.pk, created_by=actor.name,
    )  # fmt: skip
    try:
        with transaction.atomic():
            source.save(force_insert=True)
            corrections.note(source, by=actor.name)
            events.record("sensitive_create", actor=actor, object_label=_label(source), detail=_told(source))
            _commit_to_policy(source, actor)
    except IntegrityError as error:
        raise SlugTaken(f"There is a source {slug} already.") from error
    return source


def change_source(*, actor: Actor, source: Source, **changes: object) -> Source:
    """Save what differs, out of ``CHANGEABLE``; the slug and the retention class are not among them."""
    require(actor, Capability.MANAGE_SOURCES)
    if unknown := set(changes) - CHANGEABLE:
        raise TypeError(f"Not changed this way: {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        source = (
            Source.objects.select_for_update(of=("self",)).select_related("retention_class").get(pk=source.pk)
        )
        changed = {name: value for name, value in changes.items() if getattr(source, name) != value}
        if not changed:
            return source
        before = {name: getattr(source, name) for name in changed}
        for name, value in changed.items():
            setattr(source, name, value)
        source.save(update_fields=list(changed))
        if "clock_offset_ms" in changed:
            corrections.note(source, by=actor.name)
        detail = {"from": before, "to": changed}
        events.record("sensitive_update", actor=actor, object_label=_label(source), detail=detail)
    return source


def change_retention_class(*, actor: Actor, source: Source, retention_class: RetentionClassLike) -> Source:
    """From now on what arrives is kept under another class; what is stored keeps the one it has.

    A retention change: raises ``StepUpRequired`` unless the second factor was proven lately.
    """
    require(actor, Capability.MANAGE_SOURCES)
    require_step_up(actor)
    with transaction.atomic():
        source = (
            Source.objects.select_for_update(of=("self",)).select_related("retention_class").get(pk=source.pk)
        )
        if source.retention_class.pk == retention_class.pk:
            return source
        detail = {"retention_class": {"from": source.retention_class.slug, "to": retention_class.slug}}
        source.retention_class_id = retention_class.pk
        source.save(update_fields=["retention_class"])
        events.record("sensitive_update", actor=actor, object_label=_label(source), detail=detail)
        _commit_to_policy(source, actor)
    return source


def _commit_to_policy(source: Source, actor: Actor) -> None:
    """Which class a source's records fall under is part of the policy that the ledger commits to."""
    payload = {"source": source.slug, "retention_class": source.retention_class.slug, "by": actor.name}
    ledger.append("policy", f"source:{source.slug}", payload)


def _label(source: Source) -> str:
    return f"source {source.slug}"


def _told(source: Source) -> dict[str, object]:
    return {
        "name": source.name,
        "format": source.format,
        "time_zone": source.time_zone,
        "clock_offset_ms": source.clock_offset_ms,
        "senders": source.senders,
        "require_signature": source.require_signature,
        "browser_key": source.browser_key,
        "retention_class": source.retention_class.slug,
    }
