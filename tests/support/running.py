"""A supervisor started by the tests: on a folder of its own, stopped with them, whatever ends them."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from portal.embedded import kernel, ports
from portal.embedded.folder import CHECKOUT, Folder

# Never passed on from the environment of whoever runs the tests: they would point to other people's data.
OURS = ("LANTERN_", "DATABASE_", "REDIS_", "CLICKHOUSE_", "DJANGO_")
START_TIMEOUT_S = 180.0


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


def free_port() -> int:
    """Free at this moment, and of a range from which no outgoing connection is given a port."""
    return ports.choose()


class Supervisor:
    """``python -m portal.embedded.supervisor`` on ``var``. What it says is kept in ``lines``."""

    def __init__(self, var: Path, *arguments: str, settings: Mapping[str, str] | None = None) -> None:
        self.folder = Folder(var)
        self.lines: list[str] = []
        self._over = False
        self._changed = threading.Condition()
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "portal.embedded.supervisor", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=CHECKOUT,
            env={**clean_environment(), "LANTERN_VAR": str(var), **(settings or {})},
            start_new_session=True,
            preexec_fn=lambda: kernel.signal_when_parent_dies(signal.SIGTERM) and None,
        )
        self.pid = self._popen.pid
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self._popen.stdout or ():
            with self._changed:
                self.lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def wait_for(self, words: str, *, since: int = 0, timeout_s: float = START_TIMEOUT_S) -> str:
        """The first line from ``since`` on that contains the words; an AssertionError shows all otherwise."""

        def found() -> str | None:
            return next((line for line in self.lines[since:] if words in line), None)

        with self._changed:
            self._changed.wait_for(lambda: found() or self._over, timeout_s)
            line = found()
        assert line is not None, f"{words!r} was not said:\n" + "\n".join(self.lines)
        return line

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the portal's commands."""
        return dict(json.loads(self.folder.environment.read_text(encoding="utf-8")))

    def pid_of(self, part: str) -> int:
        return int(json.loads(self.folder.processes.read_text(encoding="utf-8"))[part]["pid"])

    def kill(self, part: str) -> int:
        """``kill -9`` a part's main process; returns its number."""
        pid = self.pid_of(part)
        os.kill(pid, signal.SIGKILL)
        return pid

    def manage(
        self, *arguments: str, check: bool = True, text: str = ""
    ) -> "subprocess.CompletedProcess[str]":
        """Run a management command in the portal's environment."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            capture_output=True,
            text=True,
            input=text,
            check=check,
            timeout=120,
            cwd=CHECKOUT,
            env={**clean_environment(), **self.environment},
        )

    def log(self, part: str) -> str:
        return (self.folder.log / f"{part}.log").read_text(encoding="utf-8", errors="replace")

    def stop(self, how: signal.Signals = signal.SIGTERM, *, timeout_s: float = 90.0) -> int:
        """Ask it to stop and return its exit status."""
        if self._popen.poll() is None:
            self._popen.send_signal(how)
        return self.wait(timeout_s=timeout_s)

    def stop_at_once(self) -> None:
        """For a folder that nobody needs any more: asked a second time, it waits for no part to finish."""
        if self._popen.poll() is None:
            self._popen.send_signal(signal.SIGTERM)
            self.wait_for("stopping", timeout_s=90)
            self.stop()

    def wait(self, *, timeout_s: float = 90.0) -> int:
        """Its exit status, once it has ended by itself."""
        return self._popen.wait(timeout_s)


def start(var: Path, *arguments: str, until: str, settings: Mapping[str, str] | None = None) -> Supervisor:
    supervisor = Supervisor(var, *arguments, settings=settings)
    try:
        supervisor.wait_for(until)
    except BaseException:
        supervisor.stop()
        raise
    return supervisor


def family(pid: int) -> list[psutil.Process]:
    """A process and everything below it, itself first."""
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


@contextmanager
def stopped(processes: Iterable[psutil.Process]) -> Iterator[None]:
    """Hold the processes still for a while. One that has ended by then, or ends meanwhile, is let go."""
    held = list(processes)
    for process in held:
        with suppress(psutil.NoSuchProcess):
            process.suspend()
    try:
        yield
    finally:
        for process in held:
            with suppress(psutil.NoSuchProcess):
                process.resume()


def arguments_of(pid: int) -> Sequence[str]:
    """The command line that every user of the machine can read."""
    return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace").split("\0")
