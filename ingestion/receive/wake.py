"""Telling the workers that something waits. If nobody can be told, beat finds it within a second."""

import logging
import time

from celery import current_app

SEAL = "pipeline.seal"
SILENT_S = 5.0  # after a failure nobody is called for this long: a dead broker must not slow every sender
log = logging.getLogger(__name__)
_silent_until = 0.0


def wake_sealers() -> None:
    """Queue one sealing task; never raises."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task(SEAL, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - the records are safe; whatever ails the broker is not the sender's concern
        _silent_until = time.monotonic() + SILENT_S
        log.warning("The broker does not answer, so sealing waits for beat: %s", error)
