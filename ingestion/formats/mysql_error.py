"""MySQL's and MariaDB's error log. https://dev.mysql.com/doc/refman/8.4/en/error-log-format.html"""

import re

from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason, Sample
from ingestion.normalise import database

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(?:Z|[+-]\d\d:\d\d)|\d{4}-\d\d-\d\d [ \d]\d:\d\d:\d\d|\d{6} [ \d]\d:\d\d:\d\d"
LINE = re.compile(
    rf"({TIME})(?: (\d+))? +\[(System|ERROR|Error|Warning|Note)\] (?:\[(MY-\d+)\] )?(?:\[([^\]]*)\] )?(.*)$",
    re.DOTALL,
)
# What InnoDB and the script that starts the server say, which have no level.
BARE = re.compile(rf"({TIME}) +(?:[0-9a-f]{{6,16}} )?((?:InnoDB|mysqld_safe|mysqld)\b.*)$", re.DOTALL)
BEGINS = re.compile(
    rf"(?:{TIME})(?:(?: \d+)? +\[(?:System|ERROR|Error|Warning|Note)\] | +(?:[0-9a-f]{{6,16}} )?(?:InnoDB: |mysqld_safe ))".encode()
)
PEER = re.compile(r"Access denied for user '[^\n]{0,255}'@'([^'\n]*)'")


def read(text: str) -> Document | Reason:
    if found := LINE.match(text):
        written, thread, level, code, part, said = found.groups()
    elif bare := BARE.match(text):
        written, said = bare.groups()
        thread = level = code = part = ""
    else:
        return Reason("not_mysql_error", "Not a record of MySQL's error log: “time thread [level] …”.")
    time = written.replace("  ", " 0")
    if written[2:4].isdigit() and "-" not in written:  # MariaDB before 10.1 and MySQL before 5.7: yymmdd
        time = f"20{written[:2]}-{written[2:4]}-{written[4:6]} {written[7:].strip().rjust(8, '0')}"
    peer = PEER.search(said)
    return {
        "event.category": "database",
        **database.meaning(said),
        "@timestamp": time,
        "@written": written,
        "log.level": level,
        "event.code": code,
        "event.provider": part,
        "mysql.error.code": code,
        "mysql.thread_id": int(thread) if thread else None,
        "log.logger": part,
        "service.name": "mysql",
        "source.ip": peer[1] if peer and peer[1] != "localhost" else "",
        "message": said,
    }


FORMAT = format_of_blocks(
    "mysql_error",
    "MySQL and MariaDB error log",
    BEGINS,
    read,
    signature=BEGINS,
    samples=(
        Sample(
            b"2026-11-21T20:00:01.250001Z 8 [Note] [MY-010926] [Server] Access denied for user 'bo'@'192.0.2.7' (using password: YES)",
            {
                "timestamp": "2026-11-21T20:00:01.250001Z",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "bo",
                "source.ip": "192.0.2.7",
                "severity": 6,
            },
        ),
        Sample(
            b"2026-11-21  9:00:01 0 [Warning] Could not increase number of max_open_files",
            {
                "timestamp": "2026-11-21T09:00:01.000000Z",
                "event.created": "2026-11-21  9:00:01",
                "severity": 4,
                "log.level": "Warning",
            },
        ),
        Sample(
            b"261121  9:00:01  InnoDB: Setting file ./ibdata1\nInnoDB: wait...",
            {
                "timestamp": "2026-11-21T09:00:01.000000Z",
                "event.category": "database",
                "message": "InnoDB: Setting file ./ibdata1\nInnoDB: wait...",
                "severity": 255,
            },
        ),
    ),
)
