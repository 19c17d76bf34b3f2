"""The demonstration's people, and that nothing of them exists outside it."""

import io
import time

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import override_settings

from portal.accounts import demo
from portal.accounts.actor import rights_of
from portal.accounts.authenticator import Authenticator
from portal.accounts.models import Person
from portal.accounts.roles import Role
from tests.people import Browser, make_person

pytestmark = pytest.mark.django_db


def code(name: str) -> str:
    out = io.StringIO()
    call_command("demo_code", name, stdout=out, stderr=io.StringIO())
    return out.getvalue().strip()


@override_settings(DEMO=False)
def test_without_the_demonstration_nothing_is_given_away() -> None:
    with pytest.raises(demo.NoDemonstration):
        demo.create_demo_people()
    with pytest.raises(CommandError):
        code("ana")
    assert not Person.objects.exists()


@override_settings(DEMO=True, ONLY_LOOPBACK=False)
def test_nor_on_any_address_but_loopback() -> None:
    with pytest.raises(demo.NoDemonstration):
        demo.create_demo_people()


@override_settings(DEMO=True)
def test_real_people_have_no_demonstration_codes() -> None:
    make_person("analyst", name="ana")
    with pytest.raises(CommandError, match="no demonstration person called ana"):
        code("ana")
    with pytest.raises(demo.NoDemonstration):
        demo.create_demo_people()


@override_settings(DEMO=True)
def test_there_is_somebody_for_every_role_and_a_narrow_analyst() -> None:
    cast = demo.create_demo_people(narrow_source="web")
    assert {person.role for person in cast} == set(Role)
    rights = {person.name: rights_of(Person.objects.get(name=person.name)) for person in cast}
    assert rights["ana"][1] is None and rights["nina"] == (frozenset({Role.ANALYST}), frozenset({"web"}))
    assert rights["adam"][1] == rights["omar"][1] == frozenset()


@override_settings(DEMO=True)
def test_they_sign_in_with_the_printed_password_and_code_again_and_again() -> None:
    [adam] = [person for person in demo.create_demo_people() if person.role == Role.ADMINISTRATOR]
    with time_machine.travel("2026-11-21T12:00:05Z", tick=False):
        for _ in range(2):  # the second one gets the next step's code, which the window accepts
            client = Browser()
            client.post("/login/", {"username": adam.name, "password": adam.password})
            assert client.post("/login/second-factor/", {"code": code(adam.name)}).status_code == 302
            assert client.get("/people/").status_code == 200
        assert demo.seconds_until_unused_code(adam.name) == 25


@override_settings(DEMO=True)
def test_the_command_waits_for_a_code_that_was_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    demo.create_demo_people()
    with time_machine.travel("2026-11-21T12:00:05Z", tick=False) as clock:
        monkeypatch.setattr(time, "sleep", clock.shift)
        device = Authenticator.objects.get(user__name="ana")
        assert device.verify_token(code("ana"))
        assert device.verify_token(code("ana"))
        assert device.verify_token(code("ana")), "the printed code had been used"


@override_settings(DEMO=True)
def test_running_it_again_renews_the_same_people() -> None:
    first = {person.name: person.password for person in demo.create_demo_people()}
    second = {person.name: person.password for person in demo.create_demo_people()}
    assert first.keys() == second.keys()
    assert all(first[name] != second[name] for name in first)
    assert Person.objects.count() == len(first)
