"""Times as sources write them, as expressions for the engine.

A time without a year (RFC 3164) gets the latest year that does not put it more than a day after its arrival:
records travel forward in time only, and a clock may run ahead a little; in a file, ``in_order`` may bound it further. 29 February looks at leap years alone.
A time without a zone is in the zone of its source, and is marked as inferred too.
"""

import calendar
from collections.abc import Iterator
from datetime import datetime

ISO = (
    r"^(19|20|21|22)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    r"([T ]([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)([.,]\d{1,9})?)?( ?(Z|[+-]\d\d(:?\d\d)?))?)?$"
)
SECONDS = r"^\d{9,10}(\.\d{1,9})?$|^\d{13}$"  # also milliseconds
MAIL = r"^([A-Z][a-z]{2}, )?\d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d ([+-]\d{4}|GMT|UTC|Z)$"  # RFC 5322
MOMENT = "Nullable(DateTime64(6, 'UTC'))"


def literal(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def moment(name: str) -> str:
    """An instant from text: ISO 8601, seconds to nanoseconds since 1970, or RFC 5322; else NULL."""
    read = f"toTimeZone(parseDateTime64BestEffortOrNull({name}, 6, {{zone:String}}), 'UTC')"
    comma = f"toTimeZone(parseDateTime64BestEffortOrNull(replaceOne({name}, ',', '.'), 6, {{zone:String}}), 'UTC')"
    return f"""multiIf(
        {name} = '', NULL,
        match({name}, {literal(ISO)}), if(position({name}, ',') > 0, {comma}, {read}),
        match({name}, {literal(SECONDS)}), {read},
        match({name}, '^[0-9]{{16}}$'), fromUnixTimestamp64Micro(toInt64OrZero({name}), 'UTC'),
        match({name}, '^[0-9]{{19}}$'), fromUnixTimestamp64Micro(intDiv(toInt64OrZero({name}), 1000), 'UTC'),
        match({name}, {literal(MAIL)}), {read},
        NULL)"""


def zoneless(name: str) -> str:
    """Whether a time of the kinds that ``moment`` reads leaves its zone to its source: then it is an inferred one."""
    zoned = literal(r"\d:\d\d([.,]\d+)? ?([+-]\d\d(:?\d\d)?|GMT|UTC)$|^\d{9,}")
    return f"({name} != '' AND NOT endsWith({name}, 'Z') AND NOT match({name}, {zoned}))"


def written(text: str, pattern: str) -> str:
    """An instant from text of one known shape, such as ``%d/%b/%Y:%H:%i:%s %z``; NULL when it has another."""
    return f"toDateTime64(parseDateTimeOrNull({text}, '{pattern}', {{zone:String}}), 6, 'UTC')"


def yearless(text: str) -> str:
    """An instant from ``Dec  5 06:55:46`` and perhaps a fraction; needs ``years`` and ``latest``, the last moment that it
    may mean in microseconds since 1970. NULL when it is no such time."""
    tries = ", ".join(_in_year(text, place) for place in (1, 2, 3))
    return f"coalesce({tries})"


def _in_year(text: str, place: int) -> str:
    year = f"if(startsWith({text}, 'Feb 29'), {{leap{place}:String}}, {{year{place}:String}})"
    parsed = written(f"concat({year}, ' ', {text})", "%Y %b %e %H:%i:%s")
    latest = "least(arrived + INTERVAL 1 DAY, fromUnixTimestamp64Micro({latest:Int64}, 'UTC'))"
    return f"if({parsed} <= {latest}, {parsed}, NULL)"


def years(arrived: datetime) -> dict[str, str]:
    """The years that ``yearless`` tries, latest first."""
    leaps = _leap_years(arrived.year + 1)
    return {
        **{f"year{place}": str(arrived.year + 2 - place) for place in (1, 2, 3)},
        **{f"leap{place}": str(next(leaps)) for place in (1, 2, 3)},
    }


def _leap_years(latest: int) -> Iterator[int]:
    return (year for year in range(latest, 0, -1) if calendar.isleap(year))
