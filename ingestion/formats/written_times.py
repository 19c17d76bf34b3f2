"""Times in a form that a person stated, as Python's ``strptime`` has it, or (no form) in any that is recognised.

https://docs.python.org/3/library/datetime.html#format-codes. A fraction of a second behind ``%S`` is always allowed.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from ingestion.normalise import clock
from ingestion.normalise.clock import Arrival

# Every form on the page, with what it looks like. The order is the one in which a sample is tried.
FORMS = (
    ("", "recognised: ISO 8601, seconds since 1970, syslog's, …"),
    ("%d.%m.%Y %H:%M:%S", "31.12.2026 23:59:59"),
    ("%d.%m.%Y %H:%M", "31.12.2026 23:59"),
    ("%d/%m/%Y %H:%M:%S", "31/12/2026 23:59:59 (day first)"),
    ("%m/%d/%Y %H:%M:%S", "12/31/2026 23:59:59 (month first)"),
    ("%d/%m/%Y %H:%M", "31/12/2026 23:59 (day first)"),
    ("%m/%d/%Y %H:%M", "12/31/2026 23:59 (month first)"),
    ("%d-%m-%Y %H:%M:%S", "31-12-2026 23:59:59"),
    ("%d-%b-%Y %H:%M:%S", "31-Dec-2026 23:59:59"),
    ("%Y-%m-%d %H:%M", "2026-12-31 23:59"),
    ("%m/%d/%Y %I:%M:%S %p", "12/31/2026 11:59:59 PM"),
    ("%d.%m.%y %H:%M:%S", "31.12.26 23:59:59"),
)
UNREADABLE = "?"  # no time at all, whoever reads it
CODES = frozenset("dmYyHIMSfpbBaAjz%")
FRACTION = re.compile(r"(?<=:\d\d)[.,](\d{1,9})")


def flaw_of(form: str) -> str:
    """Why a form cannot be used; empty when it can."""
    codes = re.findall(r"%(.?)", form)
    if unknown := [f"%{code}" for code in codes if code not in CODES]:
        return f"{', '.join(unknown)} is not understood here."
    if not {"Y", "y"} & set(codes) or not (
        "j" in codes or ({"d"} < set(codes) and {"m", "b", "B"} & set(codes))
    ):
        return "A time needs a year (%Y), a month (%m or %b) and a day (%d)."
    if not {"H", "I"} & set(codes) or "M" not in codes:
        return "A time needs hours (%H) and minutes (%M)."
    return ""


def read(text: str, form: str) -> dict[str, object]:
    """``@timestamp`` for ``documents.record``, and ``@written`` where that is put otherwise; empty for no text."""
    if not form or not text:
        return {"@timestamp": text}
    whole, fraction = text, ""
    if "%f" not in form and (found := FRACTION.search(text)):
        whole, fraction = text[: found.start()] + text[found.end() :], f".{found[1]}"
    try:
        moment = datetime.strptime(whole, form)  # noqa: DTZ007 - what has no zone is in the source's
    except ValueError:
        return {"@timestamp": UNREADABLE, "@written": text}
    fraction = fraction or f".{moment.microsecond:06}"
    zone = "Z" if moment.tzinfo else ""
    stated = moment.astimezone(UTC) if moment.tzinfo else moment
    return {"@timestamp": f"{stated:%Y-%m-%dT%H:%M:%S}{fraction}{zone}", "@written": text}


def guessed(texts: Sequence[str], arrival: Arrival) -> str | None:
    """The form that reads most of them; ``None`` when none does, or several do and differ about what they mean."""
    readable = {form: [text for text in texts if _reads(text, form, arrival)] for form, _ in FORMS}
    most = max(map(len, readable.values()))
    if most * 2 <= len(texts):
        return None
    fitting = [form for form, read_so in readable.items() if len(read_so) == most]
    meant = {tuple(str(read(text, form)["@timestamp"]) for text in readable[form]) for form in fitting}
    return fitting[0] if "" in fitting or len(meant) == 1 else None


def are_times(texts: Sequence[str], arrival: Arrival) -> bool:
    """Whether most of them can be read in one of the forms."""
    return any(sum(_reads(text, form, arrival) for text in texts) * 2 > len(texts) for form, _ in FORMS)


def _reads(text: str, form: str, arrival: Arrival) -> bool:
    return clock.read(str(read(text, form)["@timestamp"]), arrival) is not None
