"""Locks with a name, which any process that uses the same database can ask for: PostgreSQL's advisory locks.

Those of a transaction end with it, however it ends, and need one that is open: ``RuntimeError`` otherwise.
``only_one`` keeps its lock over several transactions. A process that dies gives everything back.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from django.db import Error, connection


def partition(retention_class: str, day: date) -> str:
    """The name of what is kept of one class and day of receipt (UTC). A purge takes it alone, others share it."""
    return f"retention:{retention_class}:{day.isoformat()}"


def wait_for(name: str) -> None:
    """Wait until nobody else has it, then keep it until the transaction ends."""
    _ask("pg_advisory_xact_lock", name)


def share(name: str) -> None:
    """Wait until nobody has it alone; any number may share it until their transactions end."""
    _ask("pg_advisory_xact_lock_shared", name)


def taken_of(names: Sequence[str]) -> set[str]:
    """Those of the names that this transaction has now, until it ends; what somebody else has is not waited for."""
    _need_transaction()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name WHERE pg_try_advisory_xact_lock(hashtextextended(name, 0))",
            [list(names)],
        )
        return {str(name) for (name,) in cursor.fetchall()}


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """Yield whether nobody else was in such a block; kept for the block, over several transactions."""
    mine = _ask("pg_try_advisory_lock", name)
    try:
        yield mine
    finally:
        if mine:
            _give_back(name)


def _give_back(name: str) -> None:
    try:
        _ask("pg_advisory_unlock", name)
    except Error:
        connection.close()  # the lock belongs to the connection, and ends with it


def _ask(function: str, name: str) -> bool:
    if "_xact_" in function:
        _need_transaction()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [name])
        row = cursor.fetchone()
    return bool(row and row[0])


def _need_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("This lock lasts as long as its transaction: open one first.")
