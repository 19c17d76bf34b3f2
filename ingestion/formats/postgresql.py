"""PostgreSQL's csvlog and jsonlog, pgAudit's entries in them included; the stderr log is read by ``program``.

https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-CSVLOG
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import orjson

from ingestion.formats.documents import Document, careful, format_of, record, text_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.formats.table import cells, joins, rows
from ingestion.normalise import database
from ingestion.normalise.clock import Arrival

COLUMNS = (
    "timestamp", "user", "dbname", "pid", "connection_from", "session_id", "line_num", "ps", "session_start", "vxid",
    "txid", "error_severity", "state_code", "message", "detail", "hint", "internal_query", "internal_position", "context",
    "statement", "cursor_position", "location", "application_name", "backend_type", "leader_pid", "query_id",
)  # fmt: skip
FEWEST = 22  # columns, of PostgreSQL 8.3
OWN = {
    "session_id": "postgresql.log.session_id", "vxid": "postgresql.log.virtual_transaction_id",
    "txid": "postgresql.log.transaction_id", "state_code": "postgresql.log.sql_state_code", "detail": "postgresql.log.detail",
    "hint": "postgresql.log.hint", "context": "postgresql.log.context", "statement": "postgresql.log.query",
    "application_name": "postgresql.log.application_name", "backend_type": "postgresql.log.backend_type",
    "ps": "postgresql.log.command_tag", "dbname": "postgresql.log.database", "query_id": "postgresql.log.query_id",
    "line_num": "postgresql.log.session_line_number", "session_start": "postgresql.log.session_start_time",
    "location": "postgresql.log.location", "func_name": "postgresql.log.function",
}  # fmt: skip
LEVELS = {"LOG": "info", "STATEMENT": "info", "PANIC": "emergency", "FATAL": "critical"}
CSV_LINE = re.compile(
    rb'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [A-Z0-9+-]{1,6},(?:"[^"]*")?,(?:"[^"]*")?,\d*,(?:"[^"]*")?,[0-9a-f]+\.[0-9a-f]+,\d+,'
)
JSON_LINE = re.compile(
    rb'\s*\{(?=[^\n]*"timestamp"\s*:)(?=[^\n]*"error_severity"\s*:)(?=[^\n]*"(?:backend_type|session_id)"\s*:)'
)


def document(said: Mapping[str, object]) -> Document:
    message = str(said.get("message") or "")
    severity = str(said.get("error_severity") or "")
    host, port = _peer(said)
    return {
        "user.name": said.get("user"),
        "event.category": "database",
        **database.postgresql(severity, message, str(said.get("context") or "")),
        "event.code": said.get("state_code"),
        "@timestamp": said.get("timestamp"),
        "log.level": LEVELS.get(severity, severity.lower()),
        "process.pid": _number(said.get("pid")),
        "source.ip": "" if host == "[local]" else host,
        "source.port": _number(port),
        **{OWN[name]: value for name, value in said.items() if name in OWN},
        "message": message,
    }


def _peer(said: Mapping[str, object]) -> tuple[str, str]:
    if "remote_host" in said:
        return str(said["remote_host"]), str(said.get("remote_port") or "")
    host, colon, port = str(said.get("connection_from") or "").rpartition(":")
    return (host, port) if colon else (port, "")


def _number(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def read_csv(text: str) -> Document | Reason:
    values = cells(text)
    if len(values) < FEWEST or len(values) > len(COLUMNS):
        return Reason(
            "wrong_columns", f"csvlog has {FEWEST} to {len(COLUMNS)} columns, and it has {len(values)}."
        )
    return document({name: value for name, value in zip(COLUMNS, values, strict=False) if value})


def read_json(text: str) -> Document | Reason:
    try:
        said = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return Reason("not_json", f"Not JSON: {error.msg}, at character {error.pos + 1}.")
    return document(said) if isinstance(said, dict) else Reason("not_an_object", "JSON, but not an object.")


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    return [
        record(
            place,
            raw,
            careful(read_json if raw.lstrip().startswith(b"{") else read_csv, text_of(raw)),
            arrival,
        )
        for place, raw in _rows(body)
    ]


def _rows(body: bytes) -> Iterator[tuple[int, bytes]]:
    """In jsonlog quotes do not join lines: statements have their line feeds escaped."""
    if body.lstrip()[:1] != b"{":
        return rows(body)
    return ((place, line.removesuffix(b"\r")) for place, line in enumerate(body.split(b"\n")) if line.strip())


FORMAT = format_of(
    "postgresql",
    "PostgreSQL (csvlog, jsonlog, pgAudit)",
    prepare,
    signature=re.compile(CSV_LINE.pattern + rb"|" + JSON_LINE.pattern),
    recognise=lambda head: bool(CSV_LINE.match(head)),
    joins=joins,
    spans=_rows,
    least=40,
    samples=(
        Sample(
            b'2026-11-21 20:00:01.250 UTC,"ada","shop",77,"192.0.2.4:5022",6741c2b1.4d,3,"SELECT",2026-11-21 19:59:00 UTC,3/12,0,'
            b'LOG,00000,"AUDIT: SESSION,1,1,READ,SELECT,TABLE,public.users,""select *\nfrom users;"",<none>",,,,,,,,,"psql","client backend",,0',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "time_quality": "stated",
                "event.action": "sensitive_read",
                "event.category": "database",
                "event.outcome": "success",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "source.port": 5022,
                "process.pid": 77,
                "severity": 6,
            },
        ),
        Sample(
            b'2026-11-21 20:00:01.250 UTC,"bo","shop",78,"[local]",6741c2b1.4e,1,"authentication",2026-11-21 20:00:00 UTC,3/13,0,FATAL,'
            b'28P01,"password authentication failed for user ""bo""","Role ""bo"" does not exist.",,,,,,,,"","client backend",,0',
            {
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "bo",
                "severity": 2,
            },
        ),
        Sample(
            b'{"timestamp":"2026-11-21 20:00:01.250 UTC","user":"ada","dbname":"shop","pid":77,"remote_host":"2001:db8::4",'
            b'"remote_port":5022,"session_id":"6741c2b1.4d","line_num":3,"ps":"INSERT","session_start":"2026-11-21 19:59:00 UTC",'
            b'"error_severity":"ERROR","state_code":"42501","message":"permission denied for table users","statement":"insert","backend_type":"client backend"}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "authz_fail",
                "event.outcome": "failure",
                "source.ip": "2001:db8::4",
                "user.name": "ada",
                "severity": 3,
            },
        ),
    ),
)
