"""Browsers in which the demonstration's people have signed in already: each signs in once for all tests."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journey.doors import demo_sign_in, state_purpose
from tests.journey.visits import Visit, visit
from tests.support.stack import Stack

READERS = {"ana", "ilya", "nina"}
REASON = "The duty manager asked for a review"


class Cast:
    """``with cast.visit("ilya") as here`` opens a browser in which Ilya has proven both factors and said why."""

    def __init__(self, browser: Browser, stack: Stack) -> None:
        self.browser = browser
        self.stack = stack
        self._states: dict[str, Any] = {}

    def visit(self, name: str, **context: Any) -> AbstractContextManager[Visit]:
        if name not in self._states:
            self._states[name] = self._sign_in(name)
        return visit(self.browser, self.stack.url, storage_state=self._states[name], **context)

    def _sign_in(self, name: str) -> Any:
        with visit(self.browser, self.stack.url) as here:
            demo_sign_in(here, self.stack, name)
            if name in READERS:
                here.goto("/purpose/")
                state_purpose(here, "incident-response", REASON)
            return here.context.storage_state()


@pytest.fixture(scope="session")
def cast(browser: Browser, demo_stack: Stack) -> Iterator[Cast]:
    yield Cast(browser, demo_stack)
