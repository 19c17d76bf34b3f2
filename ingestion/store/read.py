"""Reading events: statements whose scope is checked here once more, whoever made them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from ipaddress import IPv6Address
from typing import Any

from ingestion.store import scope
from ingestion.store.client import client, translated
from ingestion.store.errors import BadStatement, StoreUnavailable
from ingestion.store.schema import CANONICAL, NAMES

MOST_MEMORY = 4 * 2**30  # bytes of one query
BINARY = frozenset({"raw", "leaf", "record"})
IDS_AT_ONCE = 10_000
BY_IDS_TIMEOUT_S = 60


@dataclass(frozen=True)
class Statement:
    """One SELECT with its bound values and the sources it may reach (None: every source; still bound as ``scope``)."""

    sql: str
    params: Mapping[str, Any]
    sources: frozenset[str] | None
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rows:
    """``rows`` hold one value for each of ``columns``; ``read`` is how many rows the engine had to look at."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    read: int = 0


def run(statement: Statement, *, timeout_s: float, query_id: str | None = None) -> Rows:
    """Check the scope and run. Raises ``BadStatement``, ``QueryTooExpensive`` or ``StoreUnavailable``."""
    scope.check(statement.sql, statement.params, statement.sources)
    limits = {
        "max_execution_time": timeout_s,
        "max_memory_usage": MOST_MEMORY,
        "query_id": query_id or str(uuid.uuid4()),
    }
    with translated():
        result = client("reader").query(
            statement.sql,
            parameters=dict(statement.params),
            settings={**statement.settings, **limits},
            query_formats={"String": "bytes", "FixedString": "bytes", "IPv*": "native"},
            query_tz=UTC,
            tz_mode="aware",
        )
    names = tuple(result.column_names)
    binary = [name in BINARY for name in names]
    rows = [
        tuple(value if kept else _text(value) for value, kept in zip(row, binary, strict=True))
        for row in result.result_rows
    ]
    return Rows(names, rows, int(result.summary.get("read_rows", 0)))


def cancel(query_id: str) -> None:
    """Ask the engine to stop that query; nothing happens when it no longer runs. Raises ``StoreUnavailable``."""
    try:
        with translated():
            client("reader").command(
                "KILL QUERY WHERE query_id = {id:String} ASYNC", parameters={"id": query_id}
            )
    except BadStatement as error:
        raise StoreUnavailable(str(error)) from error


def events_by_ids(ids: Sequence[int], sources: frozenset[str] | None) -> list[dict[str, Any]]:
    """Whole events with ``batch``, in order of id; those missing or out of ``sources`` are left out.

    ``leaf`` is SHA-256(0x00 || ``record``), with ``record`` the canonical form. These two and ``raw`` are bytes,
    ``fields`` is JSON text, ``source.ip`` is an ``IPv6Address`` (``::`` for none).
    ``sources=None`` reads every source and is for the store's own callers that have checked elsewhere.
    """
    found: list[dict[str, Any]] = []
    wanted = sorted(set(ids))
    allowed = sorted(_every_source() if sources is None else sources)
    for start in range(0, len(wanted) if allowed else 0, IDS_AT_ONCE):
        found.extend(_by_ids(wanted[start : start + IDS_AT_ONCE], allowed))
    return found


def _by_ids(ids: list[int], allowed: list[str]) -> list[dict[str, Any]]:
    columns = f"{CANONICAL}, batch, leaf, formatRow('RowBinary', {CANONICAL}) AS record"
    statement = Statement(
        sql=(  # the columns are our own constants
            f"SELECT {columns} FROM events WHERE source IN {{scope:Array(String)}} "  # noqa: S608
            "AND id IN {ids:Array(UInt64)} AND id >= {low:UInt64} AND id <= {high:UInt64} ORDER BY id"
        ),
        params={"scope": allowed, "ids": ids, "low": ids[0], "high": ids[-1]},
        sources=frozenset(allowed),
    )
    rows = run(statement, timeout_s=BY_IDS_TIMEOUT_S).rows
    return [dict(zip((*NAMES, "batch", "leaf", "record"), row, strict=True)) for row in rows]


def _every_source() -> list[str]:
    with translated():
        return [
            str(row[0]) for row in client("reader").query("SELECT DISTINCT source FROM events").result_rows
        ]


def _text(value: Any) -> Any:
    """Bytes as text, wherever they are nested; addresses and numbers as they are."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, list | tuple):
        return type(value)(_text(item) for item in value)
    if isinstance(value, dict):
        return {_text(key): _text(item) for key, item in value.items()}
    return value


def shown_address(address: IPv6Address) -> str:
    """As people write it: IPv4 without its mapping, nothing for ``::``."""
    if address == IPv6Address("::"):
        return ""
    return str(address.ipv4_mapped or address)
