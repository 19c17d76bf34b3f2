"""Dates written by a pattern of Java's ``SimpleDateFormat``, which a record may name itself, as ISO 8601.

Only English months' names and zones that are an offset or UTC are read: other dates stay as they stand. A pattern is
walked and never compiled, as each record may name another.
https://docs.oracle.com/javase/8/docs/api/java/text/SimpleDateFormat.html
"""

import re

LONGEST = 64  # characters of a pattern and of a date
HALF_DAY = "hour of a half"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TOKEN = re.compile(r"'((?:[^']|'')*)'|(([A-Za-z])\3*)|(.)", re.DOTALL)
NUMBER, WORD = re.compile(r"[0-9]{1,2}"), re.compile(r"[A-Za-z]{3,9}")
YEAR = ("year", re.compile(r"[0-9]{4}"))
ZONE = ("zone", re.compile(r"Z|(?:GMT|UTC)?[+-][0-9]{2}:?[0-9]{2}|GMT|UTC"))
PARTS = {
    "y": YEAR, "yyyy": YEAR, "yy": ("short year", re.compile(r"[0-9]{2}")),
    **dict.fromkeys(("M", "MM"), ("month", NUMBER)), **dict.fromkeys(("MMM", "MMMM"), ("month's name", WORD)),
    **dict.fromkeys(("d", "dd"), ("day", NUMBER)), **dict.fromkeys(("E", "EEE", "EEEE"), ("weekday", WORD)),
    **dict.fromkeys(("H", "HH"), ("hour", NUMBER)), **dict.fromkeys(("h", "hh"), (HALF_DAY, NUMBER)),
    "a": ("half", re.compile(r"[AaPp][Mm]")),
    **dict.fromkeys(("m", "mm"), ("minute", NUMBER)), **dict.fromkeys(("s", "ss"), ("second", NUMBER)),
    "SSS": ("thousandth", re.compile(r"[0-9]{3}")), **dict.fromkeys(("z", "Z", "X", "XX", "XXX"), ZONE),
}  # fmt: skip


def iso(written: str, pattern: str) -> str:
    """Empty where the date is not as the pattern says, or the pattern asks for what is not read here."""
    said = _parts(written, pattern) if max(len(written), len(pattern)) <= LONGEST else {}
    year = said.get("year") or (f"20{said['short year']}" if "short year" in said else "")
    month = said.get("month") or _month(said.get("month's name", ""))
    hour = _hour(said)
    if not (year and month and "day" in said and hour):
        return ""
    clock = ":".join([hour, *(said.get(name, "0").zfill(2) for name in ("minute", "second"))])
    thousandths = f".{said['thousandth']}" if "thousandth" in said else ""
    return f"{year}-{month.zfill(2)}-{said['day'].zfill(2)}T{clock}{thousandths}{_zone(said.get('zone', ''))}"


def _parts(written: str, pattern: str) -> dict[str, str]:
    said: dict[str, str] = {}
    place = 0
    for token in TOKEN.finditer(pattern):
        if letters := token[2]:
            name, expected = PARTS.get(letters, ("", NUMBER))
            found = expected.match(written, place) if name else None
            if not found:
                return {}
            said[name] = found[0]
            place = found.end()
            continue
        literal = token[4] or token[1].replace("''", "'") or "'"
        if not written.startswith(literal, place):
            return {}
        place += len(literal)
    return said if place == len(written) else {}


def _month(name: str) -> str:
    short = name[:3].title()
    return str(MONTHS.index(short) + 1) if short in MONTHS else ""


def _hour(said: dict[str, str]) -> str:
    if "half" in said and HALF_DAY in said:
        return f"{int(said[HALF_DAY]) % 12 + (12 if said['half'].lower() == 'pm' else 0):02}"
    return said.get("hour", "").zfill(2) if "hour" in said else ""


def _zone(written: str) -> str:
    return "Z" if written in ("Z", "UTC", "GMT") else written.removeprefix("GMT").removeprefix("UTC")
