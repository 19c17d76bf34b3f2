"""Whether the disk has room: what is nearly full must refuse, because a database that runs out of disk loses more."""

import os
import time
from pathlib import Path

from django.conf import settings

FRESH_S = 1.0
_seen: tuple[float, int] = (float("-inf"), 0)


def free_bytes() -> int:
    """Free on the file system of ``LANTERN_VAR``, as it was within the last second."""
    global _seen
    if time.monotonic() - _seen[0] > FRESH_S:
        found = os.statvfs(_existing(settings.VAR))
        _seen = (time.monotonic(), found.f_bavail * found.f_frsize)
    return _seen[1]


def has_room() -> bool:
    return free_bytes() >= settings.MIN_FREE_BYTES


def look_again() -> None:
    """Forget what was seen."""
    global _seen
    _seen = (float("-inf"), 0)


def _existing(path: Path) -> Path:
    """The folder is made at the first start; until then its parent tells."""
    return next(place for place in (path, *path.parents) if place.exists())
