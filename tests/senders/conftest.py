"""A portal that real senders reach over HTTP, and what it stored of theirs."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from django.core.cache import cache
from pytest_django.live_server_helper import LiveServer

from ingestion.pipeline.models import Batch, SpoolItem
from ingestion.pipeline.seal import seal_next
from ingestion.pipeline.spooled import opened
from ingestion.receive import backlog
from ingestion.sources.models import IngestToken, Source
from ingestion.store import read
from ingestion.store.read import shown_address
from portal.core.eventid import event_id
from portal.core.secrets import new_secret
from portal.retention.models import RetentionClass

Sealed = Callable[[], list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    backlog.look_again()
    cache.clear()
    yield
    backlog.look_again()


@pytest.fixture
def source(db: None) -> Source:
    kept = RetentionClass.objects.get(slug="standard")
    return Source.objects.create(slug="app", name="App", retention_class=kept)


@pytest.fixture
def token(source: Source) -> str:
    secret = new_secret("lti")
    IngestToken.objects.create(source=source, name="sender", prefix=secret.prefix, digest=secret.digest)
    return secret.plain


@pytest.fixture
def portal(transactional_db: None, live_server: LiveServer, token: str) -> str:
    """The address of the portal; what senders commit is really committed."""
    return str(live_server.url)


@pytest.fixture
def sealed(event_tables: None) -> Sealed:
    """Seals what waits; the stored events of all batches in order of arrival, JSON and addresses readable."""
    return seal_everything


def seal_everything() -> list[dict[str, Any]]:
    while seal_next() is not None:
        pass
    assert not SpoolItem.objects.exists()
    ids = [
        event_id(batch.number, place)
        for batch in Batch.objects.order_by("number")
        for place in range(batch.received)
    ]
    events = read.events_by_ids(ids, None)
    for event in events:
        event["fields"] = orjson.loads(event["fields"])
        event["source.ip"] = shown_address(event["source.ip"])
    return sorted(events, key=lambda event: int(event["id"]))


def wait_for_records(count: int, timeout_s: float = 60.0) -> None:
    """For senders that do not wait for an answer; an AssertionError when fewer lines are spooled in time."""
    limit = time.monotonic() + timeout_s
    while (found := sum(body.count(b"\n") for body in spooled())) < count:
        assert time.monotonic() < limit, f"{found} of {count} records have arrived"
        time.sleep(0.05)


def spooled() -> list[bytes]:
    bodies = SpoolItem.objects.order_by("number").values_list("body", "size")
    return [opened(bytes(body), size) for body, size in bodies]


def balance() -> tuple[int, int, int, int]:
    """Received, stored, duplicate and quarantined over all batches."""
    batches = list(Batch.objects.all())
    return (
        sum(batch.received for batch in batches),
        sum(batch.stored for batch in batches),
        sum(batch.duplicate for batch in batches),
        sum(batch.quarantined for batch in batches),
    )
