"""One run of a part: its process, its session, and whatever it leaves behind."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from portal.embedded import kernel, logs
from portal.embedded.console import CannotStart
from portal.embedded.folder import CHECKOUT, Folder
from portal.embedded.parts import Part


class Process:
    """A started part. Its process leads a session of its own, so a terminal's Ctrl-C passes it by."""

    def __init__(self, part: Part, folder: Folder) -> None:
        self.part = part
        self.log = folder.log / f"{part.name}.log"
        self.started_at = time.monotonic()
        self._log_began = self.log.stat().st_size if self.log.exists() else 0
        self._popen = _spawn(part, self.log)
        self.pid = self._popen.pid

    @property
    def ended(self) -> bool:
        """Whether it ended. It stays a zombie until ``bury``, to keep its session's number its own."""
        if self._popen.returncode is not None:
            return True
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    @property
    def answers(self) -> bool:
        return logs.says(self.log, self.part.says, since=self._log_began) and self.part.answers()

    def bury(self) -> str:
        """Kill what is left of the session, collect the process, and say how it ended."""
        if self._popen.returncode is None:
            kill_session(self.pid)
        code = self._popen.wait()
        return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"

    @property
    def status(self) -> int:
        return self._popen.wait()

    def ask_to_stop(self) -> None:
        if not self.ended:
            self._popen.send_signal(self.part.stop_signal)

    def stop(self, hurry: Callable[[], bool]) -> bool:
        """Wait for the end that was asked for; force it when it takes too long or hurries. False when forced."""
        limit = time.monotonic() + self.part.stop_timeout_s
        while not self.ended and time.monotonic() < limit and not hurry():
            time.sleep(0.02)
        willing = self.ended
        self.bury()
        return willing


def _spawn(part: Part, log_path: Path) -> "subprocess.Popen[bytes]":
    supervisor = os.getpid()

    def in_the_child() -> None:
        if part.identity:
            part.identity.assume()
        kernel.signal_when_parent_dies(part.stop_signal)
        if os.getppid() != supervisor:  # it died before we could ask
            os._exit(1)

    log = logs.open_for_append(log_path)
    output = logs.open_empty(part.output) if part.output else log
    try:
        return subprocess.Popen(
            part.command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=log,
            env=dict(part.environment),
            cwd="/" if part.identity else CHECKOUT,
            start_new_session=True,
            preexec_fn=in_the_child,  # safe: the supervisor has one thread
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotStart(f"{part.name} cannot be started: {error}") from error
    finally:
        for descriptor in {log, output}:
            os.close(descriptor)


def session_members(session: int) -> list[psutil.Process]:
    """Living processes of a session, the leader included."""
    members = []
    for process in psutil.process_iter():
        with suppress(OSError, psutil.Error):
            if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                members.append(process)
    return members


def kill_session(session: int) -> int:
    """Kill all that is left of a session, and say how many that were."""
    members = session_members(session)
    for process in members:
        with suppress(psutil.Error):
            process.kill()
    return len(members)


def reap_adopted(known: set[int]) -> int:
    """Kill and collect orphans that fell to us: children that are no part. Says how many."""
    count = 0
    for child in psutil.Process().children():
        if child.pid in known:
            continue
        with suppress(psutil.Error):
            child.kill()
        with suppress(ChildProcessError):
            os.waitpid(child.pid, 0)
        count += 1
    return count
