"""Messages that the syslog receiver could not keep, added up where administrators see them."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from ingestion.sources.models import Source, SyslogDrop
from portal.audit import events
from portal.audit.seldom import QUIET_S, first_lately

FLOODS = ("buffer full", "receive buffer full", "too many connections")


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
            if reason in FLOODS and first_lately(f"dropped:{source}:{how}:{reason}".replace(" ", "-")):
                _tell(source, how, reason, count)


def _raise(source: Source | None, how: str, reason: str, count: int) -> bool:
    rows = SyslogDrop.objects.filter(source=source, how=how, reason=reason)
    return bool(rows.update(count=F("count") + count, last_at=timezone.now()))


def _tell(source: str, how: str, reason: str, count: int) -> None:
    """More came than can be kept: a security event, once a minute; the counts say how much in all."""
    events.record(
        "excess_rate_limit_exceeded",
        outcome=events.FAILURE,
        object_label=source,
        detail={"reason": reason, "at": how, "dropped": count, "repeats_not_recorded_for_s": QUIET_S},
    )
