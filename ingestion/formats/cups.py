"""CUPS' error and page log: ``E [21/Nov/2026:20:00:01 +0100] [Job 12] …`` and ``printer user job [time] page copies …``.

https://www.cups.org/doc/man-cupsd-logs.html; its access log is ``combined``.
"""

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern, level

LEVELS = {"X": "emergency", "A": "alert", "C": "critical", "E": "error", "W": "warning", "N": "notice", "I": "info", "D": "debug", "d": "debug"}  # fmt: skip
TIME = r"\[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?:\.\d{1,6})? [+-]\d{4})\]"


def finish(said: Document) -> Document:
    if "printer.name" not in said:
        return level(said, LEVELS)
    job = f"{said.get('printer.job', '')} {said.get('message', '')}".strip()
    return {**said, "event.action": "page_printed", "event.category": "process", "message": f"{said['printer.name']} {job}"}  # fmt: skip


FORMAT = format_of_pattern(
    "cups",
    "CUPS error and page log",
    rf"([XACEWNIDd]) {TIME} (?:\[Job (\d{{1,10}})\] )?(.*)$",
    ("log.level", "@timestamp", "printer.job", "message"),
    finish,
    others=(
        (
            rf"(\S{{1,128}}) (\S{{1,128}}) (\d{{1,10}}) {TIME} (\S{{1,16}}) (\d{{1,6}}|-) ([^\s\"]{{1,255}}) (\S{{1,255}}) ?(.*)$",
            ("printer.name", "user.name", "printer.job", "@timestamp", "printer.page", "printer.copies", "printer.billing", "source.ip", "message"),
        ),
    ),
    signature=rb"(?:[XACEWNIDd] \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?:\.\d{1,6})? [+-]\d{4}\] "
    rb"|\S{1,128} \S{1,128} \d{1,10} \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?:\.\d{1,6})? [+-]\d{4}\] (?:\d{1,16}|total) (?:\d{1,6}|-) [^\s\"]{1,255} \S)",
    samples=(
        Sample(
            b"E [21/Nov/2026:21:00:01 +0100] [Job 12] device is gone",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "severity": 3,
                "message": "device is gone",
                "fields": {"printer": {"job": "12"}},
            },
        ),
        Sample(
            b"laser ada 7 [21/Nov/2026:20:00:01 +0000] 1 2 - 192.0.2.7 plan.pdf A4 two-sided",
            {"event.action": "page_printed", "user.name": "ada", "source.ip": "192.0.2.7", "message": "laser 7 plan.pdf A4 two-sided"},
        ),
    ),
)  # fmt: skip
