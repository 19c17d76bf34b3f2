"""The NATS server's log: ``[7] 2026/11/21 20:00:01.250001 [TRC] 192.0.2.7:4040 - cid:8 - <<- [SUB shop.orders  1]``.

https://docs.nats.io/running-a-nats-service/configuration/logging; the protocol's commands are those of
https://docs.nats.io/reference/reference-protocols/nats-protocol. ``<<-`` is what a client sends, ``->>`` what it gets.
"""

import re

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern, level

LINE = (
    r"\[(\d{1,10})\] (\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{1,9}) \[([A-Z]{3})\] "
    r"(?:\[?([0-9A-Fa-f.:]{2,45}?)\]?:(\d{1,5}) - (?:cid|rid|lid|gid):(\d{1,20}) - )?(?:(<<-|->>) )?(.*)$"
)
NAMES = (
    "process.pid", "@timestamp", "log.level", "source.ip", "source.port", "nats.log.client.id", "network.direction", "message",
)  # fmt: skip
COMMAND = re.compile(r"\[([A-Z+-]{2,12})(?: (.*))?$", re.DOTALL)
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
TYPES = {"SUB": "subscribe", "UNSUB": "unsubscribe", "PUB": "publish", "HPUB": "publish", "MSG": "message", "HMSG": "message",
         "CONNECT": "connect", "PING": "ping", "PONG": "pong", "INFO": "info", "MSG_PAYLOAD": "payload", "+OK": "ok", "-ERR": "error"}  # fmt: skip
# What stands behind a command: with a queue or an address to answer to in between, or without.
ARGUMENTS = {
    "subscribe": (("subject", "sid"), ("subject", "queue_group", "sid")),
    "unsubscribe": (("sid",), ("sid", "max_messages")),
    "publish": (("subject", "bytes"), ("subject", "reply_to", "bytes")),
    "message": (("subject", "sid", "bytes"), ("subject", "sid", "reply_to", "bytes")),
}
LEVELS = {"INF": "info", "DBG": "debug", "TRC": "trace", "WRN": "warning", "ERR": "error", "FTL": "fatal"}
MEANINGS = (
    ("Client connection created", ("connection_accepted", "network", "success")),
    ("Client connection closed", ("connection_ended", "network", "")),
    ("authentication error", ("authn_login_fail", "authentication", "failure")),
    ("Authorization Error", ("authn_login_fail", "authentication", "failure")),
    ("Authorization Violation", ("authn_login_fail", "authentication", "failure")),
    ("Permissions Violation", ("authz_fail", "iam", "failure")),
    ("Server is ready", ("sys_startup", "process", "success")),
    ("Server Exiting", ("sys_shutdown", "process", "success")),
)


def finish(said: Document) -> Document:
    message = str(said.get("message", ""))
    flows = {"<<-": "inbound", "->>": "outbound"}
    direction = flows.get(str(said.get("network.direction", "")), "")
    spoken = by_server(message, direction)
    meant = next((meaning for words, meaning in MEANINGS if words in spoken), ("", "", ""))
    time = str(said["@timestamp"])
    return {
        **level(said, LEVELS),
        **(command(message) if direction else {}),
        **dict(zip(("event.action", "event.category", "event.outcome"), meant, strict=True)),
        "@timestamp": time.replace("/", "-"),
        "@written": time,
        "network.direction": direction,
        "client.ip": said.get("source.ip"),
        "client.port": said.get("source.port"),
    }


def by_server(message: str, direction: str) -> str:
    """Without what clients chose: names stand in quotation marks, and of what is traced the server says errors alone."""
    if direction and not (direction == "outbound" and message.startswith("[-ERR ")):
        return ""
    return QUOTED.sub("", message)


def command(message: str) -> Document:
    found = COMMAND.match(message.rstrip(" \t]"))
    kind = TYPES.get(found[1], found[1].lower()) if found else "payload"
    words = (found[2] or "").split() if found else []
    names = next((those for those in ARGUMENTS.get(kind, ()) if len(those) == len(words)), ())
    # Without names the words say nothing that has one: a CONNECT's is JSON.
    return {
        "nats.log.msg.type": kind,
        **{f"nats.log.msg.{name}": word for name, word in zip(names, words, strict=False)},
    }


FORMAT = format_of_pattern(
    "nats",
    "NATS",
    LINE,
    NAMES,
    finish,
    signature=rb"\[\d{1,10}\] \d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{1,9} \[(?:INF|DBG|TRC|WRN|ERR|FTL)\] ",
    samples=(
        Sample(
            b"[7] 2026/11/21 20:00:01.250001 [TRC] 192.0.2.7:4040 - cid:8 - <<- [SUB shop.orders  1]",
            {
                "timestamp": "2026-11-21T20:00:01.250001Z",
                "event.created": "2026/11/21 20:00:01.250001",
                "process.pid": 7,
                "log.level": "trace",
                "severity": 7,
                "source.ip": "192.0.2.7",
                "source.port": 4040,
                "fields": {
                    "client": {"ip": "192.0.2.7", "port": 4040},
                    "nats": {
                        "log": {
                            "client": {"id": "8"},
                            "msg": {"type": "subscribe", "subject": "shop.orders", "sid": "1"},
                        }
                    },
                    "network": {"direction": "inbound"},
                },
            },
        ),
        Sample(
            b'[7] 2026/11/21 20:00:01.350001 [TRC] 192.0.2.7:4040 - cid:8 - <<- [CONNECT {"verbose":false, "user":"ada"}]',
            {
                "message": '[CONNECT {"verbose":false, "user":"ada"}]',
                "fields": {
                    "client": {"ip": "192.0.2.7", "port": 4040},
                    "nats": {"log": {"client": {"id": "8"}, "msg": {"type": "connect"}}},
                    "network": {"direction": "inbound"},
                },
            },
        ),
        Sample(
            b"[7] 2026/11/21 20:00:02.250001 [ERR] [2001:db8::7]:4040 - cid:9 - authentication error",
            {
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "source.ip": "2001:db8::7",
                "message": "authentication error",
                "severity": 3,
            },
        ),
    ),
)
