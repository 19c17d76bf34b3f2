"""Retention classes, holds, and what purges did."""

from django.db import models
from django.utils import timezone

from portal.core.append_only import AppendOnly


class RetentionClass(models.Model):
    """A named policy. ``slug`` never changes: it is written into every event's partition."""

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    days = models.PositiveIntegerField(help_text="kept this many days after the day of receipt")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["slug"]
        constraints = [models.CheckConstraint(condition=models.Q(days__gte=1), name="kept_at_least_a_day")]

    def __str__(self) -> str:
        return f"{self.name} ({self.days} days)"


class Hold(models.Model):
    """Something that may not be purged while ``released_at`` is empty.

    A case places one for each pinned event; ``reference`` names who asked, such as ``case:17``.
    """

    reference = models.CharField(max_length=64, db_index=True)
    owner_name = models.CharField(max_length=64)
    reason = models.TextField()
    event_id = models.BigIntegerField()
    retention_class = models.CharField(max_length=64)
    day = models.DateField(help_text="day of receipt of the held event, UTC")
    placed_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["retention_class", "day"], name="hold_partition")]
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "event_id"],
                condition=models.Q(released_at=None),
                name="one_open_hold_per_reference_and_event",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} holds {self.event_id}"


class PurgeRun(models.Model):
    """One pass over what is due, or over ``only`` those partitions that a person confirmed."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    trigger = models.CharField(max_length=16, help_text="schedule, person or command")
    requested_by = models.CharField(max_length=64, blank=True)
    policy = models.JSONField(default=dict, help_text="days per class as they were at the start")
    only = models.JSONField(
        null=True, help_text="[class, day] of each partition confirmed; null: all that is due"
    )
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"purge run {self.pk}"


class PurgeDecisions(models.QuerySet["PurgeDecision"]):
    def unanswered(self) -> "PurgeDecisions":
        """Intents to destroy that no later decision of the same run answers: the run broke off in between."""
        answer = PurgeDecision.objects.filter(
            pk__gt=models.OuterRef("pk"),
            run=models.OuterRef("run"),
            retention_class=models.OuterRef("retention_class"),
            day=models.OuterRef("day"),
        ).exclude(decision=PurgeDecision.Decision.INTENDED)
        return self.filter(~models.Exists(answer), decision=PurgeDecision.Decision.INTENDED)

    def final(self) -> "PurgeDecisions":
        """What came of it, without the intents that came before."""
        return self.exclude(decision=PurgeDecision.Decision.INTENDED)


class PurgeDecision(AppendOnly):
    """What a run decided about one partition that was due, with the reason; never rewritten.

    ``intended`` is written and committed before anything is dropped, so that a crash in between leaves its
    trace; one of the others follows. ``batches`` holds the numbers of the batches that the partition was made
    of.
    """

    class Decision(models.TextChoices):
        INTENDED = "intended"
        DESTROYED = "destroyed"
        SPARED = "spared"
        FAILED = "failed"

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(PurgeRun, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField(default=timezone.now)
    retention_class = models.CharField(max_length=64)
    day = models.DateField()
    due_on = models.DateField()
    days = models.PositiveIntegerField(help_text="the policy at that moment")
    rows = models.BigIntegerField()
    bytes = models.BigIntegerField()
    quarantined = models.BigIntegerField(default=0, help_text="raw lines in quarantine")
    parked = models.BigIntegerField(default=0, help_text="spooled requests that could not be sealed")
    batches = models.JSONField(default=list)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    reason = models.TextField()

    objects = PurgeDecisions.as_manager()

    @property
    def unsealed(self) -> int:
        return self.quarantined + self.parked

    class Meta:
        indexes = [models.Index(fields=["retention_class", "day"], name="decision_partition")]
