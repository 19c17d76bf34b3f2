"""Elasticsearch's audit log: JSON since 7, and the text before it.

``[2026-11-21T20:00:01,250] [n1] [rest] [authentication_failed] origin_address=[192.0.2.7], principal=[ada], uri=[/_cat]``
https://www.elastic.co/guide/en/elasticsearch/reference/current/audit-event-types.html. Own names are those of
Filebeat's ``elasticsearch`` module; ``event.action`` is OWASP's name where it has one.
"""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.shapes import LEAST, at, text

TEXT = re.compile(
    r"\[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{3})\] (?:\[([^\]]{0,255})\] )?\[(rest|transport|ip_filter)\] \[(\w{1,64})\]\s+(.*)$",
    re.DOTALL,
)
PAIR = re.compile(r"(\w{1,40})=\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")
PEER = re.compile(r"\[?([0-9A-Fa-f.:]+?)\]?(?::(\d{1,5}))?$")
AUDIT = "elasticsearch.audit"
# Their name: OWASP's, ECS's category and outcome.
ACTIONS = {
    "authentication_success": ("authn_login_success", "authentication", "success"),
    "authentication_failed": ("authn_login_fail", "authentication", "failure"),
    "realm_authentication_failed": ("authn_login_fail", "authentication", "failure"),
    "anonymous_access_denied": ("authn_login_fail", "authentication", "failure"),
    "access_granted": ("access_granted", "iam", "success"),
    "access_denied": ("authz_fail", "iam", "failure"),
    "run_as_granted": ("authz_admin", "iam", "success"),
    "run_as_denied": ("authz_fail", "iam", "failure"),
    "connection_granted": ("network_allowed", "network", "success"),
    "connection_denied": ("network_denied", "network", "failure"),
    "tampered_request": ("input_validation_fail", "web", "failure"),
    "put_user": ("user_updated", "iam", "success"),
    "delete_user": ("user_deleted", "iam", "success"),
    "change_password": ("authn_password_change", "iam", "success"),
    "change_enable_user": ("user_updated", "iam", "success"),
    "change_disable_user": ("user_archived", "iam", "success"),
    "put_role": ("privilege_permissions_changed", "iam", "success"),
    "delete_role": ("privilege_permissions_changed", "iam", "success"),
    "create_apikey": ("authn_token_created", "iam", "success"),
}
# What the text calls what the JSON calls otherwise.
OF_TEXT = {
    "origin_type": "origin.type", "origin_address": "origin.address", "principal": "user.name", "uri": "url.path",
    "request": "request.name", "request_body": "request.body", "realm": "user.realm", "roles": "user.roles",
}  # fmt: skip
LISTS = ("indices", "user.roles")


def document(said: Mapping[str, Any]) -> Document:
    action = text(said, "event.action")
    meant = ACTIONS.get(action, (action, "database", ""))
    peer = PEER.match(text(said, "origin.address"))
    target, query = text(said, "url.path"), text(said, "url.query")
    return {
        "@timestamp": text(said, "@timestamp") or text(said, "timestamp"),
        **dict(zip(("event.action", "event.category", "event.outcome"), meant, strict=True)),
        "event.id": text(said, "request.id") if "url.path" not in said else "",
        "user.name": text(said, "user.name"),
        "source.ip": peer[1] if peer else "",
        "source.port": int(peer[2]) if peer and peer[2] else None,
        "url.original": f"{target}?{query}" if query else target,
        "http.request.method": text(said, "request.method"),
        "http.request.id": text(said, "request.id"),
        "http.request.body.content": text(said, "request.body"),
        "network.forwarded_ip": text(said, "x_forwarded_for"),
        "trace.id": text(said, "trace.id") or text(said, "opaque_id"),
        "host.id": text(said, "node.id"),
        "host.name": text(said, "host.name"),
        **own(said),
        "message": f"{action} {text(said, 'action') or target}".strip(),
    }


def own(said: Mapping[str, Any]) -> Document:
    return {
        "elasticsearch.node.id": text(said, "node.id"),
        "elasticsearch.node.name": text(said, "node.name"),
        "elasticsearch.cluster.name": text(said, "cluster.name"),
        "elasticsearch.cluster.uuid": text(said, "cluster.uuid"),
        f"{AUDIT}.event_type": text(said, "event.action"),
        f"{AUDIT}.layer": text(said, "event.type"),
        f"{AUDIT}.origin.type": text(said, "origin.type"),
        f"{AUDIT}.action": text(said, "action"),
        f"{AUDIT}.realm": text(said, "realm"),
        f"{AUDIT}.authentication.type": text(said, "authentication.type"),
        f"{AUDIT}.opaque_id": text(said, "opaque_id"),
        f"{AUDIT}.request.name": text(said, "request.name"),
        f"{AUDIT}.request.id": text(said, "request.id"),
        f"{AUDIT}.user.realm": text(said, "user.realm"),
        f"{AUDIT}.user.run_as.name": text(said, "user.run_as.name"),
        f"{AUDIT}.indices": at(said, "indices"),
        f"{AUDIT}.user.roles": at(said, "user.roles"),
        f"{AUDIT}.invalidate": at(said, "invalidate"),
        f"{AUDIT}.put": at(said, "put"),
        f"{AUDIT}.change": at(said, "change"),
        f"{AUDIT}.delete": at(said, "delete"),
        f"{AUDIT}.create": at(said, "create"),
    }


def read_text(found: re.Match[str]) -> Document:
    written, node, layer, action, rest = found.groups()
    said: dict[str, Any] = {OF_TEXT.get(name, name): value for name, value in PAIR.findall(rest)}
    for name in LISTS:
        if name in said:
            said[name] = said[name].split(",")
    path, _, query = said.get("url.path", "").partition("?")
    said |= {"url.path": path, "url.query": query, "node.name": node or "", "event.type": layer}
    return document({**said, "@timestamp": written, "event.action": action})


def read(line: str) -> Document | Reason:
    if found := TEXT.match(line):
        return read_text(found)
    if not line.lstrip().startswith("{"):
        return Reason("not_elasticsearch_audit", "Neither JSON nor “[time] [layer] [action] name=[value] …”.")
    try:
        said = orjson.loads(line.encode("utf-8", "replace"))
    except orjson.JSONDecodeError as error:
        return Reason("not_json", f"Not JSON: {error.msg}, at character {error.pos + 1}.")
    return document(said) if isinstance(said, dict) else Reason("not_an_object", "JSON, but not an object.")


FORMAT = format_of(
    "elasticsearch_audit",
    "Elasticsearch audit log",
    by_line(read),
    signature=re.compile(
        rb'\s*\{(?=[^\n]{0,400}"event\.type"\s*:)(?=[^\n]{0,600}"event\.action"\s*:)(?=[^\n]{0,200}"(?:node\.(?:id|name)|cluster\.(?:name|uuid))"\s*:)'
        rb"|\[\d{4}-\d\d-\d\dT[\d:]{8},\d{3}\] (?:\[[^\]\n]{0,255}\] )?\[(?:rest|transport|ip_filter)\] \[\w{1,64}\]\s"
    ),
    least=LEAST,
    samples=(
        Sample(
            b'{"type":"audit","timestamp":"2026-11-21T20:00:01,250+0100","node.id":"N1","event.type":"rest","event.action":"authentication_failed",'
            b'"user.name":"ada","origin.type":"rest","origin.address":"[2001:db8::7]:34134","url.path":"/_cat","url.query":"v","request.method":"GET","request.id":"r1"}',
            {
                "timestamp": "2026-11-21T19:00:01.250000Z",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "2001:db8::7",
                "source.port": 34134,
                "url.path": "/_cat",
                "url.original": "/_cat?v",
                "http.request.method": "GET",
            },
        ),
        Sample(
            b"[2026-11-21T20:00:01,250] [n1] [transport] [access_denied]\torigin_type=[rest], origin_address=[192.0.2.7], principal=[ada], "
            b"roles=[a,b], action=[indices:data/read/search[free]], indices=[x,y], request=[SearchRequest]",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "authz_fail",
                "user.name": "ada",
                "source.ip": "192.0.2.7",
                "fields": {
                    "elasticsearch": {
                        "node": {"name": "n1"},
                        "audit": {
                            "event_type": "access_denied",
                            "layer": "transport",
                            "origin": {"type": "rest"},
                            "action": "indices:data/read/search[free]",
                            "request": {"name": "SearchRequest"},
                            "indices": ["x", "y"],
                            "user": {"roles": ["a", "b"]},
                        },
                    }
                },
            },
        ),
    ),
)
