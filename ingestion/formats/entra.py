"""Microsoft Graph's sign-in and directory audit logs (Entra ID), as its API and ``az rest`` give them.

https://learn.microsoft.com/en-us/graph/api/resources/signin and …/directoryaudit. Names may be capitalised otherwise.
"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import at, format_of_shape, outcome, text

ACTIONS = {
    "add user": "user_created", "delete user": "user_deleted", "hard delete user": "user_deleted", "update user": "user_updated",
    "disable account": "user_archived", "enable account": "user_updated", "invite external user": "user_created",
    "add member to role": "privilege_permissions_changed", "remove member from role": "privilege_permissions_changed",
    "add eligible member to role": "privilege_permissions_changed", "add member to group": "privilege_permissions_changed",
    "remove member from group": "privilege_permissions_changed", "add app role assignment to service principal": "privilege_permissions_changed",
    "consent to application": "privilege_permissions_changed", "add delegated permission grant": "privilege_permissions_changed",
    "reset user password": "authn_password_change", "reset password (by admin)": "authn_password_change",
    "change user password": "authn_password_change", "change password (self-service)": "authn_password_change",
    "reset password (self-service)": "authn_password_change", "update stsrefreshtokenvalidfrom timestamp": "authn_token_revoked",
    "add service principal credentials": "authn_token_created",
}  # fmt: skip
LOCKED = ("50053",)


def lowered(said: Mapping[str, Any]) -> dict[str, Any]:
    """PowerShell's ``Get-MgAuditLogSignIn`` writes ``CreatedDateTime`` for ``createdDateTime``."""
    return {name[:1].lower() + name[1:]: _lowered(value) for name, value in said.items()}


def _lowered(value: object) -> object:
    if isinstance(value, Mapping):
        return lowered(value)
    return [_lowered(one) for one in value] if isinstance(value, list) else value


def shape(said: Mapping[str, Any]) -> Document:
    said = lowered(said)
    return {
        **(sign_in(said) if at(said, "createdDateTime") else directory(said)),
        "event.id": text(said, "id"),
        "trace.id": text(said, "correlationId"),
        "cloud.provider": "azure",
    }


def sign_in(said: Mapping[str, Any]) -> Document:
    code = text(said, "status", "errorCode")
    ended = outcome(code == "0") if code else ""
    action = "authn_login_lock" if code in LOCKED else f"authn_login_{'success' if code == '0' else 'fail'}"
    application = text(said, "appDisplayName")
    return {
        "@timestamp": text(said, "createdDateTime"),
        "event.action": action if code else "authn_login",
        "event.category": "authentication",
        "event.outcome": ended,
        "event.code": code,
        "event.reason": text(said, "status", "failureReason") if code != "0" else "",
        "log.level": "warning" if ended == "failure" else "info",
        "user.id": text(said, "userId"),
        "user.name": text(said, "userPrincipalName") or text(said, "servicePrincipalName"),
        "user.full_name": text(said, "userDisplayName"),
        "source.ip": text(said, "ipAddress"),
        "source.geo.city_name": text(said, "location", "city"),
        "source.geo.country_iso_code": text(said, "location", "countryOrRegion"),
        "user_agent.original": text(said, "userAgent"),
        "service.name": application,
        "host.name": text(said, "deviceDetail", "displayName"),
        "message": f"Sign-in to {application or 'an application'}: {ended or 'unknown'}",
    }


def directory(said: Mapping[str, Any]) -> Document:
    activity = text(said, "activityDisplayName")
    ended = {"success": "success", "failure": "failure", "timeout": "failure"}.get(
        text(said, "result").lower(), ""
    )
    by = at(said, "initiatedBy")
    return {
        "@timestamp": text(said, "activityDateTime"),
        "event.action": ACTIONS.get(activity.lower(), activity) if ended != "failure" else activity,
        "event.category": "iam",
        "event.outcome": ended,
        "event.reason": text(said, "resultReason"),
        "log.level": "warning" if ended == "failure" else "info",
        "user.id": text(by, "user", "id"),
        "user.name": text(by, "user", "userPrincipalName") or text(by, "app", "displayName"),
        "source.ip": text(by, "user", "ipAddress"),
        "user.target.name": text(said, "targetResources", "userPrincipalName")
        or text(said, "targetResources", "displayName"),
        "user.target.id": text(said, "targetResources", "id"),
        "service.name": text(said, "loggedByService"),
        "message": activity,
    }


FORMAT = format_of_shape(
    "entra",
    "Entra ID sign-in and audit log (Microsoft Graph)",
    shape,
    "azure.graph",
    signature=re.compile(
        rb'\s*\{(?=.*"[cC]reatedDateTime"\s*:)(?=.*"[aA]ppDisplayName"\s*:)(?=.*"(?:[iI]pAddress|[uU]serPrincipalName)"\s*:)|'
        rb'\s*\{(?=.*"[aA]ctivityDateTime"\s*:)(?=.*"[aA]ctivityDisplayName"\s*:)',
        re.DOTALL,
    ),
    samples=(
        Sample(
            b'{"id":"s1","createdDateTime":"2026-11-21T20:00:01Z","userDisplayName":"Ada","userPrincipalName":"ada@example.net","userId":"u1",'
            b'"appDisplayName":"Portal","ipAddress":"192.0.2.4","correlationId":"c1","status":{"errorCode":50126,"failureReason":"Invalid password"}}',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.id": "s1",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "ada@example.net",
                "source.ip": "192.0.2.4",
                "service.name": "Portal",
                "severity": 4,
                "trace.id": "c1",
            },
        ),
        Sample(
            b'{"id":"d1","activityDateTime":"2026-11-21T20:00:01.25Z","activityDisplayName":"Add member to role","result":"success",'
            b'"initiatedBy":{"user":{"userPrincipalName":"ada@example.net","ipAddress":"192.0.2.4"},"app":null},'
            b'"targetResources":[{"id":"u2","userPrincipalName":"bo@example.net"}]}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "privilege_permissions_changed",
                "event.category": "iam",
                "event.outcome": "success",
                "user.name": "ada@example.net",
                "source.ip": "192.0.2.4",
                "message": "Add member to role",
            },
        ),
    ),
)
