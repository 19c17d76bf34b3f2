"""SQL Server's audit as Windows events: one value with ``name:value`` on lines.

https://learn.microsoft.com/en-us/sql/relational-databases/security/auditing/sql-server-audit-records
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document

NUMBERS = frozenset((33204, 33205))
MOST = 65536  # characters that are looked at
PAIR = re.compile(r"^([a-z_]{2,40}):(.*(?:\n(?![a-z_]{2,40}:).*)*)", re.MULTILINE)
WHOLE = frozenset(("sequence_number", "duration_milliseconds", "affected_rows", "response_rows"))
# Their letters, what was done, and whether it is about who may do what.
ACTIONS = {
    "LGIS": ("authn_login_success", "authentication"), "LGIF": ("authn_login_fail", "authentication"), "DBAS": ("authn_login_success", "authentication"),
    "DBAF": ("authn_login_fail", "authentication"), "LGO": ("session_closed", "session"), "DAGL": ("session_closed", "session"),
    "PWC": ("authn_password_change", "iam"), "PWCS": ("authn_password_change", "iam"), "PWR": ("authn_password_change", "iam"),
    **dict.fromkeys(("APRL", "DPRL", "G", "GWG", "R", "D", "ADDP", "ADSP"), ("privilege_permissions_changed", "iam")),
    **{letters: (f"sql_{verb}", "database") for letters, verb in (
        ("SL", "select"), ("IN", "insert"), ("UP", "update"), ("DL", "delete"), ("EX", "execute"), ("RF", "references"),
        ("CR", "create"), ("AL", "alter"), ("DR", "drop"), ("BA", "backup"), ("RS", "restore"), ("AUSC", "audit_changed"),
    )},
}  # fmt: skip


def facts(number: int, data: Mapping[str, Any]) -> Document:
    """Nothing of other events. Times stay those at which the events were written."""
    text = str(data.get("param1") or data.get("Data1") or "")[:MOST] if number in NUMBERS else ""
    pairs = _pairs(text)
    if "action_id" not in pairs:
        return {}
    action, category = ACTIONS.get(pairs["action_id"], ("sql_audit", "database"))
    principal = pairs.get("server_principal_name") or pairs.get("session_server_principal_name", "")
    domain, _, name = principal.rpartition("\\")
    address = pairs.get("client_ip", "")
    return {
        "event.action": action,
        "event.category": category,
        "event.outcome": {"true": "success", "false": "failure"}.get(pairs.get("succeeded", "").lower(), ""),
        "user.name": name,
        "user.domain": domain,
        "source.ip": address if address != "local machine" else "",
        **{
            f"sqlserver.audit.{name}": int(said) if name in WHOLE and said.isdigit() else said
            for name, said in pairs.items()
        },
    }


def _pairs(text: str) -> dict[str, str]:
    """A statement may hold lines that look like pairs: what stands before it counts, and of what stands behind it what is there once."""
    before, _, behind = text.partition("\nstatement:")
    statement, *rest = PAIR.findall("statement:" + behind)
    times = Counter(name for name, _ in rest)
    once = [(name, said) for name, said in rest if times[name] == 1]
    told = [*once, statement, *reversed(PAIR.findall(before))]
    return {name: said.strip() for name, said in told if said.strip()}
