"""Event ids: batch number × 2^20 + position, so that an id names its batch and sorts by arrival."""

POSITION_BITS = 20
MAX_RECORDS = 1 << POSITION_BITS
MAX_BATCH = (1 << (63 - POSITION_BITS)) - 1


def event_id(batch: int, position: int) -> int:
    """The id of the record at ``position`` (0-based) of ``batch``; ``ValueError`` outside the ranges."""
    if not 0 < batch <= MAX_BATCH or not 0 <= position < MAX_RECORDS:
        raise ValueError(f"No event has batch {batch} and position {position}.")
    return batch << POSITION_BITS | position


def batch_of(event: int) -> int:
    return event >> POSITION_BITS


def position_of(event: int) -> int:
    return event & (MAX_RECORDS - 1)
