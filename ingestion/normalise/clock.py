"""Times as sources write them, for formats that are taken apart before the engine: the same rules as in ``times``."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if name}
BSD = re.compile(
    r"([A-Z][a-z]{2}) {1,2}(\d{1,2}),? (?:(\d{4})(?:,| @)? )?(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ([A-Z]{1,5}|[+-]\d{4}))?$"
)
NUMBERS = re.compile(
    r"(\d{4})[-/.](\d\d)[-/.](\d\d)[T ,](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ?(Z|[A-Z]{2,5}|[+-]\d\d(?::?\d\d)?))?$"
)
# C's asctime and date(1): the year at the end.
CTIME = re.compile(
    r"(?:[A-Z][a-z]{2},? )?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ([A-Z]{1,5}|[+-]\d{4}))? (\d{4})$"
)
# RFC 5322, and its like without the comma.
MAIL = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2})[ -]([A-Z][a-z]{2})[ -](\d{4}) (\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ([A-Z]{1,5}|[+-]\d{4}))?$"
)
HALF_DAYS = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4}),?[ \t]+(\d{1,2}):(\d\d):(\d\d)(?:\.(\d{1,9}))?[ \u202f]?([AP])M$"
)  # only Americans write so: the month comes first
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)[ T]?(\d\d):?(\d\d):?(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$")
CLF = re.compile(r"(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?: ([+-]\d{4}))?$")
SNORT = re.compile(r"(?:(\d{2}|\d{4})/)?(\d\d)/(\d\d)(?:/(\d{4}))?-(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$")
SHORT = re.compile(r"(\d\d)(\d\d)(\d\d) (\d\d)(\d\d)(\d\d)$")  # Hadoop's: yymmdd hhmmss
EPOCH = re.compile(r"(\d{9,10})(?:\.(\d{1,9}))?$|(\d{13})$|(\d{16})$|(\d{19})$")
# RFC 5322's zones, Europe's, Australia's, New Zealand's and Japan's; what else abbreviations mean depends on who writes them.
ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "CET": 1, "CEST": 2, "WEST": 1, "EET": 2, "EEST": 3,
    "AWST": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "JST": 9,
}  # fmt: skip
START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Arrival:
    """When a batch came (aware), and its source's IANA zone: what times without a year or a zone are resolved by.

    ``not_after`` bounds times without a year further, where the order of a file says so (``in_order``).
    """

    at: datetime
    zone: str = "UTC"
    not_after: datetime | None = None

    @property
    def latest(self) -> datetime:
        """The last moment that a time without a year may mean."""
        return min(self.at + timedelta(days=1), self.not_after or datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True)
class Moment:
    """An instant (aware, UTC) and whether a part of it, the year or the zone, was concluded."""

    at: datetime
    inferred: bool = False

    @property
    def text(self) -> str:
        """ISO 8601 with microseconds."""
        return self.at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def read(text: str, arrival: Arrival) -> Moment | None:
    """ISO 8601, ``Nov  5 [2026] 06:55:46[.5] [UTC]``, ``Nov 5, 2026 @ 06:55:46.5`` (Kibana's), ``Thu Nov  5 06:55:46 2026``, ``5 Nov 2026 06:55:46``,
    ``05/Nov/2026:06:55:46``, ``11/5/2026 6:55:46 AM``, ``20261105 06:55:46``, Snort's, or seconds to nanoseconds
    since 1970; ``None`` for anything else.
    """
    try:
        if found := NUMBERS.match(text):
            year, month, day, *clock, fraction, zone = found.groups()
            return _moment((int(year), int(month), int(day)), clock, fraction, zone, arrival)
        if found := BSD.match(text):
            name, day, year, *clock, fraction, zone = found.groups()
            if year:
                return _moment((int(year), MONTHS[name], int(day)), clock, fraction, zone, arrival)
            return yearless(MONTHS[name], int(day), clock, fraction, arrival, zone)
        if found := CLF.match(text) or MAIL.match(text):
            day, name, year, *clock, fraction, zone = found.groups()
            return _moment((int(year), MONTHS[name], int(day)), clock, fraction, zone, arrival)
        if found := CTIME.match(text):
            name, day, *clock, fraction, zone, year = found.groups()
            return _moment((int(year), MONTHS[name], int(day)), clock, fraction, zone, arrival)
        if found := HALF_DAYS.match(text):
            return _half_days(found, arrival)
        if found := SHORT.match(text):
            year, month, day, *clock = found.groups()
            return _moment((2000 + int(year), int(month), int(day)), clock, None, None, arrival)
        if found := SNORT.match(text):
            return _snort(found, arrival)
        if found := EPOCH.match(text):
            return _since_1970(found)
        if found := COMPACT.match(text):
            year, month, day, *clock, fraction, zone = found.groups()
            return _moment((int(year), int(month), int(day)), clock, fraction, zone, arrival)
    except (ValueError, KeyError, OverflowError):
        return None
    return None


def _half_days(found: re.Match[str], arrival: Arrival) -> Moment | None:
    month, day, year, hour, minute, second, fraction, half = found.groups()
    if not 1 <= int(hour) <= 12:
        return None
    clock = [str(int(hour) % 12 + 12 * (half == "P")), minute, second]
    return _moment((int(year), int(month), int(day)), clock, fraction, None, arrival)


def _snort(found: re.Match[str], arrival: Arrival) -> Moment | None:
    """``[yy/]mm/dd[/yyyy]-hh:mm:ss``; two digits are of this century.

    ``mm/dd/yy``, as Snort 2 has it with ``-y``, is read where it cannot be the other.
    """
    before, month, day, behind, *clock, fraction = found.groups()
    if before and len(before) == 2 and int(month) > 12:
        before, month, day = day, before, month
    year = behind or before
    if not year:
        return yearless(int(month), int(day), clock, fraction, arrival)
    century = "20" if len(year) == 2 else ""
    return _moment((int(century + year), int(month), int(day)), clock, fraction, None, arrival)


def yearless(
    month: int, day: int, clock: list[str], fraction: str | None, arrival: Arrival, zone: str | None = None
) -> Moment | None:
    """In the latest year that does not put it more than a day after its arrival, nor out of its file's order."""
    latest = arrival.latest
    # East of Greenwich the next year begins before it does here.
    for year in range(latest.year + (month == 1), latest.year - 9, -1):
        if month == 2 and day == 29 and not calendar.isleap(year):
            continue
        found = _moment((year, month, day), clock, fraction, zone, arrival)
        if found.at <= latest:
            return Moment(found.at, inferred=True)
    return None


def _moment(
    date: tuple[int, int, int], clock: list[str], fraction: str | None, zone: str | None, arrival: Arrival
) -> Moment:
    hour, minute, second = map(int, clock)
    leap = second == 60  # RFC 3339 allows it, datetime does not
    local = datetime(*date, hour, minute, 59 if leap else second, _micro(fraction), tzinfo=UTC)
    local += timedelta(seconds=leap)
    if zone is None or (zone[0] not in "+-" and zone not in ZONES):
        return Moment(local.replace(tzinfo=_zone(arrival.zone)).astimezone(UTC), inferred=True)
    return Moment(local - _offset(zone))


def _offset(zone: str) -> timedelta:
    if zone in ZONES:
        return timedelta(hours=ZONES[zone])
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:].removeprefix(":") or 0))
    return -ahead if zone[0] == "-" else ahead


def _micro(fraction: str | None) -> int:
    return int((fraction or "0").ljust(6, "0")[:6])


def _since_1970(found: re.Match[str]) -> Moment:
    seconds, fraction, milli, micro, nano = found.groups()
    if seconds:
        return Moment(START + timedelta(seconds=int(seconds), microseconds=_micro(fraction)))
    count = int(milli) * 1000 if milli else int(micro) if micro else int(nano) // 1000
    return Moment(START + timedelta(microseconds=count))


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
