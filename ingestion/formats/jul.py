"""java.util.logging's default, as Tomcat 7 and many Java programs have it: two lines, then a stack trace.

``Nov 21, 2026 8:00:01 PM org.example.Start run`` and below it ``INFO: started``.
https://docs.oracle.com/en/java/javase/21/docs/api/java.logging/java/util/logging/SimpleFormatter.html
"""

import re

from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason, Sample
from ingestion.normalise.clock import MONTHS

HEAD = re.compile(r"([A-Z][a-z]{2}) (\d{1,2}), (\d{4}) (\d{1,2}:\d\d:\d\d)[ \u202f]([AP]M) (\S+)(?: (.*))?$")
BEGINS = re.compile(rb"[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d(?: |\xe2\x80\xaf)[AP]M [\w.$]+")
LEVEL = re.compile(r"([A-Z]{4,7}): (.*)$", re.DOTALL)
LEVELS = {"SEVERE": "error", "WARNING": "warning", "CONFIG": "info"}


def read(text: str) -> Document | Reason:
    first, _, rest = text.replace("\r\n", "\n").partition("\n")
    found, level = HEAD.match(first), LEVEL.match(rest)
    if not found or found[1] not in MONTHS:
        return Reason("not_jul", "Not java.util.logging's first line: “Mon d, yyyy h:mm:ss AM class method”.")
    name, day, year, clock, half, logger, method = found.groups()
    said = level[2] if level else rest
    message, _, trace = said.partition("\n")
    return {
        "@timestamp": f"{MONTHS[name]}/{day}/{year} {clock} {half}",
        "@written": f"{name} {day}, {year} {clock} {half}",
        "log.level": LEVELS.get(level[1], level[1].lower()) if level else "",
        "log.logger": logger,
        "log.origin.function": method,
        "error.stack_trace": trace,
        "message": said if trace else message or first,
    }


FORMAT = format_of_blocks(
    "jul",
    "java.util.logging (Tomcat 7)",
    BEGINS,
    read,
    samples=(
        Sample(
            b"Nov 21, 2026 8:00:01 PM org.example.Till pay\nSEVERE: lost\njava.lang.Error: no\n\tat org.example.Till.pay(Till.java:7)",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "time_quality": "inferred",
                "event.created": "Nov 21, 2026 8:00:01 PM",
                "severity": 3,
                "message": "lost\njava.lang.Error: no\n\tat org.example.Till.pay(Till.java:7)",
            },
        ),
    ),
)
