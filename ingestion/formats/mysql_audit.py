"""Audit logs of MySQL and MariaDB: JSON of MySQL Enterprise and Percona, CSV of MariaDB's server_audit.

https://mariadb.com/kb/en/mariadb-audit-plugin-log-format/ and https://dev.mysql.com/doc/refman/8.4/en/audit-log-file-formats.html
"""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.shapes import at, text

CSV = re.compile(
    r"(\d{8} \d\d:\d\d:\d\d),([^,]*),([^,]*),([^,]*),(\d+),(\d+),([A-Z_]+),([^,]*),(.*),(\d+)(?:,\S*)?$",
    re.DOTALL,
)
CSV_LINE = rb"\d{8} \d\d:\d\d:\d\d,[^,\n]*,[^,\n]*,[^,\n]*,\d+,\d+,[A-Z_]+,"
JSON_LINE = (
    rb'\s*\{(?:\s*"audit_record"\s*:|(?=[^\n]*"connection_id"\s*:)(?=[^\n]*"class"\s*:)(?=[^\n]*"event"\s*:))'
)
LOGINS = {"CONNECT": "authn_login", "connect": "authn_login", "Connect": "authn_login"}
ACTIONS = {
    "DISCONNECT": "session_closed", "disconnect": "session_closed", "Quit": "session_closed",
    "FAILED_CONNECT": "authn_login_fail", "READ": "sensitive_read", "WRITE": "sensitive_update", "read": "sensitive_read",
    "insert": "sensitive_create", "update": "sensitive_update", "delete": "sensitive_delete", "startup": "sys_startup",
    "shutdown": "sys_shutdown", "Audit": "sys_monitor_enabled", "NoAudit": "sys_monitor_disabled",
}  # fmt: skip


def read(line: str) -> Document | Reason:
    if line.lstrip().startswith("{"):
        try:
            said = orjson.loads(line.rstrip().rstrip(","))
        except orjson.JSONDecodeError as error:
            return Reason("not_json", f"Not JSON: {error.msg}, at character {error.pos + 1}.")
        if not isinstance(said, dict):
            return Reason("not_an_object", "JSON, but not an object.")
        inner = said.get("audit_record")
        return _percona(inner) if isinstance(inner, dict) else _mysql(said)
    found = CSV.match(line)
    if not found:
        return Reason("not_mysql_audit", "Not a record of an audit log of MySQL or MariaDB.")
    written, server, user, host, connection, _, operation, database, statement, code = found.groups()
    return {
        "@timestamp": written,
        **_meant(operation, int(code) == 0),
        "host.name": server,
        "user.name": user,
        "source.ip": "" if host == "localhost" else host,
        "mysql.audit.connection_id": int(connection),
        "mysql.audit.operation": operation,
        "mysql.audit.database": database,
        "event.code": code,
        "message": statement.strip("'") or operation,
    }


def _meant(operation: str, good: bool) -> Document:
    if operation in LOGINS:
        action, category = f"{LOGINS[operation]}_{'success' if good else 'fail'}", "authentication"
    else:
        action = ACTIONS.get(operation, "database_command")
        category = (
            "authentication"
            if action.startswith("authn")
            else "session"
            if action.startswith("session")
            else "database"
        )
    good = good and operation != "FAILED_CONNECT"
    return {"event.action": action, "event.category": category, "event.outcome": "success" if good else "failure",
            "log.level": "info" if good else "warning", "service.name": "mysql"}  # fmt: skip


def _mysql(said: Mapping[str, Any]) -> Document:
    status = at(said, "connection_data", "status") or at(said, "general_data", "status") or 0
    query = text(said, "general_data", "query") or text(said, "table_access_data", "query")
    return {
        "@timestamp": said.get("timestamp"),
        **_meant(str(said.get("event")), status == 0),
        "user.name": text(said, "account", "user") or text(said, "login", "user"),
        "source.ip": text(said, "login", "ip"),
        "event.code": str(status),
        "mysql.audit": said,
        "message": query or f"{said.get('class')} {said.get('event')}",
    }


def _percona(said: Mapping[str, Any]) -> Document:
    status = str(said.get("status", "0"))
    return {
        "@timestamp": said.get("timestamp"),
        **_meant(str(said.get("name")), status == "0"),
        "user.name": str(said.get("user") or "").partition("[")[0],
        "source.ip": said.get("ip"),
        "event.code": status,
        "mysql.audit": said,
        "message": said.get("sqltext") or said.get("name"),
    }


FORMAT = format_of(
    "mysql_audit",
    "MySQL and MariaDB audit log",
    by_line(read),
    signature=re.compile(CSV_LINE + b"|" + JSON_LINE),
    samples=(
        Sample(
            b"20261121 20:00:01,db1,ada,192.0.2.4,8,77,QUERY,shop,'select \\'a,b\\'',0",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "database_command",
                "event.outcome": "success",
                "user.name": "ada",
                "host.name": "db1",
                "source.ip": "192.0.2.4",
                "message": "select \\'a,b\\",
            },
        ),
        Sample(
            b"20261121 20:00:01,db1,bo,localhost,9,0,FAILED_CONNECT,,,1045",
            {
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "bo",
                "severity": 4,
            },
        ),
        Sample(
            b'{"timestamp":"2026-11-21 20:00:01","id":0,"class":"connection","event":"connect","connection_id":8,'
            b'"account":{"user":"ada","host":"localhost"},"login":{"user":"ada","os":"","ip":"127.0.0.1","proxy":""},'
            b'"connection_data":{"connection_type":"ssl","status":0,"db":""}},',
            {"event.action": "authn_login_success", "user.name": "ada", "source.ip": "127.0.0.1"},
        ),
        Sample(
            b'{"audit_record":{"name":"Query","record":"3_2","timestamp":"2026-11-21T20:00:01Z","command_class":"select",'
            b'"connection_id":"8","status":1146,"sqltext":"select 1","user":"ada[ada] @ [192.0.2.4]","host":"","os_user":"","ip":"192.0.2.4","db":"shop"}}',
            {"event.outcome": "failure", "user.name": "ada", "message": "select 1", "time_quality": "stated"},
        ),
    ),
)
