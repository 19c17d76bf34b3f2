"""ModSecurity's audit log as JSON, of version 3 and of version 2.

https://github.com/owasp-modsecurity/ModSecurity/wiki/ModSecurity-2-Data-Formats and libmodsecurity's ``SecAuditLogFormat JSON``.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import at, format_of_shape, text

LINE = re.compile(
    rb'\s*\{\s*"transaction"\s*:\s*\{(?=[^\n]*"(?:client_ip|remote_address)"\s*:)(?=[^\n]*"(?:time_stamp|time)"\s*:)'
)
RULE = re.compile(r'\[id "(\d+)"\]')
SAID = re.compile(r'\[msg "((?:[^"\\]|\\.)*)"\]')
REQUEST = re.compile(r"(\S+) (\S+)(?: HTTP/(\S+))?")


def shape(said: Mapping[str, Any]) -> Document:
    return _new(said) if at(said, "transaction", "client_ip") is not None else _old(said)


def _new(said: Mapping[str, Any]) -> Document:
    one = said["transaction"]
    messages = one.get("messages") if isinstance(one.get("messages"), list) else []
    uri = text(one, "request", "uri")
    status = at(one, "response", "http_code")
    return {
        "@timestamp": text(one, "time_stamp"),
        "event.id": text(one, "unique_id") or text(one, "id"),
        **blocked(
            [text(message, "details", "ruleId") for message in messages],
            [text(message, "message") for message in messages],
            status,
        ),
        "source.ip": text(one, "client_ip"),
        "source.port": at(one, "client_port"),
        "destination.ip": text(one, "host_ip"),
        "destination.port": at(one, "host_port"),
        "http.request.method": text(one, "request", "method"),
        "http.version": text(one, "request", "http_version"),
        "url.original": uri,
        "url.path": uri.partition("?")[0],
        "url.query": uri.partition("?")[2],
        "http.response.status_code": status,
        "user_agent.original": header(at(one, "request", "headers"), "user-agent"),
        **addressed(header(at(one, "request", "headers"), "host"), at(one, "host_port")),
        "http.response.mime_type": header(at(one, "response", "headers"), "content-type"),
    }


def _old(said: Mapping[str, Any]) -> Document:
    one = at(said, "transaction") or {}
    entries = at(said, "audit_data", "messages")
    messages = [str(entry) for entry in entries] if isinstance(entries, list) else []
    request = REQUEST.match(text(said, "request", "request_line"))
    uri = request[2] if request else ""
    status = at(said, "response", "status")
    return {
        "@timestamp": text(one, "time"),
        "event.id": text(one, "transaction_id"),
        **blocked(*found_in(messages), status, bool(at(said, "audit_data", "action", "intercepted"))),
        "source.ip": text(one, "remote_address"),
        "source.port": at(one, "remote_port"),
        "destination.ip": text(one, "local_address"),
        "destination.port": at(one, "local_port"),
        "http.request.method": request[1] if request else "",
        "http.version": request[3] if request else "",
        "url.original": uri,
        "url.path": uri.partition("?")[0],
        "url.query": uri.partition("?")[2],
        "http.response.status_code": status,
        "user_agent.original": header(at(said, "request", "headers"), "user-agent"),
        **addressed(header(at(said, "request", "headers"), "host"), at(one, "local_port")),
        "http.response.mime_type": header(at(said, "response", "headers"), "content-type"),
    }


def found_in(messages: Sequence[str]) -> tuple[list[str], list[str]]:
    """Numbers and words of the rules that matched."""
    found = [[match[1] for entry in messages if (match := pattern.search(entry))] for pattern in (RULE, SAID)]
    return found[0], found[1]


def blocked(
    rules: Sequence[str], messages: Sequence[str], status: object, intercepted: bool = False
) -> Document:
    refused = intercepted or (bool(rules) and status in (403, 406, 501))
    return {
        "event.action": "input_validation_fail" if rules or refused else "http_request",
        "event.category": "intrusion_detection" if rules else "web",
        "event.outcome": "failure" if refused else "success",
        "log.level": "warning" if rules else "info",
        "rule.id": [rule for rule in rules if rule] or None,
        "message": "; ".join(dict.fromkeys(message for message in messages if message)) or "request",
    }


def addressed(host: str, port: object) -> Document:
    name = re.sub(r":\d{1,5}$", "", host)
    return {"destination.domain": name, "url.domain": name, "url.port": port if host else None}


def header(headers: object, name: str) -> str:
    if not isinstance(headers, Mapping):
        return ""
    return next((str(value) for key, value in headers.items() if str(key).lower() == name), "")


FORMAT = format_of_shape(
    "modsecurity",
    "ModSecurity audit log (JSON)",
    shape,
    "modsecurity.audit",
    signature=LINE,
    samples=(
        Sample(
            b'{"transaction":{"client_ip":"192.0.2.7","time_stamp":"Sat Nov 21 20:00:01 2026","server_id":"s1","client_port":5022,'
            b'"host_ip":"192.0.2.1","host_port":443,"unique_id":"u1","request":{"method":"GET","http_version":1.1,"uri":"/?q=1%27",'
            b'"headers":{"Host":"shop.example","User-Agent":"probe/1"}},"response":{"http_code":403,"headers":{}},'
            b'"messages":[{"message":"SQL injection","details":{"ruleId":"942100","severity":"2"}}]}}',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "input_validation_fail",
                "event.outcome": "failure",
                "source.ip": "192.0.2.7",
                "url.path": "/",
                "http.response.status_code": 403,
                "user_agent.original": "probe/1",
                "message": "SQL injection",
            },
        ),
        Sample(
            b'{"transaction":{"time":"21/Nov/2026:20:00:01.5 +0000","transaction_id":"t1","remote_address":"192.0.2.7","remote_port":5022,'
            b'"local_address":"192.0.2.1","local_port":80},"request":{"request_line":"GET /x HTTP/1.1","headers":{"Host":"a"}},'
            b'"response":{"protocol":"HTTP/1.1","status":403},"audit_data":{"messages":["Access denied. [id \\"9\\"] [msg \\"Bad host\\"]"],'
            b'"action":{"intercepted":true,"phase":2}}}',
            {
                "timestamp": "2026-11-21T20:00:01.500000Z",
                "event.outcome": "failure",
                "message": "Bad host",
                "url.path": "/x",
            },
        ),
    ),
)
