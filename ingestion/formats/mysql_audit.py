"""Audit logs of MySQL and MariaDB: JSON of MySQL Enterprise and Percona, CSV of MariaDB's server_audit and Percona.

https://mariadb.com/kb/en/mariadb-audit-plugin-log-format/ and https://dev.mysql.com/doc/refman/8.4/en/audit-log-file-formats.html
"""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from ingestion.formats import table
from ingestion.formats.documents import Document, by_line, format_of, misfit
from ingestion.formats.format import Reason, Sample
from ingestion.formats.shapes import at, text
from ingestion.normalise import database

CSV = re.compile(
    r"(\d{8} \d\d:\d\d:\d\d),([^,]*),([^,]*),([^,]*),(\d+),(\d+),([A-Z_]+),([^,]*),(.*),(\d+)(?:,\S*)?$",
    re.DOTALL,
)
CSV_LINE = rb"\d{8} \d\d:\d\d:\d\d,[^,\n]*,[^,\n]*,[^,\n]*,\d+,\d+,[A-Z_]+,"
JSON_LINE = (
    rb'\s*\{(?:\s*"audit_record"\s*:|(?=[^\n]*"connection_id"\s*:)(?=[^\n]*"class"\s*:)(?=[^\n]*"event"\s*:))'
)
QUOTED_LINE = rb'"[A-Z][A-Za-z ]{2,40}","\d+_\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d","\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d'
# Percona's CSV: of connections, and of statements.
CONNECTION = (
    "name",
    "record",
    "timestamp",
    "connection_id",
    "status",
    "user",
    "priv_user",
    "os_login",
    "proxy_user",
    "host",
    "ip",
    "db",
)
QUERY = (
    "name",
    "record",
    "timestamp",
    "command_class",
    "connection_id",
    "status",
    "sqltext",
    "user",
    "host",
    "os_user",
    "ip",
)
OF_CONNECTIONS = frozenset(("Connect", "Quit", "Change user"))
REFUSED = frozenset(("1044", "1142", "1143", "1227", "1370"))  # access denied to a database, table, column, …
CATEGORIES = {"authn": "authentication", "session": "session", "sys": "host"}
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
        return percona(inner) if isinstance(inner, dict) else _mysql(said)
    if line.startswith('"'):
        return _quoted(line)
    found = CSV.match(line)
    if not found:
        return Reason("not_mysql_audit", "Not a record of an audit log of MySQL or MariaDB.")
    written, server, user, host, connection, _, operation, database, statement, code = found.groups()
    return {
        "@timestamp": written,
        **_meant(operation, int(code) == 0, statement.strip("'"), code),
        "host.name": server,
        "user.name": user,
        "source.ip": "" if host == "localhost" else host,
        "mysql.audit.connection_id": int(connection),
        "mysql.audit.operation": operation,
        "mysql.audit.database": database,
        "event.code": code,
        "message": statement.strip("'") or operation,
    }


def _meant(operation: str, good: bool, statement: str = "", code: str = "") -> Document:
    if operation in LOGINS:
        action, category = f"{LOGINS[operation]}_{'success' if good else 'fail'}", "authentication"
    elif code in REFUSED:
        action, category = "authz_fail", "iam"
    elif good and (meant := database.statement(statement)):
        action, category = meant
    else:
        action = ACTIONS.get(operation, "database_command")
        category = CATEGORIES.get(action.partition("_")[0], "database")
    good = good and operation != "FAILED_CONNECT"
    return {"event.action": action, "event.category": category, "event.outcome": "success" if good else "failure",
            "log.level": "info" if good else "warning", "service.name": "mysql"}  # fmt: skip


def _mysql(said: Mapping[str, Any]) -> Document:
    status = at(said, "connection_data", "status") or at(said, "general_data", "status") or 0
    query = text(said, "general_data", "query") or text(said, "table_access_data", "query")
    return {
        "@timestamp": said.get("timestamp"),
        **_meant(str(said.get("event")), status == 0, query, str(status)),
        "user.name": text(said, "account", "user") or text(said, "login", "user"),
        "source.ip": text(said, "login", "ip"),
        "event.code": str(status),
        "mysql.audit": said,
        "message": query or f"{said.get('class')} {said.get('event')}",
    }


def percona(said: Mapping[str, Any]) -> Document:
    """The members of Percona's JSON, which are those of MySQL's XML in small letters."""
    status = str(said.get("status") or "0")
    query = str(said.get("sqltext") or "")
    return {
        "@timestamp": said.get("timestamp"),
        "event.id": said.get("record") or said.get("record_id"),
        **_meant(str(said.get("name")), status == "0", query, status),
        "user.name": str(said.get("user") or "").partition("[")[0].strip(),
        "source.ip": said.get("ip"),
        "event.code": status,
        "mysql.audit": said,
        "message": query or said.get("name"),
    }


def _quoted(line: str) -> Document | Reason:
    """Percona's CSV: every value but numbers in quotes. The record's name says which columns it has."""
    values = table.cells(line)
    names = CONNECTION if values[:1] and values[0] in OF_CONNECTIONS else QUERY
    if len(values) == len(names) + 1 and names is QUERY:
        names = (*QUERY, "db")  # since 8.0
    if len(values) != len(names):
        return misfit("not_mysql_audit", "Not a record of Percona's audit log.", names, values)
    return percona(dict(zip(names, values, strict=True)))


FORMAT = format_of(
    "mysql_audit",
    "MySQL and MariaDB audit log",
    by_line(read),
    signature=re.compile(CSV_LINE + b"|" + QUOTED_LINE + b"|" + JSON_LINE),
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
        Sample(
            b'"Query","49284_2026-11-21T19:00:00","2026-11-21T20:00:01 UTC","grant","37",0,"grant all on *.* to ""bo""","ada[ada] @ app1 [192.0.2.4]","app1","","192.0.2.4"',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "privilege_permissions_changed",
                "event.category": "iam",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
            },
        ),
        Sample(
            b'"Query","49284_2026-11-21T19:00:00","2026-11-21T20:00:01 UTC","select","37",0,"select 1","bo[bo] @ app1 [192.0.2.7]","app1","","192.0.2.7","shop"',
            {"user.name": "bo", "source.ip": "192.0.2.7", "message": "select 1"},
        ),
        Sample(
            b'"Connect","49285_2026-11-21T19:00:00","2026-11-21T20:00:01 UTC","38",1045,"bo","","","","app1","192.0.2.7",""',
            {"event.action": "authn_login_fail", "user.name": "bo", "source.ip": "192.0.2.7"},
        ),
    ),
)
