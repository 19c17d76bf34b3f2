"""Times read before the engine follow the same rules as those that the engine reads."""

from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.formats import FORMATS
from ingestion.normalise.clock import Arrival, read

ARRIVAL = Arrival(datetime(2026, 11, 21, 20, 36, 1, tzinfo=UTC), "Europe/Berlin")
TIMES = [
    ("2026-11-21T18:00:00.123456789Z", "2026-11-21T18:00:00.123456Z", False),
    ("2026-11-21 18:00:00,5", "2026-11-21T17:00:00.500000Z", True),
    ("2026/11/21 18:00:00", "2026-11-21T17:00:00.000000Z", True),
    ("2026-11-21T18:00:00+0330", "2026-11-21T14:30:00.000000Z", False),
    ("2026-06-30 23:59:60Z", "2026-07-01T00:00:00.000000Z", False),
    ("2026-11-21 18:00:00.25 PST", "2026-11-22T02:00:00.250000Z", False),
    ("2026-11-21 18:00:00 XYZT", "2026-11-21T17:00:00.000000Z", True),
    ("Nov 21 2026 18:00:00.5 UTC", "2026-11-21T18:00:00.500000Z", False),
    ("Nov 22 21:36:01", "2026-11-22T20:36:01.000000Z", True),
    ("Nov 22 21:36:02", "2025-11-22T20:36:02.000000Z", True),
    ("Feb 29 01:00:00", "2024-02-29T00:00:00.000000Z", True),
    ("21/Nov/2026:18:00:00.5 +0000", "2026-11-21T18:00:00.500000Z", False),
    ("11/21/2026-18:00:00.5", "2026-11-21T17:00:00.500000Z", True),
    ("26/11/21-18:00:00", "2026-11-21T17:00:00.000000Z", True),
    ("12/31-18:00:00", "2025-12-31T17:00:00.000000Z", True),
    ("1795284000.25", "2026-11-21T18:00:00.250000Z", False),
    ("1795284000250", "2026-11-21T18:00:00.250000Z", False),
    ("1795284000250001", "2026-11-21T18:00:00.250001Z", False),
    ("1795284000250001999", "2026-11-21T18:00:00.250001Z", False),
]


@pytest.mark.parametrize(("written", "instant", "inferred"), TIMES)
def test_times(written: str, instant: str, inferred: bool) -> None:
    moment = read(written, ARRIVAL)
    assert moment is not None
    assert (moment.text, moment.inferred) == (instant, inferred)


@pytest.mark.parametrize(
    "written", ["", "soon", "2026-13-01 00:00:00", "Feb 30 10:00:00", "Xxx 10 10:00:00", "12"]
)
def test_what_is_no_time_is_none(written: str) -> None:
    assert read(written, ARRIVAL) is None


SHAPES = r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}( [+-][0-9]{4})?|[0-9]{9,19}"


@given(st.text(alphabet="0123456789:-/. TZNovFeb", max_size=30) | st.from_regex(SHAPES, fullmatch=True))
def test_any_text_is_a_time_or_none(written: str) -> None:
    moment = read(written, ARRIVAL)
    assert moment is None or moment.at.tzinfo is not None


@pytest.mark.parametrize(
    ("more", "end"),
    [
        (b"", "2026-11-21T19:00:00.000000Z"),
        (b",2026-11-21T20:00:02.250-05:00", "2026-11-22T01:00:00.000000Z"),
    ],
    ids=["of its source", "of its row"],
)
def test_a_session_ends_in_the_zone_of_its_record(more: bytes, end: str) -> None:
    pan_os = FORMATS["pan_os"]
    assert pan_os.prepare is not None
    line = pan_os.samples[0].line + more
    records = pan_os.prepare(line, Arrival(datetime(2026, 11, 22, tzinfo=UTC), "Europe/Berlin"))
    assert records is not None and orjson.loads(records[0].document)["event.end"] == end
