"""What analysts' hands expect of the search page, in a real browser: keys, the histogram, columns, and the way back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journey.conftest import Cast
from tests.journey.visits import Visit

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(600)]


def test_the_page_answers_to_hands(cast: Cast) -> None:
    with cast.visit("ilya") as here:
        here.goto("/search/#q=password&range=7d")
        total = settled(here.page)
        assert total > 0
        range_and_query_stand_in_the_fragment(here)
        a_link_may_hold_them_behind_a_question_mark(here)
        keys_move_open_and_close(here.page)
        filters_are_visible_and_undone(here.page, total)
        dragging_zooms_and_undo_goes_back(here.page, total)
        a_column_comes_and_goes(here.page)
        a_mistake_keeps_what_was_there(here)


def test_a_page_from_before_signing_in_again_says_that_it_is_old(cast: Cast) -> None:
    with cast.visit("ilya") as here:
        here.goto("/search/#q=password&range=7d")
        settled(here.page)
        token = here.page.locator("#query-form [name=csrfmiddlewaretoken]")
        token.evaluate("it => it.value = 'a'.repeat(64)")
        here.page.get_by_role("textbox", name="Query").fill("Failed")
        here.page.keyboard.press("Enter")
        expect(here.page.locator("#toasts")).to_contain_text("This page is too old")


def settled(page: Page) -> int:
    """The total, once the answer is there."""
    expect(page.locator("#results")).to_have_attribute("aria-busy", "false")
    text = page.locator(".summary .facts b").first.inner_text()
    return int(text.replace(",", ""))


def range_and_query_stand_in_the_fragment(here: Visit) -> None:
    assert here.page.url.endswith("/search/#q=password&range=7d")
    here.page.reload()
    settled(here.page)
    expect(here.page.locator("#query-form [name=q]")).to_have_value("password")


def a_link_may_hold_them_behind_a_question_mark(here: Visit) -> None:
    here.goto("/search/?q=password&range=7d")
    settled(here.page)
    range_and_query_stand_in_the_fragment(here)


def keys_move_open_and_close(page: Page) -> None:
    rows = page.locator("#rows tr[data-id]")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    number = rows.nth(0).get_attribute("data-id")
    expect(page.locator("#panel h2")).to_have_text(f"Event {number}")
    assert page.url.endswith(f"&event={number}")
    page.keyboard.press("c")
    expect(page.locator("#panel .context .centre")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_empty()
    page.keyboard.press("n")
    expect(page.locator("mark.here")).to_have_count(1)


def filters_are_visible_and_undone(page: Page, total: int) -> None:
    value = page.locator('[data-facet="user.name"] li').first
    count = int(value.locator(".n").inner_text().replace(",", ""))
    value.hover()
    value.locator("[data-exclude]").click()
    expect(page.locator("#query-form [name=q]")).to_have_value(re.compile(r"password -user\.name:\S+"))
    assert settled(page) == total - count
    page.keyboard.press("Control+z")
    expect(page.locator("#query-form [name=q]")).to_have_value("password")
    assert settled(page) == total


def dragging_zooms_and_undo_goes_back(page: Page, total: int) -> None:
    box = page.locator("#chart .u-over").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 20, steps=4)
    page.mouse.up()
    expect(page.locator("#query-form [name=range]")).to_have_value(re.compile(r"^2\d{3}-.*Z/2\d{3}-.*Z$"))
    assert settled(page) <= total
    page.keyboard.press("Control+z")
    expect(page.locator("#query-form [name=range]")).to_have_value("7d")
    assert settled(page) == total


def a_column_comes_and_goes(page: Page) -> None:
    page.locator('[data-facet="user.name"] [data-add-column]').click()
    expect(page.locator("#records th")).to_contain_text(
        ["Time", "Severity", "Source", "user.name", "Message"]
    )
    page.get_by_role("button", name="Remove column user.name").click()
    expect(page.locator("#records th")).to_have_count(4)
    settled(page)


def a_mistake_keeps_what_was_there(here: Visit) -> None:
    page = here.page
    assert here.complaints == []
    page.locator("#query-form [name=q]").fill("password (")
    page.keyboard.press("Enter")
    expect(page.locator("[data-problem]")).to_contain_text("Column 11")
    expect(page.locator("#query-form [name=range]")).to_have_value("7d")
    expect(page.locator("#results")).to_have_attribute("data-stale", "")
