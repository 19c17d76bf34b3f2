"""Receipts, security events of our own, and the leaves of the ledger: rows that are only ever added."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from portal.core.append_only import AppendOnly


class Outcome(models.TextChoices):
    ALLOWED = "allowed"
    DENIED = "denied"
    FAILED = "failed"


class Receipt(AppendOnly):
    """Who saw what, when, from where, why, and what was withheld. Names are copied as text: people go, traces stay."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now)
    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField(max_length=64)
    roles = ArrayField(models.CharField(max_length=32), default=list)
    via = models.CharField(max_length=16)
    session_ref = models.CharField(max_length=16, blank=True)
    token_ref = models.CharField(max_length=16, blank=True)
    address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)
    action = models.CharField(max_length=32)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reason = models.TextField(blank=True)
    purpose_kind = models.CharField(max_length=16, blank=True)
    purpose_category = models.CharField(max_length=32, blank=True)
    purpose_reason = models.TextField(blank=True)
    case_id = models.BigIntegerField(null=True)
    case_label = models.CharField(max_length=200, blank=True)
    query = models.TextField(blank=True)
    range_from = models.DateTimeField(null=True)
    range_to = models.DateTimeField(null=True)
    sources = ArrayField(models.CharField(max_length=64), default=list)
    total = models.BigIntegerField(null=True)
    delivered = ArrayField(models.BigIntegerField(), default=list, help_text="ids of the events that left")
    fields = ArrayField(models.CharField(max_length=200), default=list)
    withheld = models.JSONField(default=dict)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["-at"], name="receipt_at"),
            models.Index(fields=["person_id", "-at"], name="receipt_person_at"),
            GinIndex(fields=["delivered"], name="receipt_delivered"),
        ]


class AuditEvent(AppendOnly):
    """What happened in the portal itself, under OWASP Logging Vocabulary names."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    name = models.CharField(max_length=64, db_index=True)
    outcome = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=64, blank=True)
    address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)
    session_ref = models.CharField(max_length=16, blank=True)
    object_label = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)


class LedgerLeaf(AppendOnly):
    """A fact that the Merkle log commits to: its canonical JSON and RFC 6962 leaf hash."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=32)
    reference = models.CharField(max_length=128)
    payload = models.BinaryField()
    leaf = models.BinaryField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["kind", "reference"], name="ledger_kind_reference")]
