"""Every page as every role in a real browser: accessible in light and dark, nothing wider than the screen, no complaints.

Each page is looked at wide in the light and narrow in the dark. Colours come from the theme and places from the width,
and the kit that pages are made of is looked at in all four ways by tests/ui/test_guide.py.

Which pages there are comes from the site's addresses and from the table of who may pass; an address that answers with
a fragment, a file or 405 is no page.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import FilePayload, Page, ViewportSize, expect

from tests.journey.conftest import Cast
from tests.journey.stores import row
from tests.journey.visits import FAILED_LOAD, NARROW, WIDE, Visit, visit
from tests.support.stack import Stack
from tests.walk.expected import MAY_PASS
from tests.walk.test_roles import filled

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(900)]

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = "color-contrast"  # what takes axe longest
LOOKS: tuple[tuple[ViewportSize, Literal["light", "dark"]], ...] = ((WIDE, "light"), (NARROW, "dark"))
STICKS_OUT = """
    () => [...document.querySelectorAll(".kv dd")]
        .filter((one) => one.scrollWidth > one.clientWidth + 1)
        .map((one) => one.textContent.trim().slice(0, 60))
"""
# Two frames: in the first, the page may still be painted in the colours or the width that it had before.
STILL = """
    new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(() =>
        Promise.allSettled(
            document.getAnimations()
                .filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime))
                .map((each) => each.finished)
        )
    )
"""
PEOPLE = {
    "analyst": "ana",
    "investigator": "ilya",
    "records_manager": "rosa",
    "auditor": "omar",
    "administrator": "adam",
}
FEWEST = {"analyst": 15, "investigator": 18, "records_manager": 15, "auditor": 17, "administrator": 20}
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
           (SELECT id FROM pipeline_upload LIMIT 1),
           (SELECT sending FROM pipeline_upload WHERE sending IS NOT NULL LIMIT 1)
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
    case, event, batch, receipt, run, member, entry, upload, sending = row(demo_stack, FACTS)
    return {
        "number": case, "event_id": event, "batch": batch, "key": receipt, "run_id": run, "member": member,
        "entry": entry, "upload_id": upload, "slug": "shop-app", "name": "nina", "export": upload, "sending": sending, "reference": "0" * 16,
        "prefix": "lti_00000000", "kind": "text",
    }  # fmt: skip


@pytest.fixture(scope="session")
def known() -> dict[str, bool]:
    """Whether an address is a page, of those that some role has looked at; the next role looks at them once."""
    return {}


@pytest.mark.parametrize("role", sorted(PEOPLE))
def test_every_page_of_a_role(
    role: str, cast: Cast, place: Mapping[str, object], known: dict[str, bool]
) -> None:
    faults: dict[str, object] = {}
    seen = 0
    with cast.visit(PEOPLE[role], reduced_motion="reduce") as here:
        for name in sorted(name for name, roles in MAY_PASS.items() if role in roles):
            address = filled(name, dict(place)) + ASKED.get(name, "").format(**place)
            new = name not in known
            if new:
                known[name] = is_page(here, address)
            if not known[name]:
                continue
            seen += 1
            if found := faults_of(here, address, at_once=not new):
                faults[f"{name} {address}"] = found
    assert faults == {}
    assert seen >= FEWEST[role]


def test_what_opens_over_the_search_page(cast: Cast, place: Mapping[str, object]) -> None:
    with cast.visit("ilya") as here:
        page = here.page
        here.goto(f"/search/#q=svc-backup&range=24h&event={place['event_id']}")
        expect(page.locator("#panel .fields").first).to_be_visible()
        settled(page)
        page.evaluate(AXE.read_text())
        faults = looked_at(page, "panel")
        page.locator("#panel [data-context]").click()
        expect(page.locator("#panel .context")).to_be_visible()
        faults += looked_at(page, "context")
        page.keyboard.press("p")
        expect(page.locator("#pin-choice form")).to_be_visible()
        faults += looked_at(page, "pin")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        expect(page.locator("#panel > *")).to_have_count(0)
        for opener, dialog in (
            ("Export", "export-dialog"),
            ("How to ask", "language-dialog"),
            ("Shortcuts", "shortcuts"),
        ):
            here.press(opener, exact=True)
            expect(page.locator(f"#{dialog}")).to_be_visible()
            faults += looked_at(page, dialog)
            page.keyboard.press("Escape")
        page.get_by_role("textbox", name="Query").fill('user.name:"unclosed')
        page.keyboard.press("Enter")
        expect(page.locator("#query-problem")).to_be_visible()
        faults += looked_at(page, "mistake")
        assert faults == [], "\n".join(faults)
        assert [told for told in here.complaints if FAILED_LOAD not in told] == []


def test_long_values_stay_inside_their_page(cast: Cast) -> None:
    with cast.visit("adam") as here:
        here.goto("/sources/new")
        here.page.get_by_label("Name", exact=True).fill("Perimeter firewall " + "x" * 90)
        here.page.get_by_label("Short name").fill("z" * 63)
        here.page.get_by_label("Retention class").select_option("1")
        here.press("Register source")
        here.goto("/sources/")
        table = here.page.get_by_role("region", name="Sources")
        assert table.evaluate("it => it.scrollWidth <= it.clientWidth"), "every column is seen"
        here.goto("/sources/masking/try")
        here.page.get_by_label("Lines", exact=True).fill("A" * 3_000 + "\ncall me")
        here.press("Try", exact=True)
        here.page.evaluate(AXE.read_text())
        assert looked_at(here.page, "bench") == []
    with cast.visit("ilya") as here:
        here.goto("/sources/shop-app/upload")
        line = b'{"@timestamp": "' + b"nonsense" * 40 + b'", "message": "x"}\n'
        here.page.set_input_files(
            "input[name=files]", FilePayload(name="long.log", mimeType="text/plain", buffer=line)
        )
        here.press("Upload", exact=True)
        here.page.get_by_role("link", name="See why").click()
        expect(here.page.locator(".quarantined")).to_contain_text("nonsense")
        here.page.set_viewport_size(NARROW)
        settled(here.page)
        assert here.page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


def test_the_pages_that_everybody_meets(cast: Cast) -> None:
    with visit(cast.browser, cast.stack.url, reduced_motion="reduce") as here:
        for path in ("/login/", "/welcome/ltw_00000000_gone/", "/nowhere/"):
            assert faults_of(here, path) == [], path
    with cast.visit("adam") as here:
        for path in ("/search/", "/nowhere/"):
            assert faults_of(here, path) == [], path


def is_page(here: Visit, address: str) -> bool:
    answer = here.page.request.get(here.url + address.split("#")[0], max_redirects=0)
    is_html = answer.headers.get("content-type", "").startswith("text/html")
    return answer.status == 200 and is_html and "<html" in answer.text()


def faults_of(here: Visit, address: str, *, at_once: bool = False) -> list[str]:
    """What axe, the screen's width and the console say, wide and narrow.

    ``at_once`` leaves out the colours and the structure on a narrow screen, which another role's look covered.
    """
    here.complaints.clear()
    here.page.set_viewport_size(WIDE)
    status = here.goto(address)
    settled(here.page)
    here.page.evaluate(AXE.read_text())
    faults = looked_at(here.page, "", at_once=at_once)
    allowed = FAILED_LOAD if status >= 400 else "\0"
    return faults + [told for told in here.complaints if allowed not in told]


def looked_at(page: Page, state: str, *, at_once: bool = False) -> list[str]:
    """The page as it stands now, wide and light, then narrow and dark."""
    faults = []
    for size, theme in LOOKS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=theme)
        settled(page)
        wide = int(page.evaluate("document.documentElement.scrollWidth"))
        faults += [f"{state} {wide} wide at {size['width']}"] if wide > size["width"] else []
        faults += [f"{state} {told!r} sticks out at {size['width']}" for told in page.evaluate(STICKS_OUT)]
        if not (at_once and size is NARROW):
            found = violations(page, colours=not at_once)
            faults += [f"{state} {size['width']} {theme} {fault}" for fault in found]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    return faults


def settled(page: Page) -> None:
    """Search results have arrived, and nothing moves any more but what never ends."""
    page.wait_for_load_state("load")
    expect(page.locator("#results[aria-busy=true]")).to_have_count(0)
    page.evaluate(STILL)


def violations(page: Page, *, colours: bool) -> list[str]:
    options = {
        "runOnly": {"type": "tag", "values": RULES},
        "rules": {CONTRAST: {"enabled": colours}},
        "resultTypes": ["violations"],
    }
    found: Any = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{each['id']}: {each['nodes'][0]['target']} {each['nodes'][0]['html'][:160]} "
        f"{each['nodes'][0]['failureSummary']}"
        for each in found["violations"]
    ]
