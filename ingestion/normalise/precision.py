"""How much a time says, as it is written: to what precision, and whether year and zone are in it."""

import re
from dataclasses import dataclass

SECOND = 1_000_000  # microseconds
DAY = 86_400 * SECOND
NUMBER = re.compile(r"\d{9,}(?:\.(?P<fraction>\d+))?$")
CLOCK = re.compile(r"\d{1,2}:\d\d(?P<seconds>:\d\d(?:[.,](?P<fraction>\d+))?)?|T?\d{6}(?![\d/-])")
ZONE = re.compile(r"(?:Z|[+-]\d\d(?::?\d\d)?|\b[A-Z]{3,5})\]?$")
YEAR = re.compile(r"\b(?:19|20|21)\d\d|\d{2,4}/\d\d/\d\d|\d\d/\d\d/\d{4}")
HALF_DAY = re.compile(r"\s?[AP]M$")


@dataclass(frozen=True)
class Precision:
    """``step`` in microseconds: the instant lies in the ``step`` that begins at what is written."""

    step: int
    has_year: bool = True
    has_zone: bool = True


def precision(written: str) -> Precision:
    """Of a time as the source wrote it; of anything unknown, a second with year and without a zone."""
    text = written.strip().strip("[]")
    if number := NUMBER.match(text):
        return Precision(_number_step(text, number["fraction"]))
    clock = CLOCK.search(text)
    if clock is None:
        return Precision(DAY, has_zone=False)
    rest = HALF_DAY.sub("", text[clock.end() :])
    return Precision(_clock_step(clock), bool(YEAR.search(text)), bool(ZONE.search(rest)))


def _number_step(text: str, fraction: str | None) -> int:
    """Seconds, milliseconds, microseconds or nanoseconds since 1970 have 10, 13, 16 and 19 digits."""
    digits = len(fraction) if fraction else max(len(text) - 10, 0)
    return _fraction_of_a_second(digits)


def _clock_step(clock: re.Match[str]) -> int:
    if ":" in clock[0] and clock["seconds"] is None:
        return 60 * SECOND
    return _fraction_of_a_second(len(clock["fraction"] or ""))


def _fraction_of_a_second(digits: int) -> int:
    return SECOND // int(10 ** min(digits, 6))
