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
# A client names its connection and its user as it likes, so both are read at the ends of what the broker writes around them.
CONNECTION = re.compile(
    r"(accepting|closing|Error on|connection|Connection)(?: [A-Za-z][\w.-]{0,15}){0,2}(?: connection)?(?: <[\d.]{1,32}>)? "
    r"\(?\[?([0-9A-Fa-f.:]{2,45}?)\]?:(\d{1,5}) -> \[?([0-9A-Fa-f.:]{2,45}?)\]?:(\d{1,5})"
)
OF_USER = re.compile(r", user: '([^'\n]{1,255})'(?:, state: \w{1,16})?\)(?:, channel \d{1,5})?(?::|$)")
ENTERED = re.compile(
    r".{1,1024}: user '([^']{1,255})' authenticated and granted access to vhost '[^']{0,255}'$"
)
REFUSED = re.compile(
    r"(?:HTTP access denied|[\w-]{1,32} login refused)(?:: user '(.{1,255})' (?:- )?[^']{1,200}$|:)",
    re.DOTALL,
)
NO_VHOST = re.compile(r"access to vhost '.{0,255}' refused for user '(.{1,255})'$", re.DOTALL)
HANDSHAKE = re.compile(
    r'\{handshake_error,\w{1,16},\d{1,5},\s*\{amqp_error,access_refused,\s*"(.{1,1024})",\s*\S{1,64}\}\}$',
    re.DOTALL,
)
BROKER = (
    (r"Server startup complete|broker running", ("sys_startup", "process", "success")),
    (r"[Ss]topping Rabbit|[Hh]alting Erlang", ("sys_shutdown", "process", "success")),
)  # fmt: skip
COMPILED = tuple((re.compile(rf"\s*(?:{words})"), meaning) for words, meaning in BROKER)
NOTHING = ("", "", "")
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
    head = said[:MOST].strip()
    peer = CONNECTION.match(head)
    (action, category, outcome), user = deed(head, peer[1] if peer else "")
    return {
        "event.action": action,
        "event.category": category,
        "event.outcome": outcome,
        "service.name": "rabbitmq",
        "user.name": user,
        "source.ip": peer[2] if peer else "",
        "source.port": int(peer[3]) if peer else None,
        "destination.ip": peer[4] if peer else "",
        "destination.port": int(peer[5]) if peer else None,
    }


def deed(head: str, verb: str) -> tuple[tuple[str, str, str], str]:
    """Action, category and outcome, and the user. Of a connection, the second line says what went wrong with it."""
    first, _, rest = head.partition("\n")
    if verb in ("connection", "Connection"):
        entered = ENTERED.match(head)
        return (
            (("authn_login_success", "authentication", "success"), entered[1]) if entered else (NOTHING, "")
        )
    if verb == "accepting":
        return ("connection_accepted", "network", "success"), ""
    said = (rest if verb else head).strip()
    said = inner[1] if (inner := HANDSHAKE.match(said)) else said
    if refused := REFUSED.match(said):
        return ("authn_login_fail", "authentication", "failure"), refused[1] or ""
    if refused := NO_VHOST.match(said):
        return ("authz_fail", "authentication", "failure"), refused[1]
    user = next((found[1] for found in OF_USER.finditer(first)), "") if verb else ""
    if verb == "closing":
        return ("connection_ended", "network", ""), user
    return next((meant for words, meant in COMPILED if words.match(head)), NOTHING), user


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
        Sample(
            b"=INFO REPORT==== 21-Nov-2026::20:00:01 ===\nconnection <0.7.0> (192.0.2.7:4040 -> 192.0.2.1:5672 - till): "
            b"user 'ada' authenticated and granted access to vhost '/'",
            {"event.action": "authn_login_success", "event.outcome": "success", "user.name": "ada", "source.ip": "192.0.2.7"},
        ),
        Sample(
            b"=ERROR REPORT==== 21-Nov-2026::20:00:01 ===\nPLAIN login refused: user 'root' - invalid credentials' - invalid credentials",
            {"event.action": "authn_login_fail", "user.name": "root' - invalid credentials"},
        ),
        Sample(
            b"=WARNING REPORT==== 21-Nov-2026::20:00:01 ===\nHTTP access denied: user 'accepting AMQP connection' - invalid credentials",
            {"event.action": "authn_login_fail", "user.name": "accepting AMQP connection"},
        ),
        Sample(
            b"=WARNING REPORT==== 21-Nov-2026::20:00:01 ===\nclosing AMQP connection <0.7.0> (192.0.2.7:4040 -> 192.0.2.1:5672 - "
            b"PLAIN login refused: user 'root', vhost: '/', user: 'ada'):\nclient unexpectedly closed TCP connection",
            {"event.action": "connection_ended", "event.outcome": "", "user.name": "ada"},
        ),
        Sample(
            b"=ERROR REPORT==== 21-Nov-2026::20:00:01 ===\nError on AMQP connection <0.7.0> (192.0.2.7:4040 -> 192.0.2.1:5672, user: 'ada', "
            b"state: opening):\naccess to vhost 'shop' refused for user 'ada'",
            {"event.action": "authz_fail", "event.outcome": "failure", "user.name": "ada"},
        ),
    ),
)  # fmt: skip
