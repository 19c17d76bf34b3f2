"""A shell's history with times: ``#1795291201`` before each command, which may span lines (bash with HISTTIMEFORMAT)."""

import re

from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason, Sample

BEGINS = re.compile(rb"#\d{9,10}\r?$")
TWO = re.compile(rb"\s*#\d{9,10}\r?\n[^#\n][^\n]*(?:\n|$)")


def read(text: str) -> Document | Reason:
    first, _, command = text.partition("\n")
    if not BEGINS.match(first.encode()):
        return {"event.action": "process_started", "process.command_line": text, "message": text}
    return {
        "@timestamp": first[1:].rstrip("\r"),
        "event.action": "process_started",
        "event.category": "process",
        "process.command_line": command,
        "message": command,
    }


FORMAT = format_of_blocks(
    "bash_history",
    "Shell history with times",
    BEGINS,
    read,
    recognise=lambda head: bool(TWO.match(head)),
    samples=(
        Sample(
            b"#1795291201\ntar cf - \\\n  /srv\n",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "process_started",
                "message": "tar cf - \\\n  /srv",
            },
            raw=b"#1795291201\ntar cf - \\\n  /srv",
        ),
    ),
)
