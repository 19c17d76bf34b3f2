"""What people write for a time: spans back from now, named days, dates, clock times, and two of them with a dash."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)  # DateTime64(6) ends in 2299
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
WORDS = {
    "second": "s",
    "sec": "s",
    "minute": "m",
    "min": "m",
    "hour": "h",
    "hr": "h",
    "day": "d",
    "week": "w",
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_LENGTH = r"(\d{1,6})\s*(s|m|h|d|w|(?:sec|second|min|minute|hr|hour|day|week)s?)"
_LAST = re.compile(rf"(?:(?:the\s+)?(?:last|past)\s+|-)?{_LENGTH}", re.I)
_AGO = re.compile(rf"{_LENGTH}\s+ago", re.I)
_ZONE = r"(Z|UTC|[+-]\d\d:?\d\d)?"
_CLOCK = rf"(\d{{1,2}}):(\d\d)(?::(\d\d)(?:[.,](\d{{1,6}})\d*)?)?\s*{_ZONE}"
_ISO = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d)(?:[T\s]+{_CLOCK})?", re.I)
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_MONTH_DAY = re.compile(
    rf"{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?(?:[,\s]+{_CLOCK})?", re.I
)
_DAY_MONTH = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?\.?\s+{_MONTH}(?:,?\s+(\d{{4}}))?(?:[,\s]+{_CLOCK})?", re.I
)
_TIME = re.compile(_CLOCK, re.I)
_BETWEEN = re.compile(r"\s+(?:-|–|—|to|until)\s+|\s*\.\.\s*|/", re.I)


@dataclass(frozen=True)
class _Span:
    """What one end can mean: an instant (``start == end``) or a day."""

    start: datetime
    end: datetime
    has_year: bool = True
    follows_now: bool = False


def resolve(text: str, now: datetime) -> tuple[datetime, datetime, bool]:
    """Start, end and whether it moves with ``now``, whose zone counts. ``ValueError`` when it names no time."""
    lowered = text.lower()
    if lowered in {"all", "all time", "ever"}:
        return EARLIEST, LATEST, False
    if lowered in NAMED:
        start, end = NAMED[lowered](now)
        return start, end, True
    if match := _LAST.fullmatch(text):
        return _before(now, match), now, True
    for separator in _BETWEEN.finditer(text):
        ends = _try_ends(text[: separator.start()], text[separator.end() :], now)
        if ends is not None:
            return ends
    span = _span(text, now)
    if span.start == span.end:
        raise ValueError(text)
    return span.start, span.end, span.follows_now


def _try_ends(left: str, right: str, now: datetime) -> tuple[datetime, datetime, bool] | None:
    try:
        low, high = _span(left, now), _span(right, now, is_end=True)
    except ValueError:
        return None
    start = low.start
    if start.astimezone(UTC) >= high.end.astimezone(UTC) and not low.has_year:
        start = start.replace(year=start.year - 1)
    return start, high.end, low.follows_now or high.follows_now


def _before(now: datetime, length: re.Match[str]) -> datetime:
    """In UTC, because 3 hours are 3 hours on the night when clocks change, too."""
    amount, unit = length[1], length[2].lower()
    letter = unit if unit in UNITS else WORDS[unit.rstrip("s")]
    return now.astimezone(UTC) - timedelta(seconds=int(amount) * UNITS[letter])


def _span(text: str, now: datetime, *, is_end: bool = False) -> _Span:
    """One end of a range. ``ValueError`` when it is none."""
    lowered = text.strip().lower()
    if lowered == "now":
        return _Span(now, now, follows_now=True)
    if lowered in {"today", "yesterday"}:
        start, _ = NAMED[lowered](now)
        return _day(start.date(), now, follows_now=True)
    if match := _AGO.fullmatch(lowered):
        moment = _before(now, match)
        return _Span(moment, moment, follows_now=True)
    if match := _ISO.fullmatch(lowered):
        return _moment(date(int(match[1]), int(match[2]), int(match[3])), match.groups()[3:], now, is_end)
    if match := _MONTH_DAY.fullmatch(lowered):
        return _named_day(match[1], match[2], match[3], match.groups()[3:], now, is_end)
    if match := _DAY_MONTH.fullmatch(lowered):
        return _named_day(match[2], match[1], match[3], match.groups()[3:], now, is_end)
    if match := _TIME.fullmatch(lowered):
        return _moment(now.date(), match.groups(), now, is_end)
    raise ValueError(text)


def _named_day(
    month: str, day: str, year: str | None, clock: tuple[str | None, ...], now: datetime, is_end: bool
) -> _Span:
    """A day without a year is the latest one that is not after today."""
    number = MONTHS.index(month[:3].lower()) + 1
    if year:
        return _moment(date(int(year), number, int(day)), clock, now, is_end)
    for candidate in range(
        now.year, now.year - 8, -1
    ):  # 29 February comes every fourth, at worst eighth, year
        try:
            found = date(candidate, number, int(day))
        except ValueError:
            continue
        if found <= now.date():
            return _moment(found, clock, now, is_end, has_year=False)
    raise ValueError(day)


def _moment(
    day: date, clock: tuple[str | None, ...], now: datetime, is_end: bool, *, has_year: bool = True
) -> _Span:
    hour, minute, second, fraction, zone = (*clock, None, None, None, None, None)[:5]
    if hour is None or minute is None:
        return _day(day, now, has_year=has_year)
    micros = int((fraction or "0").ljust(6, "0"))
    moment = datetime.combine(
        day, time(int(hour), int(minute), int(second or 0), micros, fold=int(is_end)), tzinfo=_zone(zone, now)
    )
    return _Span(moment, moment, has_year)


def _zone(text: str | None, now: datetime) -> tzinfo | None:
    if not text:
        return now.tzinfo
    if text.upper() in {"Z", "UTC"}:
        return UTC
    return datetime.strptime(text.replace(":", ""), "%z").tzinfo


def _day(day: date, now: datetime, *, has_year: bool = True, follows_now: bool = False) -> _Span:
    """The whole day in the person's zone; it has 23 or 25 hours when clocks change."""
    return _Span(_midnight(day, now), _midnight(day + timedelta(days=1), now), has_year, follows_now)


def _midnight(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), tzinfo=now.tzinfo)


def _days_from(now: datetime, first: date, after: date) -> tuple[datetime, datetime]:
    return _midnight(first, now), _midnight(after, now)


def _week(now: datetime, back: int) -> tuple[datetime, datetime]:
    monday = now.date() - timedelta(days=now.weekday() + 7 * back)
    return _days_from(now, monday, monday + timedelta(days=7))


def _month(now: datetime, back: int) -> tuple[datetime, datetime]:
    months = now.year * 12 + now.month - 1 - back
    first, after = (date(m // 12, m % 12 + 1, 1) for m in (months, months + 1))
    return _days_from(now, first, after)


NAMED: dict[str, Callable[[datetime], tuple[datetime, datetime]]] = {
    "today": lambda now: _days_from(now, now.date(), now.date() + timedelta(days=1)),
    "yesterday": lambda now: _days_from(now, now.date() - timedelta(days=1), now.date()),
    "this week": lambda now: _week(now, 0),
    "last week": lambda now: _week(now, 1),
    "this month": lambda now: _month(now, 0),
    "last month": lambda now: _month(now, 1),
}
