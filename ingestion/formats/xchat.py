"""XChat's and HexChat's logs and scrollback: ``Nov 21 20:00:01 <ada> hello`` between ``**** BEGIN LOGGING AT …``,
and ``T 1795291201 hello``. The year is inferred, as a file may hold several.
"""

import re

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern

MARKS = re.compile(r"\x03\d{0,2}(?:,\d{1,2})?|[\x00-\x08\x0e-\x1f]")  # colours and bold


def finish(said: Document) -> Document:
    time = str(said["@timestamp"])
    begun = "chat.log" in said
    return {
        **said,
        "@timestamp": time[:1].upper() + time[1:],
        "@written": time,
        "event.action": "chat_logging"
        if begun
        else "chat_message"
        if said.get("user.name")
        else "chat_event",
        "message": MARKS.sub("", str(said.pop("chat.log", "") or said.get("message", ""))),
    }


FORMAT = format_of_pattern(
    "xchat",
    "XChat, HexChat",
    r"([A-Za-z]{3} {1,2}\d{1,2} \d\d:\d\d:\d\d) (?:<\W?([^>\s]{1,64})>[\t ])?(.*)$",
    ("@timestamp", "user.name", "message"),
    finish,
    others=(
        (r"\*{4} (\S.{0,60}?) ([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})$", ("chat.log", "@timestamp")),
        (r"T (\d{9,10}) (.*)$", ("@timestamp", "message")),
    ),
    signature=rb"(?:T \d{9,10} \S|\*{4} (?:\S+ ){2,4}[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}"
    rb"|[A-Za-z]{3} {1,2}\d{1,2} \d\d:\d\d:\d\d (?:<[^>\s]{1,64}>[\t ]|\*[\t ]|--[->][\t ](?!last message)))",
    leads=True,
    samples=(
        Sample(
            b"**** BEGIN LOGGING AT Fri Nov 20 19:59:00 2026\nNov 20 20:00:01 <ada>\thello",
            {"timestamp": "2026-11-20T20:00:01.000000Z", "user.name": "ada", "message": "hello", "event.action": "chat_message"},
            raw=b"Nov 20 20:00:01 <ada>\thello",
        ),
        Sample(
            b"T 1795291201 \x0303*\tjoined",
            {"timestamp": "2026-11-21T20:00:01.000000Z", "message": "*\tjoined", "event.action": "chat_event"},
        ),
    ),
)  # fmt: skip
