"""spool → seal → store: what waits, what was sealed with its balance, and what could not be parsed."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ingestion.sources.models import CsvMapping, Source

OCCURRENCE = "of equal pieces into which one request or file was cut, which one it is, from 0"
AGAIN = "how often the same bytes were sealed before, of which nothing is kept any more"
MAY_REPEAT = "the sender cannot send a batch again, so equal bytes are other records and no duplicate"


class VerifiedBy(models.TextChoices):
    """What proved who sent a batch. The strongest comes first; empty on batches from before this was kept."""

    SIGNATURE = "signature", "an HMAC over content and time"
    CERTIFICATE = "certificate", "a TLS client certificate"
    PERSON = "person", "a person signed in with two factors"
    COMMAND = "command", "a command on the server"
    TOKEN = "token", "an ingest token"
    ADDRESS = "address", "its address alone, which others can take"
    STATED = "stated", "the host name it states, which anybody can state"
    NOTHING = "nothing", "nothing"


class Upload(models.Model):
    """One file sent by a person or a command; it becomes one batch or several.

    What an archive holds are uploads as well, of which it is the ``parent``; their ``place`` is the order in it.
    ``sending`` joins what was sent together. A file of which nothing was taken keeps the reason as ``refusal``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="uploads")
    filename = models.CharField(max_length=255)
    size = models.BigIntegerField(default=0)
    sha256 = models.BinaryField(default=bytes)
    person_name = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    is_complete = models.BooleanField(default=False, help_text="every byte is spooled")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="members")
    place = models.IntegerField(default=0, help_text="in its archive, from 1")
    sending = models.UUIDField(null=True, db_index=True)
    refusal = models.TextField(blank=True, help_text="why it, or the rest of it, was not taken")
    flag = models.TextField(blank=True, help_text="what was strange about it, though it could be read")
    mapping = models.ForeignKey(
        CsvMapping,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="in force when it began; null: none",
    )
    cut = models.JSONField(
        null=True, help_text="the limits of its batches when it began; null: it began before they were kept"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "place"], condition=~Q(parent=None), name="one_member_per_place"
            )
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def sha256_hex(self) -> str:
        """Of the file as it was sent, packed or not: what ``sha256sum`` says about it."""
        return bytes(self.sha256).hex()


class PartialFile(models.Model):
    """A file that arrives piece by piece: what is held of it until it is whole and was taken apart."""

    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="partial", primary_key=True)
    person_id = models.BigIntegerField(help_text="who alone may go on with it")
    address = models.GenericIPAddressField(null=True)
    length = models.BigIntegerField(help_text="bytes of the whole file")
    held = models.BigIntegerField(default=0, help_text="bytes that are here")
    read = models.BigIntegerField(default=0, help_text="bytes that were taken apart")
    modified = models.BigIntegerField(
        default=0, help_text="the file's own time of change, to know it again by"
    )
    format_hint = models.CharField(max_length=32, blank=True)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.held} of {self.length} bytes"

    @property
    def is_whole(self) -> bool:
        return self.held == self.length


class PartialChunk(models.Model):
    """4 MiB of such a file, the last one less, sealed like the spool's bodies."""

    file = models.ForeignKey(PartialFile, on_delete=models.CASCADE, related_name="chunks")
    number = models.IntegerField(help_text="0-based")
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="one_chunk_per_number")]

    def __str__(self) -> str:
        return f"chunk {self.number}"


class Batch(models.Model):
    """What arrived in one piece. Its number names its events; its row is written once, when it is sealed."""

    number = models.BigIntegerField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="batches")
    upload = models.ForeignKey(Upload, null=True, on_delete=models.PROTECT, related_name="batches")
    filename = models.CharField(max_length=255, blank=True)
    sha256 = models.BinaryField(help_text="digest of the decompressed bytes")
    occurrence = models.PositiveIntegerField(default=0, help_text=OCCURRENCE)
    size = models.BigIntegerField(help_text="bytes, decompressed")
    format = models.CharField(max_length=32)
    how = models.CharField(max_length=16, help_text="api, upload or command")
    sender = models.CharField(
        max_length=120, help_text="who sent it: a token's prefix, a person's name, an address"
    )
    verified_by = models.CharField(max_length=12, choices=VerifiedBy.choices, blank=True, default="")
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
    again = models.PositiveIntegerField(default=0, help_text=AGAIN)
    first_timestamp = models.DateTimeField(null=True)
    last_timestamp = models.DateTimeField(null=True)
    mapping = models.ForeignKey(
        CsvMapping,
        null=True,
        on_delete=models.PROTECT,
        related_name="batches",
        db_index=False,
        help_text="by which its rows were read; null: by none",
    )
    root = models.BinaryField(help_text="RFC 6962 Merkle root over the leaves of the stored events, in order")
    masked = models.JSONField(
        null=True, help_text="how many values of each kind were masked; null: not counted"
    )
    looks_like = models.CharField(
        max_length=32,
        blank=True,
        default="",
        help_text="of an upload: the format that its content looks like, where it was read in another",
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(received=F("stored") + F("duplicate") + F("quarantined")), name="batch_balance"
            ),
            models.UniqueConstraint(
                fields=["source", "sha256", "occurrence", "again"],
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
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="spool", db_index=False)
    upload = models.ForeignKey(Upload, null=True, on_delete=models.PROTECT, related_name="spool")
    filename = models.CharField(max_length=255, blank=True)
    body = models.BinaryField(help_text="the records, compressed with Zstandard")
    size = models.BigIntegerField(help_text="bytes, decompressed")
    sha256 = models.BinaryField(help_text="digest of the decompressed bytes")
    occurrence = models.PositiveIntegerField(default=0, help_text=OCCURRENCE)
    format_hint = models.CharField(max_length=32, blank=True)
    how = models.CharField(max_length=16)
    sender = models.CharField(max_length=120)
    verified_by = models.CharField(max_length=12, choices=VerifiedBy.choices, blank=True, default="")
    address = models.GenericIPAddressField(null=True)
    received_at = models.DateTimeField(default=timezone.now)
    may_repeat = models.BooleanField(default=False, help_text=MAY_REPEAT)
    retention_class = models.CharField(
        max_length=64,
        blank=True,
        help_text="of a replay: the original's; empty: the source's when it is sealed",
    )
    mapping = models.ForeignKey(
        CsvMapping,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="in force when it arrived; null: none",
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    retry_at = models.DateTimeField(default=timezone.now)
    begun = models.PositiveSmallIntegerField(
        default=0, help_text="how often a sealer began with it since one said what became of that"
    )
    together = models.BigIntegerField(
        null=True, db_index=True, help_text="rows with the same number here are sealed in one step"
    )

    class Meta:
        indexes = [
            models.Index(fields=["state", "retry_at", "number"], name="spool_next"),
            models.Index(fields=["source", "number"], name="spool_of_source"),
        ]

    def __str__(self) -> str:
        return f"batch {self.number}, {self.state}"


class Renumbered(models.Model):
    """The number of a batch that its sender was told, and the one it has since (``numbering``)."""

    told = models.BigIntegerField(primary_key=True)
    number = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"batch {self.told} is batch {self.number}"


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


class QuarantinedRecord(models.Model):
    """A record that could not be parsed or broke a rule: kept as it came, with the reason."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="quarantine")
    position = models.IntegerField(help_text="0-based place in the batch")
    raw = models.BinaryField()
    reason = models.CharField(max_length=32)
    detail = models.TextField()
    replay = models.ForeignKey(
        Replay, null=True, on_delete=models.PROTECT, related_name="taken", help_text="that read it again"
    )

    class Meta:
        ordering = ["batch", "position"]
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="one_row_per_position")]
        indexes = [
            models.Index(fields=["batch", "reason"], condition=Q(replay=None), name="quarantine_waits"),
        ]

    def __str__(self) -> str:
        return f"line {self.position + 1} of batch {self.batch_id}"


class WaitingLines(models.Model):
    """How many of a batch's quarantined lines wait for a repair, by reason. PostgreSQL's triggers keep it (migration 0012)."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="waiting_lines", db_index=False)
    reason = models.CharField(max_length=32)
    lines = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "reason"], name="waiting_lines_counted_once"),
        ]
        indexes = [models.Index(fields=["source", "reason", "batch"], name="waiting_lines_of_source")]

    def __str__(self) -> str:
        return f"{self.lines} of batch {self.batch_id}: {self.reason}"
