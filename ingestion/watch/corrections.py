"""Which offset is subtracted from a source's timestamps: set by people, or following the estimate of its clock."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from ingestion.normalise.skew import Confidence, Finding
from ingestion.sources.models import Source
from ingestion.watch.models import ClockCorrection, ClockEstimate, SourceWatch
from portal.audit import events

US = 1000  # microseconds in a millisecond
FOLLOWED = (
    Finding.NOTHING,
    Finding.STEPPED,
)  # a wrong zone is a person's to mend, and a late clock can't be told
LARGEST_MS = 86_400_000


def note(source: Source, *, by: str) -> None:
    """Write down the offset that a person configured; call it in the transaction that saves the source."""
    ClockCorrection.objects.create(
        source=source, offset_ms=source.clock_offset_ms, origin=ClockCorrection.Origin.CONFIGURED, by=by
    )


def follow(estimate: ClockEstimate) -> ClockCorrection | None:
    """Correct the source by this estimate, when it follows its clock, the estimate is good and it says something new.

    The change and its trace stand or fall together; records sealed from now on carry it, stored ones keep theirs.
    """
    if not may_be_followed(estimate) or not _follows(estimate.source_id):
        return None
    with transaction.atomic():
        source = Source.objects.select_for_update().get(pk=estimate.source_id)
        wanted = offset_for(estimate)
        if abs(wanted - source.clock_offset_ms) < _threshold(estimate):
            return None
        before, source.clock_offset_ms = source.clock_offset_ms, wanted
        source.save(update_fields=["clock_offset_ms"])
        events.record(
            "sensitive_update",
            actor_name="lantern",
            object_label=f"source {source.slug}",
            detail=_told(estimate, before, wanted),
        )
        return ClockCorrection.objects.create(
            source=source,
            offset_ms=wanted,
            origin=ClockCorrection.Origin.ESTIMATED,
            uncertainty_ms=-(-estimate.uncertainty_us // US),
            by="lantern",
        )


def may_be_followed(estimate: ClockEstimate) -> bool:
    good = estimate.confidence == Confidence.HIGH and estimate.why in FOLLOWED
    return good and abs(offset_for(estimate)) <= LARGEST_MS


def offset_for(estimate: ClockEstimate) -> int:
    """Milliseconds; none where the estimate cannot tell the clock from a right one."""
    return 0 if estimate.lower_us <= 0 <= estimate.upper_us else round(estimate.ahead_us / US)


def _follows(source_id: int) -> bool:
    return SourceWatch.objects.filter(pk=source_id, follows_clock=True).exists()


def _threshold(estimate: ClockEstimate) -> int:
    return max(int(settings.CLOCK_FOLLOW_MS), estimate.uncertainty_us // US)


def _told(estimate: ClockEstimate, before: int, after: int) -> dict[str, object]:
    return {
        "from": {"clock_offset_ms": before},
        "to": {"clock_offset_ms": after},
        "because": "it follows the estimate of its clock",
        "uncertainty_ms": -(-estimate.uncertainty_us // US),
        "windows": estimate.windows,
    }


def in_force(source_id: int, offset_us: int, sealed_at: datetime) -> ClockCorrection | None:
    """The correction that records sealed then with this offset carry; ``None`` when there never was one."""
    if offset_us % US:
        return None
    rows = ClockCorrection.objects.filter(source=source_id, offset_ms=offset_us // US, since__lte=sealed_at)
    return rows.first()
