"""Cases, their members, the entries of their timelines, and the files made from them."""

import json
import uuid

from django.contrib.postgres.fields import ArrayField
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
    changed_at = models.DateTimeField(
        default=timezone.now, help_text="when anything in the case last changed"
    )
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def reference(self) -> str:
        """How holds and ledger leaves name this case."""
        return f"case:{self.pk}"


class CaseMember(models.Model):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="case_memberships")
    is_lead = models.BooleanField(default=False)
    added_by = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="one_row_per_member")]

    def __str__(self) -> str:
        return f"{self.person} in case #{self.case_id}"


class Entry(models.Model):
    """One thing on a case's timeline: a pinned event with its proof material, or a note.

    Removing an entry keeps the row as a trace and empties its content: a copy that nobody needs any more
    must not outlive the record it was made from. The event's id and leaf hash stay.
    """

    class Kind(models.TextChoices):
        EVENT = "event"
        NOTE = "note"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField(help_text="where it stands on the timeline; for an event its own time")
    order = models.IntegerField(default=0, help_text="orders entries of the same time")
    text = models.TextField(blank=True, help_text="the note")
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.CharField(max_length=64, blank=True)
    event_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=63, blank=True)
    retention_class = models.CharField(
        max_length=64, blank=True, help_text="of the partition that holds the event"
    )
    received_at = models.DateTimeField(
        null=True, help_text="when the event arrived; its day names the partition"
    )
    fields_json = models.BinaryField(
        null=True,
        help_text="the event's fields when it was pinned: JSON in ASCII, because jsonb takes neither NUL nor lone surrogates",
    )
    raw = models.BinaryField(null=True, help_text="the event's original line, byte for byte")
    record = models.BinaryField(null=True, help_text="the canonical record that the leaf hash is of")
    leaf = models.BinaryField(null=True, help_text="the event's leaf hash, SHA-256(0x00 || record), 32 bytes")

    class Meta:
        ordering = ["at", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "event_id"],
                condition=models.Q(kind="event", removed_at=None),
                name="an_event_is_pinned_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} of case #{self.case_id}"

    @property
    def fields(self) -> dict[str, object]:
        """The event's fields under their ECS names; empty for a note and for a removed entry."""
        loaded: dict[str, object] = json.loads(bytes(self.fields_json)) if self.fields_json else {}
        return loaded


class CaseExport(models.Model):
    """A file made from a case. It can be fetched once, by the person who made it; then only its digest stays.

    ``id`` becomes the id of the receipt that is written when the file leaves; the file names it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exports")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, help_text="html or json")
    filename = models.CharField(max_length=120)
    body = models.BinaryField(null=True, help_text="emptied when fetched, or when its time is over")
    size = models.BigIntegerField(help_text="bytes")
    sha256 = models.BinaryField(help_text="digest of the file, 32 bytes")
    delivered = ArrayField(models.BigIntegerField(), default=list, help_text="ids of the events in the file")
    withheld = models.JSONField(default=dict)
    prepared_at = models.DateTimeField(default=timezone.now)
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-prepared_at"]

    def __str__(self) -> str:
        return self.filename

    @property
    def digest(self) -> str:
        return bytes(self.sha256).hex()
