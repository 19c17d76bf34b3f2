"""Celery's way to sealing."""

import time
from typing import Any

from celery import shared_task
from celery.signals import celeryd_after_setup

from ingestion.pipeline.seal import seal_next
from ingestion.privacy.masks import secrets_alone
from ingestion.receive import taking

SEAL = "seal"
LONGEST_S = 20.0  # then another task goes on, so that a worker can be told to stop


@celeryd_after_setup.connect
def prepare(instance: Any, **_: object) -> None:
    """What every sealer needs is made once, before the processes part: it takes each of them a sixth of a second."""
    if SEAL in instance.app.amqp.queues.consume_from:
        secrets_alone()


@shared_task(name="pipeline.seal")
def seal() -> int:
    """Seal what waits, oldest first; returns how many rows were looked at."""
    until = time.monotonic() + LONGEST_S
    done = 0
    while time.monotonic() < until and seal_next() is not None:
        done += 1
    return done


@shared_task(name="pipeline.take_files")
def take_files() -> int:
    """Take apart files that have arrived whole, oldest first; returns how many."""
    until = time.monotonic() + LONGEST_S
    done = 0
    while time.monotonic() < until and taking.take_next():
        done += 1
    return done


@shared_task(name="pipeline.forget_partial_files")
def forget_partial_files() -> int:
    """Drop what is held of files that nobody goes on with; returns how many files."""
    return taking.forget_abandoned()
