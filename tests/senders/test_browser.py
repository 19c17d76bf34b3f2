"""Reports from browsers: taken by a public key, marked as unverified, few at a time; and by a real browser."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from ingestion.pipeline.models import Batch, SpoolItem, VerifiedBy
from ingestion.pipeline.spooled import opened
from ingestion.receive import rates
from ingestion.sources.models import Source
from tests.senders.conftest import Sealed, wait_for_records

KEY = "0123456789abcdef"
CSP = {
    "csp-report": {
        "document-uri": "https://shop.example/",
        "blocked-uri": "inline",
        "effective-directive": "script-src",
    }
}
REPORT = {
    "type": "deprecation",
    "age": 60_000,
    "url": "https://shop.example/",
    "body": {"id": "x", "message": "It goes"},
}
ERROR = {"name": "TypeError", "message": "x is undefined", "page": "https://shop.example/basket", "line": 3}


@pytest.fixture(autouse=True)
def _fresh(settings: Settings) -> Iterator[None]:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    rates._script.cache_clear()
    rates.forget()
    yield
    rates._script.cache_clear()
    rates.forget()


@pytest.fixture
def shop(source: Source) -> Source:
    Source.objects.filter(pk=source.pk).update(browser_key=KEY)
    return source


def post(kind: str, said: object, key: str = KEY, address: str = "192.0.2.7", **headers: str) -> Any:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return Client(REMOTE_ADDR=address).post(
        f"/report/{key}/{kind}", body, "text/plain", headers={"User-Agent": "Browser 1", **headers}
    )


def test_reports_are_stored_and_marked(shop: Source, sealed: Sealed) -> None:
    claims = {"observed": {"address": "203.0.113.1"}, "tags": ["verified"]}
    for kind, said in (("csp", CSP), ("reports", [REPORT, REPORT]), ("errors", {**ERROR, **claims})):
        answer = post(kind, said, Origin="https://shop.example")
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer["Access-Control-Allow-Origin"] == "*"
    events = sealed()
    assert [event["event.action"] for event in events] == [
        "csp_violation",
        "deprecation",
        "deprecation",
        "script_error",
    ]
    assert {event["source.ip"] for event in events} == {"192.0.2.7"}
    assert {event["user_agent.original"] for event in events} == {"Browser 1"}
    assert [event["fields"]["tags"] for event in events] == [["unverified"]] * 4
    assert {event["fields"]["labels"]["confidence"] for event in events} == {"low"}
    assert abs(datetime.now(UTC) - events[1]["timestamp"] - timedelta(minutes=1)) < timedelta(seconds=30)
    assert {batch.verified_by for batch in Batch.objects.all()} == {VerifiedBy.NOTHING}
    assert {batch.quarantined for batch in Batch.objects.all()} == {0}


def test_other_pages_may_ask_first(client: Client, shop: Source) -> None:
    answer = client.options(f"/report/{KEY}/reports")
    assert (answer.status_code, answer["Access-Control-Allow-Headers"]) == (204, "Content-Type")
    assert client.get(f"/report/{KEY}/reports").status_code == 405


@pytest.mark.parametrize(
    ("kind", "said", "status"),
    [
        ("csp", b"no json", 400),
        ("csp", {"csp-report": 1}, 400),
        ("csp", REPORT, 400),
        ("reports", [1], 400),
        ("reports", [{"type": "x"}], 400),
        ("errors", [], 400),
        ("errors", {"message": ""}, 400),
        ("errors", {"message": "x" * 70_000}, 413),
        ("nothing", ERROR, 404),
    ],
)
def test_what_is_no_report_is_refused(shop: Source, kind: str, said: object, status: int) -> None:
    assert post(kind, said).status_code == status
    assert not SpoolItem.objects.exists()


def test_a_list_is_taken_whole_or_not_at_all(shop: Source) -> None:
    assert post("reports", [REPORT] * 501).status_code == 413
    assert not SpoolItem.objects.exists()
    assert post("reports", [REPORT] * 500).status_code == 204
    item = SpoolItem.objects.get()
    assert opened(bytes(item.body), item.size).count(b"\n") == 500


def test_a_key_that_is_none_opens_nothing(shop: Source) -> None:
    for key in ("0" * 16, "None", "%00", KEY[:-1]):
        assert post("errors", ERROR, key=key).status_code == 404
    Source.objects.filter(pk=shop.pk).update(is_open=False)
    assert post("errors", ERROR).status_code == 403
    assert not SpoolItem.objects.exists()


def test_few_are_taken_of_an_address_and_of_a_source(shop: Source, settings: Settings) -> None:
    said = [post("errors", ERROR) for _ in range(10)]
    assert [answer.status_code for answer in said] == [204] * 10
    while said[-1].status_code != 429:  # a slow machine gives room back meanwhile
        said.append(post("errors", ERROR))
        assert len(said) < 500
    assert int(said[-1]["Retry-After"]) >= 1
    settings.BROWSER_REPORTS_PER_S = 1
    others = [post("errors", ERROR, address=f"192.0.2.{number}").status_code for number in range(100, 112)]
    assert others.count(429) >= 5, "and of many addresses together"


@pytest.mark.browser
def test_the_script_reports_what_a_real_page_throws(
    portal: str, shop: Source, sealed: Sealed, tmp_path: Path
) -> None:
    """The browser as a program of its own: its Python driver and a database in one process do not go together."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    tag = f'<script src="{portal}/static/js/report-errors.js" data-to="{portal}/report/{KEY}/errors" data-release="7"></script>'
    code = (
        "function buy() { nothing.here } setTimeout(buy); setTimeout(buy); Promise.reject(new Error('gone'))"
    )
    page = tmp_path / "basket.html"
    page.write_text(f"<!doctype html>{tag}<script>{code}</script>", encoding="utf-8")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile"]
    subprocess.run(
        [*command, "--timeout=3000", "--dump-dom", f"{page.as_uri()}?secret=1"],
        capture_output=True,
        timeout=60,
        check=True,
    )
    wait_for_records(2)
    events = sealed()
    assert sorted(event["fields"]["error"]["type"] for event in events) == ["Error", "ReferenceError"]
    assert {event["url.original"] for event in events} == {page.as_uri()}
    assert {event["fields"]["service"]["version"] for event in events} == {"7"}
