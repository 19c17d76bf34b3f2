"""Google Cloud's audit log entries. https://cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats import gcp_log, snake
from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import at, format_of_shape, outcome, text

PERMISSION_DENIED, UNAUTHENTICATED = "7", "16"  # google.rpc.Code

# What is inside is named by the service that was asked.
APART = frozenset(("request", "response", "metadata", "serviceData", "labels"))
ACTIONS = {
    "SetIamPolicy": "privilege_permissions_changed", "CreateServiceAccount": "user_created",
    "DeleteServiceAccount": "user_deleted", "DisableServiceAccount": "user_archived",
    "CreateServiceAccountKey": "authn_token_created", "DeleteServiceAccountKey": "authn_token_revoked",
    "UpdateRole": "authz_change", "CreateRole": "authz_change", "DeleteRole": "authz_change",
}  # fmt: skip


def shape(said: Mapping[str, Any]) -> Document:
    """Entries of other kinds may stand between them."""
    if not isinstance(payload := said.get("protoPayload"), Mapping):
        return {**gcp_log.shape(said), "gcp.log": said}
    entry = {name: value for name, value in said.items() if name != "protoPayload"}
    return {
        **_audit(said),
        "gcp.audit": snake.members(payload, APART),
        "gcp.entry": snake.members(entry, APART),
    }


def ended_of(payload: Mapping[str, Any]) -> str:
    """What went well has no status, or one without a code; what is no call of a method does not say how it ended."""
    status = payload.get("status")
    if not text(payload, "methodName") or not isinstance(status, Mapping | None):
        return ""
    code, words = (status or {}).get("code"), text(payload, "status", "message")
    if code is None:
        return "" if words else "success"
    known = text(payload, "status", "code")
    return outcome(known == "0") if known else ""


def _audit(said: Mapping[str, Any]) -> Document:
    payload = at(said, "protoPayload")
    status, ended = text(payload, "status", "code"), ended_of(payload)
    if _refused(payload):
        status, ended = PERMISSION_DENIED, "failure"
    method = text(payload, "methodName")
    good = ACTIONS.get(method.rpartition(".")[2], method) if ended == "success" else method
    action = {PERMISSION_DENIED: "authz_fail", UNAUTHENTICATED: "authn_login_fail"}.get(status, good)
    return {
        "@timestamp": text(said, "timestamp"),
        "event.id": text(said, "insertId"),
        "event.action": action,
        "event.category": "iam" if "SetIamPolicy" in method or "iam." in method.lower() else "configuration",
        "event.outcome": ended,
        "event.reason": text(payload, "status", "message"),
        "event.provider": text(payload, "serviceName"),
        "log.level": text(said, "severity").lower(),
        "log.logger": text(said, "logName"),
        "user.name": text(payload, "authenticationInfo", "principalEmail"),
        "user.id": text(payload, "authenticationInfo", "principalSubject"),
        "user.email": mail if "@" in (mail := text(payload, "authenticationInfo", "principalEmail")) else "",
        "client.user.email": text(payload, "authenticationInfo", "principalEmail"),
        "client.user.id": text(payload, "authenticationInfo", "principalSubject"),
        "source.ip": text(payload, "requestMetadata", "callerIp"),
        "user_agent.original": text(payload, "requestMetadata", "callerSuppliedUserAgent"),
        "service.name": text(payload, "serviceName"),
        "cloud.provider": "gcp",
        "cloud.project.id": text(said, "resource", "labels", "project_id"),
        "trace.id": text(said, "trace"),
        "message": " ".join(part for part in (method, text(payload, "resourceName")) if part),
    }


def _refused(payload: object) -> bool:
    """Where no status is told: whether permissions were asked for, and none was granted."""
    asked = at(payload, "authorizationInfo")
    granted = [at(one, "granted") for one in asked] if isinstance(asked, list) else []
    return not isinstance(at(payload, "status"), Mapping) and False in granted and True not in granted


FORMAT = format_of_shape(
    "gcp_audit",
    "Google Cloud audit log",
    shape,
    "",
    signature=re.compile(rb'\s*\{(?=.*"logName"\s*:)(?=.*"(?:protoPayload)"\s*:)', re.DOTALL),
    samples=(
        Sample(
            b'{"insertId":"i1","logName":"projects/p/logs/cloudaudit","severity":"ERROR","timestamp":"2026-11-21T20:00:01.25Z",'
            b'"protoPayload":{"methodName":"SetIamPolicy","serviceName":"iam.example","resourceName":"projects/p",'
            b'"authenticationInfo":{"principalEmail":"ada@example.net"},"requestMetadata":{"callerIp":"192.0.2.4"},'
            b'"status":{"code":7,"message":"denied"}},"resource":{"labels":{"project_id":"p"}}}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.id": "i1",
                "event.action": "authz_fail",
                "event.category": "iam",
                "event.outcome": "failure",
                "user.name": "ada@example.net",
                "source.ip": "192.0.2.4",
                "severity": 3,
                "message": "SetIamPolicy projects/p",
                "fields": {
                    "client": {"user": {"email": "ada@example.net"}},
                    "cloud": {"project": {"id": "p"}, "provider": "gcp"},
                    "event": {"provider": "iam.example", "reason": "denied"},
                    "gcp": {
                        "audit": {
                            "authentication_info": {"principal_email": "ada@example.net"},
                            "method_name": "SetIamPolicy",
                            "request_metadata": {"caller_ip": "192.0.2.4"},
                            "resource_name": "projects/p",
                            "service_name": "iam.example",
                            "status": {"code": 7, "message": "denied"},
                        },
                        "entry": {
                            "insert_id": "i1",
                            "log_name": "projects/p/logs/cloudaudit",
                            "resource": {"labels": {"project_id": "p"}},
                            "severity": "ERROR",
                            "timestamp": "2026-11-21T20:00:01.25Z",
                        },
                    },
                    "log": {"logger": "projects/p/logs/cloudaudit"},
                    "user": {"email": "ada@example.net"},
                },
            },
        ),
        Sample(
            b'{"insertId":"i2","logName":"projects/p/logs/cloudaudit","timestamp":"2026-11-21T20:00:01Z",'
            b'"protoPayload":{"methodName":"v1.disks.list","serviceName":"compute.example","authorizationInfo":'
            b'[{"granted":false,"permission":"compute.disks.list"}]}}',
            {"event.action": "authz_fail", "event.outcome": "failure"},
        ),
        Sample(
            b'{"insertId":"i3","logName":"projects/p/logs/cloudaudit","timestamp":"2026-11-21T20:00:01Z",'
            b'"protoPayload":{"methodName":"v1.disks.list","serviceName":"compute.example","authorizationInfo":'
            b'[{"granted":false,"permission":"compute.disks.list"},{"granted":true,"permission":"compute.disks.get"}]}}',
            {"event.action": "v1.disks.list", "event.outcome": "success"},
        ),
        Sample(
            b'{"insertId":"i4","logName":"projects/p/logs/cloudaudit","timestamp":"2026-11-21T20:00:01Z",'
            b'"protoPayload":{"methodName":"v1.disks.list","serviceName":"compute.example","authorizationInfo":'
            b'[{"granted":false,"permission":"compute.disks.list"}],"status":{}}}',
            {"event.action": "v1.disks.list", "event.outcome": "success"},
        ),
    ),
)
