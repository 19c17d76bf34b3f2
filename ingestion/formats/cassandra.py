"""Apache Cassandra's log, and others of logback whose records begin with the level: ``INFO  [thread] time File.java:7 - message``.

https://cassandra.apache.org/doc/latest/cassandra/managing/operating/logging.html
"""

import re

from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason, Sample

LEVELS = "TRACE|DEBUG|INFO|WARN|ERROR"
TIME = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,]\d{3}"
PLACE = r"[\w.$-]{1,120}\.(?:java|scala|kt)"
BEGINS = re.compile(rf"(?:{LEVELS}) {{1,2}}\[[^\]\n]{{1,200}}\] {TIME} {PLACE}:\d{{1,6}} - ".encode())
LINE = re.compile(
    rf"({LEVELS}) {{1,2}}\[([^\]\n]{{1,200}})\] ({TIME}) ({PLACE}):(\d{{1,6}}) - (.*)$", re.DOTALL
)
LOGIN = re.compile(r"(?:Provided username|Failed login for|Login attempt of) (\S{1,120})")


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason(
            "not_cassandra", "Not a record of Cassandra's log: “level [thread] time file:line - …”."
        )
    level, thread, time, name, line, said = found.groups()
    message, _, trace = said.partition("\n")
    failed = LOGIN.match(message)
    return {
        "@timestamp": time,
        "event.category": "authentication" if failed else "database",
        "event.action": "authn_login_fail" if failed else "",
        "event.outcome": "failure" if failed else "",
        "user.name": failed[1] if failed else "",
        "log.level": level,
        "log.origin.file.name": name,
        "log.origin.file.line": int(line),
        "process.thread.name": thread,
        "error.stack_trace": trace,
        "message": said,
    }


FORMAT = format_of_blocks(
    "cassandra",
    "Apache Cassandra log",
    BEGINS,
    read,
    signature=BEGINS,
    samples=(
        Sample(
            b"WARN  [Native-1] 2026-11-21 20:00:01,250 Message.java:826 - Unexpected end\njava.io.IOException: closed\n\tat shop.Till.pay(Till.java:7)",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.category": "database",
                "log.level": "WARN",
                "severity": 4,
                "fields": {
                    "log": {"origin": {"file": {"name": "Message.java", "line": 826}}},
                    "process": {"thread": {"name": "Native-1"}},
                    "error": {"stack_trace": "java.io.IOException: closed\n\tat shop.Till.pay(Till.java:7)"},
                },
            },
        ),
        Sample(
            b"INFO  [main] 2026-11-21 20:00:01,250 StorageService.java:681 - Tokens:\n127.0.0.1:[7]\nINFO  [main] 2026-11-21 20:00:02,250 A.java:7 - up",
            {"timestamp": "2026-11-21T20:00:02.250000Z", "message": "up"},
            raw=b"INFO  [main] 2026-11-21 20:00:02,250 A.java:7 - up",
        ),
    ),
)
