"""What no replay has taken yet of a source's quarantine, over all its batches. Counts and reasons: no record is shown."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from ingestion.pipeline.models import Batch, QuarantinedRecord
from ingestion.sources.models import Source


@dataclass(frozen=True)
class Unrepaired:
    """Records of one reason that wait for a repair; ``newest`` is the number of the last batch that has some."""

    reason: str
    lines: int
    batches: int
    newest: int


def unrepaired(source: Source) -> list[Unrepaired]:
    """By reason, the most frequent first."""
    rows = _waiting(source).order_by().values("reason")
    counted = rows.annotate(lines=Count("pk"), batches=Count("batch", distinct=True), newest=Max("batch"))
    return [Unrepaired(**row) for row in counted.order_by("-lines", "reason")]


def unrepaired_batches(source: Source, reason: str = "") -> QuerySet[Batch]:
    """The batches with such records, newest first; ``waiting`` on each says how many of it are waiting."""
    wanted = Q(quarantine__replay=None) & (Q(quarantine__reason=reason) if reason else Q())
    found = Batch.objects.select_related("source").filter(source=source, quarantined__gt=0)
    counted = found.annotate(waiting=Count("quarantine", filter=wanted)).filter(waiting__gt=0)
    return counted.order_by("-number")  # grouping forgets the order of the model


def _waiting(source: Source) -> QuerySet[QuarantinedRecord]:
    return QuarantinedRecord.objects.filter(batch__source=source, replay=None)
