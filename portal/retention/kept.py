"""What is kept, and of which days: the store's partitions, and records that wait in PostgreSQL.

A day's records may lie in three places: sealed events in the store, raw lines in quarantine, and spooled
requests that could not be sealed and were parked. Retention treats them as one.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.db.models.functions import Length, TruncDate

from ingestion.pipeline.models import Batch, QuarantinedRecord, SpoolItem
from ingestion.privacy.models import SealedOriginal
from ingestion.privacy.originals import of_day
from ingestion.store import purge as store
from ingestion.store.errors import StoreError
from portal.core.problems import Unavailable
from portal.retention.due import Kept

Key = tuple[str, date]
CLASS_OF_PARKED = Case(
    When(retention_class="", then=F("source__retention_class__slug")), default=F("retention_class")
)


class StoreSilent(Unavailable):
    """The event store does not answer, so nobody can say what is kept; nothing is decided without it."""

    code = "store_unavailable"


def everything() -> list[Kept]:
    """All that is kept, without the numbers of its batches. Raises ``StoreSilent``."""
    return _merged(_in_store(), _in_quarantine(), _parked())


def of(retention_class: str, day: date) -> Kept | None:
    """What is kept of one class and day, with the numbers of its batches; ``None`` when nothing is."""
    key = (retention_class, day)
    outside = _counted(key, quarantined(key), parked(key))
    found = _merged([part for part in _in_store() if part.key == key], [outside])[0]
    is_empty = not (found.rows or found.quarantined or found.parked)
    return None if is_empty else replace(found, batches=batches_of(key))


def left_outside(key: Key, numbers: Collection[int]) -> Kept:
    """What the store never had of these batches: lines in quarantine, and requests in the spool, parked or not.

    Its ``batches`` are those of which the store had nothing at all, as far as rows say.
    """
    lines = quarantined(key).filter(batch__in=numbers)
    waiting = SpoolItem.objects.filter(number__in=numbers)
    of_lines = lines.filter(batch__stored=0).values_list("batch", flat=True)
    found = frozenset(of_lines) | frozenset(waiting.values_list("number", flat=True))
    return replace(_counted(key, lines, waiting), batches=found)


def _counted(key: Key, lines: QuerySet[QuarantinedRecord], waiting: QuerySet[SpoolItem]) -> Kept:
    of_lines = lines.aggregate(lines=Count("pk"), size=Sum(Length("raw")))
    requests = waiting.aggregate(requests=Count("pk"), size=Sum("size"))
    size = (of_lines["size"] or 0) + (requests["size"] or 0)
    return Kept(*key, bytes=size, quarantined=of_lines["lines"], parked=requests["requests"])


def batches_of(key: Key) -> frozenset[int]:
    """Numbers of that day's batches in that class; parked requests have the number they would get."""
    sealed = batches(key).values_list("number", flat=True)
    return in_store(key) | frozenset(sealed) | frozenset(parked(key).values_list("number", flat=True))


def in_store(key: Key) -> frozenset[int]:
    """Numbers of the batches of which the store has events, those whose sealing broke off included."""
    with _answered():
        return store.batches(*key)


def batches(key: Key) -> QuerySet[Batch]:
    return Batch.objects.filter(
        retention_class=key[0], received_at__gte=_start(key[1]), received_at__lt=_end(key[1])
    )


def quarantined(key: Key) -> QuerySet[QuarantinedRecord]:
    return QuarantinedRecord.objects.filter(
        batch__retention_class=key[0],
        batch__received_at__gte=_start(key[1]),
        batch__received_at__lt=_end(key[1]),
    )


def parked(key: Key) -> QuerySet[SpoolItem]:
    return SpoolItem.objects.filter(
        _class_is(key[0]),
        state=SpoolItem.State.PARKED,
        received_at__gte=_start(key[1]),
        received_at__lt=_end(key[1]),
    )


def _class_is(slug: str) -> Q:
    """A replay says itself as what it is kept; the others go by their source."""
    return Q(retention_class=slug) | Q(retention_class="", source__retention_class__slug=slug)


def originals(key: Key) -> QuerySet[SealedOriginal]:
    """What pseudonyms in that day's records stand for: no records of their own, but they go with them."""
    return of_day(*key)


def days_of_originals() -> list[Key]:
    """Classes and days of which any original is kept, whether or not records are."""
    keys = SealedOriginal.objects.order_by("day", "retention_class").values_list("retention_class", "day")
    return list(keys.distinct())


def _in_store() -> list[Kept]:
    with _answered():
        present = store.partitions()
    return [Kept(part.retention_class, part.day, rows=part.rows, bytes=part.bytes) for part in present]


@contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        raise StoreSilent("The event store does not answer. Nothing was changed; try again.") from error


def _in_quarantine() -> list[Kept]:
    rows = (
        QuarantinedRecord.objects.values(
            kind=F("batch__retention_class"), day=TruncDate("batch__received_at", tzinfo=UTC)
        )
        .annotate(lines=Count("pk"), size=Sum(Length("raw")))
        .order_by()
    )
    return [Kept(row["kind"], row["day"], bytes=row["size"] or 0, quarantined=row["lines"]) for row in rows]


def _parked() -> list[Kept]:
    rows = (
        SpoolItem.objects.filter(state=SpoolItem.State.PARKED)
        .values(kind=CLASS_OF_PARKED, day=TruncDate("received_at", tzinfo=UTC))
        .annotate(requests=Count("pk"), size=Sum("size"))
        .order_by()
    )
    return [Kept(row["kind"], row["day"], bytes=row["size"] or 0, parked=row["requests"]) for row in rows]


def _merged(*parts: Iterable[Kept]) -> list[Kept]:
    found: dict[Key, Kept] = {}
    for part in parts:
        for item in part:
            found[item.key] = _sum(found.get(item.key, Kept(item.retention_class, item.day)), item)
    return sorted(found.values(), key=lambda item: item.key)


def _sum(one: Kept, other: Kept) -> Kept:
    return replace(
        one,
        rows=one.rows + other.rows,
        bytes=one.bytes + other.bytes,
        quarantined=one.quarantined + other.quarantined,
        parked=one.parked + other.parked,
    )


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _end(day: date) -> datetime:
    return _start(day) + timedelta(days=1)
