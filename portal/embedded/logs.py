"""One log file per part, kept small by moving it aside when a part is started."""

import os
from pathlib import Path

ROTATE_AT_BYTES = 5 * 2**20
KEPT = 3


def open_for_append(path: Path) -> int:
    """A descriptor for a part's output; the caller closes it once the part has inherited it."""
    _rotate(path)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)


def open_empty(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)


def _rotate(path: Path) -> None:
    if not path.exists() or path.stat().st_size < ROTATE_AT_BYTES:
        return
    for number in range(KEPT - 1, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number + 1}"))
    path.replace(path.with_name(f"{path.name}.1"))


def says(path: Path, words: bytes, *, since: int) -> bool:
    """Whether the words were logged after the first ``since`` bytes; in a log moved aside, after its beginning."""
    if not words:
        return True
    with path.open("rb") as log:
        log.seek(since if since <= path.stat().st_size else 0)
        return words in log.read()


def tail(path: Path, *, lines: int = 15) -> list[str]:
    """The last lines of a log, as text; an unreadable log has none."""
    try:
        with path.open("rb") as log:
            log.seek(max(0, path.stat().st_size - 64 * 2**10))
            return log.read().decode("utf-8", "replace").splitlines()[-lines:]
    except OSError:
        return []
