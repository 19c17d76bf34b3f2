"""A source whose records arrive as a test says, sealed into the real event store."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

import portal.celery  # noqa: F401  wakes go to the tests' own broker
from ingestion.pipeline.models import SpoolItem
from ingestion.pipeline.seal import seal_next
from ingestion.receive.spooling import spool
from ingestion.sources.models import Source
from portal.accounts.roles import Role
from portal.retention.models import RetentionClass
from tests.people import LOOKING, make_person, signed_in_client

Arrive = Callable[..., int]
_bodies = itertools.count()


@pytest.fixture
def source(db: None) -> Source:
    standard = RetentionClass.objects.get(slug="standard")
    return Source.objects.create(slug="clocked", name="Clocked", retention_class=standard)


@pytest.fixture
def arrive(source: Source, event_tables: None) -> Arrive:
    """``arrive(at, *delays)``: one batch of records that came ``at`` and state to be ``delays`` seconds old.

    It is sealed at once, or with the next one that is.
    """

    def one(at: datetime, *delays: float, how: str = "api", sealed: bool = True) -> int:
        stated = [(at - timedelta(seconds=delay)).astimezone(UTC) for delay in delays]
        lines = [f'{{"time":"{moment:%Y-%m-%dT%H:%M:%S.%fZ}","n":{next(_bodies)}}}' for moment in stated]
        (item,) = spool(source, ["\n".join(lines).encode()], how=how, format_hint="ndjson")
        SpoolItem.objects.filter(pk=item.pk).update(received_at=at)
        while sealed and seal_next() is not None:
            pass
        return int(item.number)

    return one


@pytest.fixture
def now() -> datetime:
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def admin(db: None) -> Client:
    return signed_in_client(make_person(Role.ADMINISTRATOR, name="adam"))


@pytest.fixture
def analyst(db: None) -> Client:
    return signed_in_client(make_person(Role.ANALYST, name="ana", sources=["clocked"]), purpose=LOOKING)
