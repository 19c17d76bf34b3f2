"""Registered origins of records and the tokens that let them send."""

import hashlib

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from ingestion.formats.csv_mapping import CsvColumns
from portal.core.append_only import AppendOnly
from portal.core.canonical import canonical_json

SLUG = RegexValidator(r"^[a-z0-9][a-z0-9-]{0,62}$", "Use lower-case letters, digits and hyphens.")


class Source(models.Model):
    """Where records come from. ``slug`` never changes: events, grants and receipts name it."""

    slug = models.CharField(max_length=63, unique=True, validators=[SLUG])
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    format = models.CharField(max_length=32, blank=True, help_text="empty: detected from the content")
    time_zone = models.CharField(
        max_length=64, default="UTC", help_text="IANA zone of timestamps without one"
    )
    clock_offset_ms = models.IntegerField(
        default=0, help_text="how far this source's clock runs ahead; subtracted from its timestamps"
    )
    retention_class = models.ForeignKey(
        "retention.RetentionClass", on_delete=models.PROTECT, related_name="+"
    )
    senders = ArrayField(
        models.CharField(max_length=320),
        default=list,
        blank=True,
        help_text="who sends syslog and GELF for it: addresses, networks, cert:NAME, host:NAME, host:NAME@NETWORK",
    )
    require_signature = models.BooleanField(
        default=False, help_text="machines must sign what they send; unsigned tokens and syslog are refused"
    )
    browser_key = models.CharField(
        max_length=32,
        null=True,
        blank=True,
        unique=True,
        help_text="public; null: takes no reports from browsers",
    )
    csv_mapping = models.ForeignKey(
        "CsvMapping",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="in force for what arrives; null: CSV is read by its header's names",
    )
    is_open = models.BooleanField(default=True, help_text="accepts records")
    created_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class CsvMapping(AppendOnly):
    """How a source's CSV is read. A row never changes: another mapping is another row, and batches name theirs."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="csv_mappings")
    number = models.IntegerField(help_text="of the source's mappings, from 1")
    said = models.JSONField(help_text="ingestion.formats.csv_mapping.CsvColumns")
    made_by = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["source", "number"]
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="csv_mappings_are_numbered")]

    def __str__(self) -> str:
        return f"CSV mapping {self.number}"

    @property
    def columns(self) -> CsvColumns:
        return CsvColumns.from_dict(self.said)

    @property
    def told(self) -> dict[str, object]:
        """It as audit events have it."""
        return {"number": self.number, **self.said}

    @property
    def digest(self) -> str:
        """SHA-256 of it in canonical JSON, in hexadecimal: what the ledger commits to."""
        return hashlib.sha256(canonical_json(self.said)).hexdigest()


class IngestToken(models.Model):
    """Lets a sender add records to one source; shown once, stored hashed, and sealed besides when it signs."""

    class Kind(models.TextChoices):
        BEARER = "bearer", "Sent with each request"
        SIGNED = "signed", "Signs each request and is never sent"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.BinaryField()
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.BEARER)
    sealed_key = models.BinaryField(
        default=bytes, help_text="the secret of a token that signs, in AES-256-GCM"
    )
    networks = ArrayField(
        models.CharField(max_length=64),
        default=list,
        blank=True,
        help_text="addresses and networks that may use it; empty: any",
    )
    bytes_per_s = models.BigIntegerField(null=True, blank=True, help_text="null: the setting's; 0: no limit")
    requests_per_s = models.IntegerField(null=True, blank=True, help_text="null: the setting's; 0: no limit")
    rotated_from = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="rotated_to",
        help_text="the token it replaces",
    )
    created_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}_…)"

    @property
    def state(self) -> str:
        """``live``, ``expired`` or ``revoked``."""
        if self.revoked_at is not None:
            return "revoked"
        if self.expires_at is not None and self.expires_at <= timezone.now():
            return "expired"
        return "live"


class SeenSignature(models.Model):
    """A signature that was believed once. It is remembered until its time is over, so that nobody can use it again.

    In PostgreSQL and not in the cache: a cache that lost its memory would let replays through.
    """

    token = models.ForeignKey(IngestToken, on_delete=models.CASCADE, related_name="+")
    value = models.BinaryField(help_text="32 bytes of HMAC-SHA256")
    forget_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "value"], name="signature_used_once")]

    def __str__(self) -> str:
        return f"signature of {self.token_id}"


class SyslogDrop(models.Model):
    """Messages that the syslog receiver could not keep: counted for each source, way and reason, never silent."""

    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="drops")
    how = models.CharField(max_length=16)
    reason = models.CharField(max_length=40)
    count = models.BigIntegerField(default=0)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-last_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "how", "reason"], nulls_distinct=False, name="one_row_per_kind_of_drop"
            )
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.reason}"
