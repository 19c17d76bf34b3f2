"""Messages that the syslog receiver could not keep, added up where administrators see them."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from ingestion.sources.models import Source, SyslogDrop


def add(source: str, how: str, reason: str, count: int) -> None:
    """Add to what was dropped of a source (a slug, empty when the sender is unknown)."""
    known = Source.objects.filter(slug=source).first() if source else None
    if _raise(known, how, reason, count):
        return
    try:
        with transaction.atomic():
            SyslogDrop.objects.create(source=known, how=how, reason=reason, count=count)
    except IntegrityError:  # another receiver was first
        _raise(known, how, reason, count)


def add_all(drops: Mapping[tuple[str, str, str], int]) -> None:
    with transaction.atomic():
        for (source, how, reason), count in drops.items():
            add(source, how, reason, count)


def _raise(source: Source | None, how: str, reason: str, count: int) -> bool:
    rows = SyslogDrop.objects.filter(source=source, how=how, reason=reason)
    return bool(rows.update(count=F("count") + count, last_at=timezone.now()))
