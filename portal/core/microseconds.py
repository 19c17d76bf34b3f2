"""Times as whole microseconds since 1970 (UTC), the finest that Python, PostgreSQL and the event store all keep."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def since_1970(moment: datetime) -> int:
    """``moment`` has a zone; before 1970 the number is negative."""
    return (moment - EPOCH) // MICROSECOND


def moment_at(microseconds: int) -> datetime:
    """The other way; ``OverflowError`` outside the years 1 to 9999."""
    return EPOCH + microseconds * MICROSECOND
