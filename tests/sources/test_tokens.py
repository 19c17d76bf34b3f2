"""Ingest tokens: made after step-up, shown once, stored hashed, revoked at once."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from ingestion.sources.models import IngestToken, Source
from ingestion.sources.signing_keys import KeyUnreadable, unseal
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from tests.sources.conftest import ClientOf

pytestmark = pytest.mark.django_db

SECRET = re.compile(r"lti_[0-9a-f]{8}_[\w-]{43}")


def make(admin: Client, **fields: str) -> str:
    """The secret of a new token, read from the page as a person would."""
    page = admin.post("/sources/web/tokens", {"name": "edge-7", "kind": "bearer", "expires_at": "", **fields})
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


def test_a_source_that_takes_only_signed_requests_makes_and_explains_no_other_token(
    admin: Client, web: Source
) -> None:
    Source.objects.filter(pk=web.pk).update(require_signature=True)
    refused = admin.post("/sources/web/tokens", {"name": "edge-7", "kind": "bearer", "expires_at": ""})
    assert refused.status_code == 422
    assert not IngestToken.objects.exists()
    make(admin, kind="signed")
    assert IngestToken.objects.get().kind == IngestToken.Kind.SIGNED
    page = admin.get("/sources/web/").content.decode()
    assert "Content-Digest" in page
    assert "Authorization: Bearer" not in page


def test_a_token_works_to_the_end_of_its_last_day(admin: Client, web: Source) -> None:
    today = timezone.now().date()
    make(admin, expires_at=today.isoformat())
    expires_at = IngestToken.objects.get().expires_at
    assert expires_at is not None
    assert expires_at.isoformat() == f"{today + timedelta(days=1)}T00:00:00+00:00"


def test_a_name_that_turns_what_follows_it_is_refused(admin: Client, web: Source) -> None:
    answer = admin.post("/sources/web/tokens", {"name": "edge \u202egol.exe", "kind": "bearer"})
    assert (answer.status_code, IngestToken.objects.count()) == (422, 0)
    assert "cannot be seen" in answer.content.decode()


def test_a_day_that_is_over_is_refused(admin: Client, web: Source) -> None:
    answer = admin.post("/sources/web/tokens", {"name": "edge-7", "expires_at": "2020-01-01"})
    assert answer.status_code == 422
    assert "This day is over" in answer.content.decode()


def test_a_day_behind_which_no_calendar_goes_is_refused(admin: Client, web: Source) -> None:
    answer = admin.post(
        "/sources/web/tokens", {"name": "edge-7", "kind": "bearer", "expires_at": "9999-12-31"}
    )
    assert answer.status_code == 422
    assert "Leave it empty for a token without an end" in answer.content.decode()
    assert not IngestToken.objects.exists()


def test_a_token_says_what_it_may(admin: Client, web: Source) -> None:
    make(admin, bytes_per_s="2048", requests_per_s="1")
    make(admin, bytes_per_s="0", requests_per_s="")
    page = admin.get("/sources/web/").content.decode()
    assert "at most 2.0 KiB a second" in page
    assert "at most 1 request a second" in page
    assert page.count("any number of bytes") == 1
    assert "any number of requests" not in page, "the settings limit them"


def test_pages_say_where_each_kind_of_sender_connects(admin: Client, web: Source, settings: Settings) -> None:
    settings.SITE_URL, settings.SYSLOG_TLS_PORT = "https://logs.example", 6514
    made = admin.post("/sources/web/tokens", {"name": "edge-7", "kind": "bearer", "expires_at": ""})
    for page in (made.content.decode(), admin.get("/sources/web/").content.decode()):
        assert "https://logs.example/api/es/" in page
        assert "https://logs.example/loki/api/v1/push" in page
        assert "logs.example:6514" in page
        assert "Syslog over UDP" not in page, "nothing listens there"
    settings.SITE_URL = "https://[2001:db8::7]:8443"
    assert ">[2001:db8::7]:6514<" in admin.get("/sources/web/").content.decode()


def test_a_revoked_token_stops_working_at_once(admin: Client, web: Source, payroll: Source) -> None:
    secret = make(admin)
    prefix = IngestToken.objects.get().prefix
    assert admin.post(f"/sources/payroll/tokens/{prefix}/revoke").status_code == 404
    asked = admin.get(f"/sources/web/tokens/{prefix}/revoke").content.decode()
    assert "It was never used." in asked and f"/sources/web/tokens/{prefix}/rotate" in asked
    assert send(secret) == 202, "to be asked revokes nothing"
    assert "Last used" in admin.get(f"/sources/web/tokens/{prefix}/revoke").content.decode()
    for _ in range(2):
        assert admin.post(f"/sources/web/tokens/{prefix}/revoke")["Location"] == "/sources/web/"
    assert send(secret) == 401
    assert AuditEvent.objects.filter(name="authn_token_revoked").count() == 1
    assert admin.get(f"/sources/web/tokens/{prefix}/revoke")["Location"] == "/sources/web/"
    newer = make(admin)
    shown = admin.get("/sources/web/").content.decode()
    assert shown.index(newer[:12]) < shown.index(secret[:12]) < shown.index("revoked</span>")


def test_a_token_that_signs_is_kept_sealed(admin: Client, web: Source) -> None:
    secret = make(admin, kind="signed")
    token = IngestToken.objects.get()
    assert secret.encode() not in bytes(token.sealed_key) + bytes(token.digest)
    assert unseal(token.sealed_key, token.prefix) == secret.encode()
    with pytest.raises(KeyUnreadable):
        unseal(token.sealed_key, "lti_00000000")
    assert send(secret) == 401, "it signs, and is never sent"
    assert "signs each request" in admin.get("/sources/web/").content.decode()


def test_a_token_works_from_its_addresses_only(admin: Client, web: Source) -> None:
    bound = make(admin, networks="192.0.2.0/24\n2001:db8::1")
    assert send(bound) == 401
    refused = AuditEvent.objects.get(name="authn_login_fail")
    assert (refused.detail["reason"], refused.actor_name) == ("address", bound[:12])
    assert send(make(admin, networks="127.0.0.1")) == 202
    assert admin.post("/sources/web/tokens", {"name": "x", "networks": "nowhere"}).status_code == 422
    answer = admin.post("/sources/web/tokens", {"name": "x", "networks": "192.0.2.0/24\n192.0.2.0/99\nthere"})
    for wrong in ("192.0.2.0/99: write an address as", "there: write an address as"):
        assert wrong in answer.content.decode()


@pytest.mark.parametrize(("overlap", "status"), [(0, 401), (86_400, 202)])
def test_a_rotated_token_works_on_for_the_overlap(
    admin: Client, web: Source, overlap: int, status: int
) -> None:
    old = make(admin, networks="127.0.0.1")
    page = f"/sources/web/tokens/{old[:12]}/rotate"
    assert admin.get(page).status_code == 200
    made = SECRET.search(admin.post(page, {"overlap": overlap}).content.decode())
    assert made is not None
    new = IngestToken.objects.get(prefix=made[0][:12])
    assert (new.rotated_from and new.rotated_from.prefix, new.networks) == (old[:12], ["127.0.0.1"])
    assert send(made[0]) == 202
    assert send(old) == status
    event = AuditEvent.objects.get(name="authn_token_rotated")
    assert event.detail["replaces"] == old[:12]
    assert made[0] not in str(event.detail)


def test_a_token_is_rotated_once(admin: Client, web: Source) -> None:
    """The form sent again, or from another tab, would give a token that ends as soon as the old one does."""
    old = make(admin)
    page = f"/sources/web/tokens/{old[:12]}/rotate"
    made = SECRET.search(admin.post(page, {"overlap": 86_400}).content.decode())
    assert made is not None
    again = admin.post(page, {"overlap": 86_400})
    assert (again.status_code, made[0][:12] in again.content.decode()) == (409, True)
    assert admin.get(page).status_code == 409
    assert IngestToken.objects.count() == 2
    shown = admin.get("/sources/web/").content.decode()
    assert f"{made[0][:12]}/rotate" in shown and f"{old[:12]}/rotate" not in shown
    assert admin.post(f"/sources/web/tokens/{made[0][:12]}/rotate", {"overlap": 0}).status_code == 200


def test_what_is_over_is_not_rotated(client_of: ClientOf, admin: Client, web: Source) -> None:
    secret = make(admin)
    page = f"/sources/web/tokens/{secret[:12]}/rotate"
    earlier = client_of(Role.ADMINISTRATOR, stepped_up=False)
    assert earlier.post(page, {"overlap": 0})["Location"].startswith("/account/step-up")
    admin.post(f"/sources/web/tokens/{secret[:12]}/revoke")
    assert (admin.get(page).status_code, admin.post(page, {"overlap": 0}).status_code) == (409, 409)
    assert IngestToken.objects.count() == 1
