"""Telling the workers that something waits. If nobody can be told, beat finds it within a second.

A thread of its own calls the broker: a broker that is down takes Celery seconds to notice, and no sender should
wait for that. While it calls, any number of further wishes become one.
"""

import logging
import threading
import time

from celery import current_app

SEAL = "pipeline.seal"
TAKE = "pipeline.take_files"
PAUSE_S = 5.0  # after a failure, before the broker is called again
log = logging.getLogger(__name__)


class Herald:
    """One daemon thread, started with the first wish of this process."""

    def __init__(self, task: str = SEAL) -> None:
        self.task = task
        self._wanted = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def ask(self) -> None:
        """Have one task queued soon. Returns at once and never raises."""
        self._wanted.set()
        with self._starting:
            if self._thread is None or not self._thread.is_alive():  # a forked process has lost its thread
                self._thread = threading.Thread(target=self._run, name="wake-sealers", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while self._wanted.wait():
            self._wanted.clear()
            if not call(self.task):
                time.sleep(PAUSE_S)


def call(task: str = SEAL) -> bool:
    """Queue one task; False when the broker does not take it."""
    try:
        current_app.send_task(task, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - the records are safe; whatever ails the broker is not their concern
        log.warning("The broker does not answer, so sealing waits for beat: %s", error)
        return False
    return True


_herald = Herald()
_takers = Herald(TAKE)


def wake_sealers() -> None:
    """For ``transaction.on_commit``: what was spooled is visible to the workers by then."""
    _herald.ask()


def wake_takers() -> None:
    """A file has arrived whole, and waits to be taken apart."""
    _takers.ask()
