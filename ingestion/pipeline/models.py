"""spool → seal → store: what waits, what was sealed with its balance, and what could not be parsed."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ingestion.sources.models import Source

MAY_REPEAT = "the sender cannot send a batch again, so equal bytes are other records and no duplicate"


class Upload(models.Model):
    """One file sent by a person or a command; it becomes one batch or several."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="uploads")
    filename = models.CharField(max_length=255)
    size = models.BigIntegerField(default=0)
    sha256 = models.BinaryField(default=bytes)
    person_name = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    is_complete = models.BooleanField(default=False, help_text="every byte is spooled")

    def __str__(self) -> str:
        return self.filename

    @property
    def sha256_hex(self) -> str:
        """Of the file as it was sent, packed or not: what ``sha256sum`` says about it."""
        return bytes(self.sha256).hex()


class Batch(models.Model):
    """What arrived in one piece. Its number names its events; its row is written once, when it is sealed."""

    number = models.BigIntegerField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="batches")
    upload = models.ForeignKey(Upload, null=True, on_delete=models.PROTECT, related_name="batches")
    filename = models.CharField(max_length=255, blank=True)
    sha256 = models.BinaryField(help_text="digest of the decompressed bytes")
    size = models.BigIntegerField(help_text="bytes, decompressed")
    format = models.CharField(max_length=32)
    how = models.CharField(max_length=16, help_text="api, upload or command")
    sender = models.CharField(
        max_length=120, help_text="what verified the sender: a token's prefix or a person's name"
    )
    address = models.GenericIPAddressField(null=True)
    received_at = models.DateTimeField()
    sealed_at = models.DateTimeField(default=timezone.now)
    retention_class = models.CharField(max_length=64)
    received = models.BigIntegerField()
    stored = models.BigIntegerField()
    duplicate = models.BigIntegerField(default=0)
    quarantined = models.BigIntegerField(default=0)
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="duplicates")
    may_repeat = models.BooleanField(default=False, help_text=MAY_REPEAT)
    first_timestamp = models.DateTimeField(null=True)
    last_timestamp = models.DateTimeField(null=True)
    root = models.BinaryField(help_text="RFC 6962 Merkle root over the leaves of the stored events, in order")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(received=F("stored") + F("duplicate") + F("quarantined")), name="batch_balance"
            ),
            models.UniqueConstraint(
                fields=["source", "sha256"],
                condition=Q(duplicate_of=None, may_repeat=False),
                name="same_bytes_stored_once",
            ),
        ]

    def __str__(self) -> str:
        return f"batch {self.number}"

    @property
    def sha256_hex(self) -> str:
        return bytes(self.sha256).hex()

    @property
    def root_hex(self) -> str:
        return bytes(self.root).hex()


class SpoolItem(models.Model):
    """Bytes accepted and not yet sealed. ``number`` is the batch's number from the start, so a retry repeats itself."""

    class State(models.TextChoices):
        WAITING = "waiting"
        PARKED = "parked"

    number = models.BigAutoField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="spool")
    upload = models.ForeignKey(Upload, null=True, on_delete=models.PROTECT, related_name="spool")
    filename = models.CharField(max_length=255, blank=True)
    body = models.BinaryField(help_text="the records, compressed with Zstandard")
    size = models.BigIntegerField(help_text="bytes, decompressed")
    sha256 = models.BinaryField(help_text="digest of the decompressed bytes")
    format_hint = models.CharField(max_length=32, blank=True)
    how = models.CharField(max_length=16)
    sender = models.CharField(max_length=120)
    address = models.GenericIPAddressField(null=True)
    received_at = models.DateTimeField(default=timezone.now)
    may_repeat = models.BooleanField(default=False, help_text=MAY_REPEAT)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    retry_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["state", "retry_at", "number"], name="spool_next")]

    def __str__(self) -> str:
        return f"batch {self.number}, {self.state}"


class QuarantinedRecord(models.Model):
    """A record that could not be parsed or broke a rule: kept as it came, with the reason."""

    retention_class = models.CharField(
        max_length=64, blank=True, help_text="of a replay: the original's; empty: the source's when it is sealed"
    )
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="quarantine")
    position = models.IntegerField(help_text="0-based place in the batch")
    raw = models.BinaryField()
    reason = models.CharField(max_length=32)
    detail = models.TextField()

    class Meta:
        ordering = ["batch", "position"]
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="one_row_per_position")]

    def __str__(self) -> str:
        return f"line {self.position + 1} of batch {self.batch_id}"
class Replay(models.Model):
    """Quarantined records of one batch that were read again; they became a batch of their own, ``number``."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="replays")
    number = models.BigIntegerField(unique=True, help_text="of the new batch, known before it is sealed")
    records = models.IntegerField(help_text="quarantined records that were taken")
    format = models.CharField(max_length=32, help_text="in which they were read")
    person_name = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"replay of batch {self.batch_id} as batch {self.number}"


    replay = models.ForeignKey(
        Replay, null=True, on_delete=models.PROTECT, related_name="taken", help_text="that read it again"
    )
