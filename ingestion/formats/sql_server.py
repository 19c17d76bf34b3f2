"""Microsoft SQL Server's error log: time, who says it (``Server``, ``Logon``, ``spid51s``) and the message.

Lines that begin otherwise belong to the record above them; Windows writes the file as UTF-16, which is read as UTF-8 before.
https://learn.microsoft.com/en-us/sql/relational-databases/errors-events/mssqlserver-18456-database-engine-error
"""

import re

from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason, Sample

TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{2,7}"
# A column of twelve characters; with one blank behind them the first three are anybody's words.
ORIGIN = r"(?:(?:Server|Logon|Backup)(?=  )|spid\d{1,5}s?|AppDomain \d{1,5})"
BEGINS = re.compile(rf"{TIME} {ORIGIN} +\S".encode())
LINE = re.compile(rf"({TIME}) ({ORIGIN}) +(.*)$", re.DOTALL)
LOGIN = re.compile(r"Login (failed|succeeded) for user '(.{0,255}?)'(?:\. |\.?$)", re.MULTILINE)
# At the end, where the server writes it; before it is what the client called itself.
PEER = re.compile(r"\[CLIENT: ([0-9A-Fa-f.:]{3,45})(?:%\d{1,5})?\]$")
ERROR = re.compile(r"Error: (\d{1,7}), Severity: (\d{1,2}), State: (\d{1,3})\.")
# https://learn.microsoft.com/en-us/sql/relational-databases/errors-events/database-engine-error-severities
GRAVE, FAILED, LOCKED = 17, 11, "18486"
STATES = (
    ("SQL Server is now ready for client connections", "sys_startup"),
    ("SQL Server is terminating", "sys_shutdown"),
    ("SQL Trace was stopped", "sys_monitor_disabled"),
)
SAID = 1024  # characters in which a login is looked for


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason("not_sql_server", "Not a record of SQL Server's error log: “time Server message”.")
    time, origin, said = found.groups()
    pid = origin.removeprefix("spid").removesuffix("s")
    return {
        "@timestamp": time,
        "event.category": "database",
        **_meaning(said[:SAID]),
        "service.name": "mssql",
        "microsoft_sqlserver.log.origin": origin,
        "microsoft_sqlserver.log.spid": int(pid) if pid.isdigit() else None,
        "message": said,
    }


def _meaning(said: str) -> Document:
    if login := LOGIN.match(said):
        peer = PEER.search(said.rstrip())
        failed = login[1] == "failed"
        return {
            "event.action": "authn_login_fail" if failed else "authn_login_success",
            "event.category": "authentication",
            "event.outcome": "failure" if failed else "success",
            "user.name": login[2],
            "source.ip": peer[1] if peer else "",
        }
    if error := ERROR.match(said):
        severity = int(error[2])
        return {
            "event.code": error[1],
            "log.level": "critical" if severity >= GRAVE else "error" if severity >= FAILED else "info",
            "microsoft_sqlserver.log.severity": severity,
            "microsoft_sqlserver.log.state": int(error[3]),
        }
    action = next((action for words, action in STATES if said.startswith(words)), "")
    return {"event.action": action, "event.outcome": "success" if action else ""}


FORMAT = format_of_blocks(
    "sql_server",
    "Microsoft SQL Server error log",
    BEGINS,
    read,
    signature=BEGINS,
    samples=(
        Sample(
            b"2026-11-21 20:00:01.25 Logon       Login failed for user 'bo'. Reason: Password did not match that for the login provided. [CLIENT: 192.0.2.7]",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "bo",
                "source.ip": "192.0.2.7",
                "service.name": "mssql",
            },
        ),
        Sample(
            b"2026-11-21 20:00:01.25 Logon       Login failed for user 'O'Hara [CLIENT: 203.0.113.9]'. Reason: No such login. [CLIENT: 192.0.2.7]",
            {"user.name": "O'Hara [CLIENT: 203.0.113.9]", "source.ip": "192.0.2.7"},
        ),
        Sample(
            b"2026-11-21 20:00:01.25 Logon       Error: 18456, Severity: 14, State: 8.",
            {"event.category": "database", "log.level": "error", "severity": 3, "message": "Error: 18456, Severity: 14, State: 8."},
        ),
        Sample(
            b"2026-11-21 20:00:01.25 spid9s      Recovery of database 'till' begins:\r\n\t log at 7",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "",
                "message": "Recovery of database 'till' begins:\r\n\t log at 7",
                "fields": {"microsoft_sqlserver": {"log": {"origin": "spid9s", "spid": 9}}},
            },
        ),
    ),
)  # fmt: skip
