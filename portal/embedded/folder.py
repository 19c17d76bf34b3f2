"""The data folder: what lies where, and the lock that gives it to one supervisor at a time."""

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from portal.embedded.console import CannotStart

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Folder:
    """Paths inside ``LANTERN_VAR``. Everything secret in it is readable by its owner alone."""

    root: Path

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def postgresql(self) -> Path:
        return self.root / "postgresql"

    @property
    def clickhouse(self) -> Path:
        return self.root / "clickhouse"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets.json"

    @property
    def environment(self) -> Path:
        """The environment of the running portal's commands, for ``./run manage``; gone when it stops."""
        return self.run / "environment.json"

    @property
    def processes(self) -> Path:
        return self.run / "processes.json"

    @property
    def setup(self) -> Path:
        """Whether this folder was set up with or without the demonstration."""
        return self.root / "setup.json"

    @property
    def people(self) -> Path:
        """The demonstration's people and passwords, as printed at the ready line."""
        return self.root / "demonstration.txt"

    def create(self) -> None:
        # 0711 lets PostgreSQL's unprivileged user pass through to its own folder when we run as root.
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for path in (self.log, self.run, self.root / "tmp", self.root / "static"):
            path.mkdir(mode=0o700, exist_ok=True)


def from_environment() -> Folder:
    return Folder(Path(os.environ.get("LANTERN_VAR") or CHECKOUT / "var").absolute())


def lock(folder: Folder) -> TextIO:
    """Hold the folder until the returned file is closed or the process ends, however it ends."""
    held = (folder.root / "lantern.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        held.seek(0)
        owner = held.read().strip() or "unknown"
        raise CannotStart(
            f"Another Lantern (process {owner}) already runs on {folder.root}. "
            "Stop it first, or name another folder with LANTERN_VAR."
        ) from None
    held.truncate(0)
    held.write(f"{os.getpid()}\n")
    held.flush()
    return held


def is_held(folder: Folder) -> bool:
    """Whether a living supervisor holds the folder."""
    try:
        with (folder.root / "lantern.lock").open("r", encoding="ascii") as probe:
            fcntl.flock(probe, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step; nobody but its owner may ever read it."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)


def write_private_json(path: Path, value: object) -> None:
    write_private(path, json.dumps(value, indent=2, sort_keys=True) + "\n")
