"""Azure's activity log, as its API and its diagnostic settings write it, and Entra's sign-ins.

https://learn.microsoft.com/en-us/azure/azure-monitor/essentials/activity-log-schema
"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats import snake
from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import at, format_of_shape, outcome, text

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


# The parts of a claim's name are no members.
APART = frozenset(("claims",))
RESOURCE = re.compile(
    r"(?:/[^/]{1,64}/[^/]{1,64}(?:/resourceGroups/([^/]{1,90}))?)?/providers/([^/]{1,128})((?:/[^/]{1,260}){0,16})$",
    re.IGNORECASE,
)
SUBSCRIPTION = re.compile(r"/subscriptions/([^/\s]{1,64})", re.IGNORECASE)
CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}) (0?[1-9]|1[0-2]):(\d\d:\d\d) ([AP])M ([+-]\d\d:\d\d)$")


def written(said: Mapping[str, Any]) -> str:
    """The operational logs of Azure's platform write ``11/5/2020 2:07:32 PM +00:00``."""
    found = AMERICAN.match(text(said, "EventTimeString"))
    if not found:
        return text(said, "EventTimeString")
    month, day, year, hour, rest, half, zone = found.groups()
    return f"{year}-{month:0>2}-{day:0>2}T{int(hour) % 12 + 12 * (half == 'P'):02}:{rest}{zone}"


def camel(said: Mapping[str, Any]) -> dict[str, Any]:
    """Azure's Python library writes ``operation_name`` for ``operationName``."""
    return {WORD.sub(lambda found: found[1].upper(), name): value for name, value in said.items()}


def _object(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = said.get(name)
    return found if isinstance(found, Mapping) else {}


def shape(said: Mapping[str, Any]) -> Document:
    found = entry(camel(said))
    return {
        **found,
        "user.domain": str(found["user.name"]).partition("@")[2],
        "client.ip": found["source.ip"],
        **resource(str(found["azure.resource.id"])),
        f"azure.{log_of(said)}": snake.members(said, APART),
    }


def log_of(said: Mapping[str, Any]) -> str:
    """Elastic's name for which of Azure's logs it is."""
    category = text(said, "category")
    if "EventTimeString" in said:
        return "platformlogs"
    return (
        "signinlogs"
        if category.endswith("SignInLogs")
        else "auditlogs"
        if category == "AuditLogs"
        else "activitylogs"
    )


def resource(path: str) -> Document:
    """Group, provider and name of ``/subscriptions/…/resourceGroups/group/providers/provider/kind/name``."""
    found = RESOURCE.match(path)
    if not found:
        return {}
    group, provider, kinds = found.groups()
    parts = kinds.strip("/").split("/") if kinds else []
    return {
        "azure.resource.group": group,
        "azure.resource.provider": provider,
        "azure.resource.name": parts[-1] if len(parts) > 1 else "",
    }


def subscription_of(path: str) -> str:
    found = SUBSCRIPTION.match(path)
    return found[1] if found else ""


def of_resource(path: str) -> Document:
    """Whose and where the resource is that a record of the diagnostic settings names."""
    return {
        **resource(path),
        "azure.resource.id": path,
        "cloud.provider": "azure",
        "cloud.account.id": subscription_of(path),
    }


def entry(said: Mapping[str, Any]) -> Document:
    properties = at(said, "properties")
    operation = text(said, "operationName", "value") or text(said, "operationName") or text(said, "EventName")
    sign_in = "sign-in" in operation.lower()
    claims = at(said, "identity", "claims") or at(said, "claims")
    subscription = text(said, "subscriptionId") or subscription_of(text(said, "resourceId"))
    correlation = text(said, "correlationId")
    result = (
        text(said, "status", "value")
        or text(said, "resultType")
        or text(said, "status")
        or text(said, "result")
        or text(properties, "result")
        or text(said, "Status")
    ).lower()
    if sign_in and (code := text(properties, "status", "errorCode")):
        result = "success" if code == "0" else "failed"
    ended = outcome(result in DONE) if result in DONE | FAILED else ""
    meant = ACTIONS.get(operation.lower(), operation) if ended != "failure" else operation
    if result in REFUSED:
        meant = "authz_fail"
    return {
        "@timestamp": text(said, "eventTimestamp") or text(said, "time") or written(said),
        "@written": ""
        if text(said, "eventTimestamp") or text(said, "time")
        else text(said, "EventTimeString"),
        "event.id": text(said, "eventDataId") or text(said, "id") or text(properties, "id"),
        "event.action": (
            f"authn_login_{'success' if ended == 'success' else 'fail'}" if sign_in and ended else meant
        ),
        "event.category": "authentication"
        if sign_in
        else "iam"
        if text(said, "category") == "AuditLogs"
        else "configuration",
        "event.outcome": ended,
        "log.level": text(said, "level").lower(),
        "user.name": text(said, "caller")
        or text(properties, "initiatedBy", "user", "userPrincipalName")
        or text(properties, "initiatedBy", "app", "displayName")
        or text(properties, "userPrincipalName")
        or text(claims, f"{CLAIMS}upn")
        or text(claims, f"{CLAIMS}name")
        or text(said, "identity"),
        "user.id": text(properties, "userId") or text(properties, "initiatedBy", "user", "id"),
        "user.full_name": text(properties, "userDisplayName") or text(claims, "name"),
        "source.geo.city_name": text(properties, "location", "city"),
        "source.geo.country_iso_code": text(properties, "location", "countryOrRegion"),
        "event.reason": text(properties, "status", "failureReason") or text(properties, "resultReason"),
        "service.name": text(properties, "appDisplayName") or text(properties, "loggedByService"),
        "user.target.name": text(properties, "targetResources", "userPrincipalName"),
        "source.ip": text(camel(_object(said, "httpRequest")), "clientIpAddress")
        or text(said, "callerIpAddress")
        or text(properties, "ipAddress")
        or text(properties, "initiatedBy", "user", "ipAddress"),
        "user_agent.original": text(properties, "userAgent"),
        "cloud.provider": "azure",
        "cloud.account.id": subscription,
        "cloud.region": text(said, "Region"),
        "azure.resource.id": text(said, "resourceId"),
        "azure.tenant_id": text(said, "tenantId"),
        "azure.subscription_id": subscription,
        "azure.correlation_id": correlation,
        "event.duration": int(taken) * 1_000_000
        if (taken := text(said, "durationMs")).isdecimal() and len(taken) < 12
        else None,
        "trace.id": correlation,
        "message": " ".join(part for part in (operation, text(said, "resourceId"), result) if part),
    }


FORMAT = format_of_shape(
    "azure_activity",
    "Azure activity and sign-in log",
    shape,
    "",
    signature=re.compile(
        rb'\s*\{(?=.*"operation(?:Name|_name)"\s*:)(?=.*"(?:event_?[tT]imestamp|resource(?:Id|_id)|callerIpAddress)"\s*:)(?=.*"correlation(?:Id|_id)"\s*:)|'
        rb'\s*\{(?=.*"EventTimeString"\s*:)(?=.*"EventName"\s*:)(?=.*"resourceId"\s*:)',
        re.DOTALL,
    ),
    samples=(
        Sample(
            b'{"eventTimestamp":"2026-11-21T20:00:01.5Z","caller":"ada@example.net","correlationId":"c1","level":"Warning",'
            b'"operationName":{"value":"Microsoft.Compute/disks/delete"},"status":{"value":"Failed"},'
            b'"resourceId":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d","httpRequest":{"clientIpAddress":"192.0.2.6"}}',
            {
                "timestamp": "2026-11-21T20:00:01.500000Z",
                "event.action": "Microsoft.Compute/disks/delete",
                "event.outcome": "failure",
                "user.name": "ada@example.net",
                "source.ip": "192.0.2.6",
                "trace.id": "c1",
                "severity": 4,
                "fields": {
                    "azure": {
                        "activitylogs": {
                            "caller": "ada@example.net",
                            "correlation_id": "c1",
                            "event_timestamp": "2026-11-21T20:00:01.5Z",
                            "http_request": {"client_ip_address": "192.0.2.6"},
                            "level": "Warning",
                            "operation_name": {"value": "Microsoft.Compute/disks/delete"},
                            "resource_id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d",
                            "status": {"value": "Failed"},
                        },
                        "correlation_id": "c1",
                        "resource": {
                            "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d",
                            "group": "g",
                            "provider": "Microsoft.Compute",
                            "name": "d",
                        },
                        "subscription_id": "s",
                    },
                    "client": {"ip": "192.0.2.6"},
                    "cloud": {"account": {"id": "s"}, "provider": "azure"},
                    "user": {"domain": "example.net"},
                },
            },
        ),
        Sample(
            b'{"time":"2026-11-21T20:00:01Z","operationName":"Sign-in activity","correlationId":"c2","resourceId":"/t",'
            b'"callerIpAddress":"192.0.2.6","properties":{"userPrincipalName":"bo","status":{"errorCode":50126}}}',
            {"event.action": "authn_login_fail", "user.name": "bo", "event.category": "authentication"},
        ),
        Sample(
            b'{"Caller":"Portal","EventName":"Delete Namespace","EventTimeString":"11/21/2026 8:00:01 PM +00:00","Region":"West Europe",'
            b'"Status":"Succeeded","category":"OperationalLogs","resourceId":"/SUBSCRIPTIONS/S1/RESOURCEGROUPS/R"}',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.created": "11/21/2026 8:00:01 PM +00:00",
                "event.action": "Delete Namespace",
                "event.outcome": "success",
            },
        ),
    ),
)
