"""Events whose words the event store indexes after it has stored them.

To index the words of every line takes about a quarter of what it costs to take a line in. While more waits than can be
taken at once that is left for the moment after, so that a flood is searchable sooner: until then a filter, which costs
little, rules out most lines that a search need not read, and the result is the same.

What is left is written down before it is stored, so that a crash forgets none of it, and it is bounded
(``LANTERN_INDEX_LATER_BYTES``), because a search for a common word reads all of it. When much is left, words are indexed
with their lines again.
"""

from collections.abc import Sequence
from datetime import UTC, date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import timezone

from ingestion.pipeline.models import LateWords, SpoolItem
from ingestion.store import words
from portal.core import locks

PATIENCE = timedelta(seconds=30)  # of what is left while a flood goes on


def leave(first: SpoolItem, size: int) -> None:
    """In the transaction that claims ``first`` and what goes with it, ``size`` bytes in all, while more of it waits."""
    if size < settings.INDEX_LATER_LEAST_BYTES:
        return
    left = LateWords.objects.aggregate(Sum("size"))["size__sum"] or 0
    if left + size <= settings.INDEX_LATER_BYTES:
        note = LateWords(
            together=first.number,
            retention_class=first.retention_class or first.source.retention_class.slug,
            day=first.received_at.astimezone(UTC).date(),
            size=size,
        )
        LateWords.objects.bulk_create([note], ignore_conflicts=True)


def are_left(items: Sequence[SpoolItem]) -> bool:
    """Whether these rows, claimed together, were noted; so a repetition stores them as the first try did."""
    return LateWords.objects.filter(together__in={item.together for item in items}).exists()


def index_next() -> date | None:
    """Have the words of one partition indexed, unless the store is at it already; returns the day of that partition.

    The store works through it by itself, behind inserts and searches, and goes on after a crash.
    """
    with locks.only_one("index words") as mine:
        if not mine or not LateWords.objects.exists() or words.are_being_indexed():
            return None
        LateWords.objects.filter(asked=True).delete()
        note = _stored().order_by("pk").first()
        if note is None or _may_wait(note):
            return None
        same = _stored().filter(retention_class=note.retention_class, day=note.day)
        settled = list(same.values_list("pk", flat=True))
        words.index(note.retention_class, note.day)
        LateWords.objects.filter(pk__in=settled).update(asked=True)
        return note.day


def _stored() -> QuerySet[LateWords]:
    """Of which no row is in the spool any more."""
    rows = SpoolItem.objects.filter(together=OuterRef("together"))
    return LateWords.objects.filter(~Exists(rows), asked=False)


def _may_wait(note: LateWords) -> bool:
    """While sealers have work of their own, for a moment."""
    waiting = SpoolItem.objects.filter(state=SpoolItem.State.WAITING, retry_at__lte=timezone.now())
    return note.noted_at > timezone.now() - PATIENCE and waiting.exists()
