"""Signs of life of workers and beat, left in Valkey for ``/readyz``: an unserved queue must not go unseen."""

import time

from celery import current_app
from celery.signals import after_task_publish, beat_init, heartbeat_sent
from django.core.cache import cache

QUEUES = ("seal", "default")
BEAT = "beat"
# Workers leave a sign every two seconds, beat with every task it sends; four missed ones mean trouble.
LASTS_S = 10
_beat_noted_at = 0.0


def connect() -> None:
    """Listen to Celery's signals; called once, where the Celery application is made."""
    heartbeat_sent.connect(_note_worker)
    beat_init.connect(_start_noting_beat)


def living() -> set[str]:
    """The queues that are served at this moment, and ``beat`` if it runs."""
    found = cache.get_many([_key(name) for name in (*QUEUES, BEAT)])
    return {name for name in (*QUEUES, BEAT) if _key(name) in found}


def _key(name: str) -> str:
    return f"heartbeat:{name}"


def _note_worker(**_: object) -> None:
    for queue in current_app.amqp.queues.consume_from:
        cache.set(_key(queue), time.time(), LASTS_S)


def _start_noting_beat(**_: object) -> None:
    after_task_publish.connect(_note_beat)


def _note_beat(**_: object) -> None:
    global _beat_noted_at
    if time.monotonic() - _beat_noted_at > LASTS_S / 4:
        cache.set(_key(BEAT), time.time(), LASTS_S)
        _beat_noted_at = time.monotonic()
