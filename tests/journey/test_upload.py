"""What only a browser shows of uploads: files that are dropped, and one that breaks off, outlives its page and goes on."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journey.conftest import Cast

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(600)]
UPLOAD = "/sources/office-notes/upload"
DROPPED = """
    (drop) => {
        const transfer = new DataTransfer();
        for (const name of ["one.log", "two\\u202e.log"])
            transfer.items.add(new File([`dropped as ${name}\\n`], name, { lastModified: 1700000000000 }));
        drop.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }
"""


def test_files_are_dropped_and_a_broken_off_one_goes_on(cast: Cast, tmp_path: Path) -> None:
    with cast.visit("ilya") as here:
        here.goto(UPLOAD)
        here.page.locator("[data-drop]").evaluate(DROPPED)
        expect(here.page.locator("[data-picked]")).to_contain_text("2 files")
        expect(here.page.locator("[data-names] li")).to_have_text(["one.log19 B", "two\ufffd.log22 B"])
        begun: list[Route] = []
        here.page.route("**/files", lambda route: begun.append(route), times=1)
        here.press("Upload", exact=True)
        expect(here.page.locator("[data-said]")).to_have_text(["Sending", "Waiting"])
        begun[0].continue_()
        here.page.wait_for_url("**/uploads/sent/**")
        expect(here.page.locator(".balance")).to_contain_text("2 received")
        expect(here.page.locator(".badge.ok")).to_have_count(2)
        assert here.complaints == []
        breaks_off_and_goes_on(here.page, cast.stack.url, a_file(tmp_path))


def a_file(folder: Path) -> Path:
    """Longer than the first pieces that are sent: 1 MiB, then 2."""
    file = folder / "long.log"
    file.write_text("".join(f"2026-03-01T10:00:00Z gate {n} {'was checked ' * 5}\n" for n in range(60_000)))
    return file


def breaks_off_and_goes_on(page: Page, url: str, file: Path) -> None:
    offsets: list[str] = []
    page.goto(url + UPLOAD)
    page.route("**/bytes", lambda route: cut(route, offsets))
    is_stopped(page, file)
    begun: list[str] = []
    page.on("request", lambda one: begun.append(one.url) if one.url.endswith("/files") else None)
    is_stopped(page, file)  # the same page knows as well as the next one where it went
    page.unroute("**/bytes")
    page.goto(url + UPLOAD)
    expect(page.locator("[data-held]")).to_contain_text("long.log")
    page.on("request", lambda one: offsets.append(one.headers.get("upload-offset", "")))
    offsets.clear()
    page.set_input_files("input[name=files]", file)
    page.get_by_role("button", name="Upload", exact=True).click()
    page.wait_for_url("**/uploads/*-*/")
    assert next(offset for offset in offsets if offset) == str(2**20), "from where it stopped"
    expect(page.locator(".balance")).to_contain_text("60,000 stored")
    expect(page.locator(".about-upload")).to_contain_text("SHA-256 as sent")
    assert begun == [], "it began once"


def is_stopped(page: Page, file: Path) -> None:
    page.set_input_files("input[name=files]", file)
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.locator("[data-said]").last).to_contain_text("The connection broke off")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("[data-said]").last).to_contain_text("Stopped")


def cut(route: Route, offsets: list[str]) -> None:
    """Everything behind the first piece meets a dead line."""
    offsets.append(route.request.headers.get("upload-offset", ""))
    route.abort()
