"""Saying once what happens again and again: a loop of somebody else's must not fill the audit log."""

import time

from django.core.cache import cache

QUIET_S = 60
MOST_HERE = 10_000
_told_here: dict[str, float] = {}


def first_lately(key: str) -> bool:
    """Whether nobody asked with ``key`` in the last minute, in any process while the cache answers."""
    try:
        return bool(cache.add(key, 1, QUIET_S))
    except Exception:  # noqa: BLE001 - without the cache each process remembers for itself
        return _first_here(key)


def _first_here(key: str) -> bool:
    now = time.monotonic()
    if now - _told_here.get(key, float("-inf")) < QUIET_S:
        return False
    if len(_told_here) > MOST_HERE:
        _told_here.clear()
    _told_here[key] = now
    return True
