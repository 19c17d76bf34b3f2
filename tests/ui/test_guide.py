"""The style guide in Chromium under the site's own Content-Security-Policy: accessible, and nothing wider than the screen."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = pytest.mark.browser


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """The test's own output is enough."""


@pytest.fixture(scope="module")
def guide() -> Iterator[str]:
    """The site with all its middleware, without a database: the guide shows nobody's data."""
    with override_settings(ROOT_URLCONF="tests.ui.urls"):
        server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/guide/"
        server.shutdown()


@dataclass
class Visitor:
    """Opens the guide in browsers with nothing in them, in which nothing moves that need not; hears complaints."""

    browser: Browser
    url: str
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def opens(self, **context: Any) -> Page:
        self.contexts.append(self.browser.new_context(reduced_motion="reduce", **context))
        page = self.contexts[-1].new_page()
        page.on("console", lambda told: self.complaints.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.url)
        return page


@pytest.fixture
def visitor(browser: Browser, guide: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, guide)
    yield visitor
    for context in visitor.contexts:
        context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_kit_is_accessible_and_fits(visitor: Visitor, theme: Any, width: int) -> None:
    page = visitor.opens(color_scheme=theme, viewport={"width": width, "height": 900})
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)
    assert len(found["passes"]) > 20
    assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert visitor.complaints == []


def test_one_switch_turns_every_time_to_local(visitor: Visitor) -> None:
    page = visitor.opens(timezone_id="Asia/Kolkata")
    times = page.locator("time[data-when]")
    assert times.first.inner_text() == "2026-11-21 20:36:01.123 UTC"
    page.get_by_role("button", name="Local").click()
    assert times.first.inner_text() == "2026-11-22 02:06:01.123 +05:30"
    assert all("+05:30" in text for text in times.all_inner_texts())
    page.reload()
    assert times.first.inner_text() == "2026-11-22 02:06:01.123 +05:30"


def test_the_theme_is_kept_and_comes_before_the_first_paint(visitor: Visitor) -> None:
    page = visitor.opens(color_scheme="light")
    page.locator("summary.person-btn").click()
    page.get_by_role("button", name="Dark").click()
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 22, 23)"


def test_keys_help_and_can_be_switched_off(visitor: Visitor) -> None:
    page = visitor.opens()
    page.keyboard.press("?")
    assert page.locator("#shortcuts").is_visible()
    page.get_by_label("Use single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert not page.locator("#shortcuts").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#panel").is_visible()


def test_the_navigation_slides_in_on_a_small_screen(visitor: Visitor) -> None:
    page = visitor.opens(viewport={"width": 390, "height": 844})
    page.keyboard.press("Escape")  # the side panel lies above everything at first
    search = page.get_by_role("navigation", name="Main").get_by_role("link", name="Search")
    assert not search.is_visible()
    page.get_by_role("button", name="Open navigation").click()
    search.wait_for()
    page.keyboard.press("Escape")
    search.wait_for(state="hidden")


def test_a_hostile_record_stays_text(visitor: Visitor) -> None:
    page = visitor.opens()
    assert "<script>alert(1)</script>" in page.locator("#raw-1").inner_text()
    assert page.locator("#raw-1 script").count() == 0
    assert visitor.complaints == []


def test_a_form_of_the_site_passes_its_own_check_of_origins(visitor: Visitor) -> None:
    """A referrer policy of no-referrer makes browsers send ``Origin: null``, and Django then refuses every form."""
    page = visitor.opens()
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('form'), { method: 'post', id: 'probe' }))"
    )
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.evaluate("document.getElementById('probe').submit()")
    assert visitor.url.startswith(sent.value.all_headers()["origin"])
