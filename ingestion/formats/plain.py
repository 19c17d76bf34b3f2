"""Any line at all, the last resort: everything is message; a leading ISO time is used, else the time of arrival."""

import re
from datetime import UTC, datetime

from ingestion.formats import documents
from ingestion.formats.format import Format, Reason, Sample
from ingestion.normalise import clock, times

ANY = clock.Arrival(datetime(2000, 1, 1, tzinfo=UTC))  # only to see whether it is a time
LEADING = r"^\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d\d:?\d\d)\b)?)"
LEADING_TIME = re.compile(LEADING)


def read(text: str) -> dict[str, object]:
    """The same without the engine."""
    found = LEADING_TIME.match(text)
    return {"@timestamp": found[1] if found and _is_time(found[1]) else "", "message": text}


def _is_time(text: str) -> bool:
    """Nearly always the quick way says so, which knows no leap seconds."""
    try:
        return 1 < datetime.fromisoformat(text[:19]).year < 9999 or _is_odd_time(text)
    except ValueError:
        return _is_odd_time(text)


def _is_odd_time(text: str) -> bool:
    return documents.read_time(text, ANY) is not None


def _re(pattern: str) -> str:
    return "'" + pattern.replace("\\", "\\\\") + "'"


FORMAT = Format(
    name="plain",
    title="Plain lines",
    has_short_lines=True,
    least=6,
    signature=re.compile(rb""),
    stages=(
        {"found": f"extract(text, {_re(LEADING)})"},
        {"stated": times.moment("found"), "inferred": times.zoneless("found"), "sound": "true"},
        {"created": "if(stated IS NULL, '', found)"},
    ),
    columns={"message": "text", "fields": "'{}'"},
    explain=lambda line: Reason("unreadable", "The event store does not accept this line."),
    line=read,
    samples=(
        Sample(
            b"2026-11-21 09:00:00,123 +01:00 disk is fine",
            {
                "timestamp": "2026-11-21T08:00:00.123000Z",
                "message": "2026-11-21 09:00:00,123 +01:00 disk is fine",
            },
        ),
        Sample(b"hello \xff", {"time_quality": "arrival", "message": "hello \ufffd", "event.created": ""}),
        Sample(b"2026-13-45 00:00:00 no such day", {"time_quality": "arrival", "event.created": ""}),
    ),
)
