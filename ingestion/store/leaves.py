"""The leaves of a batch, hashed again by the engine from the rows as they are now."""

from ingestion.store.client import client, translated
from portal.core.eventid import POSITION_BITS

SIZE = 32  # SHA-256


def leaves(batch: int) -> list[bytes]:
    """RFC 6962 leaf hashes of the batch's stored events, by id; empty when the store has none of them.

    ``leaf`` is no stored column: the engine computes it from the row, so a changed row has another leaf.
    """
    sql = "SELECT leaf FROM events WHERE id >= {low:UInt64} AND id < {high:UInt64} ORDER BY id"
    span = {"low": batch << POSITION_BITS, "high": (batch + 1) << POSITION_BITS}
    with translated():
        packed = client("reader").raw_query(sql, parameters=span, fmt="RowBinary")
    return [packed[start : start + SIZE] for start in range(0, len(packed), SIZE)]
