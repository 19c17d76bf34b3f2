"""Saying what is expected of a source. The change and its trace stand or fall together."""

from django.db import transaction

from ingestion.sources.models import Source
from ingestion.watch.models import SourceWatch
from portal.accounts.actor import Actor, require
from portal.accounts.roles import Capability
from portal.audit import events


def expect(*, actor: Actor, source: Source, expected_every_s: int | None, follows_clock: bool) -> SourceWatch:
    """How often it should send (seconds, ``None``: not watched) and whether its clock is followed."""
    require(actor, Capability.MANAGE_SOURCES)
    wanted = {"expected_every_s": expected_every_s, "follows_clock": follows_clock}
    with transaction.atomic():
        SourceWatch.objects.get_or_create(source=source)
        watch = SourceWatch.objects.select_for_update().get(source=source)
        changed = {name: value for name, value in wanted.items() if getattr(watch, name) != value}
        if not changed:
            return watch
        before = {name: getattr(watch, name) for name in changed}
        for name, value in changed.items():
            setattr(watch, name, value)
        if expected_every_s is None:
            watch.silent_since = None
        watch.save()
        label, detail = f"source {source.slug}", {"from": before, "to": changed}
        events.record("sensitive_update", actor=actor, object_label=label, detail=detail)
    return watch
