"""Searching through the page: who is refused, who is let in, and the receipt of each."""

import json
import re
from unittest.mock import Mock

import pytest
from django.test import Client
from redis.exceptions import RedisError

from ingestion.store import errors, read
from investigations.review import engine
from investigations.review.engine import PARTS
from portal.audit import receipts
from portal.audit.models import Receipt
from portal.audit.receipts import ReceiptUnavailable
from portal.core.inert import inert
from tests.people import LOOKING, signed_in_client
from tests.review.making import CLOSED, HOSTILE, OPEN, RANGE, SECRET, Kept, People

RESULTS = "/search/results"


def ask(client: Client, q: str = "", url: str = RESULTS, **more: str) -> tuple[int, str]:
    answer = client.post(url, {"q": q, "range": RANGE, **more}, headers={"HX-Request": "true"})
    return answer.status_code, answer.content.decode()


def latest() -> Receipt:
    return Receipt.objects.latest("at")


def shown_ids(html: str) -> list[int]:
    return [int(found) for found in re.findall(r'<tr data-id="(\d+)"', html)]


def test_nobody_and_other_roles_are_refused(people: People, client: Client) -> None:
    assert client.post(RESULTS, {"q": SECRET}).status_code == 302
    for person in (people.auditor, people.administrator):
        status, html = ask(signed_in_client(person, purpose=LOOKING), SECRET)
        assert (status, SECRET in html) == (403, False)
        assert (latest().action, latest().outcome, latest().person_name) == ("search", "denied", person.name)


def test_without_a_purpose_nothing_is_shown(people: People) -> None:
    client = signed_in_client(people.analyst)
    answer = client.post(RESULTS, {"q": "failed", "range": RANGE}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/purpose/?next=")
    assert answer.content == b""
    assert (latest().outcome, latest().delivered, latest().purpose_kind) == ("denied", [], "")
    assert client.get("/search/").headers["Location"].startswith("/purpose/")


def test_without_a_grant_the_page_says_so(people: People) -> None:
    client = signed_in_client(people.ungranted, purpose=LOOKING)
    assert "No source is open to you yet" in client.get("/search/").content.decode()
    status, html = ask(client, "failed")
    assert (status, shown_ids(html)) == (403, [])
    assert (latest().outcome, latest().sources) == ("denied", [])


def test_the_scope_is_the_persons(people: People, stored: Kept) -> None:
    for person, total in ((people.analyst, 0), (people.investigator, 1)):
        status, html = ask(signed_in_client(person, purpose=LOOKING), SECRET)
        assert (status, len(shown_ids(html)), latest().total) == (200, total, total)
    assert latest().delivered == [stored.secret]
    assert latest().sources == sorted([OPEN, CLOSED])


def test_naming_another_source_does_not_open_it(people: People) -> None:
    client = signed_in_client(people.analyst, purpose=LOOKING)
    for query in (
        f"source:{CLOSED}",
        f"source:{CLOSED} OR 1",
        f"NOT source:{OPEN}",
        f"{SECRET} OR NOT {SECRET}",
    ):
        status, html = ask(client, query)
        assert (status, SECRET in html.replace(query, "")) == (200, False) or query.startswith(SECRET)
        assert set(latest().sources) == {OPEN}
        assert all(number >> 20 != 0 for number in latest().delivered)


def test_rows_histogram_and_top_values_leave_one_receipt(people: People, stored: Kept) -> None:
    client = signed_in_client(people.analyst, purpose=LOOKING)
    before = Receipt.objects.count()
    status, html = ask(client, '"Failed password" -user.name:mallory', cols="user.name,own.word")
    assert (status, len(shown_ids(html))) == (200, 29)
    assert shown_ids(html) == stored.ids[1:]
    data = re.search(r'<script id="chart-data" type="application/json">(.*?)</script>', html)
    assert data is not None
    chart = json.loads(data[1])
    assert (sum(chart["all"]), sum(chart["warnings"]), sum(chart["errors"])) == (29, 29, 0)
    assert re.search(r'data-field="user.name" data-value="eve".*?<span class="n">15</span>', html, re.S)
    assert 'data-value="w28"' in html
    receipt = latest()
    assert Receipt.objects.count() == before + 1
    assert (receipt.action, receipt.outcome, receipt.total) == ("search", "allowed", 29)
    assert (receipt.query, receipt.delivered) == ('"Failed password" NOT user.name:mallory', stored.ids[1:])
    assert (receipt.fields, receipt.detail["parts"]) == (
        ["user.name", "own.word"],
        ["rows", "histogram", "fields"],
    )
    assert receipt.purpose_reason == LOOKING.reason
    assert receipt.range_from is not None and receipt.range_from.isoformat() == "2026-11-20T00:00:00+00:00"


@pytest.mark.parametrize(
    ("query", "phrase", "words"),
    [
        ('user.name:root "open', RANGE, "Column 16: The quote that opens here is not closed."),
        ("severity:loud", RANGE, "Column 1: severity is a whole number"),
        ("failed", "soonish", "“soonish” is no range of time"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_searched(
    people: People, monkeypatch: pytest.MonkeyPatch, query: str, phrase: str, words: str
) -> None:
    monkeypatch.setattr(read, "run", lambda *_, **__: pytest.fail("the store was asked"))
    status, html = ask(signed_in_client(people.analyst, purpose=LOOKING), query, range=phrase)
    assert (status, words in html) == (422, True)
    assert (latest().outcome, latest().query, latest().delivered) == ("failed", query, [])


def test_pages_follow_one_another_although_events_arrive(
    people: People, stored: Kept, settings: object
) -> None:
    settings.PAGE_SIZE = 10  # type: ignore[attr-defined]
    client = signed_in_client(people.analyst, purpose=LOOKING)
    _, html = ask(client, f"source:{OPEN}")
    seen = shown_ids(html)
    while after := re.search(r'data-older="([^"]+)"', html):
        _, html = ask(
            client, f"source:{OPEN}", url="/search/older", after=after.group(1).replace("&#43;", "+")
        )
        seen += shown_ids(html)
        assert latest().delivered == shown_ids(html)
    assert seen == stored.ids


def test_nothing_leaves_without_a_receipt(
    people: People, monkeypatch: pytest.MonkeyPatch, stored: Kept
) -> None:
    def broken(**_: object) -> None:
        raise ReceiptUnavailable("Nothing is shown.")

    client = signed_in_client(people.investigator, purpose=LOOKING)
    monkeypatch.setattr(receipts, "write", broken)
    for url in (RESULTS, "/search/older", "/search/fields", "/search/fields/user.name", "/search/export"):
        answer = client.post(url, {"q": SECRET, "range": RANGE, "format": "csv"})
        assert (answer.status_code, SECRET in answer.content.decode(), b"root" in answer.content) == (
            503,
            False,
            False,
        )
    for url in (
        f"/events/{stored.secret}/",
        f"/events/{stored.secret}/panel",
        f"/events/{stored.secret}/copy/text",
    ):
        answer = client.get(url)
        assert (answer.status_code, SECRET in answer.content.decode()) == (503, False)


@pytest.mark.parametrize(
    ("error", "tab", "status", "words"),
    [
        (errors.StoreUnavailable, "here", 503, "does not answer"),
        (errors.QueryTooExpensive, "here", 504, "Narrow the time range"),
        (errors.QueryStopped, "given up", 409, "before it had found anything"),
        (errors.QueryStopped, "here", 503, "was shut down"),
        (errors.QueryStopped, "", 503, "was shut down"),  # which nobody but the store itself can stop
        (errors.QueryStopped, "no cache", 409, "it was stopped, or the event store was shut down"),
    ],
)
def test_a_store_that_fails_is_said(
    people: People, monkeypatch: pytest.MonkeyPatch, error: type[Exception], tab: str, status: int, words: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error("inside")

    monkeypatch.setattr(read, "run", fail)
    monkeypatch.setattr(read, "cancel", lambda _: None)
    client = signed_in_client(people.analyst, purpose=LOOKING)
    if tab == "no cache":
        monkeypatch.setattr(engine, "shared", Mock(get=Mock(side_effect=RedisError)))
    if tab == "given up":
        client.post("/search/cancel", {"tab": tab})
    found, html = ask(client, "failed", tab=tab)
    assert (found, words in html, "inside" in html) == (status, True, False)
    assert latest().outcome == "failed"


@pytest.mark.parametrize(
    ("stopped", "total", "parts"),
    [("histogram", None, ["rows"]), ("facets", 30, ["rows", "histogram"])],
)
def test_what_was_found_before_stopping_is_shown(
    people: People,
    stored: Kept,
    monkeypatch: pytest.MonkeyPatch,
    stopped: str,
    total: int | None,
    parts: list[str],
) -> None:
    run = read.run

    def stop_in_the_middle(
        statement: read.Statement, *, timeout_s: float, query_id: str | None = None
    ) -> read.Rows:
        if query_id and query_id.endswith(f":{stopped}"):
            raise errors.QueryStopped("inside")
        return run(statement, timeout_s=timeout_s, query_id=query_id)

    monkeypatch.setattr(read, "run", stop_in_the_middle)
    client = signed_in_client(people.analyst, purpose=LOOKING)
    client.post("/search/cancel", {"tab": "here"})
    status, html = ask(client, f"source:{OPEN}", tab="here")
    assert (status, shown_ids(html), "<strong>Stopped</strong>" in html) == (200, stored.ids, True)
    assert ("chart-data" in html, 'data-facet="' in html) == (total is not None, False)
    assert (latest().outcome, latest().total, latest().delivered) == ("allowed", total, stored.ids)
    assert latest().detail["parts"] == parts
    status, html = ask(client, "nosuchword", tab="here")
    assert (status == 409, "Nothing found" in html) == ((stopped == "histogram"), stopped == "facets")


def test_a_hostile_record_is_inert(people: People) -> None:
    _, html = ask(signed_in_client(people.analyst, purpose=LOOKING), "needle")
    assert "<script>alert" not in html
    assert inert(HOSTILE).replace("needle", "<mark>needle</mark>") in html
    assert not re.search("[\x1b\u202e\u200b]", html)


def test_an_empty_answer_says_what_to_do(people: People) -> None:
    client = signed_in_client(people.analyst, purpose=LOOKING)
    _, html = ask(client, "nosuchword never.seen:1")
    assert "Nothing found in this range" in html
    assert "2026-11-21 10:29:00" in html
    assert re.search(r"has a field\s*<code>never.seen</code>", html)


def test_without_scripts_the_form_answers(people: People, stored: Kept) -> None:
    client = signed_in_client(people.analyst, purpose=LOOKING)
    answer = client.post("/search/", {"q": "mallory", "range": RANGE})
    assert shown_ids(answer.content.decode()) == stored.ids[:1]
    assert latest().total == 1


def test_values_are_counted_over_all_matches(people: People) -> None:
    client = signed_in_client(people.analyst, purpose=LOOKING)
    status, html = ask(client, "failed", url="/search/fields/user.name")
    assert status == 200
    assert re.findall(r'data-value="(\w+)".*?<span class="n">(\d+)', html, re.S) == [
        ("eve", "15"),
        ("root", "14"),
    ]
    assert (latest().action, latest().total, latest().fields) == ("field_values", 29, ["user.name"])
    assert ask(client, url="/search/fields/no;name")[0] == 400
    _, names = ask(client, url="/search/fields")
    assert "own.word" in names


def test_a_tab_stops_its_own_statements_only(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped: list[str] = []
    monkeypatch.setattr(read, "cancel", stopped.append)
    for person in (people.analyst, people.investigator):
        client = signed_in_client(person, purpose=LOOKING)
        assert client.post("/search/cancel", {"tab": "look-1:rows; x"}).status_code == 204
    assert len(stopped) == len(set(stopped)) == 2 * len(PARTS)
    assert {name.rsplit(":", 1)[0] for name in stopped} == {
        f"look-{person.pk}-look1rowsx" for person in (people.analyst, people.investigator)
    }
