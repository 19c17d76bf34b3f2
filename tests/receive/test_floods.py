"""One sender that floods, a spool and a disk that are nearly full: refused in each dialect's own words, and when to come back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from ingestion.pipeline.models import SpoolItem
from ingestion.receive import backlog, rates
from ingestion.sources.models import IngestToken, Source
from portal.audit.models import AuditEvent
from portal.core import disk
from portal.core.secrets import new_secret
from portal.retention.models import RetentionClass

pytestmark = pytest.mark.django_db
RECORD = b'{"message": "x", "version": "1.1", "host": "h", "short_message": "x", "event": "x"}'
OTLP = b'{"resourceLogs": [{"scopeLogs": [{"logRecords": [{"body": {"stringValue": "x"}}]}]}]}'
LOKI = b'{"streams": [{"stream": {"app": "x"}, "values": [["1795252503000000000", "x"]]}]}'
DIALECTS = {
    "/api/v1/ingest": RECORD,
    "/api/es/_bulk": b'{"create": {"_index": "x"}}\n' + RECORD + b"\n",
    "/services/collector/event": RECORD,
    "/services/collector/raw": RECORD,
    "/loki/api/v1/push": LOKI,
    "/v1/logs": OTLP,
    "/gelf": RECORD,
}


@pytest.fixture(autouse=True)
def _fresh(settings: Settings) -> Iterator[None]:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    rates._script.cache_clear()
    for forget in (rates.forget, backlog.look_again, disk.look_again):
        forget()
    yield
    rates._script.cache_clear()
    for forget in (rates.forget, backlog.look_again, disk.look_again):
        forget()


def registered(slug: str, **limits: int) -> str:
    kept = RetentionClass.objects.get(slug="standard")
    source = Source.objects.create(slug=slug, name=slug, retention_class=kept)
    secret = new_secret("lti")
    IngestToken.objects.create(source=source, name=slug, prefix=secret.prefix, digest=secret.digest, **limits)
    return secret.plain


def post(secret: str, path: str = "/api/v1/ingest", body: bytes = RECORD) -> Any:
    headers = {"Authorization": f"Bearer {secret}"}
    return Client().post(path, body, content_type="application/json", headers=headers)


@pytest.mark.parametrize("path", DIALECTS)
def test_every_dialect_says_when_to_come_back(path: str) -> None:
    secret = registered("noisy", bytes_per_s=1)
    taken = post(secret, path, DIALECTS[path])
    assert taken.status_code < 300, taken.content
    refused = post(secret, path, DIALECTS[path])
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= len(DIALECTS[path]) * 3
    if path.startswith("/services"):
        assert refused.json()["code"] == 9, "server is busy"
    if "_bulk" in path:
        assert refused.json()["error"]["type"] == "es_rejected_execution_exception"
    assert SpoolItem.objects.count() == 1


def test_bytes_are_counted_uncompressed_and_given_time(settings: Settings, monkeypatch: Any) -> None:
    settings.TOKEN_BYTES_PER_S = 1000
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    secret, other = registered("noisy"), registered("quiet")
    assert post(secret, body=b"x" * 9_999).status_code == 202
    refused = post(secret)
    assert (refused.status_code, refused.json()["code"], refused["Retry-After"]) == (429, "too_fast", "5")
    assert post(other).status_code == 202, "each token has a bucket of its own"
    now = 1004.9
    assert post(secret).status_code == 429
    now = 1005.1
    assert post(secret).status_code == 202


def test_requests_are_counted_too(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 1000.0)
    secret = registered("noisy", requests_per_s=2)
    said = [post(secret, body=b"%d" % number).status_code for number in range(14)]
    assert said == [202] * 11 + [429] * 3, "five seconds' worth, and the one that empties it"
    told = AuditEvent.objects.get(name="excess_rate_limit_exceeded")  # once, and not three times
    assert (told.actor_name, told.object_label, told.outcome) == (secret[:12], "noisy", "failure")
    assert told.detail["at"] == "ingest API"
    settings.TOKEN_REQUESTS_PER_S = 1
    free = registered("free", requests_per_s=0)
    assert {post(free, body=b"%d" % number).status_code for number in range(14)} == {202}


def test_one_source_leaves_room_for_others(settings: Settings) -> None:
    settings.MAX_SPOOL_BYTES, settings.SPOOL_SHARE_PERCENT = 1000, 10
    noisy, quiet = registered("noisy"), registered("quiet")
    assert post(noisy, body=bytes(range(32, 127)) * 3).status_code == 202
    refused = post(noisy)
    assert (refused.status_code, refused.json()["code"]) == (429, "spool_full")
    assert "share" in refused.json()["detail"]
    assert post(quiet).status_code == 202


@pytest.mark.parametrize("path", DIALECTS)
def test_a_disk_that_is_nearly_full_takes_nothing(settings: Settings, path: str) -> None:
    settings.MIN_FREE_BYTES = 2**60
    secret = registered("any")
    refused = post(secret, path, DIALECTS[path])
    assert (refused.status_code, refused["Retry-After"]) == (503, "30")
    assert not SpoolItem.objects.exists()
    assert not disk.has_room()
