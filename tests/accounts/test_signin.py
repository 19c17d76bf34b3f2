"""Signing in through the pages: the password, the waits, the second factor."""

import time
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django_otp.oath import TOTP

from portal.accounts.authenticator import Authenticator
from portal.accounts.models import Person, SignIn
from portal.audit.models import AuditEvent
from tests.people import PASSWORD, Browser, make_person

pytestmark = pytest.mark.django_db

LOGIN = "/login/"
SECOND = "/login/second-factor/"
NOON = "2026-11-21T12:00:05Z"


def code_of(person: Person) -> str:
    device = Authenticator.objects.get(user=person, confirmed=True)
    totp = TOTP(device.bin_key)
    totp.time = time.time()
    return f"{totp.token():06d}"


def wrong_code(person: Person) -> str:
    """A code that no step within two minutes has."""
    device = Authenticator.objects.get(user=person, confirmed=True)
    near = set()
    for step in range(-4, 5):
        totp = TOTP(device.bin_key)
        totp.time = time.time() + step * 30
        near.add(totp.token())
    return next(f"{candidate:06d}" for candidate in range(100000, 200000) if candidate not in near)


def enter(client: Browser, name: str, password: str = PASSWORD, **extra: str) -> Any:
    return client.post(LOGIN, {"username": name, "password": password}, **extra)


def events(name: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(name=name).order_by("pk"))


def test_a_password_alone_opens_nothing_and_both_factors_do() -> None:
    person = make_person("administrator", password=PASSWORD)
    client = Browser()
    assert client.get("/account/").headers["Location"] == "/login/?next=%2Faccount%2F"

    before = client.get(LOGIN)
    answer = client.post(LOGIN, {"username": person.name, "password": PASSWORD, "next": "/account/"})
    assert answer.headers["Location"] == f"{SECOND}?next=%2Faccount%2F"
    first_key = client.session.session_key
    assert before.cookies.get("lantern") is None
    assert client.get("/account/").headers["Location"].startswith(SECOND)

    answer = client.post(SECOND, {"code": code_of(person), "next": "/account/"})
    assert answer.headers["Location"] == "/account/"
    assert client.session.session_key != first_key, "the key is not rotated at the second factor"
    assert client.get("/account/").status_code == 200
    [success] = events("authn_login_success")
    assert (success.actor_name, success.detail["factor"]) == (person.name, "totp")
    assert len(events("session_created")) == 1


@pytest.mark.parametrize("who", ["unknown name", "wrong password", "deactivated", "no password yet"])
def test_every_refusal_reads_the_same(who: str) -> None:
    person = make_person("analyst", password=None if who == "no password yet" else PASSWORD)
    if who == "deactivated":
        Person.objects.filter(pk=person.pk).update(is_active=False)
    name = "nobody-here" if who == "unknown name" else person.name
    answer = enter(Browser(), name, "not the password" if who == "wrong password" else PASSWORD)
    assert answer.status_code == 422
    assert b"This name and password do not match." in answer.content
    [failure] = events("authn_login_fail")
    assert (failure.actor_name, failure.detail) == (name, {"factor": "password"})


def test_hashing_is_done_for_unknown_names_too(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[int] = []
    from django.contrib.auth.hashers import Argon2PasswordHasher

    real = Argon2PasswordHasher.encode

    def encode(self: Argon2PasswordHasher, password: str, salt: str) -> str:
        hashed.append(len(password))
        return real(self, password, salt)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", encode)
    enter(Browser(), "nobody-here")
    assert hashed


def test_wrong_passwords_lock_the_name_for_this_address_only() -> None:
    person = make_person("analyst", password=PASSWORD)
    with time_machine.travel(NOON, tick=False) as clock:
        near, far = Browser(REMOTE_ADDR="192.0.2.1"), Browser(REMOTE_ADDR="192.0.2.2")
        for _ in range(4):
            assert enter(near, person.name, "wrong").status_code == 422
        locked = enter(near, person.name, "wrong")
        assert (locked.status_code, locked.headers["Retry-After"]) == (429, "900")
        assert b"2026-11-21 12:15:05" in locked.content
        assert len(events("authn_login_lock")) == 1

        clock.shift(600)
        still = enter(near, person.name)
        assert (still.status_code, still.headers["Retry-After"]) == (429, "300"), (
            "trying again extends the wait"
        )
        assert enter(far, person.name).status_code == 302, "somebody else was locked out"
        assert enter(near, make_person("analyst", password=PASSWORD).name).status_code == 302

        clock.shift(301)
        assert enter(near, person.name).status_code == 302
        assert len(events("authn_login_lock")) == 1


def test_a_wrong_code_makes_the_device_wait_ever_longer() -> None:
    person = make_person("analyst", password=PASSWORD)
    with time_machine.travel(NOON, tick=False) as clock:
        client = Browser()
        enter(client, person.name)
        for wait_s in (1, 2, 4):
            answer = client.post(SECOND, {"code": wrong_code(person)})
            assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(wait_s))
            assert f'data-wait="{wait_s}"'.encode() in answer.content
            refused = client.post(SECOND, {"code": code_of(person)})
            assert refused.status_code == 429, "a right code passed while the device was waiting"
            elsewhere = Browser(REMOTE_ADDR="192.0.2.9")
            enter(elsewhere, person.name)
            assert elsewhere.post(SECOND, {"code": code_of(person)}).status_code == 429
            clock.shift(wait_s + 0.01)
        assert client.post(SECOND, {"code": code_of(person)}).status_code == 302
        assert [event.detail["factor"] for event in events("authn_login_fail")] == ["second_factor"] * 3


def test_a_code_serves_once() -> None:
    person = make_person("analyst", password=PASSWORD)
    with time_machine.travel(NOON, tick=False) as clock:
        first, second = Browser(), Browser()
        enter(first, person.name)
        enter(second, person.name)
        code = code_of(person)
        assert first.post(SECOND, {"code": code}).status_code == 302
        again = second.post(SECOND, {"code": code})
        assert again.status_code == 422
        assert b"This code was used already" in again.content
        clock.shift(30)
        assert second.post(SECOND, {"code": code_of(person)}).status_code == 302


def test_a_recovery_code_serves_once_and_guessing_them_is_throttled() -> None:
    from portal.accounts import recovery

    person = make_person("analyst", password=PASSWORD)
    code = recovery.replace(person)[0]
    with time_machine.travel(NOON, tick=False) as clock:
        client = Browser()
        enter(client, person.name)
        assert client.post(SECOND, {"code": "zzzz-zzzz-zzzz"}).headers["Retry-After"] == "1"
        assert client.post(SECOND, {"code": code}).status_code == 429
        clock.shift(1.01)
        assert client.post(SECOND, {"code": code.upper().replace("-", " ")}).status_code == 302
        assert recovery.left(person) == 9

        other = Browser()
        enter(other, person.name)
        assert other.post(SECOND, {"code": code}).status_code == 429, "the code worked twice"
        assert events("authn_login_success")[0].detail["factor"] == "recovery_code"


def test_a_password_without_a_second_factor_cannot_enrol_one() -> None:
    person = make_person("analyst", password=PASSWORD, enrolled=False)
    client = Browser()
    enter(client, person.name)
    assert client.get("/enrol/").status_code == 403
    assert client.post("/enrol/", {"code": "123456"}).status_code == 403
    assert not Authenticator.objects.filter(user=person).exists()


def test_a_half_signed_in_session_ends_after_ten_minutes() -> None:
    person = make_person("analyst", password=PASSWORD)
    with time_machine.travel(NOON, tick=False) as clock:
        client = Browser()
        enter(client, person.name)
        clock.shift(599)
        assert client.get(SECOND).status_code == 200
        clock.shift(2)
        assert client.get(SECOND).headers["Location"].startswith(LOGIN)
        assert SignIn.objects.get().ended_why == "second_factor_missing"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "account/"],
)
def test_nobody_is_sent_to_another_site(target: str) -> None:
    person = make_person("analyst", password=PASSWORD)
    client = Browser()
    client.post(LOGIN, {"username": person.name, "password": PASSWORD, "next": target})
    assert client.post(SECOND, {"code": code_of(person), "next": target}).headers["Location"] == "/"


def test_signing_out_ends_the_session_on_the_server() -> None:
    person = make_person("analyst", password=PASSWORD)
    client = Browser()
    enter(client, person.name)
    client.post(SECOND, {"code": code_of(person)})
    stolen = Browser()
    stolen.cookies["lantern"] = client.cookies["lantern"].value
    assert stolen.get("/account/").status_code == 200
    assert client.get(reverse("accounts:logout")).status_code == 405
    client.post(reverse("accounts:logout"))
    assert stolen.get("/account/").status_code == 302
    assert SignIn.objects.get().ended_why == "signed_out"
    assert len(events("session_expired")) == 1


def test_a_name_with_a_null_byte_is_refused_politely() -> None:
    assert enter(Browser(), "ad\x00min").status_code == 422
