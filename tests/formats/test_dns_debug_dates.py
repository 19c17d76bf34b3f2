"""Whether day or month comes first in the DNS server's debug log is concluded from a whole batch."""

from datetime import UTC, datetime

import pytest

from ingestion.formats.windows_dns_debug import LINE, name_of, order_of
from ingestion.normalise.clock import Arrival

ARRIVAL = Arrival(datetime(2026, 11, 21, 20, 36, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["11/10/2026 8:00:01 PM"], "mdy"),
        (["10/11/2026 8:00:01 PM"], "mdy"),
        (["21/11/2026 8:00:01 PM"], "dmy"),
        (["05/11/2026 20:00:01"], "dmy"),
        (["11/05/2026 20:00:01"], "mdy"),
        (["03/02/2026 20:00:01", "13/02/2026 20:00:01"], "dmy"),
        (["99/99/2026 20:00:01"], "mdy"),
    ],
)
def test_the_order_is_that_of_the_batch(dates: list[str], order: str) -> None:
    lines = (LINE.match(f"{one} 0A1C EVENT   x") for one in dates)
    assert order_of((one for one in lines if one), ARRIVAL) == order


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("(4)shop(7)example(0)", "shop.example"),
        ("(6)a(3)bc(7)example(0)", "a(3)bc.example"),
        ("(0)", ""),
        ("(99)x", "(99)x"),
        ("x", "x"),
    ],
)
def test_names_are_read_by_their_lengths(written: str, name: str) -> None:
    assert name_of(written) == name
