"""Oracle Database's audit files: a day and a clock, then ``NAME:[length] 'value'`` line by line; older ones without lengths.

A value may span lines. https://docs.oracle.com/en/database/oracle/oracle-database/19/dbseg/administering-the-audit-trail.html
"""

import re
from collections.abc import Sequence

from ingestion.formats.blocks import prepared
from ingestion.formats.documents import Document, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival

DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?) (\d{4})(?: ([+-]\d\d:\d\d))?"
BEGINS = re.compile(DAY.encode() + rb"\s*$")
FIRST = re.compile(rb"(?:[^\n]{0,400}\n){0,24}?" + DAY.encode() + rb" *\r?\n(?:LENGTH|ACTION) {0,2}:")
HEAD = re.compile(DAY + r" *\r?\n(.*)$", re.DOTALL)
NAME = re.compile(rb"([A-Z][A-Z_$ ]{2,30}?) {0,2}: {0,2}(?:\[(\d{1,7})\] {0,2})?")
# What the database writes of itself when it opens the file; whatever else stands there is a record that nobody understands.
ITSELF = re.compile(
    rb"\s*$|Audit file |(?:Oracle|With the|Version|Build label|ORACLE_HOME|System name|Node name|Release|Machine|VM name|Instance name"
    rb"|Redo thread|Unix process|Windows|CPU|Process Affinity|Memory)\b"
)
MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}$|[0-9a-fA-F]*:[0-9a-fA-F:.]+$")
HOST = re.compile(r"HOST=([0-9A-Fa-f.:]{3,45})\)")
LOGGED_ON, LOGGED_OFF, CHANGES = (
    "100",
    ("101", "102"),
    {"51": "user_created", "43": "user_updated", "53": "user_deleted"},
)
GRANTS = frozenset(("17", "18", "108", "109", "114", "115", "208"))
AUDIT = "oracle.database_audit"
OWN = {
    "LENGTH": "length", "ACTION": "action", "ACTION NUMBER": "action_number", "CLIENT TERMINAL": "client.terminal", "STATUS": "status",
    "RETURNCODE": "status", "DBID": "database.id", "SESSIONID": "session_id", "PRIVILEGE": "privilege", "ENTRYID": "entry.id",
    "OBJ$NAME": "obj.name",
}  # fmt: skip


def read(text: str) -> Document | Reason:
    found = HEAD.match(text)
    if not found:
        return Reason(
            "not_oracle_audit", "Not a record of Oracle's audit: a day, and names with values below it."
        )
    month, day, clock, year, zone, rest = found.groups()
    said = values(rest)
    number, status = said.get("ACTION NUMBER", ""), said.get("STATUS") or said.get("RETURNCODE", "")
    peer, inner = said.get("CLIENT ADDRESS", ""), HOST.search(said.get("CLIENT ADDRESS", ""))
    address = inner[1] if inner else peer if ADDRESS.match(peer) else ""
    return {
        "@timestamp": f"{year}-{MONTHS.find(month) // 3 + 1:02}-{day.strip():0>2}T{clock}{zone or ''}",
        "@written": text.partition("\n")[0].strip(),
        **_meaning(number, status),
        "user.name": said.get("DATABASE USER", "").strip("/") or said.get("CLIENT USER") or said.get("DATABASE USER"),
        "user.roles": [said["PRIVILEGE"]] if said.get("PRIVILEGE") else None,
        "client.user.name": said.get("CLIENT USER"),
        "server.user.name": said.get("DATABASE USER"),
        "server.domain": said.get("USERHOST"),
        "client.ip": address,
        "client.domain": "" if address else peer,
        "source.ip": address,
        **{f"{AUDIT}.{own}": said[name] for name, own in OWN.items() if said.get(name)},
        "message": said.get("ACTION"),
    }  # fmt: skip


def values(rest: str) -> dict[str, str]:
    """By their names; what stands between quotes may hold quotes and lines, and such as look like other values.

    So of what is there twice, but for the first that is written, nothing is believed.
    """
    raw = rest.replace("\r\n", "\n").encode("utf-8", "replace")
    found: dict[str, list[str]] = {}
    twice: set[str] = set()
    held: list[str] = []
    at = 0
    while at < len(raw):
        opened = NAME.match(raw, at)
        start = opened.end() if opened else at
        at = _end(raw, start, opened[2] if opened else None)
        if opened:
            name, held = opened[1].decode(), []
            twice.update({name} & found.keys() - {"LENGTH", "ACTION"})
            found.setdefault(name, held)
        held.extend(filter(None, map(str.strip, raw[start:at].decode("utf-8", "replace").splitlines())))
        at += 1
    return {name: _bare(" ".join(said)) for name, said in found.items() if name not in twice}


def _end(raw: bytes, start: int, length: bytes | None) -> int:
    """Of a value: its length counts what is between the quotes, unless that has been masked; else its line's end."""
    end = start + int(length) + 2 if length else 0
    if end and raw[start : start + 1] == raw[end - 1 : end] == b"'" and raw[end : end + 1] in (b"\n", b""):
        return end
    line = raw.find(b"\n", start)
    return len(raw) if line < 0 else line


def _bare(said: str) -> str:
    quoted = len(said) > 1 and said[0] == said[-1] and said[0] in "'\""
    return said[1:-1] if quoted else said


def _meaning(number: str, status: str) -> Document:
    failed = status not in ("", "0")
    action, category = CHANGES.get(number, "database_audit"), "iam" if number in CHANGES else "database"
    if number == LOGGED_ON:
        action, category = "authn_login_fail" if failed else "authn_login_success", "authentication"
    elif number in LOGGED_OFF:
        action, category = "session_closed", "session"
    elif number in GRANTS:
        action, category = "privilege_permissions_changed", "iam"
    return {
        "event.action": action,
        "event.category": category,
        "event.outcome": "failure" if failed else "success" if status else "",
        "event.code": f"ORA-{int(status):05}" if failed and status.isascii() and status.isdigit() else "",
    }


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    return [one for one in prepared(BEGINS, read)(body, arrival) if not _is_itself(one.raw)]


def _is_itself(raw: bytes) -> bool:
    return raw.startswith(b"Audit file ") and all(map(ITSELF.match, raw.split(b"\n")))


CONNECTED = (
    b"Sat Nov 21 21:00:01 2026 +01:00\nLENGTH : '160'\nACTION :[7] 'CONNECT'\nDATABASE USER:[3] 'bo'\nPRIVILEGE :[4] 'NONE'\nCLIENT USER:[3] 'ada'\n"
    b"STATUS:[4] '1017'\nDBID:[2] '77'\nUSERHOST:[4] 'db-1'\nCLIENT ADDRESS:[50] '(ADDRESS=(PROTOCOL=tcp)(HOST=192.0.2.7)(PORT=5022))'\nACTION NUMBER:[3] '100'"
)
FORMAT = format_of(
    "oracle_audit",
    "Oracle Database audit file",
    prepare,
    has_short_lines=True,
    recognise=lambda head: bool(FIRST.match(head[:8192])),
    samples=(
        Sample(
            b"Audit file /u01/adump/till_1.aud\nNode name: db-1\n\n" + CONNECTED,
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "bo",
                "source.ip": "192.0.2.7",
                "message": "CONNECT",
            },
            raw=CONNECTED,
        ),
        Sample(
            b"Sat Nov 21 20:00:01 2026\nLENGTH : '160'\nACTION :[32] 'select 1\nDATABASE USER:[3] 'sys''\nDATABASE USER:[2] 'bo'\nOBJ$NAME:[4] 'TILL'\nSTATUS:[1] '0'",
            {"user.name": "bo", "message": "select 1 DATABASE USER:[3] 'sys'"},
        ),
        Sample(
            b"Sat Nov 21 20:00:01 2026\nLENGTH : '160'\nACTION :[9] 'select 1\nSTATUS:[1] '1'\nDATABASE USER:[2] 'bo'\nSTATUS:[1] '0'",
            {"user.name": "bo", "event.outcome": ""},
        ),
        Sample(
            b"Sat Nov 21 20:00:01 2026\nACTION : 'select 'a'\n   from till'\nDATABASE USER: '/'\nSTATUS: '0'\nACTION NUMBER:[1] '3'",
            {"event.action": "database_audit", "event.outcome": "success", "user.name": "/", "message": "select 'a' from till"},
        ),
    ),
)  # fmt: skip
