"""Redis and Valkey: the server's log of all versions, and what MONITOR shows.

https://redis.io/docs/latest/operate/oss_and_stack/management/config/ and https://redis.io/docs/latest/commands/monitor/.
What commands say behind their key is not repeated in the message: it may be a password.
"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample

TIME = r"(\d{1,2} [A-Z][a-z]{2} (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{3})?)"
SERVER = re.compile(rf"(?:(?:(\d{{1,10}}):([XCSM])|\[(\d{{1,10}})\]) )?{TIME} ([.*#-]) (.*)$", re.DOTALL)
SIGNAL = re.compile(r"(\d{1,10}):signal-handler \((\d{9,10})\) (.*)$", re.DOTALL)
MONITOR = re.compile(
    r'(\d{9,10}\.\d{1,6}) \[(\d{1,5}) (?:(lua)|unix:([^\]]*)|\[?([0-9a-fA-F.:]+)\]?:(\d{1,5}))\] "([A-Za-z|.-]{1,64})"(.*)$',
    re.DOTALL,
)
KEY = re.compile(r' "((?:[^"\\]|\\.)*)"')
YEARLESS = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2}) (\d\d:.*)$")
ROLES = {"X": "sentinel", "C": "child", "S": "replica", "M": "master"}
LEVELS = {".": "debug", "-": "info", "*": "notice", "#": "warning"}
MEANINGS = (
    ("Ready to accept connections", ("sys_startup", "process", "success")),
    ("User requested shutdown", ("sys_shutdown", "process", "success")),
    ("ready to exit", ("sys_shutdown", "process", "success")),
    ("crashed by signal", ("sys_crash", "process", "failure")),
    ("SECURITY ATTACK", ("input_validation_fail", "intrusion_detection", "failure")),
)
SECRET = frozenset(("AUTH", "HELLO", "ACL", "CONFIG", "MIGRATE"))
RULED = frozenset(
    ("CONFIG", "ACL", "FLUSHALL", "FLUSHDB", "SHUTDOWN", "REPLICAOF", "SLAVEOF", "MODULE", "DEBUG")
)


def read(text: str) -> Document | Reason:
    if found := SERVER.match(text):
        return server(found)
    if found := MONITOR.match(text):
        return monitor(found)
    if found := SIGNAL.match(text):
        pid, stamp, said = found.groups()
        return {"@timestamp": stamp, "event.category": "database", "process.pid": int(pid), "message": said}
    return Reason(
        "not_redis",
        "Neither a line of Redis' log, “pid:role day month year time level text”, nor of MONITOR.",
    )


def server(found: re.Match[str]) -> Document:
    pid, role, older, written, mark, said = found.groups()
    action, category, outcome = next((meant for words, meant in MEANINGS if words in said), ("", "", ""))
    yearless = YEARLESS.match(written)
    return {
        "@timestamp": f"{yearless[2]} {yearless[1]:>2} {yearless[3]}" if yearless else written,
        "@written": written,
        "event.action": action,
        "event.category": category or "database",
        "event.outcome": outcome,
        "log.level": LEVELS[mark],
        "process.pid": int(pid or older) if pid or older else None,
        "redis.log.role": ROLES.get(role or "", ""),
        "message": said,
    }


def monitor(found: re.Match[str]) -> Document:
    stamp, database, script, path, address, port, command, rest = found.groups()
    verb = command.upper()
    key = KEY.match(rest) if verb not in SECRET else None
    return {
        "@timestamp": stamp,
        "event.action": "authn_login" if verb == "AUTH" else verb.lower(),
        "event.category": "configuration"
        if verb in RULED
        else "authentication"
        if verb == "AUTH"
        else "database",
        "source.ip": address,
        "source.port": int(port) if port else None,
        "redis.command.name": command,
        "redis.command.key": key[1] if key else "",
        "redis.database.id": database,
        "redis.client": script or path,
        "message": f"{command} {key[1]}" if key else command,
    }


FORMAT = format_of(
    "redis",
    "Redis log and MONITOR",
    by_line(read),
    signature=re.compile(
        rb"(?:\d{1,10}:[XCSM]|\[\d{1,10}\]) \d{1,2} [A-Z][a-z]{2} (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{3})? [.*#-] "
        rb"|\d{1,2} [A-Z][a-z]{2} \d\d:\d\d:\d\d(?:\.\d{3})? (?:[.*#] |- (?:Accepted |Client closed|\d+ clients|DB \d))|\d{1,10}:signal-handler \(\d{9,10}\) "
        rb"|\d{9,10}\.\d{1,6} \[\d{1,5} (?:lua|unix:[^\]]*|\[?[0-9a-fA-F.:]+\]?:\d{1,5})\] \"[A-Za-z|.-]{1,64}\""
    ),
    samples=(
        Sample(
            b"77:M 21 Nov 2026 20:00:01.250 * Ready to accept connections",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "sys_startup",
                "process.pid": 77,
                "severity": 5,
                "message": "Ready to accept connections",
                "fields": {"redis": {"log": {"role": "master"}}},
            },
        ),
        Sample(
            b"[77] 21 Nov 20:00:01.250 # Server started",
            {"timestamp": "2026-11-21T20:00:01.250000Z", "time_quality": "inferred", "severity": 4},
        ),
        Sample(
            b"21 Nov 20:00:01 . 0 clients connected",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "log.level": "debug",
                "message": "0 clients connected",
            },
        ),
        Sample(
            b"77:signal-handler (1795291201) Received SIGINT",
            {"timestamp": "2026-11-21T20:00:01.000000Z", "process.pid": 77, "message": "Received SIGINT"},
        ),
        Sample(
            b'1795291201.250007 [0 192.0.2.4:51234] "SET" "cart:7" "x"',
            {
                "timestamp": "2026-11-21T20:00:01.250007Z",
                "event.action": "set",
                "source.ip": "192.0.2.4",
                "source.port": 51234,
                "message": "SET cart:7",
            },
        ),
    ),
)
