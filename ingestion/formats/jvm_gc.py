"""The JVM's log of garbage collection: ``[2026-11-21T20:00:01.250+0000][77][gc,start] GC(7) …`` (JEP 158, with a time
and whichever decorations), and before Java 9 ``2026-11-21T20:00:01.250+0100: 2.204: [GC …``, whose details are set in.
"""

import re

from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason, Sample
from ingestion.formats.patterned import reader

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}"
LEVEL = r"\[(?:trace|debug|info|warning|error) *\]"
# Other programs have words in brackets too: the collector's own, or several.
TAGS = r"\[(?:(?:gc|safepoint|heap|metaspace|codecache|stringdedup|oopmap|pagesize|vmthread|vmoperation|nmt)\b|[a-z]\w{0,30}[,+])[\w,+]{0,80} *\]"
DECORATED = rf"\[{TIME}\](?:\[\d[\d.]{{0,15}}m?s\])?(?:\[\d{{1,10}}\])*(?:{LEVEL})?{TAGS}"
BEGINS = re.compile(rf"(?:{DECORATED}|{TIME}: \d{{1,10}}[.,]\d{{3}}: )".encode())
VARIANTS = (
    (
        rf"\[({TIME})\](?:\[(\d[\d.]{{0,15}}m?s)\])?(?:\[(\d{{1,10}})\])?(?:\[(\d{{1,10}})\])?(?:\[(trace|debug|info|warning|error) *\])?\[([\w,+]{{1,100}}) *\] ?(.*)$",
        (
            "@timestamp",
            "jvm.uptime",
            "process.pid",
            "process.thread.id",
            "log.level",
            "log.logger",
            "message",
        ),
    ),
    (rf"({TIME}): (\d{{1,10}}[.,]\d{{3}}): (.*)$", ("@timestamp", "jvm.uptime", "message")),
)
_named = reader(VARIANTS, Reason("not_jvm_gc", "Not a line of the JVM's collector."), dict)


def read(text: str) -> Document:
    found = _named(text)
    if isinstance(found, Reason):  # what stands before the first time: version, memory, flags
        return {"message": text}
    return {"log.logger": "gc", **found}


FORMAT = format_of_blocks(
    "jvm_gc",
    "JVM garbage collection",
    BEGINS,
    read,
    signature=BEGINS,
    samples=(
        Sample(
            b"[2026-11-21T20:00:01.250+0000][1.204s][77][78][info][gc,start     ] GC(7) Pause Young",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "process.pid": 77,
                "severity": 6,
                "message": "GC(7) Pause Young",
                "fields": {
                    "jvm": {"uptime": "1.204s"},
                    "log": {"logger": "gc,start"},
                    "process": {"thread": {"id": 78}},
                },
            },
        ),
        Sample(
            b"2026-11-21T21:00:01.250+0100: 2.204: [GC pause (young), 0.01 secs]\n   [Parallel Time: 2.2 ms]",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "message": "[GC pause (young), 0.01 secs]\n   [Parallel Time: 2.2 ms]",
            },
        ),
    ),
)
