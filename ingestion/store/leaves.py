"""What the events of batches hash to, by the engine and from the rows as they are now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ingestion.store.client import client, translated
from ingestion.store.readback import SPAN, root_of, span

# Sorted by batch rather than all together, so that each core hashes what it reads.
IN_ORDER = "arrayMap(pair -> pair.2, arraySort(pair -> pair.1, groupArray((id, leaf))))"
HASHED = f"""
    SELECT number, count(), {root_of(IN_ORDER)}
    FROM (SELECT bitShiftRight(id, 20) AS number, id, leaf FROM events WHERE {SPAN})
    GROUP BY number
"""  # noqa: S608
OF_NUMBERS = "SELECT bitShiftRight(id, 20) AS number, count() FROM events GROUP BY number"


@dataclass(frozen=True)
class Hashed:
    """How many events the store has of a batch, and the RFC 6962 root over their leaves by id."""

    events: int
    root: bytes


def hashed(numbers: Collection[int]) -> Mapping[int, Hashed]:
    """By batch; those without events are left out. The engine holds 40 bytes for each event of them all.

    ``leaf`` is no stored column: the engine computes it from the row, so a changed row has another leaf.
    """
    with translated():
        rows = client("reader").query(HASHED, parameters=span(numbers)).result_rows
    return {int(number): Hashed(int(events), bytes(root)) for number, events, root in rows}


def events_by_batch() -> Mapping[int, int]:
    """How many events the store has under each batch's number, whoever put them there."""
    with translated():
        rows = client("reader").query(OF_NUMBERS).result_rows
    return {int(number): int(events) for number, events in rows}
