"""A source, a token, and the way in and out."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from ingestion.pipeline.seal import seal_next
from ingestion.sources.models import IngestToken, Source
from portal.core.secrets import new_secret
from tests.cases.making import a_source

Send = Callable[..., list[int]]


@pytest.fixture
def source(db: None) -> Source:
    return a_source(f"masked-{uuid4().hex[:8]}")


@pytest.fixture
def send(source: Source, event_tables: None) -> Send:
    """Send bytes through the ingest API and seal them; the batches' numbers."""
    secret = new_secret("lti")
    IngestToken.objects.create(source=source, name="test", prefix=secret.prefix, digest=secret.digest)
    client = Client(headers={"authorization": f"Bearer {secret.plain}"})

    def sent(body: bytes, kind: str = "text/plain") -> list[int]:
        answer = client.post("/api/v1/ingest", body, content_type=kind)
        assert answer.status_code == 202, answer.content
        while seal_next() is not None:
            pass
        return list(answer.json()["batches"])

    return sent
