"""The demonstration: an investigator signs in, says why, searches and opens an event."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journey.doors import demo_sign_in, state_purpose
from tests.journey.visits import visit
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(600)]


def test_an_investigator_searches_the_demonstration(browser: Browser, demo_stack: Stack) -> None:
    with visit(browser, demo_stack.url) as here:
        demo_sign_in(here, demo_stack, "ilya")
        here.goto("/search/#q=svc-backup&range=24h")
        state_purpose(here, "incident-response", "The duty manager asked for a review")
        rows = here.page.locator("#rows tr[data-id]")
        expect(rows).to_have_count(2)
        rows.first.click()
        panel = here.page.locator("#panel")
        expect(panel.locator(".seen")).to_contain_text("look")
        expect(panel.locator(".raw").first).to_contain_text("svc-backup")
        assert here.complaints == []
