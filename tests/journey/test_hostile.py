"""Hostile records by the real way in: kept, found again, and harmless on every page and in every file that leaves."""

import csv
import hashlib
import io
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Download, FilePayload, expect

from tests.journey import hostile
from tests.journey.conftest import Cast
from tests.journey.stores import balance, events, registered, row
from tests.journey.visits import FAILED_LOAD, NARROW, Visit
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(900)]

FOUND = {**hostile.DOCUMENTS, **hostile.LINES}


def body(*lines: bytes) -> bytes:
    return b"\n".join(lines) + b"\n"


PLAIN = body(*hostile.LINES.values(), hostile.TOO_LONG)
ALIVE = """
    () => [...document.querySelectorAll("*")].filter((each) =>
        each.matches("iframe, object, embed, base, img[src='x'], link[href*='203.0.113.9']") ||
        [...each.attributes].some((at) => at.name.startsWith("on") || /^\\s*(javascript|data:text)/i.test(at.value) && at.name !== "value" && !at.name.startsWith("data-"))
    ).map((each) => each.outerHTML.slice(0, 200)).concat(window.owned === undefined ? [] : ["a script of a record ran"])
"""


@dataclass(frozen=True)
class Kept:
    """Where the records went: the source, and the event's number for each record's own word."""

    source: str
    ids: Mapping[str, int]
    batches: tuple[int, ...]


@pytest.fixture(scope="module")
def kept(demo_stack: Stack) -> Kept:
    source = f"hostile-{secrets.token_hex(3)}"
    token = registered(demo_stack, source)
    batches = [
        posted(demo_stack, token, "ndjson", body(*hostile.DOCUMENTS.values(), *hostile.NOT_READ.values())),
        posted(demo_stack, token, "plain", PLAIN),
    ]
    until = time.monotonic() + 120
    while balance(demo_stack, source).waiting:
        assert time.monotonic() < until, row(demo_stack, "SELECT last_error FROM pipeline_spoolitem LIMIT 1")
        time.sleep(0.2)
    told = balance(demo_stack, source)
    assert (told.stored, told.quarantined) == (len(FOUND), len(hostile.NOT_READ) + 1)
    numbers = [int(number) for number in events(demo_stack, "id", f"source = '{source}' ORDER BY id")]
    return Kept(source, dict(zip(FOUND, numbers, strict=True)), tuple(batches))


def posted(stack: Stack, token: str, kind: str, content: bytes) -> int:
    """Send the lines and return the number of their batch."""
    headers = {"Authorization": f"Bearer {token}"}
    url = f"{stack.url}/api/v1/ingest?format={kind}"
    answer = httpx.post(url, content=content, headers=headers, timeout=120)
    assert answer.status_code == 202, answer.text
    return int(answer.json()["batches"][0])


def harmless(here: Visit) -> None:
    """Nothing of a record became part of the page, ran, asked for anything, or upset the browser."""
    assert here.page.evaluate(ALIVE) == [], here.page.url
    assert [told for told in here.complaints if FAILED_LOAD not in told] == []


def searched(here: Visit, query: str) -> None:
    here.goto("/account/")  # leaves the search page, so that the next address is a new one
    here.page.goto(f"{here.url}/search/")
    here.page.get_by_role("textbox", name="Query").fill(query)
    here.page.evaluate("document.getElementById('query-form').elements.range.value = 'all'")
    here.page.keyboard.press("Enter")
    expect(here.page.locator("#results[aria-busy=false] [data-answer][data-all]")).to_have_count(1)


def test_each_is_found_by_its_word_and_shown_inert(kept: Kept, cast: Cast) -> None:
    with cast.visit("ilya") as here:
        searched(here, f"source:{kept.source}")
        expect(here.page.locator("#rows tr[data-id]")).to_have_count(len(FOUND))
        harmless(here)
        for word, number in kept.ids.items():
            form: dict[str, str | float | bool] = {
                "q": f"source:{kept.source} {word}",
                "range": "all",
                "csrfmiddlewaretoken": csrf(here),
            }
            text = here.page.request.post(f"{here.url}/search/results", form=form).text()
            assert f'data-id="{number}"' in text and text.count("data-id=") == 1, word


def csrf(here: Visit) -> str:
    return here.page.locator("#query-form input[name=csrfmiddlewaretoken]").input_value()


@pytest.mark.parametrize("word", sorted(FOUND))
def test_its_own_pages_are_harmless(word: str, kept: Kept, cast: Cast) -> None:
    with cast.visit("ilya") as here:
        for place in ("context", ""):
            assert here.goto(f"/events/{kept.ids[word]}/{place}") == 200
            harmless(here)
        here.page.set_viewport_size(NARROW)
        assert int(here.page.evaluate("document.documentElement.scrollWidth")) <= NARROW["width"]


def test_facets_columns_and_panel_are_harmless(kept: Kept, cast: Cast) -> None:
    with cast.visit("ilya") as here:
        searched(here, f"source:{kept.source}")
        here.page.locator("[data-more-fields] summary").click()
        expect(here.page.locator(".field-names")).to_be_visible()
        here.page.locator(f"tr[data-id='{kept.ids['qfields']}']").click()
        expect(here.page.locator("#panel .fields").first).to_be_visible()
        here.page.locator("#panel [data-field='user.name'] [data-add-column]").click(force=True)
        expect(here.page.locator("#records th", has_text="user.name")).to_have_count(1)
        harmless(here)
        here.page.keyboard.press("Escape")  # the panel closes, and the table has its room back
        here.page.locator("#rows [data-field='user.name']", has_text="onerror").first.hover()
        here.page.keyboard.press("f")
        expect(here.page.locator("#results[aria-busy=false] .facts")).to_contain_text("1 record")
        harmless(here)


def test_quarantine_and_uploads_are_harmless(kept: Kept, cast: Cast) -> None:
    with cast.visit("ilya") as here:
        for batch in kept.batches:
            here.goto(f"/batches/{batch}/")
            harmless(here)
            here.goto(f"/batches/{batch}/quarantine")
            expect(here.page.locator(".quarantined li").first).to_be_visible()
            harmless(here)
        here.goto(f"/sources/{kept.source}/upload")
        file = FilePayload(name=hostile.FILENAME, mimeType="text/plain", buffer=PLAIN)
        here.page.set_input_files("input[name=files]", file)
        here.press("Upload", exact=True)
        here.page.wait_for_url("**/uploads/**")
        expect(here.page.locator(".notice")).to_contain_text("stored before")
        harmless(here)
        here.goto(f"/sources/{kept.source}/")
        harmless(here)


def test_a_case_full_of_them_and_its_exports_are_harmless(kept: Kept, cast: Cast, tmp_path: Path) -> None:
    with cast.visit("ilya", accept_downloads=True) as here:
        here.goto("/cases/new")
        here.fill("Title", "Odd lines " + hostile.SCRIPT)
        here.page.get_by_label("Summary").fill(hostile.BREAKOUT + hostile.HANDLER)
        here.press("Create case")
        number = here.page.url.rstrip("/").rsplit("/", 1)[1]
        here.goto("/cases/pin?" + "&".join(f"event={one}" for one in kept.ids.values()))
        here.page.locator(f"input[name=case][value='{number}']").check()
        here.press("Pin", exact=True)
        expect(here.page.locator("#pin-choice .notice")).to_contain_text(f"Case #{number}")
        here.goto(f"/cases/{number}/")
        expect(here.page.locator("[data-row]")).to_have_count(len(FOUND))
        here.page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        here.page.locator("textarea[name=text]").fill(hostile.HANDLER + "\r\n" + hostile.LINK)
        here.press("Add note")
        expect(here.page.locator("[data-row]")).to_have_count(len(FOUND) + 1)
        harmless(here)
        here.goto("/cases/")
        harmless(here)
        report = exported(here, number, "html", tmp_path)
        data = json.loads(exported(here, number, "json", tmp_path).read_bytes())
    assert json.dumps(data).count("qmarkup")
    opened_alone(cast, report)


def exported(here: Visit, number: str, kind: str, folder: Path) -> Path:
    """Prepare and fetch one file of the case; the digest on the page is that of the file."""
    here.goto(f"/cases/{number}/export")
    here.press("Prepare the HTML report" if kind == "html" else "Prepare the JSON file")
    shown = here.page.locator(".export-ready .digest").first.inner_text()
    with here.page.expect_download() as download:
        here.press(f"Download {kind.upper()}")
    file = saved(download.value, folder)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == shown
    return file


def saved(download: Download, folder: Path) -> Path:
    file = folder / download.suggested_filename
    download.save_as(file)
    return file


def opened_alone(cast: Cast, report: Path) -> None:
    """The report in a browser that lets everything through: it asks for nothing, runs nothing, and shows the lines."""
    context = cast.browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda told: said.append(told.text))
    page.goto(report.as_uri())
    assert asked == [report.as_uri()]
    assert said == []
    assert page.evaluate(ALIVE) == []
    text = page.locator("body").inner_text()
    assert [word for word in FOUND if word not in text] == []
    context.close()


def test_files_of_a_search_are_harmless(kept: Kept, cast: Cast, tmp_path: Path) -> None:
    with cast.visit("ilya", accept_downloads=True) as here:
        for kind in ("csv", "ndjson"):
            searched(here, f"source:{kept.source}")
            here.press("Export", exact=True)
            dialog = here.page.locator("#export-dialog")
            dialog.locator(f"input[value={kind}]").check()
            with here.page.expect_download() as download:
                dialog.get_by_role("button", name="Export").click()
            file = saved(download.value, tmp_path).read_bytes()
            expect(dialog.locator("#export-done")).to_contain_text(hashlib.sha256(file).hexdigest())
            harmless(here)
            if kind == "csv":
                csv.field_size_limit(2**24)
                table = list(csv.reader(io.StringIO(file.decode())))
                assert len(table) == len(FOUND) + 1
                assert [
                    (number, cell[:40])
                    for number, line in enumerate(table)
                    for cell in line
                    if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
                ] == [(0, "@timestamp")], "the portal's own heading, and nothing that a record brought"
            else:
                assert {str(json.loads(line)["id"]) for line in file.splitlines()} == {
                    str(each) for each in kept.ids.values()
                }


def test_what_was_asked_is_harmless_where_receipts_are_read(cast: Cast) -> None:
    with cast.visit("ilya") as here:
        searched(here, hostile.QUERY)
        harmless(here)
        here.goto("/purpose/")
        here.page.locator("input[name=choice][value='threat-hunting']").check()
        here.page.get_by_label("Reason").fill("Reason " + hostile.HANDLER + hostile.BREAKOUT)
        here.press("State this purpose")
        searched(here, hostile.SCRIPT)
        harmless(here)
        here.goto("/purpose/")
        here.page.locator("input[name=choice][value='incident-response']").check()
        here.page.get_by_label("Reason").fill("The duty manager asked for a review")
        here.press("State this purpose")
    with cast.visit("omar") as there:
        there.goto("/audit/receipts/")
        expect(there.page.locator("table.receipts")).to_contain_text("onerror")
        harmless(there)
        there.page.locator("table.receipts tr", has_text="onerror").first.locator("td.time a").click()
        expect(there.page.locator("h1")).to_contain_text("search")
        harmless(there)
        there.goto(
            "/audit/receipts/?person=%3Cscript%3Ewindow.owned%3D1%3C/script%3E&q=%22%27%3E%3Cimg src=x onerror=window.owned=1%3E"
        )
        harmless(there)
        there.goto("/audit/activity/")
        harmless(there)
