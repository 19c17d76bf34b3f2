"""Celery's way to Valkey or Redis, mended: a worker lives on when the broker goes away while a task runs."""

from contextlib import _GeneratorContextManager
from typing import Any

from kombu.transport import redis
from redis.exceptions import ConnectionError as BrokerLost


class Channel(redis.Channel):
    """A channel that says that its connection is lost once it has been taken apart.

    Celery 5.7 closes a lost connection twice, and acknowledges a task's message on the channel that brought it.
    Kombu 5.7 then fails with an AttributeError, which ends the worker; a lost connection is what both expect.
    What was not acknowledged comes back after the visibility timeout, or with beat's next round.
    """

    def conn_or_acquire(self, client: Any = None) -> "_GeneratorContextManager[Any]":
        """A client of the broker; BrokerLost (a redis ConnectionError) if there can be none any more."""
        if client is None and (self.connection is None or self.connection.client is None):
            raise BrokerLost("the connection to the broker was closed")
        return super().conn_or_acquire(client)


class Transport(redis.Transport):
    """For Celery's setting ``broker_transport``."""

    Channel = Channel
