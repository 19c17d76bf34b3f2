"""The JVM's log of garbage collection: ``[2026-11-21T20:00:01.250+0000][77][gc,start] GC(7) …`` (JEP 158, with a time
and whichever decorations), and before Java 9 ``2026-11-21T20:00:01.250+0100: 2.204: [GC …``.
"""

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}"


def finish(said: Document) -> Document:
    return {**said, "log.logger": str(said.get("log.logger", "gc")).strip()}


FORMAT = format_of_pattern(
    "jvm_gc",
    "JVM garbage collection",
    rf"\[({TIME})\](?:\[\d[\d.]{{0,15}}m?s\])?(?:\[(\d{{1,10}})\])?(?:\[\d{{1,10}}\])?(?:\[(trace|debug|info|warning|error) *\])?\[([\w,+]{{1,80}} *)\] ?(.*)$",
    ("@timestamp", "process.pid", "log.level", "log.logger", "message"),
    finish,
    others=((rf"({TIME}): \d{{1,10}}[.,]\d{{3}}: (.*)$", ("@timestamp", "message")),),
    signature=(
        rf"(?:\[{TIME}\](?:\[\d[\d.]{{0,15}}m?s\])?(?:\[\d{{1,10}}\])*(?:\[(?:trace|debug|info|warning|error) *\])?\[[a-z][\w,+]{{1,80}} *\]|{TIME}: \d{{1,10}}[.,]\d{{3}}: )"
    ).encode(),
    leads=True,
    samples=(
        Sample(
            b"[2026-11-21T20:00:01.250+0000][77][info][gc,start     ] GC(7) Pause Young",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "process.pid": 77,
                "severity": 6,
                "message": "GC(7) Pause Young",
                "fields": {"log": {"logger": "gc,start"}},
            },
        ),
        Sample(
            b"2026-11-21T21:00:01.250+0100: 2.204: [GC (Allocation Failure) 12K->3K(44K), 0.01 secs]",
            {"timestamp": "2026-11-21T20:00:01.250000Z", "message": "[GC (Allocation Failure) 12K->3K(44K), 0.01 secs]"},
        ),
    ),
)  # fmt: skip
