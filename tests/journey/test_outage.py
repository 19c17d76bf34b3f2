"""PostgreSQL is away and stays away: whatever is asked, no byte of a record is answered.

The supervisor is held still meanwhile, because it would start the database again within a moment.
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psutil
import pytest
from playwright.sync_api import APIResponse, expect

from tests.journey.conftest import REASON, Cast
from tests.journey.stores import events
from tests.journey.visits import FAILED_LOAD
from tests.support import running
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(600)]

# Words of the demonstration's records that stand in no page of ours.
RECORD_WORDS = ("svc-backup", "203.0.113.77", "mira.oduya", "Failed password")
API_TOKEN = f"""
from dataclasses import replace
from django.utils import timezone
from portal.accounts.actions.tokens import create_token
from portal.accounts.models import Person
from portal.audit.purpose import Purpose
from portal.demo.cast import acting
purpose = Purpose(kind="category", category="incident-response", reason={REASON!r})
print(create_token(
    actor=acting("ilya"), person=Person.objects.get(name="ilya"), name="outage", days=1, purpose=purpose
)[1])
"""


@contextmanager
def without_postgresql(stack: Stack) -> Iterator[None]:
    """Kill it and hold back its restart; afterwards wait until the portal is ready again."""
    family = running.family(stack.supervisor.pid_of("postgresql"))
    said = len(stack.supervisor.lines)
    with running.stopped([psutil.Process(stack.supervisor.pid)]):
        family[0].send_signal(signal.SIGQUIT)  # an immediate shutdown: it ends its sessions and itself
        until = time.monotonic() + 60
        while any(lives(process) for process in family):
            assert time.monotonic() < until, "PostgreSQL did not stop."
            time.sleep(0.05)
        yield
    stack.supervisor.wait_for("postgresql runs again", since=said, timeout_s=120)
    until = time.monotonic() + 120
    while stack.http.get("/readyz").status_code != 200:
        assert time.monotonic() < until, "The portal did not become ready again."
        time.sleep(0.2)


def lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_no_record_is_shown_without_receipts(cast: Cast, demo_stack: Stack) -> None:
    token = demo_stack.manage("shell", "--verbosity", "0", "-c", API_TOKEN).split()[-1]
    event = events(demo_stack, "id", "raw LIKE '%svc-backup%'")[0]
    pages = ["/", "/search/", f"/events/{event}/", f"/events/{event}/context", f"/events/{event}/copy/text",
             "/cases/", "/cases/1/", "/cases/1/export", "/sources/shop-app/", "/account/"]  # fmt: skip
    with cast.visit("ilya") as here:
        here.goto("/search/#q=svc-backup&range=all")
        expect(here.page.locator("#rows tr[data-id]").first).to_contain_text("svc-backup")
        csrf = here.page.locator("#query-form input[name=csrfmiddlewaretoken]").input_value()
        assert asked_by_token(demo_stack, token, event, 200)
        with without_postgresql(demo_stack):
            for path in pages:
                refused(here.page.request.get(demo_stack.url + path, max_redirects=0), path)
            for path in (
                "/search/",
                "/search/results",
                "/search/older",
                "/search/fields",
                "/search/fields/user.name",
            ):
                form: dict[str, str | float | bool] = {
                    "q": "svc-backup",
                    "range": "all",
                    "csrfmiddlewaretoken": csrf,
                }
                refused(here.page.request.post(demo_stack.url + path, form=form, max_redirects=0), path)
            asked_by_token(demo_stack, token, event, 503)
            taken = demo_stack.http.post(
                "/api/v1/ingest", content=b"{}\n", headers={"Authorization": "Bearer lti_a_b"}
            )
            assert (taken.status_code, taken.headers.get("Retry-After")) == (503, "5")
            here.page.get_by_role("textbox", name="Query").fill("Failed")
            here.page.keyboard.press("Enter")
            expect(here.page.locator("#toasts")).to_contain_text("Not shown")
            assert "Failed password" not in here.page.locator("#results").inner_text()
            assert here.goto(f"/events/{event}/") == 503
            expect(here.page.get_by_role("heading", name="Not shown")).to_be_visible()
        assert [told for told in here.complaints if FAILED_LOAD not in told] == []
        assert here.goto(f"/events/{event}/") == 200


def refused(answer: APIResponse, path: str) -> None:
    text = answer.text()
    assert answer.status == 503, f"{path}: {answer.status} {text[:300]}"
    assert [word for word in RECORD_WORDS if word in text] == [], path
    assert "Not shown" in text, f"{path}: {text[:300]}"


def asked_by_token(stack: Stack, token: str, event: str, status: int) -> bool:
    """Ask each way of the API; with a 503 nothing of a record may be in the answer."""
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=stack.url, headers=headers, timeout=60) as client:
        for path in (f"/api/v1/events/{event}", "/api/v1/search?q=svc-backup&range=all", "/api/v1/cases/1",
                     "/api/v1/fields/user.name/values?q=*&range=all"):  # fmt: skip
            answer = client.get(path)
            assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:300]}"
            assert status == 200 or answer.json()["code"], path
            assert status == 200 or not [word for word in RECORD_WORDS if word in answer.text], path
    return True
