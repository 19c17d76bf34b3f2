"""Android's logcat: ``11-21 20:00:01.250  811  907 D Tag: …`` (threadtime), and ``… D/Tag( 811): …`` (time).

https://developer.android.com/tools/logcat#outputFormat has no year: it is concluded from the arrival.
"""

import re

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern, level
from ingestion.normalise.clock import MONTHS

LEVELS = {"V": "trace", "D": "debug", "I": "info", "W": "warning", "E": "error", "F": "fatal", "A": "fatal", "S": "info"}  # fmt: skip
NAME_OF = {number: name for name, number in MONTHS.items()}
TIME = r"(?:(\d{4})-)?(\d\d)-(\d\d) (\d\d:\d\d:\d\d\.\d{3,9})(?: ([+-]\d{4}))?"


def finish(said: Document) -> Document:
    month, day, clock, year = (str(said.pop(name, "")) for name in ("month", "day", "clock", "year"))
    zone = f" {said.pop('zone')}" if "zone" in said else ""
    named = NAME_OF.get(int(month), "")
    return {
        **level(said, LEVELS),
        "@timestamp": f"{year}-{month}-{day}T{clock}{zone.strip()}"
        if year
        else f"{named} {day} {clock}{zone}",
        "@written": f"{year}-{month}-{day} {clock}{zone}" if year else f"{month}-{day} {clock}{zone}",
    }


FORMAT = format_of_pattern(
    "android",
    "Android logcat",
    rf"{TIME} (?: *(?:(\S{{1,32}}) +)?(\d{{1,10}}) +(\d{{1,10}}) ([VDIWEFAS]) (.{{0,255}}?) *: ?|([VDIWEFAS])/(.{{0,255}}?) *\( *(\d{{1,10}})\): ?)(.*)$",
    ("year", "month", "day", "clock", "zone", "android.uid", "process.pid", "process.thread.id", "log.level", "log.logger", "log.level", "log.logger", "process.pid", "message"),
    finish,
    signature=rb"(?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,9} (?:[+-]\d{4} )?(?: *(?:\S{1,32} +)?\d{1,10} +\d{1,10} [VDIWEFAS] [^\n:]{0,255}:|[VDIWEFAS]/[^\n(]{1,255}\( *\d)",
    between=re.compile(rb"-{9} beginning of |-{9} switch to "),
    samples=(
        Sample(
            b"11-21 20:00:01.250  811  907 W PowerService: lock held: 7",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.created": "11-21 20:00:01.250",
                "time_quality": "inferred",
                "process.pid": 811,
                "severity": 4,
                "message": "lock held: 7",
                "fields": {"log": {"logger": "PowerService"}, "process": {"thread": {"id": 907}}},
            },
        ),
        Sample(
            b"2026-11-21 21:00:01.250 +0100 u0_a12  811  907 W PowerService: lock",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.created": "2026-11-21 21:00:01.250 +0100",
                "time_quality": "stated",
                "fields": {"android": {"uid": "u0_a12"}, "log": {"logger": "PowerService"}, "process": {"thread": {"id": 907}}},
            },
        ),
        Sample(
            b"12-31 20:00:01.250 E/till.Main( 77): lost",
            {"timestamp": "2025-12-31T20:00:01.250000Z", "process.pid": 77, "severity": 3, "message": "lost"},
        ),
    ),
)  # fmt: skip
