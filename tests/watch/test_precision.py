"""What a written time says about itself."""

import pytest

from ingestion.normalise.precision import DAY, SECOND, Precision, precision

WRITTEN = [
    ("2026-11-21T18:00:00.123456789Z", Precision(1)),
    ("2026-11-21T18:00:00.5+01:00", Precision(SECOND // 10)),
    ("2026-11-21T18:00:00+0330", Precision(SECOND)),
    ("2026-11-21 18:00:00,250", Precision(1000, has_zone=False)),
    ("2026-11-21 18:00", Precision(60 * SECOND, has_zone=False)),
    ("2026-11-21", Precision(DAY, has_zone=False)),
    ("Nov 21 20:36:01", Precision(SECOND, has_year=False, has_zone=False)),
    ("Nov  5 2026 06:55:46 UTC", Precision(SECOND)),
    ("21/Nov/2026:18:00:00 +0000", Precision(SECOND)),
    ("Sat, 21 Nov 2026 18:00:00 GMT", Precision(SECOND)),
    ("Sat Nov 21 18:00:00.000001 2026", Precision(1, has_zone=False)),
    ("11/21/2026 6:55:46 AM", Precision(SECOND, has_zone=False)),
    ("11/21-18:00:00.123", Precision(1000, has_year=False, has_zone=False)),
    ("26/11/21-18:00:00", Precision(SECOND, has_zone=False)),
    ("1795284000", Precision(SECOND)),
    ("1795284000.25", Precision(SECOND // 100)),
    ("1795284000250", Precision(1000)),
    ("1795284000250001", Precision(1)),
    ("1795284000250001999", Precision(1)),
]


@pytest.mark.parametrize(("written", "expected"), WRITTEN)
def test_precision(written: str, expected: Precision) -> None:
    assert precision(written) == expected
