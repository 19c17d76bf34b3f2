"""An event as a case keeps it: a copy that needs nothing from the event store any more."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from ipaddress import IPv4Address, IPv6Address

from portal.core.eventid import batch_of, position_of


@dataclass(frozen=True)
class Evidence:
    """One event, read through the review door. Times are UTC; ``leaf`` is SHA-256(0x00 || ``record``), 32 bytes."""

    event_id: int
    source: str
    at: datetime
    received_at: datetime
    retention_class: str
    fields: Mapping[str, object]
    raw: bytes
    record: bytes
    leaf: bytes

    @property
    def fields_json(self) -> bytes:
        """The fields as ASCII JSON: what jsonb refuses (NUL, lone surrogates) survives as escapes."""
        return json.dumps(
            plain(self.fields), sort_keys=True, separators=(",", ":"), ensure_ascii=True
        ).encode("ascii")

    def fact(self) -> dict[str, object]:
        """What the ledger commits to about this copy: digests and places, none of its words."""
        return {
            "event": str(self.event_id),
            "batch": batch_of(self.event_id),
            "position": position_of(self.event_id),
            "source": self.source,
            "leaf": self.leaf.hex(),
            "raw_sha256": hashlib.sha256(self.raw).hexdigest(),
            "fields_sha256": hashlib.sha256(self.fields_json).hexdigest(),
        }


def plain(value: object) -> object:
    """A value of the store as JSON has it: times as RFC 3339 in UTC, addresses and bytes as text."""
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode("utf-8", "surrogateescape")
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, IPv4Address | IPv6Address | date):
        return str(value)
    return value


def rfc3339(moment: datetime) -> str:
    """``2026-11-21T20:36:01.123456Z``."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
