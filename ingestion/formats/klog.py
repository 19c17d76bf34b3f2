"""klog and glog, as Kubernetes' and Google's programs write them: ``I1121 20:00:01.250000  7 server.go:116] started``.

The header says month and day; a ``yyyymmdd`` in their place is glog's since 0.6. klog's structured messages carry
``key="value"`` pairs behind a quoted text. https://github.com/google/glog and
https://github.com/kubernetes/community/blob/master/contributors/devel/sig-instrumentation/logging.md
"""

import re

from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason, Sample

LINE = re.compile(
    r"([IWEFD])((?:\d{4})?)(\d\d)(\d\d) (\d\d:\d\d:\d\d)\.(\d{1,6}) +(\d{1,10}) ([^\s\]:]{1,200}):(\d{1,7})\] ?(.*)$",
    re.DOTALL,
)
BEGINS = re.compile(rb"[IWEFD](?:\d{4})?\d{4} \d\d:\d\d:\d\d\.\d{1,6} +\d{1,10} [^\s\]:]{1,200}:\d{1,7}\]")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"(?: |$)')
PAIR = re.compile(r'([A-Za-z_][\w.-]{0,63})=(?:"((?:[^"\\]|\\.)*)"|(\S+))')
LEVELS = {"I": "info", "W": "warning", "E": "error", "F": "fatal", "D": "debug"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason("not_klog", "Not klog's or glog's header: “Lmmdd hh:mm:ss.uuuuuu thread file:line] …”.")
    level, year, month, day, clock, fraction, thread, file, line, said = found.groups()
    name = MONTHS[int(month) - 1] if 1 <= int(month) <= 12 else month
    dated = f"{year}-{month}-{day} {clock}.{fraction}" if year else f"{name} {day} {clock}.{fraction}"
    return {
        "@timestamp": dated,
        "@written": f"{year}{month}{day} {clock}.{fraction}",
        "log.level": LEVELS[level],
        "log.origin.file.name": file,
        "log.origin.file.line": int(line),
        "process.thread.id": int(thread),
        **structured(said),
    }


def structured(said: str) -> Document:
    """A quoted message with pairs behind it; what is anything else is the message as it stands."""
    quoted = QUOTED.match(said)
    if not quoted:
        return {"message": said}
    pairs = {
        name: whole or word for name, whole, word in PAIR.findall(said[quoted.end() : quoted.end() + 8192])
    }
    error = pairs.pop("err", "")
    return {
        "message": quoted[1],
        "error.message": error,
        **{f"klog.{name}": one for name, one in pairs.items()},
    }


FORMAT = format_of_blocks(
    "klog",
    "klog, glog",
    BEGINS,
    read,
    signature=BEGINS,
    samples=(
        Sample(
            b'E1121 20:00:01.250007       1 leader.go:330] "cannot renew" err="refused" lease="kube/x"',
            {
                "timestamp": "2026-11-21T20:00:01.250007Z",
                "time_quality": "inferred",
                "event.created": "1121 20:00:01.250007",
                "severity": 3,
                "message": "cannot renew",
                "fields": {
                    "log": {"origin": {"file": {"name": "leader.go", "line": 330}}},
                    "process": {"thread": {"id": 1}},
                    "error": {"message": "refused"},
                    "klog": {"lease": "kube/x"},
                },
            },
        ),
        Sample(
            b"I20261121 20:00:01.250007 77 main.cc:9] started",
            {"timestamp": "2026-11-21T20:00:01.250007Z", "message": "started", "severity": 6},
        ),
    ),
)
