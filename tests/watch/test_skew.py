"""The estimator on clocks whose error is known: planted offsets and drifts under delays, jitter, strays and batching."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.normalise.robust import mad, quantile, slope
from ingestion.normalise.skew import Confidence, Estimate, Finding, Window, estimate, zone_of

NOW = 1_795_291_200.0
MINUTE = 60.0
Delay = Callable[[random.Random], float]

DELAYS: dict[str, Delay] = {
    "a quick network": lambda chance: 0.005 + chance.expovariate(1 / 0.02),
    "a flush every 5 s": lambda chance: 0.02 + chance.uniform(0, 5),
    "a slow relay now and then": lambda chance: (
        0.05 + chance.expovariate(1 / 0.5) * (20 if chance.random() < 0.1 else 1)
    ),
    "whole seconds": lambda chance: 0.01 + chance.uniform(0, 1),
}


def windows(
    ahead: float,
    delay: Delay,
    *,
    drift: float = 0.0,
    count: int = 60,
    each: int = 40,
    seed: int = 1,
    every: float = MINUTE,
    stray: float = 0.0,
) -> list[Window]:
    """``count`` windows up to ``NOW`` of a clock that is ``ahead`` at ``NOW``; ``stray`` windows state anything."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    return [
        _window(NOW - (count - place - 0.5) * every, ahead, drift, delay, each, chance, stray)
        for place in range(count)
    ]


def _window(
    at: float, ahead: float, drift: float, delay: Delay, each: int, chance: random.Random, stray: float
) -> Window:
    error = ahead + drift * (at - NOW)
    if chance.random() < stray:
        error += chance.choice([-1, 1]) * chance.uniform(10, 10**6)
    delays = sorted(delay(chance) - error for _ in range(each))
    return Window(at, delays[0], delays[len(delays) // 2], 0.0, each)


def holds(found: Estimate, ahead: float) -> bool:
    return found.lower <= ahead <= found.upper


# --- planted errors are found ------------------------------------------------------------------------------


@given(
    ahead=st.floats(0.5, 1e6).filter(lambda ahead: not zone_of(ahead)),
    kind=st.sampled_from(sorted(DELAYS)),
    count=st.integers(12, 120),
    each=st.integers(5, 60),
    seed=st.integers(0, 2**32),
)
def test_a_clock_that_is_ahead_is_found_within_the_bounds(
    ahead: float, kind: str, count: int, each: int, seed: int
) -> None:
    found = estimate(windows(ahead, DELAYS[kind], count=count, each=each, seed=seed), NOW)
    assert holds(found, ahead), (found, ahead)
    assert abs(found.ahead - ahead) <= found.uncertainty < 6
    assert found.confidence in {Confidence.MEDIUM, Confidence.HIGH}


@given(ahead=st.floats(3, 800), seed=st.integers(0, 2**32))
def test_stray_windows_move_it_little(ahead: float, seed: int) -> None:
    found = estimate(windows(ahead, DELAYS["a quick network"], seed=seed, stray=0.1), NOW)
    assert abs(found.ahead - ahead) < 1.0, found


@given(
    ppm=st.floats(50, 500),
    sign=st.sampled_from([1, -1]),
    ahead=st.floats(20, 900),
    seed=st.integers(0, 2**32),
)
def test_drift_is_found(ppm: float, sign: int, ahead: float, seed: int) -> None:
    given_windows = windows(ahead, DELAYS["a quick network"], drift=sign * ppm * 1e-6, count=240, seed=seed)
    found = estimate(given_windows, NOW)
    assert found.drift is not None
    assert abs(found.drift - sign * ppm * 1e-6) < 20e-6
    assert holds(found, ahead), (found, ahead)


@given(behind=st.floats(3, 800), seed=st.integers(0, 2**32))
def test_a_clock_that_is_behind_is_told_with_what_cannot_be_known(behind: float, seed: int) -> None:
    found = estimate(windows(-behind, DELAYS["a quick network"], seed=seed), NOW)
    assert abs(found.ahead + behind) < 0.5
    assert found.lower <= -behind
    assert found.upper >= 0, "a right clock with slow delivery looks the same"
    assert found.finding is Finding.LATE_OR_BEHIND
    assert found.confidence is not Confidence.HIGH


@pytest.mark.parametrize("kind", sorted(DELAYS))
def test_a_right_clock_is_called_right(kind: str) -> None:
    found = estimate(windows(0, DELAYS[kind]), NOW)
    assert found.ahead == 0 or holds(found, 0)
    assert abs(found.ahead) < 0.2
    assert found.finding is Finding.NOTHING


def test_97_seconds_ahead_after_a_quarter_of_an_hour() -> None:
    found = estimate(windows(97, DELAYS["a quick network"], count=15), NOW)
    assert (round(found.ahead), found.confidence, found.finding) == (97, Confidence.HIGH, Finding.NOTHING)
    assert found.uncertainty < 0.5


# --- what is no clock is not called one ------------------------------------------------------------------------


def uploads(count: int, days: float, seed: int) -> list[Window]:
    """Old files read one after the other: each window holds a piece of somebody's past."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    return [
        Window(NOW - place * MINUTE, (old := chance.uniform(0.5, days) * 86400), old + 40000, 0.0, 5000)
        for place in range(count)
    ]


@given(count=st.integers(3, 60), days=st.floats(1, 4000), seed=st.integers(0, 2**32))
def test_old_files_give_no_estimate(count: int, days: float, seed: int) -> None:
    found = estimate(uploads(count, days, seed), NOW)
    assert (found.confidence, found.ahead) == (Confidence.NONE, 0.0), found


def test_a_file_caught_up_in_order_gives_no_estimate() -> None:
    found = estimate([Window(NOW - n * MINUTE, n * 1800.0, n * 1800 + 900, 0.0, 999) for n in range(40)], NOW)
    assert found.confidence is Confidence.NONE


def test_files_that_are_always_a_day_late_give_no_estimate() -> None:
    found = estimate([Window(NOW - n * MINUTE, 86400.0, 90000.0, 0.0, 999) for n in range(40)], NOW)
    assert (found.confidence, found.finding) == (Confidence.NONE, Finding.HISTORY)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_little_is_said(count: int) -> None:
    found = estimate(windows(97, DELAYS["a quick network"], count=count), NOW)
    assert (found.confidence, found.finding) == (Confidence.NONE, Finding.TOO_LITTLE)


# --- what clocks do -----------------------------------------------------------------------------------------------


ZONES = [7200, -18000, 19800, 20700, -34200, 50400]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("error", [0.0, 4.0, -3.0])
def test_a_wrong_zone_is_recognised(zone: int, error: float) -> None:
    found = estimate(windows(zone + error, DELAYS["a quick network"]), NOW)
    assert (found.finding, found.zone) == (Finding.WRONG_ZONE, zone)
    assert holds(found, zone + error)


@pytest.mark.parametrize("ahead", [0.0, 97.0, -97.0, 900.0, 5000.0, 86400.0])
def test_other_errors_are_no_zones(ahead: float) -> None:
    assert zone_of(ahead) == 0


def test_after_the_clock_was_set_the_time_before_does_not_count() -> None:
    before = [
        Window(each.at - 60 * MINUTE, each.floor, each.median, 0.0, 40)
        for each in windows(97, DELAYS["a quick network"])
    ]
    found = estimate([*before, *windows(0, DELAYS["a quick network"], count=20)], NOW)
    assert (found.ahead, found.finding, found.windows) == (0.0, Finding.STEPPED, 20)


def test_odd_windows_before_are_no_sign_that_the_clock_was_set() -> None:
    odd = [Window(NOW - 7200, 1800.0, 3600.0, 0.0, 4000), Window(NOW - 7140, -90.0, 900.0, 0.0, 4000)]
    found = estimate([*odd, *windows(97, DELAYS["a quick network"], count=20)], NOW)
    assert (found.finding, found.windows) == (Finding.NOTHING, 20)


# Each is the error of a clock at a minute of the day, and the travel of what it sends then.
Level = Callable[[int], float]
ODD: dict[str, tuple[Level, Level]] = {
    "set by 2 s": (lambda minute: 2.0 * (minute > 210), lambda minute: 0),
    "set back by 2 s": (lambda minute: -2.0 * (minute > 210), lambda minute: 0),
    "set to and fro each ten minutes": (lambda minute: 30.0 * (minute // 10 % 2), lambda minute: 0),
    "set to and fro each two minutes": (lambda minute: 30.0 * (minute // 2 % 2), lambda minute: 0),
    "gaining 0.6 s an hour, and set each hour": (lambda minute: 0.01 * ((minute + 19) % 60), lambda minute: 0),
    "ahead, and then slower": (lambda minute: 45.0, lambda minute: 40.0 * (minute > 210)),
    "ahead, and slower by and by": (lambda minute: 3.0, lambda minute: minute / 40),
    "two ways, one slower": (lambda minute: 3.0, lambda minute: 20.0 * (minute // 5 % 2)),
    "exactly two hours late": (lambda minute: 0.0, lambda minute: 7200.0),
    "offline for an hour": (lambda minute: 3.0, lambda minute: max(60.0 * (210 - minute), 0) if minute > 150 else 0),
}  # fmt: skip


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("length", [225, 240])
def test_what_an_odd_clock_may_be_is_never_left_out(kind: str, length: int) -> None:
    clock, travel = ODD[kind]
    chance = random.Random(7)  # noqa: S311 - no secret
    given_windows = [
        Window(NOW + minute * MINUTE, travel(minute) + chance.expovariate(20) - clock(minute), 1.0, 0.0, 6)
        for minute in range(length)
    ]
    found = estimate(given_windows, NOW + length * MINUTE)
    assert found.confidence is not Confidence.NONE
    assert holds(found, clock(length - 1)), found
    assert found.confidence is not Confidence.HIGH or found.uncertainty < 3, found


def test_the_order_of_windows_does_not_matter() -> None:
    given_windows = windows(31, DELAYS["a flush every 5 s"])
    assert estimate(given_windows, NOW) == estimate(given_windows[::-1], NOW)


# --- the statistics -----------------------------------------------------------------------------------------------


def test_slope_ignores_wild_points() -> None:
    points = [(float(x), 3.0 * x + 1) for x in range(30)]
    points[::5] = [(x, 1e9) for x, _ in points[::5]]
    assert slope(points) == pytest.approx(3.0)
    assert slope([(1.0, 2.0), (1.0, 5.0)]) == 0.0


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40), st.floats(0, 1))
def test_quantiles_lie_inside(values: list[float], share: float) -> None:
    assert min(values) <= quantile(values, share) <= max(values)
    assert quantile(values, 0) == min(values)
    assert mad(values, 0.0) >= 0
