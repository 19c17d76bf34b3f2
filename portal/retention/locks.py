"""Locks that keep purging and pinning apart.

A purge takes a partition's lock alone; everyone who places a hold takes it shared, and so do sealers. So a hold is either
committed before the purge looks, and spares the partition, or waits until the purge has written down what it
did, and is told.
"""

from contextlib import AbstractContextManager
from datetime import date

from portal.core import locks

PURGE_RUN = "retention:run"


def lock_to_destroy(retention_class: str, day: date) -> None:
    """Wait until nobody else holds the partition, then keep it until the transaction ends."""
    locks.wait_for(locks.partition(retention_class, day))


def lock_to_hold(retention_class: str, day: date) -> None:
    """Wait until no purge works on the partition; any number of people may hold at once."""
    locks.share(locks.partition(retention_class, day))


def only_purge() -> AbstractContextManager[bool]:
    """Whether this is the only purge running; kept for the block, over several transactions."""
    return locks.only_one(PURGE_RUN)
