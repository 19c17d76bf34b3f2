"""Ingest tokens: made after step-up, shown once, stored hashed, revoked at once."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ingestion.sources.models import IngestToken, Source
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from tests.sources.conftest import ClientOf

pytestmark = pytest.mark.django_db

SECRET = re.compile(r"lti_[0-9a-f]{8}_[\w-]{43}")


def make(admin: Client, **fields: str) -> str:
    """The secret of a new token, read from the page as a person would."""
    page = admin.post("/sources/web/tokens", {"name": "edge-7", "expires_at": "", **fields})
    found = SECRET.search(page.content.decode())
    assert page.status_code == 200
    assert found is not None
    return found[0]


def send(secret: str) -> int:
    header = {"Authorization": f"Bearer {secret}"}
    return Client().post("/api/v1/ingest", b"line\n", content_type="text/plain", headers=header).status_code


def test_making_a_token_takes_a_second_factor(client_of: ClientOf, web: Source) -> None:
    earlier = client_of(Role.ADMINISTRATOR, stepped_up=False)
    for answer in (earlier.get("/sources/web/tokens"), earlier.post("/sources/web/tokens", {"name": "x"})):
        assert answer["Location"].startswith("/account/step-up")
    assert not IngestToken.objects.exists()


def test_a_token_is_shown_once_and_stored_hashed(admin: Client, web: Source) -> None:
    secret = make(admin)
    assert send(secret) == 202
    token = IngestToken.objects.get()
    assert secret.startswith(token.prefix)
    assert secret.encode() not in bytes(token.digest)
    page = admin.get("/sources/web/").content.decode()
    assert token.prefix in page
    assert secret not in page
    event = AuditEvent.objects.get(name="authn_token_created")
    assert (event.actor_name, event.object_label) == ("adam", "web: edge-7")
    assert secret not in str(event.detail)


def test_a_token_works_to_the_end_of_its_last_day(admin: Client, web: Source) -> None:
    today = timezone.now().date()
    make(admin, expires_at=today.isoformat())
    expires_at = IngestToken.objects.get().expires_at
    assert expires_at is not None
    assert expires_at.isoformat() == f"{today + timedelta(days=1)}T00:00:00+00:00"


def test_a_day_that_is_over_is_refused(admin: Client, web: Source) -> None:
    answer = admin.post("/sources/web/tokens", {"name": "edge-7", "expires_at": "2020-01-01"})
    assert answer.status_code == 422
    assert "This day is over" in answer.content.decode()


def test_a_revoked_token_stops_working_at_once(admin: Client, web: Source, payroll: Source) -> None:
    secret = make(admin)
    prefix = IngestToken.objects.get().prefix
    assert admin.post(f"/sources/payroll/tokens/{prefix}/revoke").status_code == 404
    assert send(secret) == 202
    for _ in range(2):
        assert admin.post(f"/sources/web/tokens/{prefix}/revoke")["Location"] == "/sources/web/"
    assert send(secret) == 401
    assert AuditEvent.objects.filter(name="authn_token_revoked").count() == 1
    assert "revoked" in admin.get("/sources/web/").content.decode()
