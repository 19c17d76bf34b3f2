"""What Apple's systems write to files of their own: wifi.log, launchd.log, lockdownd's, logd's and the installers' of iOS.

wifi.log has no year, and lockdownd's has the month first (``11/21/26 20:00:01.250000 pid=7 …``).
"""

import re

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern

AMERICAN = re.compile(r"(\d\d)/(\d\d)/(\d\d) (.*)$")
WIFI = r"(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d\.\d{3}) (?:<([\w.-]{1,64})(?:\[(\d{1,10})\])?> )?(.*)$"
LAUNCHD = r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}) (?:\(([^)]{1,255})\) )?<([A-Za-z]{3,12})>: (.*)$"
LOCKDOWND = r"(\d\d/\d\d/\d\d \d\d:\d\d:\d\d\.\d{6}) pid=(\d{1,10}) (.*)$"
LOGD = r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d{4}) ([A-Za-z_]{1,64})\[(\d{1,10})\]: (.*)$"
INSTALLER = r"((?:[A-Z][a-z]{2} ){2} ?\d{1,2} \d\d:\d\d:\d\d \d{4}) \[(\d{1,10})\] <([a-z]{3,12})> \(0x[0-9a-f]{1,16}\) (?:([+-]\[[^\]]{1,255}\]|[\w.]{1,128}): )?(.*)$"


def finish(said: Document) -> Document:
    written = str(said["@timestamp"])
    found = AMERICAN.match(written)
    if not found:
        return said
    month, day, year, clock = found.groups()
    return {**said, "@timestamp": f"20{year}-{month}-{day}T{clock}", "@written": written}


FORMAT = format_of_pattern(
    "apple_logs",
    "Apple's files (wifi.log, launchd.log, iOS sysdiagnose)",
    WIFI,
    ("@timestamp", "process.name", "process.pid", "message"),
    finish,
    others=(
        (LAUNCHD, ("@timestamp", "service.name", "log.level", "message")),
        (LOCKDOWND, ("@timestamp", "process.pid", "message")),
        (LOGD, ("@timestamp", "process.name", "process.pid", "message")),
        (INSTALLER, ("@timestamp", "process.pid", "log.level", "log.logger", "message")),
    ),
    signature=rb"(?:[A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d\.\d{3} [<*]"
    rb"|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} (?:\([^)\n]{1,255}\) )?<[A-Z][a-z]{2,11}>: |\d\d/\d\d/\d\d \d\d:\d\d:\d\d\.\d{6} pid=\d"
    rb"|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d{4} [A-Za-z_]{1,64}\[\d{1,10}\]: |(?:[A-Z][a-z]{2} ){2} ?\d{1,2} \d\d:\d\d:\d\d \d{4} \[\d{1,10}\] <[a-z]{3,12}> \(0x)",
    leads=True,
    samples=(
        Sample(
            b"Fri Nov 20 20:00:01.250 <airportd[88]> _doAutoJoin: associated",
            {
                "timestamp": "2026-11-20T20:00:01.250000Z",
                "time_quality": "inferred",
                "process.name": "airportd",
                "process.pid": 88,
                "message": "_doAutoJoin: associated",
            },
        ),
        Sample(
            b"2026-11-21 20:00:01.250123 (system/com.example.till) <Warning>: exited",
            {"timestamp": "2026-11-21T20:00:01.250123Z", "service.name": "system/com.example.till", "severity": 4},
        ),
        Sample(
            b"11/21/26 20:00:01.250123 pid=62 lockdown: paired",
            {"timestamp": "2026-11-21T20:00:01.250123Z", "process.pid": 62, "message": "lockdown: paired"},
        ),
        Sample(
            b"Sat Nov 21 20:00:01 2026 [176] <err> (0x16bf9b000) -[Till install:]: lost",
            {"timestamp": "2026-11-21T20:00:01.000000Z", "severity": 3, "message": "lost"},
        ),
        Sample(
            b"2026-11-21 20:00:01-0700 logd[29]: purged",
            {"timestamp": "2026-11-22T03:00:01.000000Z", "process.name": "logd", "message": "purged"},
        ),
    ),
)  # fmt: skip
