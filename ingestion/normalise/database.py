"""What database servers say in their logs, as data: actions of the OWASP vocabulary, outcomes, and pgAudit's entries.

https://github.com/pgaudit/pgaudit#format
"""

import csv
import re

RULES = (
    (r'password authentication failed for user "([^"]*)"', "authn_login_fail", "failure", "authentication"),
    (r'(?:no pg_hba\.conf entry|pg_hba\.conf rejects connection) for .*?user "([^"]*)"', "authn_login_fail", "failure", "authentication"),
    (r'(?:\w{1,20} )?authentication failed for user "([^"]*)"', "authn_login_fail", "failure", "authentication"),
    (r'role "([^"]*)" does not exist', "authn_login_fail", "failure", "authentication"),
    (r"Access denied for user '([^\n]{0,255})'@'[^'\n]{0,255}'", "authn_login_fail", "failure", "authentication"),
    (r"Access denied for user '([^']*)'", "authn_login_fail", "failure", "authentication"),
    (r"connection authorized: user=(\S+)", "authn_login_success", "success", "authentication"),
    (r"disconnection: .*?user=(\S*)", "session_closed", "", "session"),
    (r"connection received: ()", "connection_received", "", "network"),
    (r"permission denied (?:for|to) ()", "authz_fail", "failure", "iam"),
    (r"must be (?:owner|superuser)()", "authz_fail", "failure", "iam"),
    (r"database system is ready to accept connections()", "sys_startup", "success", "host"),
    (r"ready for connections\.()", "sys_startup", "success", "host"),
    (r"database system is shut down()", "sys_shutdown", "success", "host"),
    (r"received (?:fast|smart|immediate) shutdown request()", "sys_shutdown", "", "host"),
)  # fmt: skip
PATTERNS = tuple(
    (re.compile(pattern), action, outcome, category) for pattern, action, outcome, category in RULES
)
# What PostgreSQL says before a statement that it was told to log.
EXECUTED = re.compile(r"(?:duration: [\d.]+ ms  )?(?:statement|execute [^:]{1,80}): ")
RECEIVED = re.compile(r"^connection received: host=([0-9a-fA-F.:]+) port=(\d{1,5})")
CONNECTED = {"event.action": "connection_received", "event.category": "network"}
MOST = 4096  # characters in which words are looked for
# At which of PostgreSQL's levels it says that something was refused; all else is said at LOG.
SAYS = {"authn_login_fail": {"FATAL"}, "authz_fail": {"FATAL", "ERROR"}}
UNAUDITED = {
    "ERROR",
    "FATAL",
    "PANIC",
    "STATEMENT",
    "DETAIL",
    "HINT",
    "CONTEXT",
}  # pgAudit can be told any other
AUDIT = (
    "type",
    "statement_id",
    "substatement_id",
    "class",
    "command",
    "object_type",
    "object_name",
    "statement",
    "parameter",
)
ACTIONS = {"READ": "sensitive_read", "WRITE": "sensitive_update", "ROLE": "privilege_permissions_changed",
           "DDL": "schema_changed", "FUNCTION": "function_called", "MISC": "database_command", "MISC_SET": "database_command"}  # fmt: skip

# What a statement does, by its first words.
STATEMENTS = (
    (r"(?:CREATE|DROP|ALTER|RENAME) (?:USER|ROLE|LOGIN)\b", ""),  # see ``_created``
    (r"(?:GRANT|REVOKE)\b", "privilege_permissions_changed"),
    (r"SET PASSWORD\b", "authn_password_change"),
    (r"SHUTDOWN\b", "sys_shutdown"),
    (r"(?:CREATE|DROP|ALTER|TRUNCATE|RENAME)\b", "schema_changed"),
    (r"(?:INSTALL|UNINSTALL|SET GLOBAL|SET PERSIST)\b", "configuration_changed"),
)
FIRST = tuple((re.compile(pattern), action) for pattern, action in STATEMENTS)
BEFORE = re.compile(r"(?:\s|/\*.{0,2000}?\*/|--[^\n]*\n)*", re.DOTALL)
CATEGORIES = {"schema_changed": "database", "configuration_changed": "configuration", "sys_shutdown": "host"}


def statement(sql: str) -> tuple[str, str] | None:
    """Action and category of a statement that changes accounts, rights, settings or tables; ``None`` for others."""
    start = BEFORE.match(sql, 0, MOST)
    words = " ".join(sql[start.end() if start else 0 :][:200].split()).upper()
    for pattern, action in FIRST:
        if pattern.match(words):
            action = action or _created(" ".join(words.split()[:2])) or "user_updated"
            return action, CATEGORIES.get(action, "iam")
    return None


def postgresql(level: str, message: str, context: str = "") -> dict[str, object]:
    """Of a line of PostgreSQL's own, in ECS names.

    A client's text comes into messages: an error quotes what it was given, and a function logs what it likes, even in the
    server's words. So words count at a message's beginning alone, and at the levels at which the server says them.
    """
    if context.startswith("PL/"):  # raised by a function, not by what it made the server do
        return {}
    if message.startswith("AUDIT: "):
        return {} if level in UNAUDITED else audited(message[7:])
    if EXECUTED.match(message) or RECEIVED.match(message):
        return meaning(message) if level == "LOG" else {}
    for pattern, action, outcome, category in PATTERNS:
        if level in SAYS.get(action, {"LOG"}) and (found := pattern.match(message, 0, MOST)):
            return _meant(found, action, outcome, category)
    return {}


def meaning(message: str) -> dict[str, object]:
    """In ECS names; nothing when the message has no known words."""
    if message.startswith("AUDIT: "):
        return audited(message[7:])
    if executed := EXECUTED.match(message):
        known = statement(message[executed.end() :])
        return dict(zip(("event.action", "event.category"), known, strict=True)) if known else {}
    if received := RECEIVED.search(message):
        return {**CONNECTED, "source.ip": received[1], "source.port": int(received[2])}
    for pattern, action, outcome, category in PATTERNS:
        if found := pattern.search(message, 0, MOST):
            return _meant(found, action, outcome, category)
    return {}


def _meant(found: re.Match[str], action: str, outcome: str, category: str) -> dict[str, object]:
    who = {"user.name": found[1]} if found[1] else {}
    return {"event.action": action, "event.outcome": outcome, "event.category": category, **who}


def audited(text: str) -> dict[str, object]:
    """An entry of pgAudit: ``SESSION,1,1,READ,SELECT,TABLE,public.users,"select …",<none>``."""
    try:
        values = next(csv.reader([text.replace("\0", "\ufffd")]), [])
    except csv.Error:
        return {}
    said = dict(zip(AUDIT, values, strict=False))
    kind = said.get("class", "")
    command = said.get("command", "")
    return {
        "event.action": _created(command) or ACTIONS.get(kind, f"database_{kind.lower()}"),
        "event.outcome": "success",
        "event.category": "iam" if kind == "ROLE" else "database",
        **{
            f"pgaudit.{name}": value
            for name, value in said.items()
            if value not in ("", "<none>", "<not logged>")
        },
    }


def _created(command: str) -> str:
    names = {"CREATE ROLE": "user_created", "DROP ROLE": "user_deleted", "ALTER ROLE": "user_updated",
             "CREATE USER": "user_created", "DROP USER": "user_deleted", "ALTER USER": "user_updated",
             "CREATE LOGIN": "user_created", "DROP LOGIN": "user_deleted"}  # fmt: skip
    return names.get(command.upper(), "")
