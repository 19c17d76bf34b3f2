"""Checking what is stored against what was promised, from the raw rows alone.

Three questions, each answered for whoever distrusts us:

1. Is every leaf of the ledger the hash of its own payload?
2. Does every batch's row agree with its leaf in the ledger: same root, same balance?
3. Do the events of every batch, hashed again in the store, make the root that was promised? Where events are
   missing, a recorded destruction explains it; anything else is a finding.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

import orjson
from django.db.models import QuerySet

from ingestion.pipeline.models import Batch
from ingestion.store.leaves import leaves
from portal.audit.models import LedgerLeaf
from portal.core.canonical import leaf_hash, merkle_root
from portal.retention.models import PurgeDecision


@dataclass(frozen=True)
class Finding:
    """One thing that does not match, with both versions. ``what`` names the row."""

    what: str
    expected: str
    found: str


@dataclass
class Counts:
    leaves: int = 0
    batches: int = 0
    events: int = 0
    destroyed: int = 0


def check_leaves(counts: Counts) -> Iterator[Finding]:
    """Every ledger leaf is SHA-256(0x00 || payload), and its payload names its row's kind and reference."""
    for leaf in LedgerLeaf.objects.order_by("pk").iterator():
        counts.leaves += 1
        payload = bytes(leaf.payload)
        if leaf_hash(payload) != bytes(leaf.leaf):
            yield Finding(f"ledger leaf {leaf.pk}", leaf_hash(payload).hex(), bytes(leaf.leaf).hex())
            continue
        said = orjson.loads(payload)
        if (said.get("kind"), said.get("reference")) != (leaf.kind, leaf.reference):
            told = f"{said.get('kind')}:{said.get('reference')}"
            yield Finding(
                f"ledger leaf {leaf.pk}, its kind and reference", told, f"{leaf.kind}:{leaf.reference}"
            )


def check_batches(counts: Counts, batches: QuerySet[Batch] | None = None) -> Iterator[Finding]:
    """Every batch agrees with the ledger and with the events that the store holds."""
    for batch in (
        (Batch.objects.all() if batches is None else batches)
        .select_related("source", "mapping")
        .order_by("number")
        .iterator()
    ):
        counts.batches += 1
        yield from _against_ledger(batch)
        yield from _against_store(batch, counts)


def _against_ledger(batch: Batch) -> Iterator[Finding]:
    leaf = LedgerLeaf.objects.filter(kind="batch", reference=str(batch.number)).first()
    if leaf is None:
        yield Finding(f"batch {batch.number} in the ledger", "a leaf", "none")
        return
    said = orjson.loads(bytes(leaf.payload))
    for name, value in _facts(batch).items():
        if said.get(name) != value:
            what = f"batch {batch.number}, {name} of its row"
            yield Finding(what, f"{said.get(name)} (ledger)", f"{value} (row)")


def _facts(batch: Batch) -> dict[str, object]:
    """What the ledger promised of a batch, read from its row as it is now."""
    return {
        "source": batch.source.slug,
        "sha256": bytes(batch.sha256).hex(),
        "size": batch.size,
        "mapping": batch.mapping.digest if batch.mapping else None,
        "retention_class": batch.retention_class,
        "received_at": batch.received_at.astimezone(UTC).isoformat(),
        "received": batch.received,
        "stored": batch.stored,
        "duplicate": batch.duplicate,
        "quarantined": batch.quarantined,
        "root": bytes(batch.root).hex(),
    }


def _against_store(batch: Batch, counts: Counts) -> Iterator[Finding]:
    present = leaves(batch.number)
    if batch.stored and not present and _is_destroyed(batch):
        counts.destroyed += 1
        return
    counts.events += len(present)
    if len(present) != batch.stored:
        yield Finding(f"batch {batch.number}, number of its events", str(batch.stored), str(len(present)))
    root = merkle_root(present)
    if root != bytes(batch.root):
        yield Finding(f"batch {batch.number}, root over its events", bytes(batch.root).hex(), root.hex())


def _is_destroyed(batch: Batch) -> bool:
    return PurgeDecision.objects.filter(
        decision=PurgeDecision.Decision.DESTROYED,
        retention_class=batch.retention_class,
        batches__contains=[batch.number],
    ).exists()
