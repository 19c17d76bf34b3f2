"""Configuration Manager's logs (CMTrace): ``<![LOG[…]LOG]!><time="20:00:01.250+060" date="11-21-2026" component="…" …>``.

What stands behind the clock is how many minutes local time has to be changed by to be UTC: ``-060`` in Berlin's winter.
https://learn.microsoft.com/en-us/mem/configmgr/core/support/about-log-files
"""

import re

from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Sample

BEGINS = re.compile(rb"<!\[LOG\[")
LINE = re.compile(r"<!\[LOG\[(.*)\]LOG\]!><([^>\n]*)>(.*)$", re.DOTALL)
PAIR = re.compile(r'(\w+)="([^"]*)"')
TIME = re.compile(r"(\d{1,2}):(\d{1,2}):(\d{1,2})\.(\d{1,9})([+-]\d{1,4})?$")
DATE = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})$")
TAKEN = frozenset(("time", "date", "component", "context", "type", "thread", "file"))
LEVELS = {"1": "info", "2": "warning", "3": "error"}


def read(text: str) -> Document:
    found = LINE.match(text)
    if not found:
        return {"message": text}
    said = dict(PAIR.findall(found[2]))
    source, _, line = said.get("file", "").partition(":")
    return {
        **moment(said.get("date", ""), said.get("time", "")),
        "log.level": LEVELS.get(said.get("type", ""), ""),
        "log.logger": said.get("component", ""),
        "log.origin.file.name": source,
        "log.origin.file.line": int(line) if line.isdigit() else None,
        "process.thread.id": int(said["thread"]) if said.get("thread", "").isdigit() else None,
        "user.name": said.get("context", ""),
        "message": found[1] + found[3].rstrip(),
        **{f"sccm.{name}": one for name, one in said.items() if name not in TAKEN},
    }


def moment(date: str, time: str) -> Document:
    day, clock = DATE.match(date), TIME.match(time)
    if not day or not clock:
        return {"@timestamp": f"{date} {time}".strip()}
    hour, minute, second, fraction, bias = clock.groups()
    zone = "" if bias is None else _zone(-int(bias))
    return {
        "@timestamp": f"{day[3]}-{day[1]:0>2}-{day[2]:0>2}T{hour:0>2}:{minute:0>2}:{second:0>2}.{fraction}{zone}",
        "@written": f"{date} {time}",
    }


def _zone(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


FORMAT = format_of_blocks(
    "sccm",
    "Configuration Manager (CMTrace)",
    BEGINS,
    read,
    signature=BEGINS,
    samples=(
        Sample(
            b'<![LOG[Setup lost\nits way]LOG]!><time="21:00:01.250-060" date="11-21-2026" component="setup" context="" type="3" thread="88" file="setup.cpp:18">',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.created": "11-21-2026 21:00:01.250-060",
                "severity": 3,
                "message": "Setup lost\nits way",
                "fields": {
                    "log": {"logger": "setup", "origin": {"file": {"name": "setup.cpp", "line": 18}}},
                    "process": {"thread": {"id": 88}},
                },
            },
        ),
        Sample(
            b'<![LOG[Setup lost]LOG]!><time="21:00:01.250-060" date="11-21-2026" component="setup" thread="1" file="" extra="7">\n at once',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "message": "Setup lost\n at once",
                "fields": {"log": {"logger": "setup"}, "process": {"thread": {"id": 1}}, "sccm": {"extra": "7"}},
            },
        ),
    ),
)  # fmt: skip
