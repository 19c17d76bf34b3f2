"""Which of three pairs of digits is the year."""

from datetime import UTC, datetime

import pytest

from ingestion.normalise.clock import Arrival
from ingestion.normalise.short_years import order_of

ARRIVAL = Arrival(datetime(2026, 11, 21, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("written", "order"),
    [
        pytest.param(["17/06/09", "17/06/10"], "ymd", id="no month 17, and closest together"),
        pytest.param(["11/05/26", "11/22/26"], "mdy", id="no month 22"),
        pytest.param(["12/30/25", "01/02/26"], "mdy", id="a day that only one order has"),
        pytest.param(["11/12/09", "01/02/10"], "mdy", id="recent in neither, and one goes back in the first"),
        pytest.param(["11/05/26"], "mdy", id="recent"),
        pytest.param(["26/11/05"], "ymd", id="the year in front, as Spark has it"),
        pytest.param(["12/05/26"], "dmy", id="the month first would be after its arrival"),
        pytest.param(["21/11/26", "22/11/26"], "dmy", id="closest together with the day in front"),
        pytest.param([], "ymd", id="none"),
    ],
)
def test_order_of_short_dates(written: list[str], order: str) -> None:
    digits = [(day[:2], day[3:5], day[6:]) for day in written]
    assert order_of(digits, ARRIVAL) == order
