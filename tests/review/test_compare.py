"""Comparing the times of two events through the door: who is refused, who is let in, and the receipts."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.html import escape

from ingestion.sources.models import Source
from ingestion.store import write
from ingestion.watch.models import ClockEstimate
from portal.accounts.roles import Role
from portal.audit.models import Receipt
from portal.core.eventid import event_id
from tests.cases.making import a_source
from tests.people import LOOKING, make_person, signed_in_client
from tests.review.making import SECRET, Kept, People
from tests.store.batches import incoming

EAST, WEST = (f"{name}-{uuid4().hex[:8]}" for name in ("east", "west"))
ARRIVED = datetime(2026, 11, 21, 20, 36, 1, tzinfo=UTC)


def latest() -> Receipt:
    return Receipt.objects.latest("at")


def test_both_events_have_to_be_open_to_the_person(people: People, stored: Kept) -> None:
    analyst = signed_in_client(people.analyst, purpose=LOOKING)
    hidden = analyst.get(f"/events/{stored.ids[0]}/compare?with={stored.secret}")
    missing = analyst.get(f"/events/{stored.ids[0]}/compare?with=7")
    assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert SECRET not in hidden.content.decode()
    assert (latest().action, latest().outcome, latest().delivered) == ("compare_times", "denied", [])

    both = signed_in_client(people.investigator, purpose=LOOKING)
    answer = both.get(f"/events/{stored.ids[0]}/compare?with={stored.secret}")
    assert answer.status_code == 200
    assert (latest().outcome, latest().delivered) == ("allowed", [stored.ids[0], stored.secret])
    assert latest().detail["answer"] in {"before", "after", "cannot be told"}


@pytest.mark.parametrize("asked", ["the <other> one", "9" * 40])
def test_what_names_no_event_is_said_beside_what_was_typed(people: People, stored: Kept, asked: str) -> None:
    analyst = signed_in_client(people.analyst, purpose=LOOKING)
    answer = analyst.get(f"/events/{stored.ids[0]}/compare", {"with": asked})
    assert (answer.status_code, latest().delivered) == (400, [stored.ids[0]])
    page = answer.content.decode()
    assert "Name the other event by its number" in page
    assert f'value="{escape(asked)}"' in page


@pytest.mark.parametrize("who", ["auditor", "administrator", "ungranted"])
def test_who_reads_no_records_compares_none(people: People, stored: Kept, who: str) -> None:
    client = signed_in_client(getattr(people, who), purpose=LOOKING)
    assert client.get(f"/events/{stored.ids[0]}/compare?with={stored.ids[1]}").status_code == 403
    assert (latest().outcome, latest().delivered) == ("denied", [])


@pytest.mark.parametrize("named", ["soon", "-1", "99999999999999999999", "https://elsewhere.example/7x"])
def test_what_names_no_event_is_said(people: People, stored: Kept, named: str) -> None:
    client = signed_in_client(people.analyst, purpose=LOOKING)
    assert client.get(f"/events/{stored.ids[0]}/compare", {"with": named}).status_code == 400


def test_one_clock_orders_its_own_records(people: People, stored: Kept) -> None:
    client = signed_in_client(people.analyst, purpose=LOOKING)
    newer, older = stored.ids[3], stored.ids[4]
    page = client.get(
        f"/events/{older}/compare", {"with": f"http://127.0.0.1/events/{newer}/"}
    ).content.decode()
    assert f"Event {older} happened before event {newer}" in page
    assert "same clock" in page


@pytest.fixture
def reader(event_tables: None, db: None) -> Client:
    """Granted two sources of which nothing else is told."""
    for slug in (EAST, WEST):
        a_source(slug)
    return signed_in_client(make_person(Role.ANALYST, name="rita", sources=[EAST, WEST]), purpose=LOOKING)


def estimated(slug: str, ahead_s: float, uncertain_s: float) -> None:
    """What was known of a clock when the records below arrived."""
    ahead, uncertain = round(ahead_s * 1e6), round(uncertain_s * 1e6)
    ClockEstimate.objects.create(
        source=Source.objects.get(slug=slug),
        at=ARRIVED,
        ahead_us=ahead,
        lower_us=ahead - uncertain,
        upper_us=ahead + uncertain,
        confidence="high",
        windows=30,
    )


def one(slug: str, stated: datetime, offset: timedelta = timedelta()) -> int:
    body = f'{{"time":"{stated:%Y-%m-%dT%H:%M:%S.%fZ}","msg":"one of {slug} at {stated}"}}\n'.encode()
    batch = incoming(body, source=slug, clock_offset=offset, received_at=ARRIVED)
    write.seal(batch)
    return event_id(batch.number, 0)


def test_two_clocks_are_as_sure_as_their_estimates(reader: Client) -> None:
    ahead = timedelta(seconds=97)
    base = ARRIVED - timedelta(minutes=5)
    first = one(EAST, base + ahead, ahead)
    second = one(WEST, base + timedelta(seconds=3))
    url = f"/events/{first}/compare?with={second}"
    assert "cannot be told" in reader.get(url).content.decode(), "nothing is known of the clocks"
    estimated(EAST, 97, 0.5)
    estimated(WEST, 0, 0.5)
    page = reader.get(url).content.decode()
    assert f"Event {first} happened before event {second}" in page
    assert "At least 2 s lie between them" in page
    ClockEstimate.objects.update(confidence="low")
    assert "cannot be told" in reader.get(url).content.decode(), "too few windows"
    ClockEstimate.objects.update(confidence="high", lower_us=-5_000_000)
    assert "cannot be told" in reader.get(url).content.decode()


def test_the_panel_tells_how_sure_a_time_is(reader: Client) -> None:
    ahead = timedelta(seconds=97)
    number = one(EAST, ARRIVED - timedelta(minutes=5) + ahead, ahead)
    estimated(EAST, 97, 0.5)
    page = reader.get(f"/events/{number}/panel").content.decode()
    for words in (
        "ahead by 97 s",
        "Ahead by 97 s ± 500 ms",
        "at most 500 ms earlier",
        "20:32:38",
        "Is it before another",
    ):
        assert words in page, words


def test_records_of_odd_times_are_flagged_and_found(reader: Client) -> None:
    future = one(EAST, ARRIVED + timedelta(days=2))
    past = one(EAST, datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC))
    usual = one(EAST, ARRIVED - timedelta(days=700))
    for query, expected in (("time_flag:future", future), ("time_flag:past", past)):
        page = reader.post("/search/results", {"q": query, "range": "all"}).content.decode()
        assert f"/events/{expected}/" in page
        assert f"/events/{usual}/" not in page
        assert 'class="badge warn"' in page
    page = reader.post("/search/results", {"q": "time_flag:*", "range": "all"}).content.decode()
    assert f"/events/{future}/" in page and f"/events/{past}/" in page
    assert json.loads(reader.get(f"/events/{future}/copy/json").content)["time_flag"] == "future"
    assert "Its time cannot be right" in reader.get(f"/events/{future}/compare").content.decode()
