"""API tokens: made after step-up, shown once, and the door they open."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import path
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.accounts.actions.tokens import create_token, revoke_token
from portal.accounts.actor import Actor, require_step_up, rights_of
from portal.accounts.api import UNRECOGNISED
from portal.accounts.authenticator import Authenticator
from portal.accounts.errors import StepUpRequired
from portal.accounts.gate import own_check
from portal.accounts.models import ApiToken, Person
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit.models import AuditEvent, Receipt
from portal.audit.purpose import Purpose
from portal.audit.receipts import Action
from tests.people import LOOKING, found, make_person, signed_in_client

pytestmark = pytest.mark.django_db

HERE = pytest.mark.urls(__name__)

FORM = {
    "name": "nightly script",
    "days": "30",
    "category": "threat-hunting",
    "reason": "weekly sweep",
    "case": "",
}


@own_check
class Look(APIView):
    any_of = frozenset({Capability.READ_RECORDS})
    look = Action.API_SEARCH

    def get(self, request: Request) -> Response:
        actor = actor_of(request._request)
        purpose: Purpose | None = getattr(request._request, "purpose", None)
        return Response({"name": actor.name, "via": actor.via, "purpose": purpose.label if purpose else ""})


@own_check
class Unmarked(APIView):
    def get(self, request: Request) -> Response:
        return Response({"secret": 1})


urlpatterns = [path("api/v1/look", Look.as_view()), path("api/v1/unmarked", Unmarked.as_view())]


def actor(person: Person) -> Actor:
    roles, sources = rights_of(person)
    return Actor(person.pk, person.name, roles=roles, sources=sources, verified_at=timezone.now())


def token_of(person: Person, purpose: Purpose = LOOKING, days: int = 1) -> tuple[ApiToken, str]:
    return create_token(actor=actor(person), person=person, name="script", days=days, purpose=purpose)


def ask(plain: str, where: str = "look", **headers: str) -> Any:
    return Client().get(f"/api/v1/{where}", headers={"Authorization": f"Bearer {plain}", **headers})


@HERE
def test_without_a_token_the_api_answers_401() -> None:
    answer = Client().get("/api/v1/look")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="Lantern"')


@HERE
def test_a_browser_session_is_no_token() -> None:
    assert signed_in_client(make_person("analyst")).get("/api/v1/look").status_code == 401


@HERE
@pytest.mark.parametrize(
    "fault", ["garbage", "altered", "revoked", "expired", "deactivated", "no second factor"]
)
def test_dead_tokens_are_refused_alike_and_recorded(fault: str) -> None:
    person = make_person("analyst")
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False) as clock:
        token, plain = token_of(person)
        assert ask(plain).status_code == 200
        match fault:
            case "garbage":
                plain = "not-a-token"
            case "altered":
                plain = plain[:-1] + ("A" if plain[-1] != "A" else "B")
            case "revoked":
                revoke_token(actor=actor(person), token=token)
            case "expired":
                clock.shift(86401)
            case "deactivated":
                Person.objects.update(is_active=False)
            case "no second factor":
                Authenticator.objects.all().delete()
        answer = ask(plain)
    assert (answer.status_code, answer.json()["detail"]) == (401, UNRECOGNISED)


@HERE
def test_a_loop_with_a_dead_token_is_recorded_once_a_minute() -> None:
    unlike_others = f"lta_{timezone.now().timestamp():.0f}_x"
    for _ in range(5):
        ask(unlike_others)
    assert AuditEvent.objects.filter(name="authn_login_fail").count() == 1


@HERE
def test_the_token_acts_as_its_person_with_its_purpose() -> None:
    person = make_person("analyst")
    token, plain = token_of(person)
    answer = ask(plain)
    assert answer.json() == {"name": person.name, "via": "api_token", "purpose": LOOKING.label}
    token.refresh_from_db()
    assert token.last_used_at is not None


@HERE
@pytest.mark.parametrize(
    ("header", "status", "label"),
    [
        ("case:17", 200, "Case #17"),
        ("incident-response: the alert of tonight", 200, "Incident response: the alert of tonight"),
        ("curiosity: none", 400, ""),
        ("incident-response:", 400, ""),
        ("case:x", 400, ""),
        ("case:" + "9" * 19, 400, ""),
        ("case:" + "9" * 4301, 400, ""),
    ],
)
def test_one_request_may_state_another_purpose(header: str, status: int, label: str) -> None:
    _, plain = token_of(make_person("analyst"))
    answer = ask(plain, **{"Lantern-Purpose": header})
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["purpose"] == label
    else:
        assert "is not understood" in str(answer.json())


@HERE
def test_a_role_without_the_right_is_refused_and_leaves_a_receipt() -> None:
    person = make_person("auditor")
    _, plain = token_of(person)
    answer = ask(plain)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    receipt = Receipt.objects.get()
    assert (receipt.action, receipt.outcome, receipt.via, receipt.person_name) == (
        "api_search",
        "denied",
        "api_token",
        person.name,
    )
    assert receipt.purpose_reason == LOOKING.reason
    assert AuditEvent.objects.filter(name="authz_fail").count() == 1


@HERE
def test_a_view_that_does_not_say_who_may_use_it_is_closed() -> None:
    answer = ask(token_of(make_person("investigator"))[1], "unmarked")
    assert answer.status_code == 403 and b"secret" not in answer.content


@HERE
def test_tokens_cannot_step_up() -> None:
    with pytest.raises(StepUpRequired):
        require_step_up(Actor(1, "somebody", via="api_token"))


class TestPages:
    def test_a_token_is_shown_once_and_listed_without_its_secret(self) -> None:
        person = make_person("analyst")
        client = signed_in_client(person)
        page = client.post("/account/tokens/new/", FORM).content.decode()
        plain = found(r"lta_[0-9a-f]{8}_[\w-]{40,}", page)
        row = ApiToken.objects.get()
        assert plain.encode() not in bytes(row.digest)
        listed = client.get("/account/").content.decode()
        assert row.prefix in listed and plain not in listed and "weekly sweep" in listed
        [event] = AuditEvent.objects.filter(name="authn_token_created")
        assert row.prefix in event.object_label and plain not in str(event.detail)

        assert (
            signed_in_client(make_person("analyst")).post(f"/account/tokens/{row.prefix}/revoke/").status_code
            == 404
        )
        client.post(f"/account/tokens/{row.prefix}/revoke/")
        row.refresh_from_db()
        assert row.revoked_at is not None
        assert AuditEvent.objects.filter(name="authn_token_revoked").count() == 1

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param({"days": str(settings.API_TOKEN_MAX_DAYS + 1)}, id="too long"),
            pytest.param({"days": "0"}, id="no time"),
            pytest.param({"category": "", "reason": ""}, id="no purpose"),
            pytest.param({"reason": ""}, id="no reason"),
            pytest.param({"case": "3"}, id="two purposes"),
            pytest.param({"name": ""}, id="no name"),
        ],
    )
    def test_what_a_token_must_say(self, change: dict[str, str]) -> None:
        client = signed_in_client(make_person("analyst"))
        assert client.post("/account/tokens/new/", FORM | change).status_code == 422
        assert not ApiToken.objects.exists()

    def test_it_ends_when_it_said(self) -> None:
        signed_in_client(make_person("analyst")).post("/account/tokens/new/", FORM)
        lives = ApiToken.objects.get().expires_at - timezone.now()
        assert timedelta(days=29, hours=23) < lives <= timedelta(days=30)
