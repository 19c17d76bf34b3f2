"""MongoDB's log: JSON since 4.4, and the text before it.

https://www.mongodb.com/docs/manual/reference/log-messages/. Successful and failed logins become actions; who is
connected stands in the attributes, the whole of which is kept under ``mongodb.log.attr``.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from ingestion.formats.claims import only
from ingestion.formats.documents import Document, careful, format_of, lines_of, record, text_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.formats.shapes import LEAST, at, text
from ingestion.normalise.clock import Arrival

LINE = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:[+-]\d{4}|Z)) ([FEWID]\d?) +(\S{1,16}) +\[([^\]]{1,64})\] (.*)$",
    re.DOTALL,
)
ENDPOINT = re.compile(
    r"(?:from(?: client)?|client[:=]?|end connection) \[?([0-9A-Fa-f.:]+?)\]?(?::(\d{1,5}))?(?=[\s;]|$)"
)
ACCOUNT = re.compile(
    r"(?:principal|failed for|user) ([^\n]{1,255}) on (\S+) from client |(?:principal|failed for|user) (\S+) on (\S+)|failed for (\S+)"
)
PEER = re.compile(r"\[?([0-9A-Fa-f.:]+?)\]?:(\d{1,5})$")
MEANINGS = (
    (r"(?i)^(?:successfully )?authenticated|authentication succeeded", ("authn_login_success", "authentication", "success")),
    (r"(?i)authentication failed|failed to authenticate", ("authn_login_fail", "authentication", "failure")),
    (r"(?i)^unauthorized|not authorized", ("authz_fail", "iam", "failure")),
    (r"(?i)connection accepted", ("connection_accepted", "network", "success")),
    (r"(?i)^(?:end connection|connection ended)", ("connection_ended", "network", "")),
    (r"(?i)waiting for connections|mongo(?:d|s|db) starting", ("sys_startup", "process", "success")),
    (r"(?i)^shutting down|dbexit", ("sys_shutdown", "process", "success")),
    (r"(?i)^slow query", ("slow_query", "database", "")),
)  # fmt: skip
COMPILED = tuple((re.compile(words), meaning) for words, meaning in MEANINGS)


def meant(message: str) -> Document:
    found = next((meaning for words, meaning in COMPILED if words.search(message[:512])), None)
    action, category, outcome = found or ("", "database", "")
    return {"event.action": action, "event.category": category, "event.outcome": outcome}


def read_json(said: Mapping[str, Any]) -> Document:
    message, attributes = text(said, "msg"), at(said, "attr")
    peer = text(attributes, "client") or text(attributes, "remote") or text(attributes, "hostAndPort")
    end = PEER.match(peer)
    taken = at(attributes, "durationMillis")
    return {
        **meant(message),
        "@timestamp": text(said, "t", "$date"),
        "log.level": text(said, "s"),
        "event.code": text(said, "id"),
        "mongodb.log.id": at(said, "id"),
        "event.duration": taken * 1_000_000 if isinstance(taken, int) else None,
        "event.reason": text(attributes, "result") or text(attributes, "error"),
        "user.name": text(attributes, "principalName")
        or text(attributes, "user")
        or text(attributes, "user", "user"),
        "source.ip": end[1] if end else "",
        "source.port": int(end[2]) if end else None,
        "mongodb.log.component": text(said, "c"),
        "mongodb.log.context": text(said, "ctx"),
        "mongodb.log.database": text(attributes, "authenticationDatabase") or text(attributes, "db"),
        "mongodb.log.attr": attributes,
        "message": message,
    }


def read_text(found: re.Match[str]) -> Document:
    written, letter, component, context, message = found.groups()
    said = message[:2048]
    facts, end, account = meant(message), ENDPOINT.search(said), ACCOUNT.search(said)
    login = facts["event.category"] == "authentication" and account
    if login and end and not (end := only(ENDPOINT, said)):
        account = login = None
    return {
        **facts,
        "@timestamp": written,
        "log.level": letter,
        "user.name": (account[1] or account[3] or account[5]) if login and account else "",
        "mongodb.log.database": (account[2] or account[4]) if login and account else "",
        "source.ip": end[1] if end else "",
        "source.port": int(end[2]) if end and end[2] else None,
        "mongodb.log.component": "" if component == "-" else component,
        "mongodb.log.context": context,
        "message": message,
    }


def read(line: str) -> Document | Reason:
    if found := LINE.match(line):
        return read_text(found)
    if not line.startswith("{"):
        return Reason("not_mongodb", "Neither MongoDB's JSON nor “time letter COMPONENT [context] …”.")
    try:
        said = orjson.loads(line.encode("utf-8", "replace"))
    except orjson.JSONDecodeError as error:
        return Reason("not_json", f"Not JSON: {error.msg}, at character {error.pos + 1}.")
    return read_json(said)


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    return [
        record(number, raw, careful(read, text_of(raw).strip()), arrival) for number, raw in lines_of(body)
    ]


FORMAT = format_of(
    "mongodb",
    "MongoDB",
    prepare,
    signature=re.compile(
        rb'\s*\{(?=[^\n]*"t"\s*:\s*\{\s*"\$date")(?=[^\n]*"ctx"\s*:)|'
        rb"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}(?:[+-]\d{4}|Z) [FEWID]\d? +[A-Z-]{1,16} +\[[^\]]{1,64}\] "
    ),
    least=LEAST,
    samples=(
        Sample(
            b'{"t":{"$date":"2026-11-21T20:00:01.250+00:00"},"s":"I","c":"ACCESS","id":20249,"ctx":"conn12","msg":"Authentication failed",'
            b'"attr":{"mechanism":"SCRAM-SHA-256","principalName":"ada","authenticationDatabase":"admin","client":"192.0.2.4:51234","result":"UserNotFound"}}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "source.port": 51234,
                "severity": 6,
                "message": "Authentication failed",
            },
        ),
        Sample(
            b"2026-11-21T20:00:01.250+0000 I ACCESS   [conn1] SCRAM-SHA-1 authentication failed for ada on admin from client 192.0.2.4:51234 ; UserNotFound",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "authn_login_fail",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "fields": {
                    "mongodb": {"log": {"component": "ACCESS", "context": "conn1", "database": "admin"}}
                },
            },
        ),
    ),
)
