"""Checking what is stored against what was promised, from the raw rows alone.

Four questions, each answered for whoever distrusts us:

1. Is every leaf of the ledger the hash of its own payload?
2. Does every batch's row agree with its leaf in the ledger: same root, same balance?
3. Do the events of every batch, hashed again in the store, make the root that was promised? Where events are
   missing, a recorded destruction explains it; anything else is a finding.
4. Does every event in the store belong to a batch, or to one that is being sealed? Whoever could write there past the
   portal would add what nobody sent.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC

import orjson
from django.db.models import QuerySet

from ingestion.pipeline.models import Batch, SpoolItem
from ingestion.store.leaves import Hashed, events_by_batch, hashed
from ingestion.store.readback import EMPTY_ROOT
from portal.audit.models import LedgerLeaf
from portal.core.canonical import leaf_hash
from portal.retention.models import PurgeDecision

MOST_BATCHES = 1000
MOST_EVENTS = 2**18  # of them together
NOTHING = Hashed(0, EMPTY_ROOT)


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
    by_hand: int = 0


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
    found = (Batch.objects.all() if batches is None else batches).select_related("source", "mapping")
    for group in _groups(found.order_by("number").iterator()):
        promised, present = _promised(group), hashed([batch.number for batch in group])
        for batch in group:
            counts.batches += 1
            yield from _against_ledger(batch, promised.get(str(batch.number)))
            yield from _against_store(batch, present.get(batch.number, NOTHING), counts)


def check_strangers() -> Iterator[Finding]:
    """Events under numbers that no batch has."""
    stored = events_by_batch()
    numbers = sorted(stored)
    for start in range(0, len(numbers), MOST_BATCHES):
        some = numbers[start : start + MOST_BATCHES]
        for number in sorted(set(some) - _known(some)):
            found = f"{stored[number]} events in the store"
            yield Finding(f"batch {number}", "none: nobody sent it", found)


def _known(numbers: Sequence[int]) -> set[int]:
    """Looked up in the order in which a batch is sealed, so that none is missed on its way."""
    waiting = set(SpoolItem.objects.filter(number__in=numbers).values_list("number", flat=True))
    return waiting | set(Batch.objects.filter(number__in=numbers).values_list("number", flat=True))


def _groups(batches: Iterable[Batch]) -> Iterator[list[Batch]]:
    """As many as the engine hashes in one go: a question for each batch would take longer than most of the answers."""
    group: list[Batch] = []
    events = 0
    for batch in batches:
        if group and (len(group) == MOST_BATCHES or events + batch.stored > MOST_EVENTS):
            yield group
            group, events = [], 0
        group.append(batch)
        events += batch.stored
    if group:
        yield group


def _promised(batches: Iterable[Batch]) -> dict[str, LedgerLeaf]:
    """The first leaf of each, by the batch's number as text."""
    leaves = LedgerLeaf.objects.filter(kind="batch", reference__in=[str(batch.number) for batch in batches])
    return {leaf.reference: leaf for leaf in leaves.order_by("-pk")}


def _against_ledger(batch: Batch, leaf: LedgerLeaf | None) -> Iterator[Finding]:
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


def _against_store(batch: Batch, present: Hashed, counts: Counts) -> Iterator[Finding]:
    if batch.stored and not present.events and is_destroyed(batch):
        counts.destroyed += 1
        return
    counts.events += present.events
    if present.events != batch.stored:
        yield Finding(f"batch {batch.number}, number of its events", str(batch.stored), str(present.events))
    if present.root != bytes(batch.root):
        yield Finding(
            f"batch {batch.number}, root over its events", bytes(batch.root).hex(), present.root.hex()
        )


def is_destroyed(batch: Batch) -> bool:
    """Whether a purge wrote down that it destroyed the batch's events."""
    return PurgeDecision.objects.filter(
        decision=PurgeDecision.Decision.DESTROYED,
        retention_class=batch.retention_class,
        batches__contains=[batch.number],
    ).exists()
