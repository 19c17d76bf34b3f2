"""What arrived from sources and what became of it: the balance, over all their batches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Aggregate, Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from ingestion.pipeline.models import Batch, SpoolItem, WaitingLines


@dataclass(frozen=True)
class Totals:
    """Records in sealed batches, ever (``received = stored + duplicate + quarantined``), and batches not yet sealed."""

    received: int = 0
    stored: int = 0
    duplicate: int = 0
    quarantined: int = 0
    today: int = 0
    last_received: datetime | None = None
    waiting: int = 0
    parked: int = 0
    unrepaired: int = 0  # quarantined lines that are there still and that no replay has taken


def totals_of(source_ids: Iterable[int]) -> dict[int, Totals]:
    """Totals by source id; zeros for a source without any. "Today" began at midnight UTC."""
    ids = list(source_ids)
    sealed, unsealed, left = _sealed(ids), _unsealed(ids), _unrepaired(ids)
    return {
        source: _together(sealed.get(source, {}), {**unsealed.get(source, {}), **left.get(source, {})})
        for source in ids
    }


def _together(sealed: dict[str, Any], unsealed: dict[str, Any]) -> Totals:
    moments = [sealed.get("last_received"), unsealed.get("last_received")]
    last = max((moment for moment in moments if moment is not None), default=None)
    return Totals(**{**sealed, **unsealed, "last_received": last})


def _sealed(ids: list[int]) -> dict[int, dict[str, Any]]:
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    sums = {
        "received_": Sum("received"),
        "stored_": Sum("stored"),
        "duplicate_": Sum("duplicate"),
        "quarantined_": Sum("quarantined"),
        "today_": Sum("received", filter=Q(received_at__gte=midnight), default=0),
        "last_received_": Max("received_at"),
    }
    return _by_source(Batch.objects.filter(source__in=ids), sums)


def _unsealed(ids: list[int]) -> dict[int, dict[str, Any]]:
    is_waiting = Q(state=SpoolItem.State.WAITING)
    counts: dict[str, Aggregate] = {
        "waiting_": Count("number", filter=is_waiting),
        "parked_": Count("number", filter=~is_waiting),
        "last_received_": Max("received_at"),
    }
    return _by_source(SpoolItem.objects.filter(source__in=ids), counts)


def _unrepaired(ids: list[int]) -> dict[int, dict[str, Any]]:
    return _by_source(WaitingLines.objects.filter(source__in=ids), {"unrepaired_": Sum("lines")})


def _by_source(rows: QuerySet[Any], sums: Mapping[str, Aggregate]) -> dict[int, dict[str, Any]]:
    """One query; the underscores keep the names apart from the columns that are summed."""
    grouped = rows.order_by().values("source_id").annotate(**sums)
    return {row["source_id"]: {name.rstrip("_"): row[name] for name in sums} for row in grouped}
