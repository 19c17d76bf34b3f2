"""From an event to the interval in which it happened: wrong clocks make it wide, and never wrong."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ingestion.pipeline.models import Batch
from ingestion.sources.models import Source
from investigations.review.found import Event
from investigations.review.order import Answer
from investigations.review.times import Compared, time_of
from portal.core.eventid import event_id
from portal.retention.models import RetentionClass
from tests.cases.making import a_batch, a_source

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def event(
    stated: datetime, received: datetime, *, host: str = "", written: str = "", source: str = "a"
) -> Event:
    fields = {"event.created": written or f"{stated:%Y-%m-%dT%H:%M:%SZ}", "time_quality": "stated"}
    named = {"host.name": host} if host else {}
    return Event(1, stated, received, source, "standard", {**fields, **named}, b"", b"", b"")


@pytest.mark.parametrize("ahead", [30, 61, 97, 3600])
def test_a_clock_far_ahead_turns_no_order_round(ahead: int) -> None:
    """A happened at noon, and its clock is farther ahead than the minute that is assumed of it."""
    first = event(NOON + ahead * SECOND, NOON)
    soon = event(NOON + 10 * SECOND, NOON + 10 * SECOND, source="b")
    assert Compared.of(first, soon).order.answer is Answer.UNKNOWN
    late = event(NOON + 120 * SECOND, NOON + 120 * SECOND, source="b")
    assert Compared.of(first, late).order.answer is Answer.BEFORE, "its arrival is believed"
    assert Compared.of(late, first).order.answer is Answer.AFTER


def test_of_a_time_that_nothing_explains_the_arrival_is_believed_alone() -> None:
    known = time_of(event(NOON + 97 * SECOND, NOON))
    assert (known.is_bounded, known.happened.latest) == (False, NOON)
    assert "only its arrival is believed" in known.why[-1]
    known = time_of(event(NOON + 30 * SECOND, NOON))
    assert (known.is_bounded, known.happened.earliest) == (True, NOON - 30 * SECOND)


@pytest.mark.parametrize(
    ("host", "answer"),
    [pytest.param("gate-1", Answer.BEFORE, id="host"), pytest.param("", Answer.UNKNOWN, id="none")],
)
def test_one_clock_is_claimed_of_machines_that_are_named(host: str, answer: Answer) -> None:
    """A source may be many machines: without a host, nobody knows that one of them wrote both."""
    first = event(NOON, NOON + SECOND, host=host)
    second = event(NOON + 3 * SECOND, NOON + 4 * SECOND, host=host)
    order = Compared.of(first, second).order
    assert (order.answer, order.by_one_clock) == (answer, bool(host))


def test_one_clock_orders_no_records_whose_year_is_in_doubt() -> None:
    """Both came two weeks later: either may be of the year before."""
    first = event(NOON, NOON + timedelta(days=14), host="gate-1", written="Nov 21 12:00:00")
    second = event(NOON + 9 * SECOND, NOON + timedelta(days=14), host="gate-1", written="Nov 21 12:00:09")
    order = Compared.of(first, second).order
    assert (order.answer, order.by_one_clock) == (Answer.UNKNOWN, False)
    now = event(NOON, NOON + SECOND, host="gate-1", written="Nov 21 12:00:00")
    next_one = event(NOON + 9 * SECOND, NOON + 9 * SECOND, host="gate-1", written="Nov 21 12:00:09")
    assert Compared.of(now, next_one).order.answer is Answer.BEFORE, "as it happened, the year is known"


def test_an_hour_that_happens_twice_is_in_no_order() -> None:
    """02:40 of summer came before 02:20 of winter; written without a zone, both are read as of summer."""
    kept = RetentionClass.objects.get(slug="standard")
    source = Source.objects.create(slug="gate", name="Gate", retention_class=kept, time_zone="Europe/Berlin")
    summer, winter = datetime(2026, 10, 25, 0, 40, tzinfo=UTC), datetime(2026, 10, 25, 0, 20, tzinfo=UTC)
    first = event(summer, summer + SECOND, host="gate-1", written="2026-10-25 02:40:00", source=source.slug)
    arrived = winter + timedelta(hours=1, seconds=1)
    second = event(winter, arrived, host="gate-1", written="2026-10-25 02:20:00", source=source.slug)
    found = Compared.of(first, second)
    assert found.order.answer is not Answer.AFTER
    assert found.second_time.happened.latest >= winter + timedelta(hours=1)
    assert "this hour happened twice" in " ".join(found.second_time.why)
    spring = event(NOON, NOON + SECOND, host="gate-1", written="2026-11-21 13:00:00", source=source.slug)
    assert "twice" not in " ".join(time_of(spring).why)


def test_a_zone_that_is_guessed_and_one_that_is_stated_are_not_of_one_clock() -> None:
    """The second states no zone: read as UTC it is 9 s later, in its machine's zone perhaps two hours earlier."""
    first = event(NOON, NOON + SECOND, host="gate-1")
    second = event(NOON + 9 * SECOND, NOON + 9 * SECOND, host="gate-1", written="Nov 21 12:00:09")
    order = Compared.of(first, second).order
    assert (order.answer, order.by_one_clock) == (Answer.UNKNOWN, False)


def test_what_was_read_from_two_formats_without_zones_is_not_of_one_clock() -> None:
    """A web server may write its machine's zone where another program of that machine writes UTC."""
    for numbers, second_format, answer in (((7, 8), "lines", Answer.BEFORE), ((7, 9), "w3c", Answer.UNKNOWN)):
        Batch.objects.filter(pk=a_batch(a_source("a"), numbers[1]).pk).update(format=second_format)
        a_batch(a_source("a"), numbers[0])
        events = [
            replace(
                event(at, at + SECOND, host="gate-1", written=f"{at:%Y-%m-%dT%H:%M:%S}"),
                id=event_id(number, 1),
            )
            for at, number in zip((NOON, NOON + 9 * SECOND), numbers, strict=True)
        ]
        assert Compared.of(*events).order.answer is answer
