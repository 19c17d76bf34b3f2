"""Locks that keep purging and pinning apart.

A purge takes a partition's lock alone; everyone who places a hold takes it shared. So a hold is either
committed before the purge looks, and spares the partition, or waits until the purge has written down what it
did, and is told. Advisory locks end with their transaction, a crash included.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import DatabaseError, connection

PURGE_RUN = "retention:run"


def lock_to_destroy(retention_class: str, day: date) -> None:
    """Wait until nobody else holds the partition, then keep it until the transaction ends."""
    _execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", _name(retention_class, day))


def lock_to_hold(retention_class: str, day: date) -> None:
    """Wait until no purge works on the partition; any number of people may hold at once."""
    _execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", _name(retention_class, day))


@contextmanager
def only_purge() -> Iterator[bool]:
    """Yield whether this is the only purge running; kept for the block, over several transactions."""
    taken = _execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", PURGE_RUN)
    try:
        yield taken
    finally:
        if taken:
            _unlock_run()


def _unlock_run() -> None:
    try:
        _execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", PURGE_RUN)
    except DatabaseError:
        connection.close()  # the lock belonged to the session, and ends with it


def _name(retention_class: str, day: date) -> str:
    return f"retention:{retention_class}:{day.isoformat()}"


def _execute(sql: str, name: str) -> bool:
    if "_xact_" in sql and not connection.in_atomic_block:
        raise RuntimeError("A partition's lock lasts as long as its transaction: open one first.")
    with connection.cursor() as cursor:
        cursor.execute(sql, [name])
        row = cursor.fetchone()
    return bool(row and row[0])
