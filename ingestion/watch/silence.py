"""Sources that should send and do not: found by beat, recorded when it begins and when it ends."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from ingestion.pipeline.models import Batch, SpoolItem
from ingestion.watch.models import SourceWatch
from portal.audit import events


def look(now: datetime | None = None) -> None:
    """Compare what is expected with what came, for every open source that has an expectation."""
    now = now or timezone.now()
    watched = SourceWatch.objects.filter(expected_every_s__isnull=False, source__is_open=True)
    for watch in watched.select_related("source"):
        _look_at(watch, last_heard(watch.source_id) or watch.source.created_at, now)


def last_heard(source_id: int) -> datetime | None:
    """When something last arrived, sealed or not."""
    newest = [
        rows.filter(source=source_id).aggregate(last=Max("received_at"))["last"]
        for rows in (Batch.objects, SpoolItem.objects)
    ]
    return max((moment for moment in newest if moment is not None), default=None)


def _look_at(watch: SourceWatch, heard: datetime, now: datetime) -> None:
    expected = timedelta(seconds=watch.expected_every_s or 0)
    is_silent = now - heard > expected
    if is_silent and watch.silent_since is None:
        _change(watch, heard, "log_silence_began", {"last_received": heard.isoformat()}, events.FAILURE)
    elif not is_silent and watch.silent_since is not None:
        lasted = (heard - watch.silent_since).total_seconds()
        _change(watch, None, "log_silence_ended", {"lasted_s": round(lasted)}, events.SUCCESS)


def _change(
    watch: SourceWatch, since: datetime | None, name: str, told: dict[str, object], outcome: str
) -> None:
    """Only one of several beats changes it, so that there is one event."""
    with transaction.atomic():
        rows = SourceWatch.objects.filter(pk=watch.pk, silent_since__isnull=since is not None)
        if not rows.update(silent_since=since):
            return
        detail = {**told, "expected_every_s": watch.expected_every_s}
        label = f"source {watch.source.slug}"
        events.record(name, actor_name="lantern", object_label=label, outcome=outcome, detail=detail)
