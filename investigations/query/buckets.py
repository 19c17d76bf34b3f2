"""Widths of histogram bars that people can read off: round, and never too many of them."""

from datetime import UTC, datetime, timedelta, tzinfo

from portal.core.timephrase import EARLIEST, LATEST

MOST = 90
_SECONDS = (
    0.001,
    0.005,
    0.01,
    0.05,
    0.1,
    0.5,
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    900,
    1800,
    3600,
    7200,
    10800,
    21600,
    43200,
    86400,
    172800,
    604800,
    1209600,
    2592000,
    7776000,
    31536000,
)
WIDTHS = tuple(timedelta(seconds=seconds) for seconds in _SECONDS)
_MONDAY = datetime(2001, 1, 1)  # noqa: DTZ001 - a wall clock, to which a zone is given below


def width_for(length: timedelta, most: int = MOST) -> timedelta:
    """The narrowest round width that makes at most ``most`` bars of ``length``."""
    for width in WIDTHS:
        if length <= width * most:
            return width
    return WIDTHS[-1]


def origin_for(start: datetime, width: timedelta, zone: tzinfo) -> datetime:
    """The round moment at or before ``start`` from which bars count: a wall-clock multiple of ``width`` in ``zone``.

    Days and weeks begin at midnight (Monday) there. When clocks change inside the range, bars stay equally wide.
    """
    local = start.astimezone(zone)
    wall = local.replace(tzinfo=None)
    aligned = wall - ((wall - _MONDAY) % width)
    return start.astimezone(UTC) - (wall - aligned)


def is_open_ended(start: datetime, end: datetime) -> bool:
    """Whether the range is so wide that bars must be fitted to what is there."""
    return start <= EARLIEST or end >= LATEST or end - start > timedelta(days=400)
