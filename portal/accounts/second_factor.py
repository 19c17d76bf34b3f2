"""Checking a second factor: a TOTP code or a recovery code, throttled per device, each good for one use.

A wrong code of either kind makes the device wait: one second, then two, four, eight … (django-otp). Both kinds share
the wait, so that guessing one buys no guesses of the other. While waiting, even a right code is refused.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_otp.oath import TOTP

from portal.accounts import recovery
from portal.accounts.authenticator import Authenticator
from portal.accounts.models import Person

TOTP_CODE = "totp"
RECOVERY_CODE = "recovery_code"


@dataclass(frozen=True)
class Answer:
    """``kind`` is set when the factor was proven; otherwise ``problem`` says why not and ``wait_until`` how long."""

    kind: str = ""
    device: Authenticator | None = None
    problem: str = ""
    wait_until: datetime | None = None
    was_checked: bool = True

    @property
    def is_proven(self) -> bool:
        return bool(self.kind)


def prove(person: Person, typed: str) -> Answer:
    """Check what the person typed, under a lock on their device so that one code cannot serve twice."""
    with transaction.atomic():
        device = Authenticator.objects.select_for_update().filter(user=person, confirmed=True).first()
        if device is None:
            return Answer(problem="No second factor is enrolled.", was_checked=False)
        return check(device, typed, person)


def check(device: Authenticator, typed: str, person: Person) -> Answer:
    """The same for a locked device; an unconfirmed one takes TOTP codes only."""
    wait_until = waiting(device)
    if wait_until:
        return Answer(problem="Too many wrong codes.", wait_until=wait_until, was_checked=False)
    code = typed.replace(" ", "").replace("-", "")
    if len(code) == device.digits and code.isascii() and code.isdigit():
        return _check_totp(device, code)
    return _check_recovery(device, typed, person)


def waiting(device: Authenticator) -> datetime | None:
    """Until when the device refuses everything, or ``None``."""
    is_allowed, why = device.verify_is_allowed()
    if is_allowed:
        return None
    until: datetime = why["locked_until"]
    return until


def _check_totp(device: Authenticator, code: str) -> Answer:
    if _was_used(device, code):
        # Known to whoever used it; it says nothing new and need not cost the person a wait.
        return Answer(problem="This code was used already. Wait for the next one.")
    if device.verify_token(code):
        return Answer(kind=TOTP_CODE, device=device)
    return Answer(problem="This code is not right.", wait_until=waiting(device))


def _check_recovery(device: Authenticator, typed: str, person: Person) -> Answer:
    if device.confirmed and recovery.use(person, typed):
        device.throttle_reset(commit=True)
        return Answer(kind=RECOVERY_CODE, device=device)
    device.throttle_increment(commit=True)
    return Answer(problem="This code is not right.", wait_until=waiting(device))


def _was_used(device: Authenticator, code: str) -> bool:
    if device.last_t < 0:
        return False
    last = TOTP(device.bin_key, device.step, device.t0, device.digits)
    last.time = device.t0 + device.last_t * device.step
    return bool(last.token() == int(code)) and seconds_since(device) <= device.step * (
        2 * device.tolerance + 1
    )


def seconds_since(device: Authenticator) -> float:
    """Seconds since the step of the last code that was accepted began."""
    return float(timezone.now().timestamp() - (device.t0 + device.last_t * device.step))
