"""What a supervisor that was killed left running: found by the record it kept, and removed.

Parts ask the kernel for a signal when their supervisor dies, so usually there is nothing to do.
"""

import json
import time
from contextlib import suppress

import psutil

from portal.embedded.console import say
from portal.embedded.folder import Folder, write_private_json
from portal.embedded.process import Process, kill_session, session_members

PATIENCE_S = 10.0


def record(folder: Folder, processes: dict[str, Process]) -> None:
    """Write down who runs. The start time tells a process from a later one with the same number."""
    rows = {}
    for name, process in processes.items():
        with suppress(psutil.Error):
            rows[name] = {"pid": process.pid, "created": psutil.Process(process.pid).create_time()}
    write_private_json(folder.processes, rows)


def remove(folder: Folder) -> None:
    """End what the record names and still lives, first by waiting, then by force."""
    for name, (pid, created) in _recorded(folder).items():
        if _is_someone_else(pid, created) or not session_members(pid):
            continue
        say(f"  {name} of an earlier run is still there; waiting for its end")
        if not _wait_for_end(pid):
            kill_session(pid)
    folder.processes.unlink(missing_ok=True)
    _wait_for_postgresql(folder)


def _recorded(folder: Folder) -> dict[str, tuple[int, float]]:
    try:
        rows = json.loads(folder.processes.read_text(encoding="utf-8"))
        return {name: (int(row["pid"]), float(row["created"])) for name, row in rows.items()}
    except (OSError, ValueError, KeyError):
        return {}


def _is_someone_else(pid: int, created: float) -> bool:
    try:
        return abs(psutil.Process(pid).create_time() - created) > 1
    except psutil.NoSuchProcess:
        return False  # the leader is gone; members of its session keep its number from being given away


def _wait_for_end(session: int) -> bool:
    limit = time.monotonic() + PATIENCE_S
    while session_members(session):
        if time.monotonic() > limit:
            return False
        time.sleep(0.1)
    return True


def _wait_for_postgresql(folder: Folder) -> None:
    """Its backends lead sessions of their own and end by themselves when the postmaster has."""
    limit = time.monotonic() + PATIENCE_S
    while time.monotonic() < limit:
        if not any(_is_backend(process, folder) for process in psutil.process_iter(["name"])):
            return
        time.sleep(0.1)


def _is_backend(process: psutil.Process, folder: Folder) -> bool:
    with suppress(OSError, psutil.Error):
        if process.info["name"] == "postgres" and process.status() != psutil.STATUS_ZOMBIE:
            return folder.postgresql.samefile(process.cwd())
    return False
