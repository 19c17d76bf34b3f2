"""zsh's extended history: ``: 1795291201:0;command``, whose lines that end in a backslash go on."""

import re

from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Sample

BEGINS = re.compile(rb": \d{9,10}:\d{1,9};")
LINE = re.compile(r": (\d{9,10}):(\d{1,9});(.*)$", re.DOTALL)


def read(text: str) -> Document:
    found = LINE.match(text)
    if not found:
        return {"event.action": "process_started", "process.command_line": text, "message": text}
    begun, seconds, command = found.groups()
    return {
        "@timestamp": begun,
        "event.action": "process_started",
        "event.category": "process",
        "event.duration": int(seconds) * 10**9,
        "process.command_line": command,
        "message": command,
    }


FORMAT = format_of_blocks(
    "zsh_history",
    "zsh history with times",
    BEGINS,
    read,
    signature=BEGINS,
    samples=(
        Sample(
            b": 1795291201:3;tar cf - \\\n/srv",
            {"timestamp": "2026-11-21T20:00:01.000000Z", "event.action": "process_started", "message": "tar cf - \\\n/srv"},
        ),
    ),
)  # fmt: skip
