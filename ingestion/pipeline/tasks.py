"""Celery's way to sealing."""

import time

from celery import shared_task

from ingestion.pipeline.seal import seal_next

LONGEST_S = 20.0  # then another task goes on, so that a worker can be told to stop


@shared_task(name="pipeline.seal")
def seal() -> int:
    """Seal what waits, oldest first; returns how many rows were looked at."""
    until = time.monotonic() + LONGEST_S
    done = 0
    while time.monotonic() < until and seal_next() is not None:
        done += 1
    return done
