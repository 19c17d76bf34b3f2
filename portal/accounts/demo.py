"""People of the demonstration: one for every role, with known passwords and codes that a command prints.

They exist only where LANTERN_DEMO is on, and settings refuses that together with any address but loopback.
"""

import secrets
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django_otp.oath import TOTP

from portal.accounts.authenticator import Authenticator
from portal.accounts.commands import COMMAND
from portal.accounts.models import EVERY_SOURCE, Person, RoleAssignment, SourceGrant
from portal.accounts.recovery import LETTERS
from portal.accounts.roles import Role
from portal.audit import events


class NoDemonstration(Exception):
    """Nothing is given away outside the demonstration."""


@dataclass(frozen=True)
class DemoPerson:
    """``password`` in clear, to be printed once at the ready line."""

    name: str
    display_name: str
    role: Role
    password: str


CAST = [
    ("ana", "Ana Castillo", Role.ANALYST, EVERY_SOURCE),
    ("ilya", "Ilya Brandt", Role.INVESTIGATOR, EVERY_SOURCE),
    ("rosa", "Rosa Lindqvist", Role.RECORDS_MANAGER, ""),
    ("omar", "Omar Haddad", Role.AUDITOR, ""),
    ("adam", "Adam Whitfield", Role.ADMINISTRATOR, ""),
]


def create_demo_people(*, narrow_source: str = "web") -> list[DemoPerson]:
    """One person per role, and ``nina``, an analyst who may read ``narrow_source`` alone.

    Running it again gives the same people new passwords and second factors. Raises ``NoDemonstration``.
    """
    _only_in_demonstration()
    cast = [*CAST, ("nina", "Nina Okafor", Role.ANALYST, narrow_source)]
    with transaction.atomic():
        return [_create(name, display_name, role, source) for name, display_name, role, source in cast]


def current_code(name: str) -> str:
    """The code that works now; a step ahead when this step's code was used. Raises ``NoDemonstration``."""
    device = _device(name)
    step = max(_now_step(device), device.last_t + 1)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = device.t0 + step * device.step
    return f"{totp.token():0{device.digits}d}"


def seconds_until_unused_code(name: str) -> float:
    """Zero, unless both this step's code and the next one were used already."""
    device = _device(name)
    earliest = device.t0 + (device.last_t + 1 - device.tolerance) * device.step
    return float(max(0.0, earliest - time.time()))


def _create(name: str, display_name: str, role: Role, source: str) -> DemoPerson:
    password = new_password()
    person = Person.objects.filter(name=name).first()
    if person is not None and not person.is_demo:
        raise NoDemonstration(f"{name} is a real person here; the demonstration does not touch them.")
    if person is None:
        person = Person.objects.create_person(name, display_name=display_name, is_demo=True)
        events.record(
            "user_created", actor=COMMAND, object_label=name, detail={"roles": [role.value], "demo": True}
        )
    person.set_password(password)
    person.save(update_fields=["password"])
    RoleAssignment.objects.get_or_create(person=person, role=role)
    if source:
        SourceGrant.objects.get_or_create(person=person, source=source)
    _enrol(person)
    return DemoPerson(name, display_name, role, password)


def _enrol(person: Person) -> None:
    Authenticator.objects.filter(user=person).delete()
    device = Authenticator.objects.start(person)
    device.confirmed = True
    device.save(update_fields=["confirmed"])


def new_password() -> str:
    """Sixteen letters and digits in four groups: 80 random bits that can be typed."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _device(name: str) -> Authenticator:
    _only_in_demonstration()
    device = Authenticator.objects.filter(user__name=name, user__is_demo=True, confirmed=True).first()
    if device is None:
        names = ", ".join(Person.objects.filter(is_demo=True).values_list("name", flat=True)) or "nobody yet"
        raise NoDemonstration(f"There is no demonstration person called {name}. There are: {names}.")
    found: Authenticator = device
    return found


def _now_step(device: Authenticator) -> int:
    return int((time.time() - device.t0) // device.step)


def _only_in_demonstration() -> None:
    if not settings.DEMO or not settings.ONLY_LOOPBACK:
        raise NoDemonstration("LANTERN_DEMO is off, or the site is not bound to loopback alone.")
