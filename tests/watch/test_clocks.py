"""From arrivals to an estimate, to the source's page, and to the correction of what comes next."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from ingestion.pipeline.models import Batch
from ingestion.pipeline.seal import seal_next
from ingestion.receive.spooling import spool
from ingestion.sources.models import Source
from ingestion.store import read
from ingestion.watch import collect, corrections, estimates
from ingestion.watch.chart import clock_chart
from ingestion.watch.models import ClockCorrection, ClockEstimate, ClockWindow, SourceWatch
from portal.audit.models import AuditEvent
from portal.core.eventid import event_id
from tests.watch.conftest import Arrive

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)
AHEAD = 97.0


def a_quarter_of_an_hour(arrive: Arrive, now: datetime, ahead: float = AHEAD, count: int = 14) -> None:
    for minute in range(count):
        jitter = 0.01 * (minute % 4)
        delays = (0.05 + jitter - ahead, 0.4 - ahead, 3.0 - ahead)
        arrive(now - (count - minute) * MINUTE, *delays, sealed=minute == count - 1)


def found(now: datetime) -> ClockEstimate:
    sources = collect.collect(now + MINUTE)
    [estimate] = estimates.renew(sources, now)
    return estimate


def test_a_clock_is_estimated_from_what_arrives(source: Source, arrive: Arrive, now: datetime) -> None:
    a_quarter_of_an_hour(arrive, now)
    estimate = found(now)
    assert abs(estimate.ahead_us - 97_000_000) < 100_000
    assert (estimate.confidence, estimate.finding, estimate.windows) == ("high", "", 14)
    assert estimate.lower_us <= 97_000_000 <= estimate.upper_us
    window = ClockWindow.objects.earliest("start")
    assert (window.records, window.floor_us, window.median_us) == (3, -96_950_000, -96_600_000)
    assert collect.collect(now + 2 * MINUTE) == set(), "nothing is counted twice"


def test_a_correction_made_before_does_not_change_what_is_measured(
    source: Source, arrive: Arrive, now: datetime
) -> None:
    Source.objects.update(clock_offset_ms=97_000)
    a_quarter_of_an_hour(arrive, now)
    assert abs(found(now).ahead_us - 97_000_000) < 100_000


def test_what_came_before_the_clock_was_set_is_not_told_by_what_came_after(
    source: Source, now: datetime
) -> None:
    def made(minutes: int, since: int, ahead: int) -> ClockEstimate:
        return ClockEstimate.objects.create(
            source=source,
            at=now + minutes * MINUTE,
            since=now + since * MINUTE,
            ahead_us=ahead,
            confidence="high",
        )

    right = made(0, -60, 0)
    ahead = made(33, 30, 97_000_000)
    assert estimates.near(source.pk, now + 29 * MINUTE) == right
    assert estimates.near(source.pk, now + 31 * MINUTE) == ahead
    assert estimates.near(source.pk, now - 30 * MINUTE) == right
    assert estimates.near(source.pk, now - 2 * timedelta(hours=1)) is None


def test_files_say_nothing_about_a_clock(source: Source, arrive: Arrive, now: datetime) -> None:
    for how in ("upload", "command", "replay"):
        arrive(now - MINUTE, 0.1, 5.0, how=how)
    arrive(now - MINUTE, 0.1, 5.0, 7.0, how="api")
    assert collect.collect(now + MINUTE) == {source.pk}
    assert ClockWindow.objects.get().records == 3, "those of the program alone"


def test_records_without_a_time_say_nothing(source: Source, now: datetime, event_tables: None) -> None:
    spool(source, [b'{"msg":"no time %d"}' % now.timestamp()], how="api", format_hint="ndjson")
    assert seal_next() is not None
    assert collect.collect(now + MINUTE) == set()


def test_a_source_that_follows_is_corrected_and_the_change_recorded(
    source: Source, arrive: Arrive, now: datetime
) -> None:
    a_quarter_of_an_hour(arrive, now)
    estimate = found(now)
    assert corrections.follow(estimate) is None, "nobody asked for it"
    SourceWatch.objects.create(source=source, follows_clock=True)
    correction = corrections.follow(estimate)
    assert correction is not None
    source.refresh_from_db()
    assert abs(source.clock_offset_ms - 97_000) < 100
    event = AuditEvent.objects.get(name="sensitive_update")
    assert (event.actor_name, event.object_label) == ("lantern", "source clocked")
    assert event.detail["to"] == {"clock_offset_ms": source.clock_offset_ms}
    assert corrections.follow(estimate) is None, "the same estimate changes nothing more"

    number = arrive(now, 0.1 - AHEAD)
    [stored] = read.events_by_ids([event_id(number, 0)], frozenset({"clocked"}))
    assert stored["clock_offset"] == source.clock_offset_ms * 1000
    assert abs(stored["timestamp"] - now) < timedelta(seconds=0.3)
    batch = Batch.objects.get(number=number)
    assert corrections.in_force(source.pk, stored["clock_offset"], batch.sealed_at) == correction


@pytest.mark.parametrize("ahead", [7200.0, -40.0], ids=["a wrong zone", "late or behind"])
def test_what_a_person_has_to_mend_is_not_followed(
    source: Source, arrive: Arrive, now: datetime, ahead: float
) -> None:
    SourceWatch.objects.create(source=source, follows_clock=True)
    a_quarter_of_an_hour(arrive, now, ahead)
    assert corrections.follow(found(now)) is None
    assert not ClockCorrection.objects.exists()


def test_the_page_tells_estimate_correction_and_odd_records(
    source: Source, arrive: Arrive, now: datetime, analyst: Client
) -> None:
    a_quarter_of_an_hour(arrive, now)
    arrive(now - MINUTE, -86_400.0)
    found(now)
    page = analyst.get("/sources/clocked/").content.decode()
    for words in ("Ahead by 96.9", "high confidence", "14 windows", "<polyline", "1 batch<"):
        assert words in page, words
    assert "time_flag%3Afuture" in page
    assert "Timestamps are not corrected" in page
    source.clock_offset_ms = 97_000
    source.save()
    assert "corrected by the configured offset" in analyst.get("/sources/clocked/").content.decode()


def test_little_is_not_said_to_be_nothing(
    source: Source, arrive: Arrive, now: datetime, analyst: Client
) -> None:
    assert "0 a minute in the last hour" in analyst.get("/sources/clocked/").content.decode()
    number = arrive(now - MINUTE, 0.1)
    assert "fewer than 0.1 a minute in the last hour" in analyst.get("/sources/clocked/").content.decode()
    Batch.objects.filter(number=number).update(received=100_000, stored=99_999, quarantined=1)
    assert "less than 0.01 % of the last day" in analyst.get("/sources/clocked/").content.decode()


def test_old_windows_are_forgotten_and_estimates_kept(source: Source, arrive: Arrive, now: datetime) -> None:
    a_quarter_of_an_hour(arrive, now)
    found(now)
    assert estimates.forget(now) == 0
    assert estimates.forget(now + timedelta(days=15)) == 14
    assert ClockEstimate.objects.count() == 1


def test_a_clock_that_was_set_is_drawn_as_a_step(now: datetime) -> None:
    def told(minutes: int, since: int, ahead_s: int) -> ClockEstimate:
        at, since_at = now + minutes * MINUTE, now + since * MINUTE
        values = {
            "ahead_us": ahead_s * 10**6,
            "lower_us": (ahead_s - 1) * 10**6,
            "upper_us": (ahead_s + 1) * 10**6,
        }
        return ClockEstimate(at=at, since=since_at, confidence="high", **values)

    drawn = clock_chart([], [told(-60, -90, 0), told(-27, -30, 97)], now - 120 * MINUTE, now)
    assert drawn is not None
    points = [tuple(map(float, point.split(","))) for point in drawn.line.split()]
    assert [x for x, _ in points] == [0, 0, 320, 320, 352, 640]
    assert points[0][1] == points[2][1] > points[3][1] == points[5][1]


def test_less_than_a_millisecond_is_drawn_without_a_side(now: datetime) -> None:
    drawn = clock_chart([ClockWindow(start=now - MINUTE, floor_us=400)], [], now - 2 * MINUTE, now)
    assert drawn is not None
    high, middle, low = (tick.text for tick in drawn.ticks)
    assert (high[0], middle, low[0]) == ("+", "0 ms", "−")
