"""MySQL's and MariaDB's general query log: what clients connect, say and leave, in the order in which it came.

Until 5.6, and in MariaDB, a line within the second of the line before it has no time of its own. Who speaks is said only
when a connection begins, so its later lines get that name. https://dev.mysql.com/doc/refman/8.4/en/query-log.html
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingestion.formats import mysql_header
from ingestion.formats.documents import Document, careful, format_of, record
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.normalise import database
from ingestion.normalise.clock import Arrival

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(?:Z|[+-]\d\d:\d\d)|\d{6} [ \d]\d:\d\d:\d\d"
COMMANDS = (
    "Connect Out|Connect|Quit|Init DB|Query|Field List|Create DB|Drop DB|Refresh|Shutdown|Statistics|Processlist|Kill|Debug|Ping|"
    "Time|Delayed insert|Change user|Binlog Dump GTID|Binlog Dump|Table Dump|Register Slave|Register Replica|Prepare|Execute|"
    "Long Data|Close stmt|Reset stmt|Reset Connection|Set option|Fetch|Daemon|Sleep|Error"
)
LINE = re.compile(rf"({TIME})?[\t ]{{1,4}} *(\d{{1,20}}) ({COMMANDS})(?:[\t ](.*))?$", re.DOTALL)
SAID = rf"[\t ]{{1,4}} *\d{{1,20}} (?:{COMMANDS})(?:[\t ]|\r?$)".encode()
TIMED = re.compile(rf"(?:\xef\xbb\xbf)?(?:{TIME})".encode("latin-1") + SAID)
BEGINS = re.compile(rf"(?:{TIME})?".encode() + SAID)
LOOKED_AT, FEWEST = 50, 3  # lines, where no time and no header says what the batch is
WHO = re.compile(r"(\S*?)@(\S*)(?: (?:as \S* )?on ?(\S*))?(?: using (.+))?$")
DENIED = re.compile(r"Access denied for user '([^']*)'@'([^']*)'")
MOST_CONNECTIONS = 100_000  # whose names are remembered
LOGINS = frozenset(("Connect", "Change user"))
STATEMENTS = frozenset(("Query", "Prepare", "Execute"))
Peer = tuple[str, str]
NOBODY: Peer = ("", "")


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    log = Log()
    found = mysql_header.records(body, BEGINS)
    return [record(place, raw, careful(log.take, text), arrival) for place, raw, text in found]


@dataclass
class Log:
    """What is known from the lines so far: the time, and by connection who speaks and how it began."""

    time: str = ""
    peers: dict[str, Peer] = field(default_factory=dict)
    begun: dict[str, Document] = field(default_factory=dict)

    def take(self, text: str) -> Document | Reason:
        found = LINE.match(text)
        if not found:
            detail = "Not a line of the general query log: “time id command argument”."
            return Reason("not_mysql_general", detail)
        self.time = found[1] or self.time
        said = self.said(found[2], found[3], (found[4] or "").strip())
        said |= {"@timestamp": _whole(self.time), "@written": self.time}
        return said

    def said(self, number: str, command: str, argument: str) -> Document:
        meant: Document = {"event.action": "database_command", "event.category": "database"}
        begun = self.begun.pop(number, None)
        if denied := DENIED.match(argument) if command in LOGINS else None:
            meant = self.refused(number, denied, begun)
        elif command in LOGINS:
            meant = self.connected(number, argument)
        elif command == "Quit":
            meant = {"event.action": "session_closed", "event.category": "session"}
        elif command == "Shutdown":
            meant = {"event.action": "sys_shutdown", "event.category": "host"}
        elif command in STATEMENTS and (known := database.statement(argument)):
            meant = dict(zip(("event.action", "event.category"), known, strict=True))
        user, host = self.peers.pop(number, NOBODY) if command == "Quit" else self.peers.get(number, NOBODY)
        base = {"mysql.thread_id": int(number), "mysql.command": command, "service.name": "mysql"}
        said = {"user.name": user, **_address(host), **meant, **base, "message": argument or command}
        if command in LOGINS and not denied and len(self.begun) < MOST_CONNECTIONS:
            self.begun[number] = said
        return said

    def connected(self, number: str, argument: str) -> Document:
        found = WHO.match(argument)
        if found and len(self.peers) < MOST_CONNECTIONS:
            self.peers[number] = found[1], found[2]
        return {
            "event.action": "authn_login_success",
            "event.category": "authentication",
            "event.outcome": "success",
            "user.name": found[1] if found else "",
            "mysql.database": found[3] if found else "",
            "network.protocol": found[4] if found else "",
            **(_address(found[2]) if found else {}),
        }

    def refused(self, number: str, denied: re.Match[str], begun: Document | None) -> Document:
        """Two lines: the attempt, which looks like any other until the refusal follows it."""
        self.peers.pop(number, None)
        if begun:
            begun |= {"event.action": "database_connect", "event.category": "session", "event.outcome": ""}
        return {"event.action": "authn_login_fail", "event.category": "authentication", "event.outcome": "failure",
                "log.level": "warning", "user.name": denied[1], **_address(denied[2])}  # fmt: skip


def _whole(time: str) -> str:
    """``yymmdd h:mm:ss`` with its century."""
    if not time or "-" in time:
        return time
    return f"20{time[:2]}-{time[2:4]}-{time[4:6]} {time[7:].strip().rjust(8, '0')}"


def _address(host: str) -> Document:
    is_address = re.fullmatch(r"[0-9.]{7,15}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*", host)
    return {"source.ip": host} if is_address else {"source.domain": "" if host == "localhost" else host}


def recognise(head: bytes) -> bool:
    """The server's header, a first line with its time, or most of the first lines' own form."""
    if re.search(rb"^" + mysql_header.COLUMNS + rb"$", head[:4096], re.MULTILINE) or TIMED.match(
        head.split(b"\n", 1)[0]
    ):
        return True
    lines = [line for line in head.split(b"\n", LOOKED_AT)[:LOOKED_AT] if line.strip()]
    fitting = sum(bool(BEGINS.match(line)) for line in lines)
    return fitting >= FEWEST and fitting * 2 > len(lines)


FORMAT = format_of(
    "mysql_general",
    "MySQL general query log",
    prepare,
    signature=re.compile(rf"(?:{TIME})[\t ]{{1,4}} *\d{{1,20}} (?:{COMMANDS})(?:[\t ]|$)".encode()),
    recognise=recognise,
    has_short_lines=True,
    samples=(
        Sample(
            b"/usr/sbin/mysqld, Version: 8.4.3 (Example). started with:\nTcp port: 3306  Unix socket: /run/mysqld.sock\n"
            b"Time                 Id Command    Argument\n"
            b"2026-11-21T20:00:01.250001Z\t    8 Connect\tada@192.0.2.4 on shop using SSL/TLS\n"
            b"2026-11-21T20:00:02.000001Z\t    8 Query\tcreate user\n  'eve'\n",
            {
                "timestamp": "2026-11-21T20:00:02.000001Z",
                "time_quality": "stated",
                "event.action": "user_created",
                "event.category": "iam",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "message": "create user\n  'eve'",
            },
            raw=b"2026-11-21T20:00:02.000001Z\t    8 Query\tcreate user\n  'eve'",
        ),
        Sample(
            b"261121  9:00:01\t   12 Connect\tbo@app1 on \n\t\t   12 Connect\tAccess denied for user 'bo'@'192.0.2.7' (using password: YES)",
            {
                "timestamp": "2026-11-21T09:00:01.000000Z",
                "time_quality": "inferred",
                "event.created": "261121  9:00:01",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "bo",
                "source.ip": "192.0.2.7",
                "severity": 4,
            },
            raw=b"\t\t   12 Connect\tAccess denied for user 'bo'@'192.0.2.7' (using password: YES)",
        ),
    ),
)
