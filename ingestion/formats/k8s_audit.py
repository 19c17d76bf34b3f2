"""Kubernetes' audit log, as it is, and as Azure's diagnostic settings carry it: as a text in a record of theirs.

https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/ and
https://learn.microsoft.com/en-us/azure/aks/monitor-aks-reference
"""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from ingestion.formats.azure_activity import of_resource
from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import at, format_of_shape, outcome, text

RIGHTS = frozenset(("roles", "rolebindings", "clusterroles", "clusterrolebindings"))
CHANGES = frozenset(("create", "update", "patch", "delete", "deletecollection"))


def shape(said: Mapping[str, Any]) -> Document:
    carried = text(said, "properties", "log")
    return azure(said, carried) if carried else {**event(said), "kubernetes.audit": said}


def azure(said: Mapping[str, Any], carried: str) -> Document:
    place = of_resource(text(said, "resourceId"))
    try:
        inner = orjson.loads(carried)
    except orjson.JSONDecodeError:
        inner = None
    told = {**event(inner), "kubernetes.audit": inner} if isinstance(inner, dict) else {"message": carried}
    return {
        **told,
        "@timestamp": told.get("@timestamp") or text(said, "time"),
        **place,
        "orchestrator.cluster.name": place.get("azure.resource.name"),
    }


def event(said: Mapping[str, Any]) -> Document:
    verb, resource = text(said, "verb"), text(said, "objectRef", "resource")
    status = at(said, "responseStatus", "code")
    path = text(said, "requestURI")
    thing = "/".join(
        text(said, "objectRef", name)
        for name in ("namespace", "resource", "name")
        if text(said, "objectRef", name)
    )
    return {
        "@timestamp": text(said, "requestReceivedTimestamp") or text(said, "stageTimestamp"),
        "event.id": text(said, "auditID"),
        "event.action": _action(verb, resource, status),
        "event.category": "iam" if resource in RIGHTS or status in (401, 403) else "configuration",
        "event.outcome": outcome(status < 400) if isinstance(status, int) else "",
        "event.reason": text(said, "responseStatus", "reason"),
        "log.level": "warning" if isinstance(status, int) and status >= 400 else "info",
        "user.name": text(said, "user", "username"),
        "user.id": text(said, "user", "uid"),
        "user.effective.name": text(said, "impersonatedUser", "username"),
        "source.ip": _first(at(said, "sourceIPs")),
        "http.response.status_code": status if isinstance(status, int) else None,
        "url.original": path,
        "url.path": path.partition("?")[0],
        "user_agent.original": text(said, "userAgent"),
        "orchestrator.type": "kubernetes",
        "orchestrator.namespace": text(said, "objectRef", "namespace"),
        "orchestrator.resource.name": text(said, "objectRef", "name"),
        "orchestrator.resource.type": resource,
        "message": f"{verb} {thing or path}",
    }


def _first(addresses: object) -> str:
    """Of the addresses that the request passed, the client's; other servers write one alone."""
    found = addresses[0] if isinstance(addresses, list) and addresses else addresses
    return found if isinstance(found, str) else ""


def _action(verb: str, resource: str, status: object) -> str:
    if status == 401:
        return "authn_login_fail"
    if status == 403:
        return "authz_fail"
    return "privilege_permissions_changed" if resource in RIGHTS and verb in CHANGES else verb


FORMAT = format_of_shape(
    "k8s_audit",
    "Kubernetes audit log",
    shape,
    "",
    signature=re.compile(
        rb'\s*\{(?=.*"apiVersion"\s*:\s*"audit\.k8s\.io/)(?=.*"auditID"\s*:)|'
        rb'\s*\{(?=.*"category"\s*:\s*"kube-audit(?:-admin)?")(?=.*"log"\s*:)',
        re.DOTALL,
    ),
    samples=(
        Sample(
            b'{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a1","stage":"ResponseComplete",'
            b'"requestURI":"/api/v1/namespaces/shop/secrets/x?y=1","verb":"get","user":{"username":"bo"},"sourceIPs":["192.0.2.9"],'
            b'"objectRef":{"resource":"secrets","namespace":"shop","name":"x"},"responseStatus":{"code":403,"reason":"Forbidden"},'
            b'"requestReceivedTimestamp":"2026-11-21T20:00:01.250001Z"}',
            {
                "timestamp": "2026-11-21T20:00:01.250001Z",
                "event.action": "authz_fail",
                "event.category": "iam",
                "event.outcome": "failure",
                "user.name": "bo",
                "source.ip": "192.0.2.9",
                "url.path": "/api/v1/namespaces/shop/secrets/x",
                "http.response.status_code": 403,
                "message": "get shop/secrets/x",
            },
        ),
        Sample(
            b'{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a2","verb":"get","requestURI":"/x","sourceIPs":"192.0.2.9",'
            b'"requestReceivedTimestamp":"2026-11-21T20:00:01.250001Z"}',
            {"source.ip": "192.0.2.9", "message": "get /x"},
        ),
        Sample(
            b'{"category":"kube-audit","operationName":"o","properties":{"log":"{\\"auditID\\":\\"a4\\",\\"verb\\":\\"get\\",'
            b'\\"requestURI\\":\\"/x\\",\\"user\\":{\\"username\\":\\"bo\\"},\\"responseStatus\\":{\\"code\\":403},'
            b'\\"requestReceivedTimestamp\\":\\"2026-11-21T20:00:01.250001Z\\"}","pod":"p"},"resourceId":"/SUBSCRIPTIONS/S1/'
            b'RESOURCEGROUPS/G1/PROVIDERS/MICROSOFT.CONTAINERSERVICE/MANAGEDCLUSTERS/C1","time":"2026-11-21T20:00:02Z"}',
            {
                "timestamp": "2026-11-21T20:00:01.250001Z",
                "event.action": "authz_fail",
                "event.outcome": "failure",
                "user.name": "bo",
                "message": "get /x",
            },
        ),
        Sample(
            b'{"category":"kube-audit","properties":{"log":"{cut"},"time":"2026-11-21T20:00:02Z"}',
            {"timestamp": "2026-11-21T20:00:02.000000Z", "event.action": "", "message": "{cut"},
        ),
        Sample(
            b'{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a3","verb":"get","requestURI":"/x","sourceIPs":{"0":"192.0.2.9"},'
            b'"requestReceivedTimestamp":"2026-11-21T20:00:01.250001Z"}',
            {"source.ip": "", "message": "get /x"},
        ),
    ),
)
