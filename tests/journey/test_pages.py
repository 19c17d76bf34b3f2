"""Every page as every role in a real browser: accessible in light and dark, nothing wider than the screen, no complaints.

Which pages there are comes from the site's addresses and from the table of who may pass; an address that answers with
a fragment, a file or 405 is no page.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.journey.conftest import Cast
from tests.journey.stores import row
from tests.journey.visits import FAILED_LOAD, NARROW, WIDE, Visit
from tests.support.stack import Stack
from tests.walk.expected import MAY_PASS
from tests.walk.test_roles import filled

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(900)]

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = ["color-contrast"]
PEOPLE = {
    "analyst": "ana",
    "investigator": "ilya",
    "records_manager": "rosa",
    "auditor": "omar",
    "administrator": "adam",
}
FEWEST = {"analyst": 15, "investigator": 20, "records_manager": 15, "auditor": 17, "administrator": 20}
# Pages that read their question from the fragment, or from the address, say nothing much without one.
ASKED = {"review:search": "#q=*&range=24h&cols=user.name", "cases:pin": "?event={event_id}"}
FACTS = """
    SELECT (SELECT min(id) FROM cases_case),
           (SELECT event_id FROM cases_entry WHERE event_id IS NOT NULL ORDER BY id LIMIT 1),
           (SELECT number FROM pipeline_batch WHERE quarantined > 0 ORDER BY number LIMIT 1),
           (SELECT id FROM audit_receipt WHERE action = 'search' ORDER BY at LIMIT 1),
           (SELECT min(id) FROM retention_purgerun),
           (SELECT min(m.id) FROM cases_casemember m),
           (SELECT min(id) FROM cases_entry),
           (SELECT id FROM pipeline_upload LIMIT 1)
"""


@pytest.fixture(scope="session")
def place(cast: Cast, demo_stack: Stack) -> Mapping[str, object]:
    """One of each thing that an address can name, made by the demonstration, an upload and a purge."""
    demo_stack.manage("purge")
    with cast.visit("ilya") as here:
        here.goto("/sources/office-notes/upload")
        note = FilePayload(
            name="notes.txt", mimeType="text/plain", buffer=b"2026-03-01T10:00:00Z Side gate locked\n"
        )
        here.page.set_input_files("input[name=files]", note)
        here.press("Upload", exact=True)
        here.page.wait_for_url("**/uploads/**")
        expect(here.page.locator(".balance")).to_be_visible()
    case, event, batch, receipt, run, member, entry, upload = row(demo_stack, FACTS)
    return {
        "number": case, "event_id": event, "batch": batch, "key": receipt, "run_id": run, "member": member,
        "entry": entry, "upload_id": upload, "slug": "shop-app", "name": "nina", "export": upload, "reference": "0" * 16,
        "prefix": "lti_00000000",
    }  # fmt: skip


@pytest.mark.parametrize("role", sorted(PEOPLE))
def test_every_page_of_a_role(role: str, cast: Cast, place: Mapping[str, object]) -> None:
    faults: dict[str, object] = {}
    seen = 0
    with cast.visit(PEOPLE[role]) as here:
        for name in sorted(name for name, roles in MAY_PASS.items() if role in roles):
            address = filled(name, dict(place)) + ASKED.get(name, "").format(**place)
            if not is_page(here, address):
                continue
            seen += 1
            if found := faults_of(here, address):
                faults[f"{name} {address}"] = found
    assert faults == {}
    assert seen >= FEWEST[role]


def test_the_pages_that_everybody_meets(cast: Cast) -> None:
    from tests.journey.visits import visit

    with visit(cast.browser, cast.stack.url) as here:
        for path in ("/login/", "/welcome/ltw_00000000_gone/", "/nowhere/"):
            assert faults_of(here, path) == [], path
    with cast.visit("adam") as here:
        for path in ("/search/", "/nowhere/"):
            assert faults_of(here, path) == [], path


def is_page(here: Visit, address: str) -> bool:
    answer = here.page.request.get(here.url + address.split("#")[0], max_redirects=0)
    is_html = answer.headers.get("content-type", "").startswith("text/html")
    return answer.status == 200 and is_html and "<html" in answer.text()


def faults_of(here: Visit, address: str) -> list[str]:
    """What axe, the screen's width and the console say, wide and narrow, light and dark."""
    here.complaints.clear()
    faults = []
    for size in (WIDE, NARROW):
        here.page.set_viewport_size(size)  # type: ignore[arg-type]
        here.page.emulate_media(color_scheme="light")
        status = here.goto(address) if size is WIDE else reloaded(here.page)
        settled(here.page)
        here.page.evaluate(AXE.read_text())
        faults += [f"{size['width']} light {fault}" for fault in violations(here.page, RULES)]
        here.page.emulate_media(color_scheme="dark")
        faults += [f"{size['width']} dark {fault}" for fault in violations(here.page, CONTRAST)]
        wide = int(here.page.evaluate("document.documentElement.scrollWidth"))
        faults += [f"{wide} wide at {size['width']}"] if wide > size["width"] else []
    allowed = FAILED_LOAD if status >= 400 else "\0"
    return faults + [told for told in here.complaints if allowed not in told]


def reloaded(page: Page) -> int:
    answer = page.reload()
    return answer.status if answer else 0


def settled(page: Page) -> None:
    """Search results have arrived, and nothing moves any more."""
    page.wait_for_load_state("load")
    expect(page.locator("#results[aria-busy=true]")).to_have_count(0)
    page.evaluate("Promise.allSettled(document.getAnimations().map(each => each.finished))")


def violations(page: Page, rules: list[str]) -> list[str]:
    kind = "rule" if rules is CONTRAST else "tag"
    found: Any = page.evaluate(
        "([type, values]) => axe.run(document, { runOnly: { type, values }, resultTypes: ['violations'] })",
        [kind, rules],
    )
    return [
        f"{each['id']}: {each['nodes'][0]['target']} {each['nodes'][0]['html'][:160]}"
        for each in found["violations"]
    ]
