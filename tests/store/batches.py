"""Batches of tests: numbers that no other test uses, and whole events read back."""

import itertools
import os
import time
from datetime import UTC, datetime
from functools import cache
from typing import Any

import orjson

from ingestion.formats.detect import choose
from ingestion.store import read, write
from ingestion.store.client import client
from ingestion.store.read import shown_address
from ingestion.store.readback import positions
from ingestion.store.write import Incoming, SealResult

ARRIVED = datetime(2026, 11, 21, 20, 36, 1, tzinfo=UTC)
# The event store outlives test runs when its folder is kept, so numbers begin where no run before has been.
_numbers = itertools.count(2**32 + int(time.time()) * 2**10 % 2**41 + os.getpid() % 97)


def incoming(body: bytes, *, format: str = "", source: str = "test-store", **more: Any) -> Incoming:
    more.setdefault("received_at", ARRIVED)
    more.setdefault("retention_class", "test-store")
    more.setdefault("number", next(_numbers))
    return Incoming(source=source, body=body, format=choose(format, body), **more)


def sealed(body: bytes, **more: Any) -> tuple[SealResult, list[dict[str, Any]]]:
    """Seal a batch; its result and its stored events in order of position, JSON and addresses readable."""
    batch = incoming(body, **more)
    return write.seal(batch), events(batch.number)


@cache
def together(lines: tuple[str, ...], format: str) -> list[dict[str, Any]]:
    """The events of lines that are a record each, stored as one batch: a statement takes long to plan."""
    result, stored = sealed("\n".join(lines).encode() + b"\n", format=format)
    assert not result.quarantined
    assert len(stored) == len(lines)
    return stored


def events(number: int) -> list[dict[str, Any]]:
    """In order of position; of a large batch the first 20,000."""
    places = sorted(positions(number))[:20_000]
    found = read.events_by_ids([(number << 20) + place for place in places], frozenset({"test-store"}))
    for event in found:
        event["fields"] = orjson.loads(event["fields"])
        event["source.ip"] = shown_address(event["source.ip"])
    return found


def leaves(number: int) -> list[bytes]:
    """Leaf hashes of the batch's stored events, by id."""
    sql = "SELECT leaf FROM events WHERE id >= {low:UInt64} AND id < {high:UInt64} ORDER BY id"
    span = {"low": number << 20, "high": (number + 1) << 20}
    packed = client("reader").raw_query(sql, parameters=span, fmt="RowBinary")
    return [packed[start : start + 32] for start in range(0, len(packed), 32)]
