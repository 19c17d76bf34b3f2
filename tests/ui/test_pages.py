"""Every kind of page that the demonstration's people reach by links, in Chromium: accessible, never wider than the screen,
nothing blocked by the Content-Security-Policy. A kind is checked once, for the first person who meets it."""

import re
from collections import deque
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.support.stack import Stack

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PEOPLE = ("ilya", "ana", "rosa", "omar", "adam")
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.href)"
NOT_PAGES = re.compile(r"^/(static|api)/|/copy/|/export/?$|/download|\.json$")
NARROW: ViewportSize = {"width": 390, "height": 844}
WIDE: ViewportSize = {"width": 1440, "height": 900}

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(600)]


def kind_of(url: str) -> str:
    """The address without what differs between two pages of one kind: numbers, receipts' ids, names."""
    path = urlsplit(url).path
    path = re.sub(r"(?<=/)([0-9]+|[0-9a-f]{8}-[0-9a-f-]{27})(?=/|$)", "*", path)
    return re.sub(r"^/(sources|people|retention/classes)/(?!new)[^/]+", r"/\1/*", path)


def sign_in(page: Page, stack: Stack, name: str) -> None:
    """Through the pages, as a person does, up to a stated purpose where one is asked for."""
    said = "\n".join(stack.supervisor.lines)
    password = re.search(rf"^\s+{name}\s.*?(\S+)$", said, re.MULTILINE)
    assert password is not None, said
    page.goto(f"{stack.url}/login/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password[1])
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code").fill(stack.manage("demo_code", name).strip())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login/" not in url)
    if "/purpose/" in page.url:
        page.get_by_label("Threat hunting").check()
        page.get_by_label("Reason").fill("Looking at every page")
        page.get_by_role("button", name="State this purpose").click()
        page.wait_for_url(lambda url: "/purpose/" not in url)


def faults(page: Page) -> list[str]:
    """What is wrong with the page as it stands: read by axe when wide, measured when narrow."""
    page.evaluate(AXE)
    result = page.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)
    found = [f"{one['id']} at {one['nodes'][0]['target']}" for one in result["violations"]]
    page.set_viewport_size(NARROW)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(WIDE)
    return [*found, f"{width} wide on a screen of {NARROW['width']}"] if width > NARROW["width"] else found


def walk(page: Page, start: str, seen: set[str]) -> dict[str, list[str]]:
    """Follow links from ``start``; the faults of each kind of page that nobody has met before."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    waiting, wrong, here = deque([start]), {}, urlsplit(start).netloc
    while waiting:
        url = urldefrag(waiting.popleft()).url
        if urlsplit(url).netloc != here or kind_of(url) in seen or NOT_PAGES.search(urlsplit(url).path):
            continue
        seen.add(kind_of(url))
        complaints.clear()
        answer = page.goto(url, wait_until="networkidle")  # what is fetched afterwards belongs to the page
        found = faults(page) + [f"console: {text}" for text in complaints]
        if answer is None or answer.status != 200:
            found.append(f"status {answer and answer.status}")
        if found:
            wrong[kind_of(url)] = found
        waiting.extend(page.evaluate(LINKS))
    return wrong


def test_every_page_is_accessible_and_fits(demo_stack: Stack, browser: Browser) -> None:
    seen: set[str] = set()
    wrong: dict[str, list[str]] = {}
    for name in PEOPLE:
        context = browser.new_context(viewport=WIDE)
        page = context.new_page()
        sign_in(page, demo_stack, name)
        seen.discard("/")
        wrong |= {f"{name} {kind}": found for kind, found in walk(page, f"{demo_stack.url}/", seen).items()}
        context.close()
    assert len(seen) > 20, seen
    assert wrong == {}
