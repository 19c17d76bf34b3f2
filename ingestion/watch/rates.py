"""How much a source sends and how long it takes, from its batch rows alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEWEST = 2000  # batches whose way to the store is timed

COUNTED = """
    SELECT floor(extract(epoch FROM received_at - %(since)s) / %(width)s)::int, sum(received), sum(quarantined)
    FROM pipeline_batch WHERE source_id = %(source)s AND received_at >= %(since)s AND received_at < %(until)s GROUP BY 1
"""
SEALING = """
    SELECT percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY extract(epoch FROM sealed_at - received_at))
    FROM (
        SELECT sealed_at, received_at FROM pipeline_batch
        WHERE source_id = %(source)s AND received_at >= %(since)s ORDER BY received_at DESC LIMIT %(newest)s
    ) AS newest
"""
# Written as their partial indexes are.
ODD = """
    SELECT (SELECT count(*) FROM pipeline_batch WHERE source_id = %(source)s AND last_timestamp - received_at > %(future)s),
           (SELECT count(*) FROM pipeline_batch WHERE source_id = %(source)s AND received_at - first_timestamp > %(past)s)
"""


@dataclass(frozen=True)
class Rate:
    """Records received in bars of ``width`` up to now; the last one is not over yet."""

    start: datetime
    width: timedelta
    bars: tuple[int, ...]
    quarantined: int

    @property
    def received(self) -> int:
        return sum(self.bars)

    @property
    def per_minute(self) -> float:
        return self.received * 60 / (self.width.total_seconds() * len(self.bars))

    @property
    def failed(self) -> float | None:
        """Share of the records that went to quarantine, in percent; ``None`` when nothing came."""
        return 100 * self.quarantined / self.received if self.received else None


def rate(source_id: int, now: datetime, span: timedelta, width: timedelta) -> Rate:
    since = now - span
    rows = _rows(COUNTED, source=source_id, since=since, until=now, width=width.total_seconds())
    bars = [0] * (span // width)
    for place, received, _ in rows:
        bars[min(place, len(bars) - 1)] += int(received)
    return Rate(since, width, tuple(bars), sum(int(row[2]) for row in rows))


def sealing(source_id: int, now: datetime) -> tuple[float, float] | None:
    """Median and 99th percentile of the seconds from arrival to searchable, in the last day's newest batches."""
    [[found]] = _rows(SEALING, source=source_id, since=now - DAY, newest=NEWEST)
    return (float(found[0]), float(found[1])) if found else None


def odd_batches(source_id: int) -> tuple[int, int]:
    """Batches that hold a record from the future, and from the far past."""
    limits: dict[str, timedelta] = {
        "future": timedelta(seconds=settings.CLOCK_FUTURE_S),
        "past": timedelta(days=settings.CLOCK_PAST_DAYS),
    }
    [[future, past]] = _rows(ODD, source=source_id, **limits)
    return int(future), int(past)


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
