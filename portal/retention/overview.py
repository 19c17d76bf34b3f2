"""What the pages show of the policy: each class with what it keeps now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, QuerySet

from ingestion.sources.models import Source
from portal.retention.due import Kept, due_on
from portal.retention.models import Hold, RetentionClass


@dataclass
class Row:
    """One class. ``next_due`` is the UTC date from which its oldest day may be destroyed."""

    policy: RetentionClass
    sources: int = 0
    kept: list[Kept] = field(default_factory=list)

    @property
    def days_kept(self) -> int:
        return len(self.kept)

    @property
    def rows(self) -> int:
        return sum(item.rows for item in self.kept)

    @property
    def unsealed(self) -> int:
        return sum(item.unsealed for item in self.kept)

    @property
    def bytes(self) -> int:
        return sum(item.bytes for item in self.kept)

    @property
    def oldest(self) -> date | None:
        return min((item.day for item in self.kept), default=None)

    @property
    def next_due(self) -> date | None:
        return due_on(self.oldest, self.policy.days) if self.oldest else None


def classes(kept: Iterable[Kept]) -> list[Row]:
    """A row per class, with what it keeps out of ``kept``."""
    users = dict(Source.objects.values_list("retention_class__slug").annotate(Count("pk")))
    rows = {each.slug: Row(each, users.get(each.slug, 0)) for each in RetentionClass.objects.all()}
    for item in kept:
        if item.retention_class in rows:
            rows[item.retention_class].kept.append(item)
    return list(rows.values())


def open_holds() -> QuerySet[Hold]:
    return Hold.objects.filter(released_at=None).order_by("-placed_at")
