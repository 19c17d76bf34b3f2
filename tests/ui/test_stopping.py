"""Stopping a search, in a browser: which one is meant, and what is said when nobody stopped it. The server is played."""

from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Route, expect

from portal.embedded.folder import CHECKOUT

pytestmark = pytest.mark.browser

SITE = "http://localhost"  # where scripts may make names by chance
PAGE = """<!doctype html>
<form id="query-form" data-results-url="/results" data-cancel-url="/cancel">
  <input name="q"><input name="range"><input name="cols"><input name="csrfmiddlewaretoken">
  <button type="button" id="run">Run</button>
  <button type="button" id="stop" hidden>Stop</button><i id="loading" hidden></i>
</form>
<div id="results"></div><div id="told"></div>
<div id="stopped-notice" hidden><b>Given up</b></div>
<script type="module">
  import { search, stop } from "/ask.js";
  document.addEventListener("htmx:responseError", (event) => (told.textContent += event.detail.xhr.status));
  document.getElementById("run").addEventListener("click", search);
  document.getElementById("stop").addEventListener("click", stop);
</script>"""


class Played:
    """The server: ``answers`` are the statuses for searches to come; those beyond hang until the page goes."""

    def __init__(self, page: Page) -> None:
        self.answers: list[int] = []
        self.asked: list[str] = []
        self.cancelled: list[str] = []
        page.route(f"{SITE}/**", self._answer)
        page.goto(f"{SITE}/")

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path == "/":
            route.fulfill(body=PAGE, content_type="text/html")
        elif path == "/ask.js":
            route.fulfill(path=CHECKOUT / "static/js/search/ask.js", content_type="text/javascript")
        elif path == "/cancel":
            self.cancelled.append(tab(route))
            route.fulfill(status=204)
        elif path == "/results":
            self.asked.append(tab(route))
            if self.answers:
                route.fulfill(status=self.answers.pop(0), headers={"Lantern-Part": "1"}, body="<b>Part</b>")


def tab(route: Route) -> str:
    return parse_qs(route.request.post_data or "")["tab"][0]


def test_giving_up_cancels_again_and_the_next_search_has_another_name(page: Page) -> None:
    server = Played(page)
    for _ in range(2):
        page.locator("#run").click()
        page.locator("#stop").click()
        page.locator("#stop").click()
        expect(page.locator("#results")).to_have_text("Given up")
        expect(page.locator("#run")).to_be_visible()
    for _ in range(100):
        if len(server.cancelled) < 4:
            page.wait_for_timeout(20)
    first, second = server.asked
    assert first != second
    assert server.cancelled == [first, first, second, second]


def test_what_nobody_stopped_is_no_stopped_search(page: Page) -> None:
    server = Played(page)
    server.answers = [200, 409]
    page.locator("#run").click()
    expect(page.locator("#results")).to_have_text("Part")
    page.locator("#run").click()
    expect(page.locator("#told")).to_have_text("503")
    assert not server.cancelled
