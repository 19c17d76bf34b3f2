"""Audit logs of services as JSON: Google Workspace, Slack, Duo, OneLogin, Auth0, Cloudflare, GuardDuty, WAF, osquery, Falco and others.

What each says where is in ``saas_kinds``. The record as it came stays whole under its kind's name; a login that is said to
have succeeded or failed is ``authn_login_success`` or ``authn_login_fail``.
"""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from ingestion.formats.documents import Document, format_of
from ingestion.formats.format import Sample
from ingestion.formats.names_in import renamed
from ingestion.formats.saas_kinds import FAILED, KINDS, Kind
from ingestion.formats.shapes import LEAST, prepared_by, text

REACH = 6000  # bytes of a record in which its mark stands
MARKS = tuple((re.compile(f'"(?:{one.mark})'), re.compile(f'"(?:{one.also})'), one) for one in KINDS)
ANY = "|".join(f"(?:{one.mark})" for one in KINDS)
# The second mark is looked for only where the first of any kind stands: most JSON lines have none.
BOTH = "|".join(f'(?=.{{0,{REACH}}}?"(?:{one.mark}))(?=.{{0,{REACH}}}?"(?:{one.also}))' for one in KINDS)
PARTS = re.compile(r"(?<!\\)\.")
NUMBERS = frozenset(
    (
        "source.port",
        "destination.port",
        "process.pid",
        "http.response.status_code",
        "http.response.body.bytes",
    )
)
SUCCEEDED = frozenset(("success", "succeeded", "allow", "allowed", "true", "approved"))


def shape(said: Mapping[str, Any]) -> Document:
    whole, said = said, carried(said)
    kind = kind_of(said)
    if kind is None:
        return renamed(whole)
    found: Document = {name: first(said, paths, name in NUMBERS) for name, paths in kind.paths.items()}
    action = str(found.get("event.action", ""))
    if kind.error:
        found["event.outcome"] = "failure" if first(said, kind.error, number=False) else "success"
    return {
        **kind.fixed,
        **by_resource(said, kind.resource),
        **found,
        **in_words_of_ecs(found),
        **ended(kind.actions.get(action, action), str(found.get("event.outcome", "")).lower(), found),
        "event.category": "authentication" if "login" in kind.actions.get(action, "") else kind.category,
        "cloud.provider": kind.provider,
        "message": found.get("message") or action,
        "event.duration": int(float(taken) * 1_000_000)
        if (taken := text(said, *kind.milliseconds.split(".")))
        else None,
        kind.under or kind.name: {kind.own.get(name, name): value for name, value in said.items()}
        if kind.own
        else whole,
    }


def by_resource(said: Mapping[str, Any], path: str) -> Document:
    """Region and account of ``arn:partition:service:region:account:…``."""
    parts = text(said, *path.split(".")).split(":") if path else []
    return {"cloud.region": parts[3], "cloud.account.id": parts[4]} if len(parts) > 5 else {}


def in_words_of_ecs(found: Mapping[str, object]) -> Document:
    written = {
        name: str(found[name]).lower()
        for name in ("network.transport", "network.direction")
        if found.get(name)
    }
    version, _, domain = (
        str(found.get("http.version", "")),
        *str(found.get("user.email", "")).partition("@")[1:],
    )
    return {
        **written,
        **({"http.version": version.removeprefix("HTTP/")} if version else {}),
        **({"user.domain": domain} if domain else {}),
    }


def carried(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an event of Amazon EventBridge is about: its detail, or the first of the findings in it."""
    detail = said.get("detail")
    if "detail-type" not in said or not isinstance(detail, dict):
        return said
    findings = detail.get("findings")
    return (
        findings[0] if isinstance(findings, list) and findings and isinstance(findings[0], dict) else detail
    )


def kind_of(said: Mapping[str, Any]) -> Kind | None:
    """Whose record it is; none where its time does not stand where that service has it."""
    head = orjson.dumps(said)[:REACH].decode("utf-8", "replace")
    found = (kind for mark, also, kind in MARKS if mark.search(head) and also.search(head))
    return next((kind for kind in found if first(said, kind.paths["@timestamp"], number=False)), None)


def first(said: Mapping[str, Any], paths: str, number: bool) -> object:
    """The first of the paths that has a value. A name may hold a dot, which is then escaped."""
    for path in paths.split("|"):
        parts = [part.replace("\\.", ".") for part in PARTS.split(path)]
        if value := text(said, *parts) or _yes_or_no(said, parts):
            return int(value) if number and value.isdigit() else value
    return ""


def _yes_or_no(said: object, parts: list[str]) -> str:
    for part in parts:
        said = said.get(part) if isinstance(said, dict) else None
    return str(said).lower() if isinstance(said, bool) else ""


def ended(action: str, result: str, found: Mapping[str, object]) -> Document:
    status = found.get("http.response.status_code")
    outcome = "failure" if result in FAILED else "success" if result in SUCCEEDED else ""
    if isinstance(status, int):
        return {"event.action": "http_request", "event.outcome": "success" if status < 400 else "failure"}
    if action == "authn_login":
        action = {"failure": "authn_login_fail", "success": "authn_login_success"}.get(outcome, action)
    elif action in ("authn_login_fail", "authn_login_lock"):
        outcome = "failure"
    elif action == "authn_login_success":
        outcome = "success"
    return {"event.action": action, "event.outcome": outcome}


FORMAT = format_of(
    "saas_audit",
    "Services' audit logs (Google Workspace, Slack, Duo, Cloudflare …)",
    prepared_by(shape, ""),
    signature=re.compile(rb'\s*\{(?=.{0,%d}?"(?:%b))(?:%b)' % (REACH, ANY.encode(), BOTH.encode()), re.DOTALL),
    least=LEAST,
    samples=(
        Sample(
            b'{"kind":"admin#reports#activity","id":{"time":"2026-11-21T20:00:01.250Z","uniqueQualifier":"7","applicationName":"login"},'
            b'"actor":{"email":"ada@example.net"},"ipAddress":"203.0.113.7","events":[{"type":"login","name":"login_failure"}]}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "event.id": "7",
                "user.name": "ada@example.net",
                "source.ip": "203.0.113.7",
                "service.name": "login",
            },
        ),
        Sample(
            b'{"timestamp":1795291201,"isotimestamp":"2026-11-21T20:00:01+00:00","event_type":"authentication","result":"denied",'
            b'"user":{"name":"ada"},"access_device":{"ip":"203.0.113.7"},"txid":"t"}',
            {"timestamp": "2026-11-21T20:00:01.000000Z", "event.action": "authn_login_fail", "user.name": "ada", "source.ip": "203.0.113.7"},
        ),
        Sample(
            b'{"time":"2026-11-21T20:00:01.250625452Z","type":"request","auth":{"display_name":"oidc-ada","entity_id":"e1","metadata":'
            b'{"email":"ada@example.net"}},"request":{"id":"r1","operation":"update","path":"pki/issue","remote_address":"203.0.113.7"},'
            b'"error":"permission denied"}',
            {"event.id": "r1", "event.action": "update", "event.outcome": "failure", "user.name": "oidc-ada", "source.ip": "203.0.113.7",
             "message": "permission denied"},
        ),
        Sample(
            b'{"timestamp":1795291201250,"webaclId":"arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/a/b","terminatingRuleId":"r",'
            b'"action":"BLOCK","httpRequest":{"clientIp":"203.0.113.7","uri":"/a","httpVersion":"HTTP/1.1","httpMethod":"GET","requestId":"q"}}',
            {"timestamp": "2026-11-21T20:00:01.250000Z", "event.action": "BLOCK", "event.outcome": "failure", "event.id": "q", "url.path": "/a"},
        ),
        Sample(
            b'{"EdgeStartTimestamp":"2026-11-21T20:00:01Z","ClientIP":"203.0.113.7","ClientRequestMethod":"GET","ClientRequestURI":"/a?b",'
            b'"EdgeResponseStatus":403,"EdgeResponseBytes":77,"RayID":"abc"}',
            {"event.outcome": "failure", "http.response.status_code": 403, "url.path": "/a", "event.id": "abc", "event.category": "web"},
        ),
        Sample(
            b'{"version":"0","id":"e","detail-type":"GuardDuty Finding","source":"aws.guardduty","time":"2026-11-21T20:05:00Z","detail":'
            b'{"id":"f1","type":"UnauthorizedAccess:EC2/SSHBruteForce","severity":8,"accountId":"1","title":"ssh","service":{"eventLastSeen":'
            b'"2026-11-21T20:00:01.000Z","action":{"networkConnectionAction":{"remoteIpDetails":{"ipAddressV4":"203.0.113.7"}}}}}}',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.id": "f1",
                "event.action": "UnauthorizedAccess:EC2/SSHBruteForce",
                "source.ip": "203.0.113.7",
            },
        ),
        Sample(
            b'{"type":"response","@timestamp":"2026-11-21T20:00:01Z","tags":[],"pid":7,"method":"get","statusCode":304,'
            b'"req":{"url":"/ui/a.js","method":"get","remoteAddress":"192.0.2.7"},"res":{"statusCode":304,"responseTime":26,"contentLength":9},"message":"GET"}',
            {"source.ip": "192.0.2.7", "http.response.status_code": 304, "url.path": "/ui/a.js", "process.pid": 7, "event.category": "web"},
        ),
        Sample(
            b'{"output":"Notice: shell","priority":"Notice","rule":"Shell in container","time":"2026-11-21T20:00:01.123456789Z",'
            b'"output_fields":{"proc.name":"sh","user.name":"root"},"hostname":"n1"}',
            {"timestamp": "2026-11-21T20:00:01.123456Z", "process.name": "sh", "user.name": "root", "host.name": "n1", "severity": 5},
        ),
    ),
)  # fmt: skip
