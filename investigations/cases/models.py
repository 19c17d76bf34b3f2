"""Cases, their members, and the entries of their timelines."""

from django.db import models
from django.utils import timezone

from portal.accounts.models import Person


class Case(models.Model):
    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"


class CaseMember(models.Model):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="case_memberships")
    is_lead = models.BooleanField(default=False)
    added_by = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="one_row_per_member")]


class Entry(models.Model):
    """One thing on a case's timeline: a pinned event with its proof material, or a note."""

    class Kind(models.TextChoices):
        EVENT = "event"
        NOTE = "note"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField(help_text="where it stands on the timeline; an event's own time unless moved")
    order = models.IntegerField(default=0, help_text="orders entries of the same time")
    text = models.TextField(blank=True, help_text="the note")
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.CharField(max_length=64, blank=True)
    event_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=63, blank=True)
    event = models.JSONField(null=True, help_text="the event's fields as they were when it was pinned")
    raw = models.BinaryField(null=True, help_text="the event's original line, byte for byte")
    leaf = models.BinaryField(null=True, help_text="the event's leaf hash, 32 bytes")

    class Meta:
        ordering = ["at", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "event_id"],
                condition=models.Q(kind="event", removed_at=None),
                name="an_event_is_pinned_once",
            )
        ]
