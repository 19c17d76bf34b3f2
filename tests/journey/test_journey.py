"""One log file through the whole product, from the first administrator to the purge, in a real browser."""

import hashlib
import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, FilePayload, expect

from tests.journey.arrivals import arriving_at
from tests.journey.doors import Authenticator, accept_invitation, state_purpose
from tests.journey.stores import balance, row
from tests.journey.visits import FAILED_LOAD, Visit, visit
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(1200)]

PASSWORD = "nine lamps along the quay"
SOURCE = "quay-gate"
LONG_AGO = timedelta(days=100)
ODDER = "=== log rotated ==="


@dataclass(frozen=True)
class Story:
    """The file that is uploaded, and the records that a program sends."""

    at: datetime

    def file(self) -> bytes:
        lines = [
            self._sshd(n, f"Failed password for root from 198.51.100.23 port {4000 + n} ssh2")
            for n in range(40)
        ]
        lines.append(self._sshd(41, "Accepted password for harbour from 198.51.100.23 port 4100 ssh2"))
        lines.append(ODDER)
        return "\n".join(lines).encode() + b"\n"

    def _sshd(self, second: int, text: str) -> str:
        moment = self.at + timedelta(seconds=second)
        return f"{moment:%b} {moment.day:2d} {moment:%H:%M:%S} gate-1 sshd[{900 + second}]: {text}"

    def ndjson(self, word: str) -> bytes:
        stamp = self.at.isoformat().replace("+00:00", "Z")
        told = [
            {"timestamp": stamp, "message": f"{word} barrier {n} opened", "user.name": "harbour"}
            for n in range(25)
        ]
        return b"".join(json.dumps(one).encode() + b"\n" for one in told)


def test_one_log_file_through_the_whole_product(browser: Browser, stack: Stack, tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    with ExitStack() as rooms:
        admin, iris, aude, rhea = (rooms.enter_context(visit(browser, stack.url)) for _ in range(4))
        first_administrator(stack, admin)
        ingest_token = registered_source(admin)
        links = {name: invited(admin, name, role) for name, role in
                 [("iris", "investigator"), ("aude", "auditor"), ("rhea", "records_manager")]}  # fmt: skip
        app, _ = accept_invitation(iris, links["iris"], PASSWORD)
        state_purpose(iris, "incident-response", "Alert: many failed logins at the gate")
        uploaded(stack, iris, Story(long_ago(now)))
        with arriving_at(stack, SOURCE, long_ago(now) - timedelta(days=5)):
            sent(stack, ingest_token, Story(long_ago(now)).ndjson("ancient"))
        sent(stack, ingest_token, Story(now).ndjson("fresh"))
        all_sealed(stack)
        event = opened_event(iris)
        case = case_with_pins(iris)
        exported(stack, iris, app, case, tmp_path)
        accept_invitation(aude, links["aude"], PASSWORD)
        audited(aude, event)
        accept_invitation(rhea, links["rhea"], PASSWORD)
        purged(stack, rhea, now)
        still_there(iris, case)
        for here in (admin, iris, aude, rhea):
            assert here.complaints == []


def long_ago(now: datetime) -> datetime:
    """At noon, so that what arrives minutes later arrives on the same day."""
    return (now - LONG_AGO).replace(hour=12, minute=0, second=0)


def first_administrator(stack: Stack, here: Visit) -> None:
    said = stack.supervisor.wait_for(f"{stack.url}/welcome/").strip()
    _, codes = accept_invitation(here, said, PASSWORD)
    assert len(set(codes)) == 10
    expect(here.page.get_by_role("heading", name="People")).to_be_visible()
    with expected_failure(here):
        assert here.goto("/search/") == 403  # administrators read no records


@contextmanager
def expected_failure(here: Visit) -> Iterator[None]:
    """The browser notes failed loads on its console; inside, those are no complaint."""
    before = len(here.complaints)
    yield
    here.complaints[before:] = [told for told in here.complaints[before:] if FAILED_LOAD not in told]


def registered_source(here: Visit) -> str:
    """Register the source in the class with the shortest time and make a token for it, which is returned."""
    here.goto("/sources/new")
    here.page.locator("input[name=name]").fill("Gate of the quay")
    here.page.locator("input[name=slug]").fill(SOURCE)
    here.page.locator("select[name=retention_class]").select_option(label="Short (30 days)")
    here.press("Register source")
    expect(here.page.get_by_role("heading", name="Gate of the quay")).to_be_visible()
    here.goto(f"/sources/{SOURCE}/tokens")
    here.page.locator("input[name=name]").fill("gate-1 shipper")
    here.press("Make token")
    return here.page.locator("#token").inner_text()


def invited(here: Visit, name: str, role: str) -> str:
    here.goto("/people/new/")
    here.page.locator("input[name=name]").fill(name)
    here.page.locator("input[name=display_name]").fill(name.title())
    here.page.locator(f"input[name=roles][value={role}]").check()
    if role == "investigator":
        here.page.locator(f"input[name=sources][value={SOURCE}]").check()
    here.press("Add and make a link")
    return here.page.locator("#link").inner_text()


def uploaded(stack: Stack, here: Visit, story: Story) -> None:
    """Send the file twice: the balance of the first, and that the second is known already."""
    sent_file(stack, here, story, in_the_past=True)
    expect(here.page.locator(".balance")).to_have_text(
        re.compile(r"42\s*received\s*=\s*41\s*stored\s*\+\s*0\s*duplicate\s*\+\s*1\s*quarantined")
    )
    here.page.locator("td[data-label=Quarantined] a").click()
    expect(here.page.locator(".quarantined .raw")).to_have_text(ODDER)
    sent_file(stack, here, story, in_the_past=False)
    expect(here.page.locator(".balance")).to_have_text(re.compile(r"0\s*stored\s*\+\s*42\s*duplicate"))


def sent_file(stack: Stack, here: Visit, story: Story, *, in_the_past: bool) -> None:
    with ExitStack() as held:
        if in_the_past:
            held.enter_context(arriving_at(stack, SOURCE, story.at + timedelta(minutes=5)))
        here.goto(f"/sources/{SOURCE}/upload")
        file = FilePayload(name="auth.log", mimeType="text/plain", buffer=story.file())
        here.page.set_input_files("input[name=files]", file)
        here.press("Upload", exact=True)
        here.page.wait_for_url("**/uploads/**")
    expect(here.page.locator("#progress .notice")).to_be_visible()


def sent(stack: Stack, token: str, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson"}
    answer = httpx.post(f"{stack.url}/api/v1/ingest", content=body, headers=headers, timeout=60)
    assert answer.status_code == 202, answer.text


def all_sealed(stack: Stack) -> None:
    until = time.monotonic() + 120
    while balance(stack, SOURCE).waiting:
        assert time.monotonic() < until, row(stack, "SELECT last_error FROM pipeline_spoolitem LIMIT 1")
        time.sleep(0.2)
    told = balance(stack, SOURCE)
    assert (told.received, told.stored, told.duplicate, told.quarantined) == (42 + 42 + 50, 41 + 50, 42, 1)


def opened_event(here: Visit) -> str:
    """Search, open the login that worked, and see the count of receipts grow; the event's number."""
    searched(here, "Accepted user.name:harbour source.ip:198.51.100.23")
    rows = here.page.locator("#rows tr[data-id]")
    expect(rows).to_have_count(1)
    event = rows.first.get_attribute("data-id") or ""
    rows.first.click()
    panel = here.page.locator("#panel")
    expect(panel.locator(".raw").first).to_contain_text("Accepted password for harbour")
    before = looks(panel.locator(".seen").inner_text())
    here.goto(f"/events/{event}/")
    assert looks(here.page.locator(".seen").inner_text()) == before + 1
    return event


def looks(text: str) -> int:
    found = re.search(r"([\d,]+)\s*looks?", text)
    assert found, text
    return int(found[1])


def searched(here: Visit, query: str) -> None:
    here.goto("/account/")  # leaves the search page, so that the next address is a new one
    here.goto("/search/")
    expect(here.page.locator("#results[aria-busy=false]")).to_have_count(1)
    here.page.get_by_role("textbox", name="Query").fill(query)
    here.page.locator("#range-menu summary").click()
    here.press("All time")
    expect(here.page.locator("#results[aria-busy=false] [data-answer][data-all]")).to_have_count(1)


def case_with_pins(here: Visit) -> str:
    """A case with two pinned events and a note between them; its number."""
    here.goto("/cases/new")
    here.page.locator("input[name=title]").fill("Who came through the gate?")
    here.press("Create case")
    expect(here.page.get_by_role("heading", name="Who came through the gate?")).to_be_visible()
    case = here.page.url.rstrip("/").rsplit("/", 1)[1]
    for query in ("Accepted user.name:harbour source.ip:198.51.100.23", '"fresh barrier 3 opened"'):
        searched(here, query)
        here.page.locator("#rows tr[data-id]").first.click()
        here.page.locator("#panel").get_by_role("button", name="Pin to a case").click()
        here.page.locator(f"#pin-choice input[name=case][value='{case}']").check()
        here.page.locator("#pin-choice").get_by_role("button", name="Pin").click()
        expect(here.page.locator("#pin-choice .notice")).to_contain_text(f"Case #{case}")
    here.goto(f"/cases/{case}/")
    here.page.locator("textarea[name=text]").fill("The same address, after forty failures.")
    here.press("Add note")
    expect(here.page.locator("[data-row]")).to_have_count(3)
    expect(here.page.locator(".case-timeline")).to_contain_text("Pinned by Iris")
    return case


def exported(stack: Stack, here: Visit, app: Authenticator, case: str, folder: Path) -> None:
    """Both files; an hour after the last code the portal asks for another one first."""
    forget = (
        "UPDATE accounts_signin SET verified_at = now() - interval '1 hour' WHERE person_id = %s RETURNING 1"
    )
    person = row(stack, "SELECT id FROM accounts_person WHERE name = 'iris'")
    row(stack, forget, *person)
    here.goto(f"/cases/{case}/export")
    here.press("Prepare the HTML report")
    expect(here.page.get_by_role("heading", name="Prove it is you")).to_be_visible()
    here.page.locator("input[name=code]").fill(app.code())
    here.press("Confirm")
    report = prepared(here, "Prepare the HTML report", folder)
    assert b"Accepted password for harbour" in report and b"<script" not in report
    data = json.loads(prepared(here, "Prepare the JSON file", folder))
    assert "Accepted password for harbour" in json.dumps(data)
    expect(here.page.get_by_role("heading", name="Files that left")).to_be_visible()


def prepared(here: Visit, what: str, folder: Path) -> bytes:
    """The file; its digest is the one on the page before and after it left."""
    here.press(what)
    shown = here.page.locator(".export-ready .digest").first.inner_text()
    with here.page.expect_download() as download:
        here.page.locator(".export-ready").get_by_role("button", name="Download").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == shown
    here.page.reload()
    expect(here.page.locator("td[data-label='SHA-256']").first).to_have_text(shown)
    return file.read_bytes()


def audited(here: Visit, event: str) -> None:
    """The auditor sees who looked and at what, and no record."""
    for action in ("search", "open_event", "pin", "case_export"):
        here.goto(f"/audit/receipts/?action={action}")
        expect(here.page.locator("table.receipts tbody tr").first).to_contain_text("iris")
    here.goto("/audit/events/")
    here.page.locator("input[name=event]").fill(event)
    here.press("Show who saw it")
    expect(here.page.locator("th[data-label=Person]")).to_have_text(["iris"])
    assert "Accepted password" not in here.page.content()
    with expected_failure(here):
        assert here.goto(f"/events/{event}/") == 403
    here.goto("/audit/receipts/?person=aude")
    expect(here.page.locator("table.receipts")).to_contain_text("receipts_view")
    expect(here.page.locator("table.receipts")).to_contain_text("denied")


def purged(stack: Stack, here: Visit, now: datetime) -> None:
    """First only said, then done: the partition with the pinned event is spared, the other old one destroyed."""
    held = long_ago(now).date().isoformat()
    free = (long_ago(now) - timedelta(days=5)).date().isoformat()
    said = stack.manage("purge", "--dry-run")
    assert re.search(rf"{held}.*\bspare\b", said) and re.search(rf"{free}.*\bdestroy\b", said), said
    assert "25 events in 1 partitions would be destroyed, 1 spared. Nothing was changed." in said
    stack.manage("purge", "--by", "rhea")
    here.goto("/retention/runs/")
    here.page.locator("tbody th a").first.click()
    expect(here.page.locator("main")).to_contain_text(held)
    expect(here.page.locator("main")).to_contain_text("#1")


def still_there(here: Visit, case: str) -> None:
    searched(here, "Accepted")
    expect(here.page.locator("#rows tr[data-id]")).to_have_count(1)
    searched(here, f"source:{SOURCE}")
    expect(here.page.locator(".summary .facts b").first).to_have_text("66")
    here.goto(f"/cases/{case}/")
    expect(here.page.locator("[data-row]")).to_have_count(3)
