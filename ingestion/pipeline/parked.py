"""Parked batches: accepted, kept, and not tried any more, until somebody who mended the cause lets them go."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from ingestion.pipeline.models import SpoolItem
from ingestion.receive.wake import wake_sealers
from portal.accounts.actor import Actor, require
from portal.accounts.roles import Capability
from portal.audit import events
from portal.core.problems import Problem


class NotParked(Problem):
    """It waits, was sealed, or never was."""

    status = 409
    code = "not_parked"


def release_one(*, actor: Actor, number: int) -> None:
    """Raises ``NotParked`` when there is no such parked batch."""
    if not release(actor=actor, items=SpoolItem.objects.filter(number=number)):
        raise NotParked(f"Batch {number} is not stuck: it waits for its turn, or was sealed already.")


def release(*, actor: Actor, items: QuerySet[SpoolItem]) -> Sequence[int]:
    """Let the parked ones among ``items`` be tried again from the beginning; their numbers. Twice is harmless.

    Those with the same bytes go along, since one that is stuck holds up the others.
    """
    require(actor, Capability.MANAGE_SOURCES)
    with transaction.atomic():
        parked = _with_the_same_bytes(items).defer("body").select_for_update(of=("self",))
        found = list(parked.select_related("source").order_by("number"))
        for item in found:
            told = {"batch": item.number, "released": True, "after_tries": item.attempts}
            label = f"{item.source.slug}: batch {item.number}"
            events.record("sensitive_update", actor=actor, object_label=label, detail=told)
        numbers = [item.number for item in found]
        SpoolItem.objects.filter(number__in=numbers).update(
            state=SpoolItem.State.WAITING, attempts=0, retry_at=timezone.now()
        )
        transaction.on_commit(wake_sealers)
    return numbers


def _with_the_same_bytes(items: QuerySet[SpoolItem]) -> QuerySet[SpoolItem]:
    """The parked ones among ``items``, and those that are parked with the bytes of one of these."""
    parked = SpoolItem.objects.filter(state=SpoolItem.State.PARKED)
    alike = items.filter(
        state=SpoolItem.State.PARKED,
        source=OuterRef("source"),
        sha256=OuterRef("sha256"),
        occurrence=OuterRef("occurrence"),
    )
    return parked.filter(Exists(alike))
