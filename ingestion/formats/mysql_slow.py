"""MySQL's slow query log: a record from ``# Time:`` or ``# User@Host:`` to the next, the statement included.

https://dev.mysql.com/doc/refman/8.4/en/slow-query-log.html
"""

import re
from collections.abc import Sequence
from itertools import dropwhile

from ingestion.formats import mysql_header
from ingestion.formats.blocks import blocks
from ingestion.formats.documents import Document, careful, format_of, record
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival

BEGINS = re.compile(rb"# Time: ")
USER = re.compile(r"# User@Host: ([^\[\s]*)\[([^\]]*)\] @\s+(\S*) \[([^\]]*)\](?:\s+Id:\s*(\d+))?")
NUMBER = re.compile(
    r"\b(Query_time|Lock_time|Rows_sent|Rows_examined|Rows_affected|Rows_read|Bytes_sent|Bytes_received|Last_errno|Killed"
    r"|Merge_passes|Tmp_tables|Tmp_disk_tables|Tmp_table_sizes|Read_first|Read_last|Read_key|Read_next|Read_prev|Read_rnd"
    r"|Read_rnd_next|Sort_merge_passes|Sort_range_count|Sort_rows|Sort_scan_count|Created_tmp_disk_tables|Created_tmp_tables"
    r"|Thread_id|Errno): (\d{1,18}(?:\.\d{1,9})?)"
)
OWN = {
    "Query_time": "mysql.slowlog.query_time.sec",
    "Lock_time": "mysql.slowlog.lock_time.sec",
    "Query_length": "mysql.slowlog.query_length",
    "Errno": "mysql.slowlog.last_errno",
    "Created_tmp_tables": "mysql.slowlog.tmp_tables",
    "Created_tmp_disk_tables": "mysql.slowlog.tmp_disk_tables",
}
# Percona's and MariaDB's: what a statement needed, answered with Yes or No, and the schema.
WORDS = re.compile(
    r"\b(QC_Hit|Full_scan|Full_join|Tmp_table|Tmp_table_on_disk|Filesort|Filesort_on_disk|Priority_queue|Schema): ([\w$-]{1,64})"
)
OLD_TIME = re.compile(r"(\d\d)(\d\d)(\d\d) +(\d{1,2}:\d\d:\d\d)$")
SET_TIME = re.compile(r"^SET timestamp=(\d+);", re.MULTILINE)

USED = re.compile(r"^use `?([\w$-]{1,64})`?;$", re.MULTILINE)
# MySQL's with log_slow_extra: when the statement began and ended.
BETWEEN = re.compile(r" Start: (\d{4}-\d\d-\d\dT\S{8,24}) End: (\d{4}-\d\d-\d\dT\S{8,24})")
BEFORE = ("#", "SET timestamp=", "use ")  # the lines above the statement


def number(pair: tuple[str, str]) -> tuple[str, float]:
    return pair[0], float(pair[1]) if "." in pair[1] else int(pair[1])


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    found = mysql_header.records(body, BEGINS)
    return [record(place, raw, careful(read, text), arrival) for place, raw, text in found]


def recognise(head: bytes) -> bool:
    """A record's first two lines, behind the server's header or not."""
    found = re.match(rb"(?:\xef\xbb\xbf)?(?:%b\n)?# Time: [^\n]*\n# User@Host: " % mysql_header.WHOLE, head)
    return bool(found)


def read(text: str) -> Document | Reason:
    if not text.startswith("# Time: "):
        return Reason(
            "not_mysql_slow", "Not a record of the slow query log: it does not begin with “# Time:”."
        )
    lines = text.replace("\r\n", "\n").split("\n")
    written = lines[0].removeprefix("# Time: ").strip()
    old = OLD_TIME.match(written)
    user = USER.search(text) if "@" in text else None
    numbers = dict(map(number, NUMBER.findall(text))) if "_" in text else {}
    used = USED.search(text[:2000])
    between = BETWEEN.search(text[:2000])
    statement = "\n".join(dropwhile(lambda line: line.startswith(BEFORE), lines))
    return {
        "@timestamp": f"20{old[1]}-{old[2]}-{old[3]} {old[4].rjust(8, '0')}" if old else written,
        "@written": written,
        "event.action": "slow_query",
        "event.category": "database",
        "event.duration": round(numbers.get("Query_time", 0) * 1e9),
        "service.name": "mysql",
        "user.name": user[1] if user else "",
        "mysql.slowlog.current_user": user[2] if user else "",
        "source.domain": user[3] if user else "",
        "source.ip": user[4] if user else "",
        "mysql.thread_id": int(user[5]) if user and user[5] else None,
        **{OWN.get(name, f"mysql.slowlog.{name.lower()}"): value for name, value in numbers.items()},
        "mysql.slowlog.schema": used[1] if used else "",
        "event.start": between[1] if between else "",
        "event.end": between[2] if between else "",
        **{f"mysql.slowlog.{name.lower()}": value for name, value in WORDS.findall(text)},
        "mysql.slowlog.query": statement.strip(),
        "message": statement.strip(),
    }


FORMAT = format_of(
    "mysql_slow",
    "MySQL slow query log",
    prepare,
    recognise=recognise,
    joins=lambda body: True,
    spans=lambda body: blocks(body, BEGINS),
    least=40,
    samples=(
        Sample(
            b"# Time: 2026-11-21T20:00:01.250001Z\n# User@Host: ada[ada] @ app1 [192.0.2.4]  Id:     8\n"
            b"# Query_time: 2.500000  Lock_time: 0.000100 Rows_sent: 1  Rows_examined: 90000\n"
            b"SET timestamp=1795291199;\nselect *\nfrom users;",
            {
                "timestamp": "2026-11-21T20:00:01.250001Z",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "message": "select *\nfrom users;",
                "fields": {
                    "event": {"duration": 2_500_000_000},
                    "source": {"domain": "app1"},
                    "mysql": {
                        "thread_id": 8,
                        "slowlog": {
                            "current_user": "ada",
                            "query": "select *\nfrom users;",
                            "query_time": {"sec": 2.5},
                            "lock_time": {"sec": 0.0001},
                            "rows_sent": 1,
                            "rows_examined": 90000,
                        },
                    },
                },
            },
        ),
        Sample(
            b"# Time: 2026-11-21T20:00:03.500000Z\n# User@Host: ada[ada] @ app1 []  Id:     8\n"
            b"# Query_time: 2.500000  Lock_time: 0.000100 Rows_sent: 1  Rows_examined: 90 Errno: 0 Created_tmp_tables: 1 "
            b"Start: 2026-11-21T20:00:01.000000Z End: 2026-11-21T20:00:03.500000Z\n"
            b"use shop;\nSET timestamp=1795291201;\nselect 7;",
            {
                "timestamp": "2026-11-21T20:00:03.500000Z",
                "message": "select 7;",
                "fields": {
                    "event": {
                        "duration": 2_500_000_000,
                        "start": "2026-11-21T20:00:01.000000Z",
                        "end": "2026-11-21T20:00:03.500000Z",
                    },
                    "source": {"domain": "app1"},
                    "mysql": {
                        "thread_id": 8,
                        "slowlog": {
                            "current_user": "ada",
                            "query": "select 7;",
                            "query_time": {"sec": 2.5},
                            "lock_time": {"sec": 0.0001},
                            "rows_sent": 1,
                            "rows_examined": 90,
                            "last_errno": 0,
                            "tmp_tables": 1,
                            "schema": "shop",
                        },
                    },
                },
            },
        ),
    ),
)
