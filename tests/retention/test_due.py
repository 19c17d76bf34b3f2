"""What is due: never before its time, never kept after it, whatever the clock, the policy and the order."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.retention.due import Kept, due_on, what_is_due, without_policy

MOMENTS = st.integers(0, 5_000 * 86_400).map(
    lambda s: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=s)
)
DAYS = st.integers(1, 4000)
CLASSES = st.sampled_from(["short", "standard", "security", "unheard-of"])
KEPT = st.lists(
    st.builds(Kept, CLASSES, st.dates(date(2018, 1, 1), date(2036, 1, 1)), rows=st.integers(0, 9))
)
POLICY = st.fixed_dictionaries({"short": DAYS, "standard": DAYS, "security": DAYS})


def is_due(received: datetime, days: int, now: datetime) -> bool:
    return bool(what_is_due([Kept("standard", received.date(), rows=1)], {"standard": days}, now))


@given(MOMENTS, DAYS, st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_no_record_is_due_before_it_was_kept_for_its_days(
    received: datetime, days: int, later: timedelta
) -> None:
    now = received + later
    if later <= timedelta(days=days):
        assert not is_due(received, days, now)


@given(MOMENTS, DAYS)
def test_every_record_is_due_once_its_day_and_its_days_are_over(received: datetime, days: int) -> None:
    assert is_due(received, days, received + timedelta(days=days + 1))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(
            datetime(2026, 1, 2, 23, 59, 59, 999999, UTC), False, id="the last microsecond it must be kept"
        ),
        pytest.param(datetime(2026, 1, 3, tzinfo=UTC), True, id="the first at which it may go"),
        pytest.param(
            datetime(2026, 1, 3, 1, tzinfo=timezone(timedelta(hours=2))), False, id="another zone's midnight"
        ),
    ],
)
def test_the_boundary_is_midnight_utc(now: datetime, expected: bool) -> None:
    assert is_due(datetime(2026, 1, 1, 12, tzinfo=UTC), 1, now) is expected


@given(KEPT, POLICY, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=900)))
def test_what_is_due_stays_due(
    kept: list[Kept], policy: dict[str, int], now: datetime, later: timedelta
) -> None:
    first, second = what_is_due(kept, policy, now), what_is_due(kept, policy, now + later)
    assert [each for each in first if each not in second] == []


@given(KEPT, POLICY, MOMENTS, st.integers(1, 900))
def test_a_longer_policy_makes_nothing_more_due(
    kept: list[Kept], policy: dict[str, int], now: datetime, more: int
) -> None:
    longer = {name: days + more for name, days in policy.items()}
    before = [each.kept for each in what_is_due(kept, policy, now)]
    assert all(each.kept in before for each in what_is_due(kept, longer, now))


@given(KEPT, POLICY, MOMENTS)
def test_once_purged_nothing_more_is_due(kept: list[Kept], policy: dict[str, int], now: datetime) -> None:
    gone = [each.kept for each in what_is_due(kept, policy, now)]
    assert what_is_due([item for item in kept if item not in gone], policy, now) == []


@given(KEPT, POLICY, MOMENTS)
def test_an_unknown_class_is_never_due_and_always_shown(
    kept: list[Kept], policy: dict[str, int], now: datetime
) -> None:
    strange = [item for item in kept if item.retention_class == "unheard-of"]
    assert all(each.kept not in strange for each in what_is_due(kept, policy, now))
    assert len(without_policy(kept, policy)) == len(strange)


def test_oldest_first() -> None:
    kept = [Kept("short", date(2026, 1, day)) for day in (3, 1, 2)]
    due = what_is_due(kept, {"short": 1}, datetime(2026, 3, 1, tzinfo=UTC))
    assert [each.kept.day.day for each in due] == [1, 2, 3]


def test_beyond_the_calendar_is_never_due() -> None:
    assert due_on(date(2026, 1, 1), 2**31 - 1) == date.max


def test_no_days_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="one day at least"):
        due_on(date(2026, 1, 1), 0)


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        what_is_due([], {}, datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point
