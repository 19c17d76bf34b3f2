"""Signing in through the pages: passwords, authenticator codes, one-time links."""

import base64
import re
import time
from collections.abc import Callable

from django_otp.oath import TOTP
from playwright.sync_api import expect

from tests.journey.visits import Visit
from tests.support.stack import Stack

STEP_S = 30
LATE_S = 2  # a code typed in the last moments of its step arrives in the next one, which is allowed


class Authenticator:
    """The app on somebody's telephone: knows the key, and gives no code twice."""

    def __init__(self, key: str) -> None:
        self.key = base64.b32decode(key.replace(" ", "").upper())
        self.used = 0

    def code(self) -> str:
        """A code that is valid now and was not given before; waits when this and the next step's are used up."""
        step = max(int(time.time() // STEP_S), self.used + 1)
        while step > time.time() // STEP_S + 1:
            time.sleep(0.2)
        self.used = step
        totp = TOTP(self.key, STEP_S)
        totp.time = step * STEP_S
        return f"{totp.token():06d}"


def demo_password(stack: Stack, name: str) -> str:
    """The password that was printed at the ready line."""
    said = "\n".join(stack.supervisor.lines)
    found = re.search(rf"^\s+{name}\s.*?(\S+)$", said, re.MULTILINE)
    assert found, said
    return found[1]


def demo_sign_in(here: Visit, stack: Stack, name: str) -> None:
    sign_in(here, name, demo_password(stack, name), lambda: stack.manage("demo_code", name).strip())


def sign_in(here: Visit, name: str, password: str, code: Callable[[], str]) -> None:
    here.goto("/login/")
    page = here.page
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(password)
    here.press("Continue")
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    page.locator("input[name=code]").fill(code())
    here.press("Sign in")
    expect(page.get_by_role("heading", name="Second factor")).not_to_be_visible()


def accept_invitation(here: Visit, link: str, password: str) -> tuple[Authenticator, list[str]]:
    """Password, second factor by the key typed by hand, recovery codes; the person is signed in afterwards."""
    page = here.page
    page.goto(link)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=again]").fill(password)
    here.press("Continue")
    authenticator = Authenticator(page.locator("#totp-key").inner_text())
    page.locator("input[name=code]").fill(authenticator.code())
    here.press("Confirm")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    codes = page.locator("#codes li").all_inner_texts()
    here.follow("I have kept them")
    return authenticator, codes


def state_purpose(here: Visit, category: str, reason: str) -> None:
    page = here.page
    expect(page.get_by_role("heading", name="Why are you looking?")).to_be_visible()
    page.locator(f"input[name=choice][value='{category}']").check()
    page.get_by_label("Reason").fill(reason)
    here.press("State this purpose")
    expect(page.get_by_role("heading", name="Why are you looking?")).not_to_be_visible()
