"""What a format would make of some records, without storing anything: the stages and columns of sealing, read back.

``input()`` stands in inserts alone, so the records go along as bound values, as hexadecimal because they may be any
bytes. The reader's account is enough.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv6Address
from itertools import islice
from typing import Any

import orjson

from ingestion.formats.record import Reason, Record
from ingestion.normalise.clock import Arrival
from ingestion.store.client import client, translated
from ingestion.store.given import given
from ingestion.store.insert import OWN, SETTINGS, guests_of, selection
from ingestion.store.read import shown_address
from ingestion.store.schema import NO_SEVERITY
from ingestion.store.write import Incoming, parameters, reason_of

TIMEOUT_S = 20
BOUND = """
    SELECT position, raw, written, guessed, dataset, multiIf(document != '', document, isValidUTF8(raw), raw, toValidUTF8(raw)) AS text
    FROM (
        SELECT r.1 AS position, unhex(r.2) AS raw, unhex(r.3) AS document, unhex(r.4) AS written, r.5 = 1 AS guessed, r.6 AS dataset
        FROM (
            SELECT arrayJoin(arrayZip(
                {positions:Array(UInt32)}, {raws:Array(String)}, {documents:Array(String)}, {writtens:Array(String)},
                {guesses:Array(UInt8)}, {datasets:Array(String)}
            )) AS r
        )
    )
    WHERE raw != '' AND length(raw) <= {longest:UInt64}
"""
# What every event has, or what says how it is kept rather than what was understood of it.
NOT_SHOWN = frozenset(
    {"id", "source", "retention_class", "received_at", "event.dataset", "clock_offset", "raw"}
)
NOTHING = ("", 0, "::", "{}", None)


@dataclass(frozen=True)
class Previewed:
    """A record with the columns it would get, without empty ones, or (``reason``) why it would be quarantined."""

    position: int
    raw: bytes
    columns: Mapping[str, object] = field(default_factory=dict)
    reason: Reason | None = None


def preview(batch: Incoming, most: int) -> list[Previewed]:
    """The first ``most`` records of ``batch`` as sealing would read them. Raises ``StoreError``.

    ``fields`` is a dict of dotted names; times and addresses are text.
    """
    arrival = Arrival(batch.received_at, batch.zone)
    records = list(
        islice(given(batch.format, batch.body, arrival, batch.mask, batch.least_line).records(), most)
    )
    asked = [record for record in records if record.refusal is None]
    read = {one["id"] - parameters(batch)["first_id"]: one for one in _read(batch, asked)}
    return [_previewed(batch, record, read.get(record.position)) for record in records]


def _read(batch: Incoming, records: Sequence[Record]) -> list[dict[str, Any]]:
    if not records:
        return []
    # Of all columns only `raw` may hold bytes that are no text, which JSON could not carry.
    sql = f"SELECT * EXCEPT (raw) REPLACE (toJSONString(fields) AS fields) FROM ({selection(batch.format, BOUND, OWN, guests=guests_of(records))})"  # noqa: S608
    limits = {"max_execution_time": TIMEOUT_S, "output_format_json_quote_64bit_integers": 0}
    with translated():
        answer = client("reader").raw_query(
            sql,
            parameters={**parameters(batch), **_bound(records)},
            settings={**_reading(), **limits},
            fmt="JSONEachRow",
        )
    return [orjson.loads(line) for line in answer.splitlines() if line]


def _bound(records: Sequence[Record]) -> dict[str, object]:
    return {
        "positions": [record.position for record in records],
        "raws": [record.raw.hex() for record in records],
        "documents": [record.document.hex() for record in records],
        "writtens": [record.written.encode("utf-8", "replace").hex() for record in records],
        "guesses": [int(record.inferred) for record in records],
        "datasets": [record.dataset for record in records],
    }


def _reading() -> dict[str, object]:
    of_reading = ("input_format_try", "type_json", "optimize_and_compare", "query_plan")
    return {name: value for name, value in SETTINGS.items() if name.startswith(of_reading)}


def _previewed(batch: Incoming, record: Record, read: dict[str, Any] | None) -> Previewed:
    if read is None:
        return Previewed(record.position, record.raw, reason=reason_of(batch, record, refused=False))
    columns = {name: value for name, value in read.items() if name not in NOT_SHOWN and value not in NOTHING}
    if columns.get("severity") == NO_SEVERITY:
        del columns["severity"]
    if "source.ip" in columns:
        columns["source.ip"] = shown_address(IPv6Address(columns["source.ip"]))
    if "fields" in columns:
        columns["fields"] = dict(_dotted(orjson.loads(columns["fields"])))
    return Previewed(record.position, record.raw, columns)


def _dotted(members: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, object]]:
    for name, value in members.items():
        if isinstance(value, dict) and value:
            yield from _dotted(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
