"""Logs of phones' applications as ``20261121-20:0:1:250|Component|4077|…``, whose clock has no leading zeros."""

import re

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern

PARTS = re.compile(r"(\d{4})(\d\d)(\d\d)-(\d{1,2}):(\d{1,2}):(\d{1,2}):(\d{1,3})")


def finish(said: Document) -> Document:
    written = str(said["@timestamp"])
    found = PARTS.match(written)
    if not found:
        return said
    year, month, day, hour, minute, second, milli = found.groups()
    clock = f"{hour:0>2}:{minute:0>2}:{second:0>2}.{milli:0>3}"
    return {**said, "@timestamp": f"{year}-{month}-{day}T{clock}", "@written": written}


FORMAT = format_of_pattern(
    "health_app",
    "Application log with bars (phones)",
    r"(\d{8}-\d{1,2}:\d{1,2}:\d{1,2}:\d{1,3})\|([^|]{1,128})\|(\d{1,10})\|(.*)$",
    ("@timestamp", "log.logger", "process.pid", "message"),
    finish,
    samples=(
        Sample(
            b"20261121-20:0:1:25|Step_Count|4077|steps 12",
            {
                "timestamp": "2026-11-21T20:00:01.025000Z",
                "event.created": "20261121-20:0:1:25",
                "process.pid": 4077,
                "message": "steps 12",
                "fields": {"log": {"logger": "Step_Count"}},
            },
        ),
    ),
)
