"""Some batches hashed without the engine: it only hands out the rows, which are encoded and hashed here.

``verify`` takes the roots over millions of events from the event store. Whoever distrusts the engine, or whoever
answers in its place, draws some batches by lot.
"""

from collections.abc import Iterable, Iterator

from ingestion.pipeline.models import Batch
from ingestion.store.canonical import leaf
from ingestion.store.read import IDS_AT_ONCE, events_by_ids
from ingestion.store.readback import positions
from portal.core.canonical import merkle_root
from portal.core.eventid import event_id
from portal.retention.verify import Counts, Finding, is_destroyed


def some_batches(number: int) -> list[Batch]:
    """So many of those that stored events, drawn by lot."""
    return list(Batch.objects.filter(stored__gt=0).select_related("source").order_by("?")[:number])


def check_by_hand(batches: Iterable[Batch], counts: Counts) -> Iterator[Finding]:
    """The root over each batch's events, against its row's, which ``check_batches`` compares with the ledger."""
    for batch in batches:
        leaves = list(_leaves(batch))
        if not leaves and is_destroyed(batch):
            continue
        counts.by_hand += 1
        if (root := merkle_root(leaves)) != bytes(batch.root):
            what = f"batch {batch.number}, root computed by hand over {len(leaves):,} events"
            yield Finding(what, bytes(batch.root).hex(), root.hex())


def _leaves(batch: Batch) -> Iterator[bytes]:
    ids = [event_id(batch.number, place) for place in sorted(positions(batch.number))]
    for start in range(0, len(ids), IDS_AT_ONCE):
        yield from map(leaf, events_by_ids(ids[start : start + IDS_AT_ONCE], frozenset({batch.source.slug})))
