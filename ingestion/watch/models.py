"""What is watched about a source: when its records arrived against what they say, and whether it still sends."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from ingestion.normalise.skew import Confidence, Estimate, Finding, Window
from ingestion.sources.models import Source

SECOND = 1_000_000  # microseconds


class SourceWatch(models.Model):
    """What administrators want watched; a source without a row is not followed and never called silent."""

    source = models.OneToOneField(Source, primary_key=True, on_delete=models.CASCADE, related_name="watch")
    follows_clock = models.BooleanField(
        default=False, help_text="correct timestamps by the estimate of its clock"
    )
    expected_every_s = models.PositiveIntegerField(
        null=True, help_text="it is silent when nothing came for this long"
    )
    silent_since = models.DateTimeField(null=True, help_text="when it last sent, while it is silent")

    def __str__(self) -> str:
        return f"watch over {self.source_id}"


class ClockWindow(models.Model):
    """Delays (arrival minus stated time, microseconds) of a sample of the records that arrived in one stretch."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="clock_windows")
    start = models.DateTimeField()
    seconds = models.PositiveIntegerField(help_text="length of the stretch")
    records = models.BigIntegerField()
    whole = models.BigIntegerField(default=0, help_text="records that state whole seconds")
    floor_us = models.BigIntegerField(help_text="the smallest, but for the stray 2 %")
    median_us = models.BigIntegerField()
    slow_us = models.BigIntegerField(help_text="95th percentile")
    jitter_us = models.BigIntegerField(
        default=0, help_text="median of the batches' smallest, above the smallest"
    )

    class Meta:
        ordering = ["start"]
        constraints = [models.UniqueConstraint(fields=["source", "start"], name="one_row_per_window")]

    def __str__(self) -> str:
        return f"{self.records} records from {self.start:%H:%M}"

    @property
    def as_window(self) -> Window:
        return Window(
            at=self.start.timestamp() + self.seconds / 2,
            floor=self.floor_us / SECOND,
            median=self.median_us / SECOND,
            jitter=self.jitter_us / SECOND,
            records=self.records,
        )


class ClockEstimate(models.Model):
    """How far the clock was ahead, as known at ``at``: kept for good, so that old orderings can be explained."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="clock_estimates")
    at = models.DateTimeField(default=timezone.now)
    since = models.DateTimeField(
        null=True, help_text="arrival of the first window that it was made from; null: not known"
    )
    ahead_us = models.BigIntegerField(default=0)
    lower_us = models.BigIntegerField(default=0)
    upper_us = models.BigIntegerField(default=0)
    drift_ppb = models.BigIntegerField(
        null=True, help_text="nanoseconds gained a second; null when it cannot be told"
    )
    confidence = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Confidence])
    finding = models.CharField(max_length=16, blank=True)
    zone_s = models.IntegerField(
        default=0, help_text="seconds by which its time zone seems wrong; 0 when it does not"
    )
    windows = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["source", "-at"], name="estimate_newest")]

    def __str__(self) -> str:
        return f"{self.ahead_us} µs ahead, {self.confidence}"

    @classmethod
    def of(cls, source_id: int, found: Estimate) -> "ClockEstimate":
        return cls(
            source_id=source_id,
            at=datetime.fromtimestamp(found.at, UTC),
            since=None
            if found.since is None
            else datetime.fromtimestamp(found.since - settings.CLOCK_WINDOW_S, UTC),
            ahead_us=round(found.ahead * SECOND),
            lower_us=round(found.lower * SECOND),
            upper_us=round(found.upper * SECOND),
            drift_ppb=None if found.drift is None else round(found.drift * 1e9),
            confidence=found.confidence,
            finding=found.finding,
            zone_s=found.zone,
            windows=found.windows,
        )

    @property
    def is_told(self) -> bool:
        return self.confidence != Confidence.NONE

    @property
    def uncertainty_us(self) -> int:
        return max(self.upper_us - self.ahead_us, self.ahead_us - self.lower_us)

    @property
    def why(self) -> Finding:
        return Finding(self.finding)


class ClockCorrection(models.Model):
    """From when on which offset is subtracted from a source's timestamps, and who or what chose it."""

    class Origin(models.TextChoices):
        CONFIGURED = "configured"
        ESTIMATED = "estimated"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="clock_corrections")
    since = models.DateTimeField(default=timezone.now)
    offset_ms = models.IntegerField()
    origin = models.CharField(max_length=10, choices=Origin.choices)
    uncertainty_ms = models.IntegerField(null=True, help_text="of the estimate it was taken from")
    by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-since", "-id"]
        indexes = [models.Index(fields=["source", "-since"], name="correction_newest")]

    def __str__(self) -> str:
        return f"{self.offset_ms} ms, {self.origin}"


class Collected(models.Model):
    """One row: up to when sealed batches were looked at."""

    sealed_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"until {self.sealed_until}"
