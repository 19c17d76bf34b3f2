"""A source, its token, and a sender, for the tests of the ways in."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client

import portal.celery  # noqa: F401  wakes go to the tests' own broker
from ingestion.receive import backlog
from ingestion.sources.models import IngestToken, Source
from portal.core.secrets import new_secret
from portal.retention.models import RetentionClass

TokenMaker = Callable[..., str]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """What processes keep for a second or a minute must not pass from test to test."""
    backlog.look_again()
    cache.clear()
    yield
    backlog.look_again()


@pytest.fixture
def source(db: None) -> Source:
    return Source.objects.create(
        slug="web", name="Web", retention_class=RetentionClass.objects.get(slug="standard")
    )


@pytest.fixture
def make_token(source: Source) -> TokenMaker:
    """Makes a token of ``web`` or another source and returns the secret."""

    def make(of: Source | None = None, **fields: datetime) -> str:
        secret = new_secret("lti")
        IngestToken.objects.create(
            source=of or source, name="sender", prefix=secret.prefix, digest=secret.digest, **fields
        )
        return secret.plain

    return make


@pytest.fixture
def token(make_token: TokenMaker) -> str:
    return make_token()


@pytest.fixture
def sender(client: Client, token: str) -> Client:
    """Somebody without a session who holds the token."""
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client
