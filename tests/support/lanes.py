"""Checks in lanes: the lanes run beside each other, the checks of a lane one after the other.

What the first lane says is seen as it goes; what another says is kept until those before it have ended.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

LOOK_EVERY_S = 0.1
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Check:
    """``settings`` are added to the environment of whoever runs the checks."""

    name: str
    command: Sequence[str]
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    name: str
    passed: bool
    seconds: float


class Interrupted(Exception):
    """One of ENDINGS arrived; its number is the argument."""


def run(*lanes: Sequence[Check]) -> list[Result]:
    """The results of all checks, in order of lanes; one that could not be run has failed.

    Raises Interrupted when all that ran has stopped.
    """
    runs = [
        _Lane(checks, _own_output() if place else sys.stdout.buffer) for place, checks in enumerate(lanes)
    ]
    with _interruptible():
        try:
            for one in runs:
                one.start()
            for one in runs:
                one.show()
        except Interrupted:
            _stop(runs)
            raise
    return [result for one in runs for result in one.all_results()]


class _Lane:
    def __init__(self, checks: Sequence[Check], output: IO[bytes]) -> None:
        self.results: list[Result] = []
        # Not thread.join(): Python 3.11 takes a thread for ended when a signal interrupts its waiting.
        self._over = threading.Event()
        self._over.set()
        self._checks = checks
        self._output = output
        self._lock = threading.RLock()  # a signal may come while it is held
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def start(self) -> None:
        self._over.clear()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self._run_checks()
        finally:
            self._over.set()

    def _run_checks(self) -> None:
        for check in self._checks:
            began = time.monotonic()
            if (process := self._started(check)) is None:
                return
            passed = process.wait() == 0
            self.results.append(Result(check.name, passed, time.monotonic() - began))

    def _started(self, check: Check) -> "subprocess.Popen[bytes] | None":
        with self._lock:
            if self._stopped:
                return None
            words = [Path(check.command[0]).name, *check.command[1:]]
            self._output.write(f"== {check.name}: {' '.join(words)}\n".encode())
            self._output.flush()
            self._process = subprocess.Popen(
                check.command,
                stdin=subprocess.DEVNULL,
                stdout=self._output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **check.settings},
                process_group=0,  # a terminal's Ctrl-C reaches us, and each of them once, through us
            )
            return self._process

    def show(self) -> None:
        """Wait for the end; meanwhile pass on what was kept, if it was."""
        if self._output is sys.stdout.buffer:
            return self._wait()
        with Path(self._output.name).open("rb") as kept:
            while True:
                over = self._over.is_set()
                sys.stdout.buffer.write(kept.read())
                sys.stdout.buffer.flush()
                if over:
                    return None
                time.sleep(LOOK_EVERY_S)

    def _wait(self) -> None:
        while not self._over.is_set():
            time.sleep(LOOK_EVERY_S)

    def all_results(self) -> list[Result]:
        """Once the lane has ended, however it did."""
        missing = self._checks[len(self.results) :]
        return [*self.results, *(Result(check.name, passed=False, seconds=0.0) for check in missing)]

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            if self._process and self._process.poll() is None:
                self._process.send_signal(signal.SIGINT)


def _own_output() -> IO[bytes]:
    return tempfile.NamedTemporaryFile(prefix="lantern-checks-")


def _stop(runs: Sequence[_Lane]) -> None:
    """Let everything end as after Ctrl-C, with what it cleans up, and show what it said. Asked again, tell it again."""

    def tell(*_: object) -> None:
        for one in runs:
            one.stop()

    for number in ENDINGS:
        signal.signal(number, tell)
    tell()
    for one in runs:
        one.show()


def _ignore(number: int, frame: FrameType | None) -> None:
    """Unlike SIG_IGN nothing that a program inherits."""


@contextmanager
def _interruptible() -> Iterator[None]:
    def note(number: int, frame: FrameType | None) -> None:
        for each in ENDINGS:
            signal.signal(each, _ignore)  # until all are told: another must not come between
        raise Interrupted(number)

    before = {number: signal.signal(number, note) for number in ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
