"""Sessions, step-up, and what people do with their own account."""

import re
import time

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django_otp.oath import TOTP

from portal.accounts import recovery, sessions
from portal.accounts.authenticator import Authenticator
from portal.accounts.models import Person, SignIn
from portal.audit.models import AuditEvent
from tests.people import PASSWORD, make_person, signed_in_client

pytestmark = pytest.mark.django_db

NOON = "2026-11-21T12:00:05Z"
STEP_UP = "/account/step-up/"


def code_of(person: Person, *, confirmed: bool = True) -> str:
    totp = TOTP(Authenticator.objects.get(user=person, confirmed=confirmed).bin_key)
    totp.time = time.time()
    return f"{totp.token():06d}"


def ended(why: str) -> int:
    return AuditEvent.objects.filter(name="session_expired", detail__why=why).count()


def test_a_session_ends_when_it_is_idle() -> None:
    person = make_person("analyst")
    with time_machine.travel(NOON, tick=False) as clock:
        client = signed_in_client(person)
        for _ in range(3):
            clock.shift(settings.SESSION_IDLE_SECONDS - 60)
            assert client.get("/account/").status_code == 200
        clock.shift(settings.SESSION_IDLE_SECONDS + 60)
        assert client.get("/account/").headers["Location"].startswith("/login/")
        assert ended("idle") == 1


def test_a_session_ends_when_it_is_old_however_busy_it_is() -> None:
    person = make_person("analyst")
    with time_machine.travel(NOON, tick=False) as clock:
        client = signed_in_client(person)
        for _ in range(settings.SESSION_ABSOLUTE_SECONDS // 1200):
            clock.shift(1200)
            assert client.get("/account/").status_code == 200
        clock.shift(1)
        assert client.get("/account/").status_code == 302
        assert ended("absolute") == 1


def test_a_session_that_never_comes_back_is_ended_and_forgotten_in_the_end() -> None:
    person = make_person("analyst")
    with time_machine.travel(NOON, tick=False) as clock:
        signed_in_client(person)
        assert sessions.tidy() == 0
        clock.shift(settings.SESSION_IDLE_SECONDS + 1)
        assert (sessions.tidy(), sessions.tidy(), ended("idle")) == (1, 0, 1)
        assert not Session.objects.exists()
        assert SignIn.objects.get(person=person).ended_why == "idle"
        clock.shift(settings.SIGN_IN_HISTORY_DAYS * 86400 + 1)
        sessions.tidy()
        assert not SignIn.objects.filter(person=person).exists()


def test_people_see_and_end_their_own_sessions_and_nobody_elses() -> None:
    person, stranger = make_person("analyst"), make_person("analyst")
    here, there = signed_in_client(person), signed_in_client(person, address="192.0.2.7")
    foreign = signed_in_client(stranger)
    of_stranger = SignIn.objects.get(person=stranger).reference
    assert here.post(f"/account/sessions/{of_stranger}/revoke/").status_code == 404
    assert foreign.get("/account/").status_code == 200

    page = here.get("/account/").content.decode()
    assert page.count("This session") == 1 and "192.0.2.7" in page
    target = re.search(r"/account/sessions/([0-9a-f]{16})/revoke/", page)
    assert target, "the other session has no button"
    here.post(target[0])
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
    assert ended("revoked") == 1


def test_all_others_end_at_once() -> None:
    person = make_person("analyst")
    here, *others = (signed_in_client(person) for _ in range(4))
    here.post("/account/sessions/others/revoke/")
    assert [other.get("/account/").status_code for other in others] == [302] * 3
    assert here.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/account/password/", "/account/second-factor/", "/account/recovery-codes/", "/account/tokens/new/"],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_sensitive_pages_ask_for_the_second_factor_again(path: str, method: str) -> None:
    client = signed_in_client(make_person("analyst"), stepped_up=False)
    answer = getattr(client, method)(path)
    assert answer.headers["Location"].startswith(STEP_UP)
    htmx = getattr(client, method)(path, headers={"HX-Request": "true"})
    assert htmx.headers["HX-Redirect"].startswith(STEP_UP)


def test_step_up_opens_for_five_minutes_and_leads_back() -> None:
    person = make_person("analyst")
    with time_machine.travel(NOON, tick=False) as clock:
        client = signed_in_client(person, stepped_up=False)
        assert client.get("/account/password/").status_code == 302
        key = client.session.session_key
        wrong = client.post(STEP_UP, {"code": "zzzz-zzzz-zzzz"})
        assert wrong.status_code == 429
        assert client.get("/account/password/").status_code == 302
        clock.shift(2)
        done = client.post(STEP_UP, {"code": code_of(person), "next": "/account/password/"})
        assert done.headers["Location"] == "/account/password/"
        assert client.session.session_key != key
        clock.shift(settings.STEP_UP_SECONDS)
        assert client.get("/account/password/").status_code == 200
        clock.shift(1)
        assert client.get("/account/password/").status_code == 302
        [event] = AuditEvent.objects.filter(name="authn_login_success")
        assert event.detail == {"factor": "totp", "step_up": True}


def test_changing_the_password_ends_the_other_sessions() -> None:
    person = make_person("analyst", password=PASSWORD)
    here, there = signed_in_client(person), signed_in_client(person)
    new = "seven quiet harbours"
    assert here.post("/account/password/", {"password": new, "again": new}).status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    person.refresh_from_db()
    assert person.check_password(new)
    assert AuditEvent.objects.filter(name="authn_password_change").count() == 1


def test_replacing_the_second_factor_drops_the_old_one_and_other_sessions() -> None:
    person = make_person("analyst")
    old = Authenticator.objects.get(user=person)
    with time_machine.travel(NOON, tick=False):
        here, there = signed_in_client(person), signed_in_client(person)
        assert here.get("/account/second-factor/").status_code == 200
        assert here.post("/account/second-factor/", {"code": code_of(person)}).status_code == 422
    with time_machine.travel("2026-11-21T12:00:35Z", tick=False):
        done = here.post("/account/second-factor/", {"code": code_of(person, confirmed=False)})
    assert done.status_code == 200
    assert not Authenticator.objects.filter(pk=old.pk).exists()
    with time_machine.travel("2026-11-21T12:00:40Z", tick=False):
        assert here.get("/account/").status_code == 200
        assert there.get("/account/").status_code == 302


def test_new_recovery_codes_replace_the_old_ones() -> None:
    person = make_person("analyst")
    old = recovery.replace(person)
    client = signed_in_client(person)
    assert recovery.left(person) == 10
    page = client.post("/account/recovery-codes/").content.decode()
    shown = set(re.findall(r"<li>([0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4})</li>", page))
    assert len(shown) == 10 and not shown & set(old)
    assert not recovery.use(person, old[0])
    assert recovery.use(person, shown.pop())
    assert b"9 of 10 left" in client.get("/account/").content


def test_a_deactivated_persons_open_session_is_dead() -> None:
    person = make_person("analyst")
    client = signed_in_client(person)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/account/").status_code == 302


def test_a_session_without_our_record_of_it_is_nobodys() -> None:
    person = make_person("analyst")
    client = signed_in_client(person)
    SignIn.objects.all().delete()
    assert client.get("/account/").status_code == 302


def test_sessions_that_ran_out_are_not_listed() -> None:
    person = make_person("analyst")
    with time_machine.travel(NOON, tick=False) as clock:
        signed_in_client(person, address="192.0.2.7")
        clock.shift(settings.SESSION_IDLE_SECONDS + 1)
        assert "192.0.2.7" not in signed_in_client(person).get("/account/").content.decode()
