"""What no replay has taken yet of a source's quarantine, over all its batches. Counts and reasons: no record is shown."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery, Sum

from ingestion.pipeline.models import Batch, WaitingLines
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
    rows = WaitingLines.objects.filter(source=source).order_by().values("reason")
    counted = rows.annotate(waiting=Sum("lines"), batches=Count("pk"), newest=Max("batch"))
    return [
        Unrepaired(row["reason"], row["waiting"], row["batches"], row["newest"])
        for row in counted.order_by("-waiting", "reason")
    ]


def unrepaired_batches(source: Source, reason: str = "") -> QuerySet[Batch]:
    """The batches with such records, newest first; ``waiting`` on each says how many of it are waiting."""
    waiting = WaitingLines.objects.filter(batch=OuterRef("pk")).order_by()
    waiting = waiting.filter(reason=reason) if reason else waiting
    lines = waiting.values("batch").annotate(waiting=Sum("lines")).values("waiting")
    found = Batch.objects.select_related("source").filter(Exists(waiting), source=source, quarantined__gt=0)
    return found.annotate(waiting=Subquery(lines)).order_by("-number")
