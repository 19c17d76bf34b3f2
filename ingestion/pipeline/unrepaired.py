"""What no replay has taken yet of a source's quarantine, over all its batches. Counts and reasons: no record is shown."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery

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
    waiting = QuarantinedRecord.objects.filter(batch=OuterRef("pk"), replay=None).order_by()
    waiting = waiting.filter(reason=reason) if reason else waiting
    lines = waiting.values("batch").annotate(lines=Count("pk")).values("lines")
    found = Batch.objects.select_related("source").filter(Exists(waiting), source=source, quarantined__gt=0)
    return found.annotate(waiting=Subquery(lines)).order_by("-number")


def _waiting(source: Source) -> QuerySet[QuarantinedRecord]:
    return QuarantinedRecord.objects.filter(batch__source=source, replay=None)
