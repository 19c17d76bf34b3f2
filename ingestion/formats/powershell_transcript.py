"""PowerShell transcripts: one session from ``transcript start`` to ``transcript end`` is one record.

https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.host/start-transcript
"""

import itertools
import re
from collections.abc import Sequence

from ingestion.formats.documents import Document, careful, format_of, record, text_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival

BEGINS = re.compile(
    rb"^(?:\xef\xbb\xbf)?\*{10,}\r?\n(?=(?:Windows )?PowerShell transcript start)", re.MULTILINE
)
KEY = re.compile(r"([A-Z][A-Za-z ]{1,40}): ?(.*)$")
PROMPT = re.compile(r"^PS [^\n>]*> ?(.+)$", re.MULTILINE)


def read(text: str) -> Document | Reason:
    if "PowerShell transcript start" not in text:
        return Reason("not_powershell_transcript", "Not a PowerShell transcript.")
    parts = re.split(r"\*{10,}", text.replace("\r\n", "\n"))
    head = next(part for part in parts if "PowerShell transcript start" in part)
    said = {found[1]: found[2] for line in head.split("\n") if (found := KEY.match(line.strip()))}
    ended = re.search(r"End time: (\d{14})", text)
    domain, _, name = said.get("Username", "").rpartition("\\")
    commands = [one.rstrip("\r") for one in PROMPT.findall(text)]
    return {
        "@timestamp": said.get("Start time", ""),
        "event.action": "powershell_session",
        "event.category": "process",
        "event.end": ended[1] if ended else "",
        "user.name": name,
        "user.domain": domain,
        "user.effective.name": said.get("RunAs User", "").rpartition("\\")[2],
        "host.name": said.get("Machine", "").partition(" ")[0],
        "process.name": "powershell",
        "process.command_line": said.get("Host Application"),
        "process.pid": int(said["Process ID"]) if said.get("Process ID", "").isdigit() else None,
        "powershell.commands": commands or None,
        "message": "\n".join(commands) or "PowerShell transcript",
    }


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    starts = [found.start() for found in BEGINS.finditer(body)]
    cuts = [0, *(start for start in starts if start), len(body)]
    found = []
    place = 0
    for start, end in itertools.pairwise(cuts):
        if raw := body[start:end].rstrip(b"\r\n"):
            found.append(record(place, raw, careful(read, text_of(raw)), arrival))
        place += body.count(b"\n", start, end)
    return found


FORMAT = format_of(
    "powershell_transcript",
    "PowerShell transcript",
    prepare,
    recognise=lambda head: bool(BEGINS.match(head)),
    has_short_lines=True,
    samples=(
        Sample(
            b"**********************\r\nWindows PowerShell transcript start\r\nStart time: 20261121200001\r\nUsername: PC1\\ada\r\n"
            b"Machine: PC1 (Microsoft Windows NT 10.0)\r\nProcess ID: 64\r\n**********************\r\nPS C:\\> whoami\r\npc1\\ada\r\n"
            b"**********************\r\nWindows PowerShell transcript end\r\nEnd time: 20261121200009\r\n**********************",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "user.name": "ada",
                "host.name": "PC1",
                "message": "whoami",
            },
        ),
    ),
)
