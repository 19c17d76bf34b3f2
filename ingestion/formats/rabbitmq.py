"""RabbitMQ's log before 3.7, Erlang's reports: ``=INFO REPORT==== 21-Nov-2026::20:00:01 ===`` and lines below it.

Later versions write lines that ``program`` reads. https://www.rabbitmq.com/docs/logging
"""

import re

from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason, Sample

BEGINS = re.compile(
    rb"=(?:INFO|WARNING|ERROR|CRASH|PROGRESS|SUPERVISOR) REPORT==== {1,2}\d{1,2}-[A-Z][a-z]{2}-\d{4}::\d\d:\d\d:\d\d ==="
)
LINE = re.compile(
    r"=([A-Z]+) REPORT==== +(\d{1,2}-[A-Z][a-z]{2}-\d{4})::(\d\d:\d\d:\d\d) ===\s*(.*)$", re.DOTALL
)
LEVELS = {"CRASH": "error", "SUPERVISOR": "error", "PROGRESS": "info"}  # kinds of reports that are no levels
PEER = re.compile(r"\(\[?([0-9A-Fa-f.:]+?)\]?:(\d{1,5}) -> \[?([0-9A-Fa-f.:]+?)\]?:(\d{1,5})")
ACCOUNT = re.compile(r"\buser(?:name)?:? '([^']{1,255})'|\{user,<<\"([^\"]{1,255})\">>")
MEANINGS = (
    (r"accepting AMQP connection", ("connection_accepted", "network", "success")),
    (r"closing AMQP connection", ("connection_ended", "network", "")),
    (r"(?:invalid|refused|failed)[^\n]{0,80}credentials|[Ll]ogin (?:was )?refused|access_refused", ("authn_login_fail", "authentication", "failure")),
    (r"Server startup complete|broker running", ("sys_startup", "process", "success")),
    (r"[Ss]topping Rabbit|[Hh]alting Erlang", ("sys_shutdown", "process", "success")),
)  # fmt: skip
COMPILED = tuple((re.compile(words), meaning) for words, meaning in MEANINGS)
MOST = 8192  # characters in which words are looked for


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason("not_rabbitmq", "Not a report of RabbitMQ's: “=INFO REPORT==== day::clock ===”.")
    kind, day, clock, said = found.groups()
    return {
        "@timestamp": f"{day} {clock}",
        "@written": f"{day}::{clock}",
        **meaning(said),
        "log.level": LEVELS.get(kind, kind),
        "message": said.strip(),
    }


def meaning(said: str) -> Document:
    """Who and from where, and what came of it; the same words stand in the logs of all versions."""
    head = said[:MOST]
    peer, account = PEER.search(head), ACCOUNT.search(head)
    meant = next((meaning for words, meaning in COMPILED if words.search(head)), ("", "", ""))
    return {
        **dict(zip(("event.action", "event.category", "event.outcome"), meant, strict=True)),
        "service.name": "rabbitmq",
        "user.name": (account[1] or account[2]) if account else "",
        "source.ip": peer[1] if peer else "",
        "source.port": int(peer[2]) if peer else None,
        "destination.ip": peer[3] if peer else "",
        "destination.port": int(peer[4]) if peer else None,
    }


FORMAT = format_of_blocks(
    "rabbitmq",
    "RabbitMQ before 3.7",
    BEGINS,
    read,
    signature=BEGINS,
    samples=(
        Sample(
            b"=ERROR REPORT==== 21-Nov-2026::20:00:01 ===\nError on AMQP connection <0.7.0> (192.0.2.7:4040 -> 192.0.2.1:5672, state: starting):\n"
            b"PLAIN login refused: user 'ada' - invalid credentials",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.created": "21-Nov-2026::20:00:01",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "log.level": "ERROR",
                "user.name": "ada",
                "source.ip": "192.0.2.7",
                "source.port": 4040,
            },
        ),
    ),
)  # fmt: skip
