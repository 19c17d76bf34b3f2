"""How long records took to arrive, as their own times have it: sums over batches, for the clocks of sources."""

from collections.abc import Collection
from dataclasses import dataclass

from ingestion.store.read import Statement, run
from portal.core.eventid import event_id

TIMEOUT_S = 30
STRAY = 0.02  # share of a batch that may state any time at all without counting

# Arrival minus what the record stated; the correction made at sealing is taken back. Records that state no time are
# left out. Delays are in microseconds.
DELAY = "toUnixTimestamp64Micro(received_at) - toUnixTimestamp64Micro(timestamp) - clock_offset"
WHOLE = "countIf((toUnixTimestamp64Micro(timestamp) + clock_offset) % 1000000 = 0)"
SQL = f"""
    SELECT bitShiftRight(id, 20) AS number, count(), {WHOLE}, quantilesExactLow({STRAY}, 0.5, 0.95)({DELAY})
    FROM events WHERE source IN {{scope:Array(String)}} AND id >= {{low:UInt64}} AND id < {{high:UInt64}}
    AND bitShiftRight(id, 20) IN {{batches:Array(UInt64)}} AND time_quality != 'arrival' GROUP BY number
"""  # noqa: S608 - values are bound


@dataclass(frozen=True)
class Delays:
    """Of one batch: ``floor``, ``median`` and ``slow`` (95 %) in microseconds; ``whole`` records state whole seconds."""

    batch: int
    records: int
    whole: int
    floor: int
    median: int
    slow: int


def delays(batches: Collection[int], sources: Collection[str]) -> list[Delays]:
    """For each batch of these sources with records that state a time. Raises ``StoreUnavailable`` or ``QueryTooExpensive``."""
    if not batches or not sources:
        return []
    params = {
        "scope": sorted(sources),
        "batches": sorted(batches),
        "low": event_id(min(batches), 0),
        "high": event_id(max(batches) + 1, 0),
    }
    rows = run(Statement(SQL, params, frozenset(sources)), timeout_s=TIMEOUT_S).rows
    return [
        Delays(int(number), int(count), int(whole), *map(int, three)) for number, count, whole, three in rows
    ]
