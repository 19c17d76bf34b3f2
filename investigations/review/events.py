"""Whole events as the store keeps them, turned into what people and programs read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from ipaddress import IPv6Address, ip_address
from typing import Any

import orjson

from ingestion.normalise import odd_times
from ingestion.store import errors, read
from investigations.query.fields import CORE
from investigations.review.errors import StoreSilent, TooExpensive
from investigations.review.found import Event

ABSENT: Mapping[str, object] = {"severity": 255}
KEPT_APART = frozenset({"raw", "leaf", "fields"})
UNSPECIFIED = IPv6Address("::")


def by_ids(ids: Sequence[int], sources: frozenset[str]) -> list[Event]:
    """The events with these ids in ``sources``, in the order asked; missing ones are left out."""
    try:
        found = {int(row["id"]): row for row in read.events_by_ids(list(ids), sources)}
    except (errors.StoreUnavailable, errors.QueryStopped) as error:
        raise StoreSilent(
            "The event store does not answer. Nothing was lost; try again in a minute."
        ) from error
    except errors.QueryTooExpensive as error:
        raise TooExpensive("Reading took too long. Try again in a minute.") from error
    return [event_of(found[number]) for number in dict.fromkeys(ids) if number in found]


def event_of(row: Mapping[str, Any]) -> Event:
    return Event(
        id=int(row["id"]),
        timestamp=row["timestamp"],
        received_at=row["received_at"],
        source=row["source"],
        retention_class=row["retention_class"],
        fields=fields_of(row),
        raw=bytes(row["raw"]),
        record=bytes(row["record"]),
        leaf=bytes(row["leaf"]),
    )


def fields_of(row: Mapping[str, Any]) -> dict[str, object]:
    """Every filled field under its ECS name: the columns in their order, then the record's own fields by name."""
    columns = {
        name: plain(row[name]) for name in [*CORE, "clock_offset"] if name in row and name not in KEPT_APART
    }
    columns["time_flag"] = odd_times.flag(row["timestamp"], row["received_at"])
    filled = {name: value for name, value in columns.items() if is_filled(name, value)}
    document = row.get("fields") or {}
    own = flat(orjson.loads(document) if isinstance(document, str | bytes) else document)
    return filled | {name: own[name] for name in sorted(own) if name not in filled}


def is_filled(name: str, value: object) -> bool:
    if name in ABSENT:
        return value != ABSENT[name]
    return value not in ("", None) and (value != 0 or name in {"id", "severity"})


def plain(value: object) -> object:
    """Addresses as people write them: IPv4 is kept as mapped IPv6; ``::`` means there is none."""
    if isinstance(value, IPv6Address):
        return "" if value == UNSPECIFIED else str(value.ipv4_mapped or value)
    return str(ip_address(str(value))) if hasattr(value, "is_loopback") else value


def flat(document: Mapping[str, Any], above: str = "") -> dict[str, object]:
    """Nested objects under dotted names; lists stay whole."""
    out: dict[str, object] = {}
    for key, value in document.items():
        name = f"{above}{key}"
        out |= flat(value, f"{name}.") if isinstance(value, Mapping) and value else {name: value}
    return out


def as_text(value: object) -> str:
    """A field's value on one line: times as RFC 3339, lists and objects as JSON."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, list | dict):
        return orjson.dumps(value, default=str).decode()
    return str(value).lower() if isinstance(value, bool) else str(value)


def encodable(value: object) -> object:
    """For JSON and files: bytes that were not UTF-8 become U+FFFD; the original stays in ``raw``."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if isinstance(value, Mapping):
        return {str(encodable(key)): encodable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [encodable(item) for item in value]
    return as_text(value) if isinstance(value, datetime) else value
