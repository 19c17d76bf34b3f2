"""Keeping parts alive: start them, notice their end within a moment, start them again, stop them in order."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from portal.embedded import leftovers, logs, process
from portal.embedded.console import CannotStart, say
from portal.embedded.folder import Folder
from portal.embedded.parts import Part
from portal.embedded.process import Process

TICK_S = 0.1
LONGEST_PAUSE_S = 10.0
STEADY_AFTER_S = 30.0


class StopRequested(Exception):
    """Somebody asked the supervisor to stop."""


@dataclass
class Watched:
    """A part and its present run; ``run`` is None while it pauses before its next start."""

    part: Part
    run: Process | None
    answered: bool = False
    first_run: bool = True
    failures: int = 0
    again_at: float = field(default=0.0)


class Watch:
    """All parts in the order they were started. One thread, one loop: ``tick``."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.watched: list[Watched] = []
        self.commands: dict[str, Process] = {}
        self.stop_requested = False
        self.hurry = False

    def start(self, parts: Iterable[Part]) -> None:
        """Start the parts together and wait until each has answered."""
        started = [Watched(part, Process(part, self.folder)) for part in parts]
        self.watched += started
        self._record()
        for watched in started:
            while not watched.answered:
                self.tick()

    def run(self, *commands: Part) -> None:
        """Run commands side by side to their end, while the parts are being watched."""
        runs = [Process(command, self.folder) for command in commands]
        self.commands = {run.part.name: run for run in runs}
        self._record()
        while not all(run.ended for run in runs):
            self.tick()
        self.commands = {}
        self._record()
        for run in runs:
            how = run.bury()
            if run.status:
                raise CannotStart(_explain(run, how))

    def tick(self) -> None:
        """Look at every part once. Raises StopRequested, or CannotStart when a first start fails."""
        if self.stop_requested:
            raise StopRequested
        for watched in self.watched:
            self._look_at(watched)
        time.sleep(TICK_S)

    def _look_at(self, watched: Watched) -> None:
        run = watched.run
        if run is None:
            if time.monotonic() >= watched.again_at:
                watched.run = Process(watched.part, self.folder)
                self._record()
        elif run.ended:
            self._bury(watched, run)
        elif not watched.answered:
            self._listen_for(watched, run)

    def _listen_for(self, watched: Watched, run: Process) -> None:
        took = time.monotonic() - run.started_at
        if run.answers:
            watched.answered = True
            say(
                f"  {watched.part.name:<14}{took:6.1f} s"
                if watched.first_run
                else f"{watched.part.name} runs again (process {run.pid})"
            )
            watched.first_run = False
        elif took > watched.part.start_timeout_s:
            say(f"{watched.part.name} does not answer after {took:.0f} s")
            self._bury(watched, run)

    def _bury(self, watched: Watched, run: Process) -> None:
        how = run.bury()
        self.collect_orphans()
        if watched.first_run:
            raise CannotStart(_explain(run, how))
        steady = time.monotonic() - run.started_at > STEADY_AFTER_S
        watched.failures = 0 if steady else watched.failures + 1
        pause = min(0.1 * 2**watched.failures, LONGEST_PAUSE_S)
        say(f"{watched.part.name} (process {run.pid}) {how}; starting it again in {pause:.1f} s")
        watched.run, watched.answered, watched.again_at = None, False, time.monotonic() + pause

    def collect_orphans(self) -> None:
        """Remove what dead parts left running, until nothing of it is there to hold a port or a file."""
        known = {watched.run.pid for watched in self.watched if watched.run}
        known |= {run.pid for run in self.commands.values()}
        while process.reap_adopted(known):
            pass

    def stop(self, tiers: Sequence[Sequence[str]]) -> None:
        """Stop by tier: ask all of one tier to stop, wait for them, then the next."""
        for run in self.commands.values():
            run.ask_to_stop()
            run.stop(lambda: self.hurry)
        for tier in tiers:
            runs = [watched.run for watched in self.watched if watched.run and watched.part.name in tier]
            for run in runs:
                run.ask_to_stop()
            for run in runs:
                outcome = "stopped" if run.stop(lambda: self.hurry) else "did not stop in time and was killed"
                say(f"  {run.part.name:<14}{outcome}")
        self.collect_orphans()
        self.folder.processes.unlink(missing_ok=True)

    def _record(self) -> None:
        runs = {watched.part.name: watched.run for watched in self.watched if watched.run}
        leftovers.record(self.folder, runs | self.commands)


def _explain(run: Process, how: str) -> str:
    last = "\n".join(f"    {line}" for line in logs.tail(run.log))
    return f"{run.part.name} {how}. The end of {run.log}:\n{last}"
