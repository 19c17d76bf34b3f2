"""Azure's activity log, as its API and its diagnostic settings write it, and Entra's sign-ins.

https://learn.microsoft.com/en-us/azure/azure-monitor/essentials/activity-log-schema
"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document, format_of
from ingestion.formats.format import Sample
from ingestion.formats.shapes import LEAST, at, outcome, prepared_by, text

WORD = re.compile(r"_([a-z])")
REFUSED = frozenset({"forbidden", "unauthorized"})
ACTIONS = {
    "microsoft.authorization/roleassignments/write": "privilege_permissions_changed",
    "microsoft.authorization/roleassignments/delete": "privilege_permissions_changed",
    "add user": "user_created", "delete user": "user_deleted", "update user": "user_updated", "disable account": "user_archived",
    "add member to role": "privilege_permissions_changed", "add member to group": "privilege_permissions_changed",
    "reset user password": "authn_password_change", "change user password": "authn_password_change",
    "reset password (self-service)": "authn_password_change", "microsoft.insights/diagnosticsettings/delete": "sys_monitor_disabled",
}  # fmt: skip
FAILED = frozenset({"failed", "failure", "forbidden", "unauthorized", "error"})
DONE = frozenset({"succeeded", "success", "ok", "created", "accepted", "0"})


def camel(said: Mapping[str, Any]) -> dict[str, Any]:
    """Azure's Python library writes ``operation_name`` for ``operationName``."""
    return {WORD.sub(lambda found: found[1].upper(), name): value for name, value in said.items()}


def _object(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = said.get(name)
    return found if isinstance(found, Mapping) else {}


def shape(said: Mapping[str, Any]) -> Document:
    said = camel(said)
    properties = at(said, "properties")
    operation = text(said, "operationName", "value") or text(said, "operationName")
    sign_in = "sign-in" in operation.lower()
    result = (
        text(said, "status", "value")
        or text(said, "resultType")
        or text(said, "status")
        or text(said, "result")
        or text(properties, "result")
    ).lower()
    if sign_in and (code := text(properties, "status", "errorCode")):
        result = "success" if code == "0" else "failed"
    ended = outcome(result in DONE) if result in DONE | FAILED else ""
    meant = ACTIONS.get(operation.lower(), operation) if ended != "failure" else operation
    if result in REFUSED:
        meant = "authz_fail"
    return {
        "@timestamp": text(said, "eventTimestamp") or text(said, "time"),
        "event.id": text(said, "eventDataId") or text(said, "id"),
        "event.action": (
            f"authn_login_{'success' if ended == 'success' else 'fail'}" if sign_in and ended else meant
        ),
        "event.category": "authentication" if sign_in else "configuration",
        "event.outcome": ended,
        "log.level": text(said, "level").lower(),
        "user.name": text(said, "caller")
        or text(properties, "userPrincipalName")
        or text(properties, "initiatedBy", "user", "userPrincipalName")
        or text(said, "identity"),
        "user.target.name": text(properties, "targetResources", "userPrincipalName"),
        "source.ip": text(camel(_object(said, "httpRequest")), "clientIpAddress")
        or text(said, "callerIpAddress")
        or text(properties, "ipAddress")
        or text(properties, "initiatedBy", "user", "ipAddress"),
        "user_agent.original": text(properties, "userAgent"),
        "cloud.provider": "azure",
        "cloud.account.id": text(said, "subscriptionId"),
        "azure.resource": text(said, "resourceId"),
        "trace.id": text(said, "correlationId"),
        "message": " ".join(part for part in (operation, text(said, "resourceId"), result) if part),
    }


FORMAT = format_of(
    "azure_activity",
    "Azure activity and sign-in log",
    prepared_by(shape, "azure.activity"),
    signature=re.compile(
        rb'\s*\{(?=.*"operation(?:Name|_name)"\s*:)(?=.*"(?:event_?[tT]imestamp|resource(?:Id|_id)|callerIpAddress)"\s*:)(?=.*"correlation(?:Id|_id)"\s*:)',
        re.DOTALL,
    ),
    least=LEAST,
    samples=(
        Sample(
            b'{"eventTimestamp":"2026-11-21T20:00:01.5Z","caller":"ada@example.net","correlationId":"c1","level":"Warning",'
            b'"operationName":{"value":"Microsoft.Compute/disks/delete"},"status":{"value":"Failed"},'
            b'"resourceId":"/subscriptions/s/disks/d","httpRequest":{"clientIpAddress":"192.0.2.6"}}',
            {
                "timestamp": "2026-11-21T20:00:01.500000Z",
                "event.action": "Microsoft.Compute/disks/delete",
                "event.outcome": "failure",
                "user.name": "ada@example.net",
                "source.ip": "192.0.2.6",
                "trace.id": "c1",
                "severity": 4,
            },
        ),
        Sample(
            b'{"time":"2026-11-21T20:00:01Z","operationName":"Sign-in activity","correlationId":"c2","resourceId":"/t",'
            b'"callerIpAddress":"192.0.2.6","properties":{"userPrincipalName":"bo","status":{"errorCode":50126}}}',
            {"event.action": "authn_login_fail", "user.name": "bo", "event.category": "authentication"},
        ),
    ),
)
