"""Syslog of clusters with a label, the time since 1970, day and node in front, as Blue Gene and Thunderbird keep it.

``- 1795291201 2026.11.21 node7 Nov 21 12:00:01 node7/node7 crond[2915]: …``; the label names an alert, ``-`` none.
https://www.usenix.org/cfdr-data#hpc4. The seconds since 1970 are the time: the text's zone is nobody's.
"""

import re

from ingestion.formats import syslog_line
from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample

LINE = re.compile(r"(\S{1,64}) (\d{9,10}) (\d{4}\.\d\d\.\d\d) (\S{1,255}) (.*)$", re.DOTALL)


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason("not_cluster_syslog", "Not such a line: “label seconds YYYY.MM.DD node …”.")
    label, seconds, _, node, rest = found.groups()
    said = syslog_line.read(rest) or {"message": rest}
    return {
        **said,
        "@timestamp": seconds,
        "host.name": node,
        "log.syslog.hostname": said.get("host.name"),
        "tags": None if label == "-" else [label],
        "event.kind": "" if label == "-" else "alert",
    }


FORMAT = format_of(
    "cluster_syslog",
    "Cluster syslog (label and seconds in front)",
    by_line(read),
    signature=re.compile(rb"\S{1,64} \d{9,10} \d{4}\.\d\d\.\d\d \S+ [A-Z][a-z]{2} "),
    samples=(
        Sample(
            b"- 1795291201 2026.11.21 node7 Nov 21 12:00:01 node7/node7 crond(pam_unix)[2915]: session opened for user root by (uid=0)",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.created": "1795291201",
                "time_quality": "stated",
                "host.name": "node7",
                "process.name": "crond(pam_unix)",
                "process.pid": 2915,
                "event.action": "session_created",
                "user.name": "root",
            },
        ),
        Sample(
            b"DISK 1795291202 2026.11.21 n1 Nov 9 12:00:02 n1/n1 kernel: sda failed",
            {
                "process.name": "kernel",
                "fields": {
                    "tags": ["DISK"],
                    "event": {"kind": "alert"},
                    "log": {"syslog": {"hostname": "n1/n1"}},
                },
            },
        ),
    ),
)
