"""The engine itself: a pool of connections to one data folder, each running one statement at a time."""

import queue
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import chdb

from portal.embedded.clickhouse_statement import quote

CONNECTIONS = 24  # statements at once; more wait for a free connection
# Merges take what inserts and queries leave over: a merge can wait, a sender and an analyst should not.
SERVER_SETTINGS = "os_threads_nice_value_merge_mutate=19"
CHUNK = 2**20  # bytes handed to a streaming insert at a time


@dataclass(frozen=True)
class Answer:
    """What a statement gave: its bytes in the format asked for, and the engine's counts."""

    body: bytes
    read_rows: int = 0
    read_bytes: int = 0
    written_rows: int = 0
    written_bytes: int = 0
    elapsed_s: float = 0.0


class Engine:
    """Opens the folder; raises ``RuntimeError`` when another process holds it."""

    def __init__(self, data: Path) -> None:
        self._free: queue.LifoQueue[Any] = queue.LifoQueue()
        self._opened = [chdb.connect(f"{data}?{SERVER_SETTINGS}") for _ in range(CONNECTIONS)]
        for connection in self._opened:
            self._free.put(connection)
        self._lock = threading.Lock()
        self._running: set[str] = set()
        self._classified = lru_cache(maxsize=64)(self._classify)
        self.version = self.query("SELECT version() FORMAT TSV").body.decode().strip()
        self.timezone = self.query("SELECT timezone() FORMAT TSV").body.decode().strip()

    def classify(self, sql: str) -> tuple[str, int]:
        """The engine's own judgement: kind (READ_ONLY, MUTATING, CONTROL, …) and number of statements."""
        return self._classified(sql)

    def _classify(self, sql: str) -> tuple[str, int]:
        with self._connection() as connection:
            found = connection._conn.classify_query(sql)
        return found["query_class"].name, int(found["statement_count"])

    def query(self, sql: str, parameters: Mapping[str, str] | None = None) -> Answer:
        """Run one statement, blocking this thread. Raises ``RuntimeError`` with ClickHouse's text."""
        with self._connection() as connection:
            result = connection.query(sql, "TabSeparated", params=dict(parameters or {}))
        return Answer(
            body=result.bytes() or b"",
            read_rows=result.storage_rows_read(),
            read_bytes=result.storage_bytes_read(),
            written_rows=result.rows_written(),
            written_bytes=result.bytes_written(),
            elapsed_s=result.elapsed(),
        )

    def insert(self, sql: str, format_name: str, body: memoryview) -> Answer:
        """Run ``INSERT INTO …`` with its rows in ``body``."""
        with self._connection() as connection, connection.send_insert(sql, format_name) as stream:
            for start in range(0, len(body), CHUNK):
                stream.append(body[start : start + CHUNK])
            done = stream.finish()
        return Answer(b"", 0, 0, done.rows_written, done.bytes_written, done.elapsed)

    @contextmanager
    def named(self, label: str) -> Iterator[None]:
        """While inside, ``cancel(label)`` finds the statement that carries it as ``log_comment``."""
        with self._lock:
            self._running.add(label)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(label)

    def cancel(self, label: str) -> bool:
        """Ask the labelled statement to end; False when nothing of that name runs."""
        with self._lock:
            if label not in self._running:
                return False
        self.query(f"KILL QUERY WHERE Settings['log_comment'] = {quote(label)} ASYNC")
        return True

    def cancel_all(self) -> None:
        for label in list(self._running):
            self.cancel(label)

    def close(self) -> None:
        for connection in self._opened:
            connection.close()

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        connection = self._free.get()
        try:
            yield connection
        finally:
            self._free.put(connection)
