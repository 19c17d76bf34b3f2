"""A leaf's canonical form, without the engine: what anyone can compute from a whole event.

It is ClickHouse's RowBinary of the columns in ``schema.COLUMNS``' order, with ``fields`` as the JSON text that the
store gives: integers and times little-endian (times as microseconds since 1970), addresses as 16 bytes in network
order, texts as their length (LEB128) and their bytes. https://clickhouse.com/docs/interfaces/formats/RowBinary
"""

from collections.abc import Mapping
from datetime import datetime
from ipaddress import IPv6Address

from ingestion.store import rowbinary
from ingestion.store.schema import COLUMNS, INTEGERS, MOMENT
from portal.core.canonical import leaf_hash
from portal.core.microseconds import since_1970


def leaf(event: Mapping[str, object]) -> bytes:
    """The RFC 6962 leaf hash of an event as ``read.events_by_ids`` gives it."""
    return leaf_hash(canonical(event))


def canonical(event: Mapping[str, object]) -> bytes:
    return b"".join(_encoded(event[column.name], column.type) for column in COLUMNS)


def _encoded(value: object, kind: str) -> bytes:
    if isinstance(value, datetime) and kind == MOMENT:
        return since_1970(value).to_bytes(8, "little", signed=True)
    if isinstance(value, int) and kind in INTEGERS:
        return value.to_bytes(INTEGERS[kind], "little", signed=kind.startswith("Int"))
    if isinstance(value, IPv6Address):
        return value.packed
    if isinstance(value, bytes | str):
        data = value if isinstance(value, bytes) else value.encode("utf-8", "surrogateescape")
        return rowbinary.text(data)
    raise TypeError(f"A column of type {kind} holds {type(value).__name__}.")
