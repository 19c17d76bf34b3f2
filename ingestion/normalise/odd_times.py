"""Records from the future and from the far past: kept as they came, and flagged whenever they are read.

Nothing is stored for it, so a limit that is changed (``LANTERN_CLOCK_FUTURE_S``, ``LANTERN_CLOCK_PAST_DAYS``) holds for
what is there already.
"""

from datetime import datetime, timedelta

from django.conf import settings

FUTURE, PAST = "future", "past"
MEANS = {
    FUTURE: "The record states a time well after it arrived, so its clock cannot have been right.",
    PAST: "The record states a time so long before it arrived that its clock was probably never set.",
}


def flag(timestamp: datetime, received_at: datetime) -> str:
    """``future``, ``past``, or nothing."""
    if timestamp > received_at + timedelta(seconds=settings.CLOCK_FUTURE_S):
        return FUTURE
    if timestamp < received_at - timedelta(days=settings.CLOCK_PAST_DAYS):
        return PAST
    return ""


def flag_sql() -> str:
    """The same as an expression for the engine."""
    after = f"timestamp > received_at + INTERVAL {int(settings.CLOCK_FUTURE_S)} SECOND"
    before = f"timestamp < received_at - INTERVAL {int(settings.CLOCK_PAST_DAYS)} DAY"
    return f"multiIf({after}, '{FUTURE}', {before}, '{PAST}', '')"
