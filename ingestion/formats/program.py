"""Logs of programs as text: Log4j, logback, Python, PostgreSQL and others that begin each record with date and level.

Lines that begin otherwise (stack traces, statements) belong to the record before them. A batch may end inside a record;
its rest is then a record without a time, counted by arrival.
"""

import re
from collections.abc import Sequence

from ingestion.formats.blocks import blocks
from ingestion.formats.documents import Document, format_of, record, text_of
from ingestion.formats.format import Sample
from ingestion.formats.record import Record
from ingestion.normalise import database
from ingestion.normalise.clock import Arrival

TIME = r"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|GMT|[A-Z]{3,4}(?= \[)|[+-]\d\d:?\d\d))?|\d{6} \d{6}"
LEVEL = r"EMERGENCY|EMERG|TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|SEVERE|CRITICAL|CRIT|FATAL|PANIC|ALERT|LOG|STATEMENT|DETAIL|HINT"
START = re.compile(rb"\[?(?:" + TIME.encode() + rb")")
DATED = re.compile(rf"\[?({TIME})")
FIRST = re.compile(
    rf"\[?({TIME})\]?[ ,:-]*(.{{0,80}}?)(?<![\w])({LEVEL}|{LEVEL.title()}|{LEVEL.lower()})(?![\w=])\s*[\]:,-]*\s*(.*)$",
    re.DOTALL,
)
# Not what a container's runtime or syslog put a time before, nor Apache's error log.
APACHE = rb"(?!\[\S+ \S+\] \[[\w-]*:[a-z\d]+\] \[pid )"
OF_OTHERS = rb"(?!\S* (?:std(?:out|err) [FP]|\S{1,255} [^\s\[:]{1,128}\[\d{1,10}\]: |\S{1,255} kernel: \[))"
BEGINS = re.compile(
    APACHE
    + rb"\[?(?:"
    + TIME.encode()
    + rb")"
    + OF_OTHERS
    + rb"[^\n]{0,80}?\b(?:"
    + LEVEL.encode()
    + rb")\b",
    re.IGNORECASE,
)
PID = re.compile(r"\[(\d{1,7})\]")
THREAD = re.compile(r"\[([^\]\d][^\]]*)\]")
LOGGER = re.compile(r"(?:\[([^\]]{1,120})\] )?(?:- )?([A-Za-z_$][\w$]*(?:[.:][\w$]+)+)(?: -|:|\]) ")
# Servicing logs of Windows: a component stands in a column behind the level.
COMPONENT = re.compile(r"([A-Z]{2,8}) {2,}(.*)$", re.DOTALL)
TAG = re.compile(r"([\w./()-]{1,64})\[(\d{1,10})\]: (.*)$", re.DOTALL)
LEVELS = {"log": "info", "statement": "info", "detail": "info", "hint": "info", "severe": "error"}


def read(text: str) -> Document:
    head, _, trace = text.partition("\n")
    found = FIRST.match(head.rstrip("\r"))
    if not found:
        dated = DATED.match(head)
        return {"@timestamp": dated[1] if dated else "", "message": text}
    time, before, level, said = found.groups()
    pid, thread, logger = PID.search(before), THREAD.search(before), LOGGER.match(said)
    component, tag = COMPONENT.match(said), TAG.match(said)
    document: Document = {
        **database.meaning(said),
        "@timestamp": time,
        "log.level": LEVELS.get(level.lower(), level),
        "process.pid": int(pid[1]) if pid else int(tag[2]) if tag else None,
        "process.thread.name": (thread or (logger if logger and logger[1] else None) or ("", ""))[1],
        "log.logger": logger[2] if logger else component[1] if component else "",
        "process.name": tag[1] if tag else "",
        "error.stack_trace": trace if trace else "",
        "message": said if not trace else f"{said}\n{trace}",
    }
    return document


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    return [record(place, raw, read(text_of(raw)), arrival) for place, raw in blocks(body, START)]


def recognise(head: bytes) -> bool:
    """Most lines that begin with a date have a level; the first line does begin so."""
    lines = [line for line in head.split(b"\n")[:200] if line.strip()]
    dated = [line for line in lines if START.match(line)]
    levelled = sum(bool(BEGINS.match(line)) for line in dated)
    return bool(
        lines and START.match(lines[0]) and levelled * 2 > len(dated) and len(dated) * 20 > len(lines)
    )


FORMAT = format_of(
    "program",
    "Program log (Log4j, logback, Python, PostgreSQL)",
    prepare,
    signature=BEGINS,
    recognise=recognise,
    samples=(
        Sample(
            b"2026-11-21 20:00:01,250 ERROR [worker-3] shop.orders.Till: order lost\r\n"
            b"java.lang.IllegalStateException: no\r\n\tat shop.Till.pay(Till.java:7)\r\nCaused by: x\r\n",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.created": "2026-11-21 20:00:01,250",
                "log.level": "ERROR",
                "severity": 3,
            },
            raw=b"2026-11-21 20:00:01,250 ERROR [worker-3] shop.orders.Till: order lost\r\n"
            b"java.lang.IllegalStateException: no\r\n\tat shop.Till.pay(Till.java:7)\r\nCaused by: x",
        ),
        Sample(
            b'2026-11-21 21:00:01.250 CET [77] FATAL:  password authentication failed for user "ada"',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "process.pid": 77,
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "ada",
                "severity": 2,
                "message": 'password authentication failed for user "ada"',
            },
        ),
        Sample(
            b"261121 200001 148 INFO dfs.Node$Responder: done",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "severity": 6,
                "message": "dfs.Node$Responder: done",
                "fields": {"log": {"logger": "dfs.Node$Responder"}},
            },
        ),
    ),
)
