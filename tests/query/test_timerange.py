"""Time ranges as typed: what they mean in a zone, and what is refused."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.timerange import PRESETS, RangeError, iso, parse_range

NOW = datetime(2026, 11, 21, 20, 36, 1, tzinfo=UTC)  # a Saturday
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("15m", "2026-11-21T20:21:01Z", "2026-11-21T20:36:01Z"),
        ("last 15 minutes", "2026-11-21T20:21:01Z", "2026-11-21T20:36:01Z"),
        ("-3h", "2026-11-21T17:36:01Z", "2026-11-21T20:36:01Z"),
        ("90s", "2026-11-21T20:34:31Z", "2026-11-21T20:36:01Z"),
        ("7d", "2026-11-14T20:36:01Z", "2026-11-21T20:36:01Z"),
        ("past 2 weeks", "2026-11-07T20:36:01Z", "2026-11-21T20:36:01Z"),
        ("today", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z"),
        ("yesterday", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
        ("this week", "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z"),
        ("last week", "2026-11-09T00:00:00Z", "2026-11-16T00:00:00Z"),
        ("this month", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"),
        ("last month", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"),
        ("Jan 1 - Jan 2", "2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z"),
        ("Dec 24 - Jan 3", "2025-12-24T00:00:00Z", "2026-01-04T00:00:00Z"),
        ("1 Jan 2026 to 2 Jan 2026", "2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z"),
        ("Dec 10", "2025-12-10T00:00:00Z", "2025-12-11T00:00:00Z"),
        ("2026-11-21", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z"),
        ("2026-11-21 10:00 - 2026-11-21 12:00", "2026-11-21T10:00:00Z", "2026-11-21T12:00:00Z"),
        ("10:00 - 12:00", "2026-11-21T10:00:00Z", "2026-11-21T12:00:00Z"),
        ("2026-11-21T10:00:00Z/2026-11-21T13:00:00+01:00", "2026-11-21T10:00:00Z", "2026-11-21T12:00:00Z"),
        ("2026-11-21T10:00:00.5Z/now", "2026-11-21T10:00:00.500000Z", "2026-11-21T20:36:01Z"),
        ("3h ago - 1h ago", "2026-11-21T17:36:01Z", "2026-11-21T19:36:01Z"),
        ("yesterday - now", "2026-11-20T00:00:00Z", "2026-11-21T20:36:01Z"),
        ("2026-11-19..2026-11-20", "2026-11-19T00:00:00Z", "2026-11-21T00:00:00Z"),
        ("all", "1970-01-01T00:00:00Z", "2200-01-01T00:00:00Z"),
    ],
)
def test_means(phrase: str, start: str, end: str) -> None:
    found = parse_range(phrase, now=NOW)
    assert (iso(found.start), iso(found.end)) == (start, end)


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        pytest.param("yesterday", "2026-11-19T23:00:00Z", "2026-11-20T23:00:00Z", id="a local day"),
        pytest.param("2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", id="a day of 23 hours"),
        pytest.param("2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", id="a day of 25 hours"),
        pytest.param(
            "2026-10-25 02:00 - 2026-10-25 02:30",
            "2026-10-25T00:00:00Z",
            "2026-10-25T01:30:00Z",
            id="the repeated hour is covered twice",
        ),
    ],
)
def test_means_in_a_zone(phrase: str, start: str, end: str) -> None:
    found = parse_range(phrase, now=NOW, zone=BERLIN)
    assert (iso(found.start), iso(found.end)) == (start, end)


def test_hours_are_hours_when_clocks_change() -> None:
    found = parse_range("3h", now=datetime(2026, 10, 25, 2, 0, tzinfo=UTC), zone=BERLIN)
    assert found.length.total_seconds() == 3 * 3600


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "  ",
        "soon",
        "5",
        "2026-13-01",
        "2026-02-30",
        "25:00 - 26:00",
        "2026-11-21 10:00",
        "now",
        "0m",
        "2026-11-22 - 2026-11-21",
        "Feb 30",
        "99999999h",
        "999999w",
        "a - b",
        "x" * 200,
        "2026-11-21 10:00 +25:99 - now",
    ],
)
def test_refuses(phrase: str) -> None:
    with pytest.raises(RangeError) as caught:
        parse_range(phrase, now=NOW)
    assert caught.value.status == 422


@given(st.text(max_size=60) | st.text("0123456789 -:/TZJanmhd.,ago", max_size=40))
def test_any_text_is_a_range_or_refused(phrase: str) -> None:
    try:
        found = parse_range(phrase, now=NOW, zone=BERLIN)
    except RangeError:
        return
    assert found.start < found.end
    again = parse_range(found.absolute, now=NOW)
    assert again.between == found.between


@pytest.mark.parametrize("phrase", [phrase for phrase, _ in PRESETS])
def test_presets_are_ranges(phrase: str) -> None:
    assert parse_range(phrase, now=NOW).start < NOW
