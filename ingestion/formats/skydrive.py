"""OneDrive's (SkyDrive's) older logs: ``11-21-2026 20:00:01.250 file.cpp:18!Function (LEVEL): …``, month first, and
``2026-11-21-200001.250 13b4 file.cpp:18!… (LEVEL): …``.
"""

import re

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern

OLD = re.compile(r"(\d\d)-(\d\d)-(\d{4}) (.*)$")
NEW = re.compile(r"(\d{4}-\d\d-\d\d)-(\d\d)(\d\d)(\d\d\.\d{3})$")
LEVELS = {"NORMAL": "info", "DETAIL": "debug", "VERBOSE": "debug", "UNEXPECTED": "error"}


def finish(said: Document) -> Document:
    written = str(said["@timestamp"])
    level = str(said.get("log.level", ""))
    if old := OLD.match(written):
        time = f"{old[3]}-{old[1]}-{old[2]}T{old[4]}"
    elif new := NEW.match(written):
        time = f"{new[1]}T{new[2]}:{new[3]}:{new[4]}"
    else:
        time = written
    return {**said, "@timestamp": time, "@written": written, "log.level": LEVELS.get(level, level)}


FORMAT = format_of_pattern(
    "skydrive",
    "OneDrive (SkyDrive)",
    r"(\d\d-\d\d-\d{4} \d\d:\d\d:\d\d[.,]\d{3}) ([^\s:]{1,128}:\d{1,6}!\S{1,255}) \((\w{1,32})\): ?(.*)$",
    ("@timestamp", "log.logger", "log.level", "message"),
    finish,
    others=(
        (
            r"(\d{4}-\d\d-\d\d-\d{6}\.\d{3}) ([0-9a-f]{1,8}) ([^\s:]{1,128}:\d{1,6}!\S{1,255}) \((\w{1,32})\): ?(.*)$",
            ("@timestamp", "skydrive.thread", "log.logger", "log.level", "message"),
        ),
        (r"(\d{4}-\d\d-\d\d-\d{6}\.\d{3}) (.*)$", ("@timestamp", "message")),
    ),
    signature=rb"(?:\d\d-\d\d-\d{4} \d\d:\d\d:\d\d[.,]\d{3} [^\s:]{1,128}:\d{1,6}!|\d{4}-\d\d-\d\d-\d{6}\.\d{3} \S)",
    between=re.compile(rb"#{8,} ?Log started "),
    samples=(
        Sample(
            b"11-21-2026 20:00:01.250 sync.cpp:626!upload (UNEXPECTED): lost",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.created": "11-21-2026 20:00:01.250",
                "severity": 3,
                "message": "lost",
            },
        ),
        Sample(
            b"2026-11-21-200001.250 13b4 sync.cpp:626!upload (UNEXPECTED): lost",
            {
                "severity": 3,
                "message": "lost",
                "fields": {"log": {"logger": "sync.cpp:626!upload"}, "skydrive": {"thread": "13b4"}},
            },
        ),
        Sample(
            b"2026-11-21-200001.250 13b4 (3620:5044):: started",
            {"timestamp": "2026-11-21T20:00:01.250000Z", "event.created": "2026-11-21-200001.250"},
        ),
    ),
)
