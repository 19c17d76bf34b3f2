"""Files whose lines name no year keep their order; what has no order is left as its arrival says."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.normalise.clock import Arrival, read
from ingestion.normalise.in_order import not_after
from tests.store.batches import sealed

ARRIVED = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def lines(moments: Iterable[datetime]) -> bytes:
    return b"".join(
        f"{at:%b} {at.day:2d} {at:%H:%M:%S} host app[1]: {n}\n".encode() for n, at in enumerate(moments)
    )


def days(first: datetime, count: int, step: timedelta = DAY) -> list[datetime]:
    return [first + number * step for number in range(count)]


def read_all(body: bytes) -> list[datetime]:
    arrival = Arrival(ARRIVED, not_after=not_after(body, Arrival(ARRIVED)))
    found = [read(line[:15].decode(), arrival) for line in body.splitlines()]
    return [moment.at for moment in found if moment]


OCTOBER = datetime(2025, 10, 1, 12, tzinfo=UTC)


def test_a_file_of_last_year_is_not_torn_apart() -> None:
    written = days(OCTOBER, 92)
    assert read_all(lines(written)) == written


def test_a_leap_day_takes_the_file_to_its_year() -> None:
    written = [*days(datetime(2024, 2, 1, tzinfo=UTC), 29)]
    assert read_all(lines(written)) == written


@given(
    start=st.integers(0, 882).map(lambda day: datetime(2024, 6, 1, 7, 30, tzinfo=UTC) + day * DAY),
    hours=st.floats(1, 24 * 330),
    count=st.integers(12, 400),
)
def test_any_file_of_less_than_a_year_is_in_order(start: datetime, hours: float, count: int) -> None:
    step = timedelta(hours=hours) / count
    written = [moment.replace(microsecond=0) for moment in days(start, count, step)]
    found = read_all(lines(moment for moment in written if (moment.month, moment.day) != (2, 29)))
    assert found == sorted(found)
    assert all(moment <= ARRIVED + DAY for moment in found)


LEFT_ALONE = [
    pytest.param(lines(days(datetime(2026, 11, 1, tzinfo=UTC), 20)), id="nothing out of order"),
    pytest.param(lines(days(datetime(2026, 11, 21, tzinfo=UTC), 200, -DAY)), id="newest first"),
    pytest.param(
        lines(
            [
                *days(datetime(2026, 11, 1, tzinfo=UTC), 10),
                OCTOBER.replace(month=12),
                *days(datetime(2026, 11, 11, tzinfo=UTC), 10),
            ]
        ),
        id="one line of a wrong clock",
    ),
    pytest.param(b'{"no":"syslog"}\n' * 30, id="another format"),
    pytest.param(b"Nov 21 20:36:01 2026 has a year\n" * 3, id="with years"),
    pytest.param(b"", id="nothing"),
]


@pytest.mark.parametrize("body", LEFT_ALONE)
def test_left_as_arrival_says(body: bytes) -> None:
    assert not_after(body, Arrival(ARRIVED)) is None


@given(st.binary(max_size=300))
def test_any_bytes(body: bytes) -> None:
    not_after(body, Arrival(ARRIVED))


def test_the_engine_keeps_the_same_bound(event_tables: None) -> None:
    written = days(OCTOBER, 92)
    body = lines(written)
    _, torn = sealed(body, format="syslog", received_at=ARRIVED)
    assert [event["timestamp"] for event in torn] != written
    _, events = sealed(
        body, format="syslog", received_at=ARRIVED, not_after=not_after(body, Arrival(ARRIVED))
    )
    assert [event["timestamp"] for event in events] == written
    assert {event["time_quality"] for event in events} == {"inferred"}
