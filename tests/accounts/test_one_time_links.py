"""One-time links: the first administrator, new people, resets."""

import io
import re
import time
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django_otp.oath import TOTP

from portal.accounts import invitations, recovery
from portal.accounts.authenticator import Authenticator
from portal.accounts.models import Invitation, Person, SignIn
from portal.audit.models import AuditEvent
from tests.people import PASSWORD, Browser, found, make_person

pytestmark = pytest.mark.django_db

NEW = "seven quiet harbours"


def path_of(link: str) -> str:
    assert link.startswith(f"{settings.SITE_URL}/welcome/ltw_")
    return link.removeprefix(settings.SITE_URL)


def pending_code(person: Person) -> str:
    device = Authenticator.objects.get(user=person, confirmed=False)
    totp = TOTP(device.bin_key)
    totp.time = time.time()
    return f"{totp.token():06d}"


def choose_password(client: Browser, link: str) -> Any:
    arrived = client.get(path_of(link))
    assert arrived.headers["Location"] == "/welcome/", "the token stays in the address"
    return client.post("/welcome/", {"password": NEW, "again": NEW})


def test_the_first_administrator_comes_in_by_the_link_of_the_command() -> None:
    out = io.StringIO()
    call_command("first_administrator", stdout=out)
    link = found(r"http\S+", out.getvalue())
    client = Browser()
    assert choose_password(client, link).headers["Location"] == "/enrol/"
    assert client.get("/people/").headers["Location"].startswith("/enrol/")

    person = Person.objects.get()
    page = client.get("/enrol/")
    assert b"data:image/svg+xml" in page.content
    assert client.post("/enrol/", {"code": "000000"}).status_code == 422
    with time_machine.travel(time.time() + 2, tick=False):  # the wait after the wrong code
        done = client.post("/enrol/", {"code": pending_code(person)})
    codes = re.findall(r"<li>([0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4})</li>", done.content.decode())
    assert len(codes) == recovery.COUNT == recovery.left(person)
    assert client.get("/people/").status_code == 200
    assert recovery.use(person, codes[3])

    assert Browser().get(path_of(link)).status_code == 410, "the link works a second time"
    again = io.StringIO()
    call_command("first_administrator", stdout=again)
    assert "No link" in again.getvalue() and "/welcome/" not in again.getvalue()
    names = set(AuditEvent.objects.values_list("name", flat=True))
    assert {"user_created", "authn_password_change", "user_updated", "authn_login_success"} <= names


def test_a_token_is_kept_nowhere_in_clear() -> None:
    person = make_person("analyst", enrolled=False)
    link = invitations.invite(person)
    token = path_of(link).split("/")[2]
    choose_password(Browser(), link)
    row = Invitation.objects.get()
    assert token.encode() not in bytes(row.digest)
    recorded = str(list(AuditEvent.objects.values_list("object_label", "detail")))
    assert token not in recorded and token.split("_")[2] not in recorded
    assert row.prefix in recorded


def test_the_page_sends_no_referrer_and_is_not_stored() -> None:
    link = invitations.invite(make_person("analyst", enrolled=False))
    client = Browser()
    for answer in (client.get(path_of(link)), client.get("/welcome/")):
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("how", ["expired", "replaced", "deactivated", "altered"])
def test_a_link_that_is_over_opens_nothing(how: str) -> None:
    person = make_person("analyst", enrolled=False)
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False) as clock:
        link = invitations.invite(person)
        if how == "expired":
            clock.shift(settings.INVITATION_HOURS * 3600 + 1)
        elif how == "replaced":
            clock.shift(1)
            invitations.invite(person)
        elif how == "deactivated":
            Person.objects.filter(pk=person.pk).update(is_active=False)
        else:
            link = f"{link[:-3]}xx/"
        client = Browser()
        assert client.get(path_of(link)).status_code == 410
        assert client.post("/welcome/", {"password": NEW, "again": NEW}).status_code == 410
        assert not Person.objects.get().has_usable_password()


def test_after_a_password_reset_the_old_second_factor_is_still_asked_for() -> None:
    person = make_person("analyst", password=PASSWORD)
    link = invitations.invite(person)
    client = Browser()
    assert choose_password(client, link).headers["Location"] == "/login/second-factor/"
    assert client.get("/account/").status_code == 302
    assert Browser().get(path_of(link)).status_code == 410
    assert SignIn.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("short", "short", "too short"),
        ("seven quiet harbours", "seven quiet harbour", "differ"),
        ("analyst-1-password", "analyst-1-password", "too similar"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(password: str, again: str, says: str) -> None:
    person = make_person("analyst", name="analyst-1-passwor", enrolled=False)
    client = Browser()
    client.get(path_of(invitations.invite(person)))
    answer = client.post("/welcome/", {"password": password, "again": again})
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_totp_keys_are_encrypted_and_bound_to_the_person() -> None:
    one, two = make_person("analyst"), make_person("analyst")
    mine, theirs = (Authenticator.objects.get(user=person) for person in (one, two))
    assert len(mine.bin_key) == 20
    assert mine.bin_key.hex() not in mine.key
    theirs.key = mine.key
    with pytest.raises(Exception, match="secret key"):
        _ = theirs.bin_key


def test_whoever_opened_the_link_before_knows_neither_password_nor_key() -> None:
    person = make_person("analyst", enrolled=False)
    link = invitations.invite(person)
    early, rightful = Browser(), Browser()
    choose_password(early, link)
    early.get("/enrol/")
    seen = Authenticator.objects.get(user=person).bin_key

    choose_password(rightful, link)
    assert early.get("/enrol/").headers["Location"].startswith("/login/")
    rightful.get("/enrol/")
    assert Authenticator.objects.get(user=person).bin_key != seen


@pytest.mark.parametrize("name", ["Not Well Formed", "taken"])
def test_the_command_says_when_a_name_will_not_do(name: str) -> None:
    make_person("analyst", name="taken")
    with pytest.raises(CommandError, match="cannot be the name"):
        call_command("first_administrator", "--name", name)
    assert not Invitation.objects.exists()
