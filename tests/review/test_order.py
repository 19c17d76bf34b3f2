"""Which of two events came first: never said wrongly, said whenever it can be."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from investigations.review.order import Answer, Happened, compare

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FAR = timedelta(days=400)


def happened(
    at: float,
    ahead: float = 0,
    *,
    earlier: float = 0,
    later: float = 0,
    arrived: float = 60,
    clock: str = "",
    step: float = 0,
) -> Happened:
    """Shown ``at`` seconds past noon; stated ``ahead`` more."""
    moment = NOON + at * SECOND
    received = moment + arrived * SECOND
    return Happened(
        moment,
        moment - earlier * SECOND,
        min(moment + later * SECOND, received),
        received,
        moment + ahead * SECOND,
        step * SECOND,
        clock,
    )


CASES = [
    pytest.param(happened(0), happened(1), Answer.BEFORE, "lies before", id="exact and apart"),
    pytest.param(happened(1), happened(0), Answer.AFTER, "lies before", id="the other way round"),
    pytest.param(happened(0), happened(0), Answer.UNKNOWN, "overlap", id="the same instant"),
    pytest.param(happened(0, later=2), happened(1, earlier=2), Answer.UNKNOWN, "overlap", id="unsure clocks"),
    pytest.param(
        happened(0, later=60, arrived=0.5),
        happened(2, earlier=1),
        Answer.BEFORE,
        "had arrived",
        id="it had arrived",
    ),
    pytest.param(
        happened(0, 97, later=60, earlier=60, clock="a/h"),
        happened(2, 97, later=60, earlier=60, clock="a/h"),
        Answer.BEFORE,
        "same clock",
        id="one unsure clock tells the order of its own",
    ),
    pytest.param(
        happened(0, later=60, earlier=60, clock="a/h1"),
        happened(2, later=60, earlier=60, clock="a/h2"),
        Answer.UNKNOWN,
        "overlap",
        id="two machines of one source have two clocks",
    ),
    pytest.param(
        happened(0, clock="a/h", step=1, later=1),
        happened(0.5, clock="a/h", step=1, later=1),
        Answer.UNKNOWN,
        "precise",
        id="within the second that one clock writes",
    ),
    pytest.param(
        happened(0, 97, earlier=3, later=3, clock="a/h"),
        happened(60, -97, earlier=3, later=3, clock="a/h"),
        Answer.BEFORE,
        "lies before",
        id="a clock that was set in between contradicts its own corrections",
    ),
    pytest.param(
        happened(9, clock="a/h", arrived=-5, earlier=60, later=60),
        happened(5, clock="a/h", arrived=3),
        Answer.BEFORE,
        "had arrived",
        id="a clock set back says the contrary of an arrival",
    ),
    pytest.param(
        Happened(NOON, NOON - FAR, NOON, NOON, None, SECOND, ""),
        happened(5),
        Answer.BEFORE,
        "had arrived",
        id="no time stated, but it was here before",
    ),
    pytest.param(
        Happened(NOON, NOON - FAR, NOON, NOON, None, SECOND, ""),
        happened(-5),
        Answer.UNKNOWN,
        "states no time",
        id="no time stated",
    ),
]


@pytest.mark.parametrize(("first", "second", "answer", "said"), CASES)
def test_order(first: Happened, second: Happened, answer: Answer, said: str) -> None:
    found = compare(first, second)
    assert (found.answer, said in found.reason) == (answer, True), found


@st.composite
def observed(draw: st.DrawFn, truth: float) -> Happened:
    """A record of what happened at ``truth``, by a clock whose error lies within what is known of it."""
    error, known = draw(st.floats(-100, 100)), draw(st.floats(0, 50))
    wrong_by = draw(st.floats(-1, 1)) * known
    at = truth + wrong_by  # shown, after the correction
    received = NOON + (truth + draw(st.floats(0.001, 300))) * SECOND
    moment = NOON + at * SECOND
    slack = timedelta(microseconds=2)
    latest = min(moment + known * SECOND + slack, received)
    return Happened(
        moment, moment - known * SECOND - slack, latest, received, moment + error * SECOND, SECOND * 0, ""
    )


@given(st.data(), st.floats(-200, 200), st.floats(-200, 200))
def test_an_order_that_is_told_is_true(data: st.DataObject, one: float, other: float) -> None:
    answer = compare(data.draw(observed(one)), data.draw(observed(other))).answer
    assert answer is Answer.UNKNOWN or answer is (Answer.BEFORE if one < other else Answer.AFTER)


@given(st.data(), st.floats(-200, 200), st.floats(-200, 200))
def test_the_question_can_be_turned_round(data: st.DataObject, one: float, other: float) -> None:
    first, second = data.draw(observed(one)), data.draw(observed(other))
    turned = {Answer.BEFORE: Answer.AFTER, Answer.AFTER: Answer.BEFORE, Answer.UNKNOWN: Answer.UNKNOWN}
    assert compare(second, first).answer is turned[compare(first, second).answer]
