"""People at their browsers, and whatever their browsers complain about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    ViewportSize,
    expect,
)

PATIENCE_MS = 60_000  # the machine may be busy; an expectation that holds does not wait for it
WIDE = ViewportSize(width=1440, height=900)
NARROW = ViewportSize(width=390, height=844)
# Only a page that was asked to fail may say so on the console.
FAILED_LOAD = "Failed to load resource"

expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Visit:
    """One browser of one person. ``complaints`` gathers console errors, script errors and requests elsewhere."""

    url: str
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def goto(self, path: str) -> int:
        """Open ``path`` and return the status."""
        answer = self.page.goto(self.url + path)
        return answer.status if answer else 0

    def press(self, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role("button", name=name, exact=exact).click()

    def follow(self, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role("link", name=name, exact=exact).first.click()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)


@contextmanager
def visit(browser: Browser, url: str, **context: Any) -> Iterator[Visit]:
    """A browser with nothing in it, unless ``storage_state`` says otherwise; ``url`` is the only site it may ask."""
    context.setdefault("viewport", WIDE)
    opened = browser.new_context(**context)
    opened.set_default_timeout(PATIENCE_MS)
    here = Visit(url, opened, opened.new_page())
    listen(here)
    try:
        yield here
    finally:
        opened.close()


def listen(here: Visit) -> None:
    """Gather what no page of ours may cause."""
    page = here.page

    def complain(about: object) -> None:
        here.complaints.append(f"{page.url}: {about}")

    def heard(told: ConsoleMessage) -> None:
        if told.type == "error":
            complain(told.text)

    def asked(request: Request) -> None:
        if not is_own(request.url, here.url):
            complain(f"asked for {request.url}")

    def opened(box: Dialog) -> None:
        complain(f"dialog {box.message}")
        box.dismiss()

    page.on("console", heard)
    page.on("pageerror", complain)
    page.on("dialog", opened)
    here.context.on("request", asked)


def is_own(address: str, url: str) -> bool:
    return address.startswith((f"{url}/", "data:", f"blob:{url}/"))
