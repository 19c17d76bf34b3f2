"""Writing down what became of spool rows: batches, ledger leaves and quarantine, in the sealer's transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from ingestion.pipeline.models import Batch, QuarantinedRecord, SpoolItem
from ingestion.store.readback import EMPTY_ROOT
from ingestion.store.write import SealResult
from portal.audit import ledger


@dataclass(frozen=True)
class Done:
    """What became of a row. ``repeated`` records were known by their ids and left out.

    ``masked`` counts the values that were replaced by their kind, in records that are quarantined too; ``mapping`` is
    the key of the one by which rows were read, 0 for none; ``looks_like`` is what ``pipeline.likeness`` says; ``again``
    counts the batches of the same bytes before it, of which nothing is kept any more.
    """

    item: SpoolItem
    result: SealResult
    repeated: int = 0
    masked: Mapping[str, int] | None = None
    mapping: int = 0
    looks_like: str = ""
    again: int = 0


def write_batches(done: Sequence[Done]) -> list[Batch]:
    """The batches with their balances; the spool rows go."""
    batches = [_batch(one) for one in done]
    Batch.objects.bulk_create(batches)
    QuarantinedRecord.objects.bulk_create(
        (
            QuarantinedRecord(
                batch=batch, position=line.position, raw=line.raw, reason=line.reason, detail=line.detail
            )
            for batch, one in zip(batches, done, strict=True)
            for line in one.result.quarantined
        ),
        batch_size=1000,
    )
    return _finish(batches)


def _batch(one: Done) -> Batch:
    result = one.result
    return Batch(
        **_arrival(one.item),
        format=result.format,
        mapping_id=one.mapping or None,
        retention_class=result.retention_class,
        received=result.received + one.repeated,
        stored=result.stored,
        duplicate=one.repeated,
        quarantined=len(result.quarantined),
        first_timestamp=result.first,
        last_timestamp=result.last,
        root=result.root,
        masked=one.masked,
        looks_like=one.looks_like,
        again=one.again,
    )


def write_duplicate(item: SpoolItem, first: Batch) -> Batch:
    """A batch whose bytes the source sent before: as many records as then, and nothing of it stored again."""
    batch = Batch.objects.create(
        **_arrival(item),
        format=first.format,
        mapping_id=first.mapping_id,
        retention_class=first.retention_class,
        received=first.received,
        stored=0,
        duplicate=first.received,
        duplicate_of=first,
        root=EMPTY_ROOT,
    )
    return _finish([batch])[0]


def _arrival(item: SpoolItem) -> dict[str, object]:
    return {
        "number": item.number,
        "source": item.source,
        "upload_id": item.upload_id,
        "filename": item.filename,
        "sha256": bytes(item.sha256),
        "occurrence": item.occurrence,
        "size": item.size,
        "how": item.how,
        "sender": item.sender,
        "verified_by": item.verified_by,
        "address": item.address,
        "received_at": item.received_at,
        "may_repeat": item.may_repeat,
    }


def _finish(batches: Sequence[Batch]) -> list[Batch]:
    ledger.append_all("batch", [(str(batch.number), _facts(batch)) for batch in batches])
    SpoolItem.objects.filter(pk__in=[batch.number for batch in batches]).delete()
    return list(batches)


def _facts(batch: Batch) -> dict[str, object]:
    return {
        "source": batch.source.slug,
        "sha256": bytes(batch.sha256).hex(),
        "sender": batch.sender,
        "verified_by": batch.verified_by,
        "size": batch.size,
        "format": batch.format,
        **({"mapping": batch.mapping.digest} if batch.mapping else {}),
        "retention_class": batch.retention_class,
        "received_at": batch.received_at.astimezone(UTC).isoformat(),
        "received": batch.received,
        "stored": batch.stored,
        "duplicate": batch.duplicate,
        "quarantined": batch.quarantined,
        "duplicate_of": batch.duplicate_of_id,
        "root": bytes(batch.root).hex(),
    }
