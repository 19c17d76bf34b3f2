"""zsh's extended history: ``: 1795291201:0;command``, whose lines that end in a backslash go on.

zsh keeps some bytes for itself: in its file 0x83 stands before them, and their sixth bit is turned.
"""

import re
from collections.abc import Sequence

from ingestion.formats.blocks import blocks
from ingestion.formats.documents import Document, careful, format_of, record, text_of
from ingestion.formats.format import Sample
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival

BEGINS = re.compile(rb": \d{9,10}:\d{1,9};")
META = re.compile(rb"\x83(.)", re.DOTALL)
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


def typed(raw: bytes) -> str:
    """As it was typed; what is UTF-8 already is left alone."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return text_of(META.sub(lambda found: bytes([found[1][0] ^ 0x20]), raw))


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    return [record(place, raw, careful(read, typed(raw)), arrival) for place, raw in blocks(body, BEGINS)]


FORMAT = format_of(
    "zsh_history",
    "zsh history with times",
    prepare,
    signature=BEGINS,
    recognise=lambda head: bool(BEGINS.match(head)),
    has_short_lines=True,
    samples=(
        Sample(
            b": 1795291201:3;tar cf - \\\n/srv",
            {"timestamp": "2026-11-21T20:00:01.000000Z", "event.action": "process_started", "message": "tar cf - \\\n/srv"},
        ),
        Sample(
            b": 1795291201:0;echo " + b"\xc3\x83\xa9t\xc3\x83\xa9",  # two of them: É
            {"message": "echo ÉtÉ"},
        ),
    ),
)  # fmt: skip
