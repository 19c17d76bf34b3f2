"""Windows' device installation log (setupapi.dev.log): sections from ``>>>`` to ``<<<``, one record each.

Their times are local. https://learn.microsoft.com/en-us/windows-hardware/drivers/install/setupapi-text-logs
"""

import re
from collections.abc import Sequence

from ingestion.formats.blocks import prepared
from ingestion.formats.documents import Document, format_of
from ingestion.formats.format import Sample
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival

BEGINS = re.compile(rb">>>  \[")
START = re.compile(r">>>  Section start (\S+ \S+)")
END = re.compile(r"<<<  Section end (\S+ \S+)")
STATUS = re.compile(r"<<<  \[Exit status: ([^\]]*)\]")


def read(text: str) -> Document:
    started, status = START.search(text), STATUS.search(text)
    ended = END.search(text)
    title = text.partition("\n")[0].strip().removeprefix(">>>").strip(" []")
    if not started:
        return {"message": title, "event.action": "setup_section"}
    return {
        "@timestamp": started[1],
        "event.action": "setup_section",
        "event.category": "driver",
        "event.outcome": ("success" if status[1] == "SUCCESS" else "failure") if status else "",
        "event.end": ended[1] if ended else "",
        "setupapi.exit_status": status[1] if status else "",
        "message": title,
    }


SECTIONS = prepared(BEGINS, read)


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    """What stands before the first section (the system's version, when it started) is a header and no record."""
    return [one for one in SECTIONS(body, arrival) if BEGINS.match(one.raw)]


FORMAT = format_of(
    "setupapi",
    "Windows device installation log",
    prepare,
    recognise=lambda head: bool(re.match(rb"(?:\xef\xbb\xbf)?\[Device Install Log\]", head)),
    has_short_lines=True,
    samples=(
        Sample(
            b"[Device Install Log]\r\n     OS Version = 10.0.1\r\n[BeginLog]\r\n\r\n[Boot Session: 2026/11/21 19:00:01.492]\r\n\r\n"
            b">>>  [Stage Driver]\r\n>>>  Section start 2026/11/21 20:00:01.599\r\n     set: x\r\n"
            b"<<<  Section end 2026/11/21 20:00:02.1\r\n<<<  [Exit status: SUCCESS]",
            {
                "timestamp": "2026-11-21T20:00:01.599000Z",
                "event.outcome": "success",
                "message": "Stage Driver",
            },
            raw=b">>>  [Stage Driver]\r\n>>>  Section start 2026/11/21 20:00:01.599\r\n     set: x\r\n"
            b"<<<  Section end 2026/11/21 20:00:02.1\r\n<<<  [Exit status: SUCCESS]",
        ),
    ),
)
