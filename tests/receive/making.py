"""Sealed batches and quarantined lines, made in the database where sealing is not what is tested."""

import hashlib
from datetime import UTC, datetime

from ingestion.pipeline.models import Batch, QuarantinedRecord, Upload
from ingestion.sources.models import Source

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def a_batch(source: Source, number: int, *, upload: Upload | None = None, **fields: object) -> Batch:
    """Ten lines received and stored, unless told otherwise."""
    values: dict[str, object] = {
        "source": source,
        "upload": upload,
        "filename": upload.filename if upload else "",
        "sha256": hashlib.sha256(b"%d" % number).digest(),
        "size": 1000,
        "format": "ndjson",
        "how": "upload" if upload else "api",
        "sender": "lti_12345678",
        "received_at": NOON,
        "retention_class": source.retention_class.slug,
        "received": 10,
        "stored": 10,
        "root": hashlib.sha256(b"root").digest(),
    }
    return Batch.objects.create(number=number, **{**values, **fields})


def quarantine(batch: Batch, lines: dict[int, bytes], reason: str = "no_timestamp") -> None:
    QuarantinedRecord.objects.bulk_create(
        QuarantinedRecord(batch=batch, position=position, raw=raw, reason=reason, detail="No time was found.")
        for position, raw in lines.items()
    )
