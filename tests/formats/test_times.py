"""Times as sources write them, resolved by the real engine."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from tests.store.batches import sealed

pytestmark = pytest.mark.usefixtures("event_tables")

YEARLESS = [
    pytest.param("Nov 21 20:36:01", "2026-11-21T20:36:01Z", "2026-11-21T20:36:01", id="now"),
    pytest.param(
        "Nov 22 20:36:01", "2026-11-21T20:36:01Z", "2026-11-22T20:36:01", id="a day ahead is a fast clock"
    ),
    pytest.param(
        "Nov 22 20:36:02",
        "2026-11-21T20:36:01Z",
        "2025-11-22T20:36:02",
        id="more than a day ahead is last year",
    ),
    pytest.param("Dec 31 23:59:59", "2027-01-01T00:00:10Z", "2026-12-31T23:59:59", id="after new year's eve"),
    pytest.param(
        "Jan  1 00:00:03", "2026-12-31T23:59:50Z", "2027-01-01T00:00:03", id="before new year's eve"
    ),
    pytest.param(
        "Feb 29 12:00:00", "2026-03-01T00:00:00Z", "2024-02-29T12:00:00", id="leap day two years ago"
    ),
    pytest.param("Feb 29 12:00:00", "2028-02-29T00:00:00Z", "2028-02-29T12:00:00", id="leap day today"),
    pytest.param("Feb 29 12:00:00", "2028-02-27T00:00:00Z", "2024-02-29T12:00:00", id="leap day to come"),
    pytest.param("Feb 29 12:00:00", "2103-01-01T00:00:00Z", "2096-02-29T12:00:00", id="2100 has no leap day"),
]


@pytest.mark.parametrize(("written", "arrived", "expected"), YEARLESS)
def test_a_missing_year_is_the_latest_that_is_not_in_the_future(
    written: str, arrived: str, expected: str
) -> None:
    _, events = sealed(
        f"{written} h p: m\n".encode(), format="syslog", received_at=datetime.fromisoformat(arrived)
    )
    assert events[0]["timestamp"] == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert events[0]["time_quality"] == "inferred"


SPELLINGS = [
    pytest.param(
        '"2026-11-21T18:00:00.123456789Z"', "2026-11-21T18:00:00.123456+00:00", id="nanoseconds are cut"
    ),
    pytest.param(
        '"2026-11-21 18:00:00,5"', "2026-11-21T17:00:00.500000+00:00", id="comma, zone of the source"
    ),
    pytest.param('"2026-11-21T18:00:00+0330"', "2026-11-21T14:30:00+00:00", id="offset without colon"),
    pytest.param('"2026-11-21"', "2026-11-20T23:00:00+00:00", id="a day"),
    pytest.param('"Sat, 21 Nov 2026 18:00:00 GMT"', "2026-11-21T18:00:00+00:00", id="mail"),
    pytest.param("1795284000", "2026-11-21T18:00:00+00:00", id="seconds"),
    pytest.param("1795284000.25", "2026-11-21T18:00:00.250000+00:00", id="seconds with a fraction"),
    pytest.param("1795284000250", "2026-11-21T18:00:00.250000+00:00", id="milliseconds"),
    pytest.param("1795284000250001", "2026-11-21T18:00:00.250001+00:00", id="microseconds"),
    pytest.param('"1795284000250001999"', "2026-11-21T18:00:00.250001+00:00", id="nanoseconds"),
]


@cache
def _spelt() -> list[dict[str, Any]]:
    """All of them as one batch."""
    lines = "".join(f'{{"time":{one.values[0]}}}\n' for one in SPELLINGS)
    return sealed(lines.encode(), zone="Europe/Berlin")[1]


@pytest.mark.parametrize(("written", "expected"), SPELLINGS)
def test_spellings_of_an_instant(written: str, expected: str, request: pytest.FixtureRequest) -> None:
    event = _spelt()[[one.values[0] for one in SPELLINGS].index(written)]
    assert event["timestamp"] == datetime.fromisoformat(expected)
    zoneless = "zone of the source" in request.node.callspec.id or request.node.callspec.id == "a day"
    assert event["time_quality"] == ("inferred" if zoneless else "stated")


UNREADABLE = [
    "2026-13-01T00:00:00Z",
    "2026-02-30T10:00:00Z",
    "2026-11-21T25:00:00Z",
    "0000-00-00 00:00:00",
    "soon",
    "12",
    "1400-01-01",
]


def test_a_time_that_does_not_exist_is_quarantined_and_explained() -> None:
    result, events = sealed("".join(f'{{"time":"{written}"}}\n' for written in UNREADABLE).encode())
    assert not events
    assert [
        (line.reason, written in line.detail)
        for written, line in zip(UNREADABLE, result.quarantined, strict=True)
    ] == [("unreadable_time", True)] * len(UNREADABLE)


def test_the_clock_of_the_source_is_corrected_and_the_correction_kept() -> None:
    ahead = timedelta(minutes=5, microseconds=7)
    lines = b'{"time":"2026-11-21T18:05:00.000007Z"}\n{"msg":"no time"}\n'
    _, events = sealed(lines, clock_offset=ahead)
    assert events[0]["timestamp"] == datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
    assert events[0]["clock_offset"] == 300_000_007
    assert events[0]["event.created"] == "2026-11-21T18:05:00.000007Z"
    assert events[1]["timestamp"] == events[1]["received_at"]
    assert events[1]["clock_offset"] == 0
