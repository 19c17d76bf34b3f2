"""Access and firewall logs of Azure's Application Gateway and Front Door, as diagnostic settings write them.

https://learn.microsoft.com/en-us/azure/application-gateway/application-gateway-diagnostics and
https://learn.microsoft.com/en-us/azure/frontdoor/monitor-front-door
"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import at, format_of_shape, text
from ingestion.normalise import flows

WHOLE = re.compile(r"[0-9]{1,18}")
BLOCKED = ("block", "blocked", "deny", "denied", "anomalyscoring")


def shape(said: Mapping[str, Any]) -> Document:
    of = at(said, "properties")
    firewall = "firewall" in text(said, "category").lower()
    status = _number(of, "httpStatus", "httpStatusCode")
    verdict = text(of, "action").lower()
    refused = verdict in BLOCKED
    ended = "failure" if refused or (status or 0) >= 400 else "success" if status or verdict else ""
    taken = text(of, "timeTaken")
    target = text(of, "requestUri") or text(of, "originalRequestUriWithArgs")
    return {
        "@timestamp": text(said, "timeStamp") or text(said, "time"),
        "event.action": ("input_validation_fail" if refused else "firewall_matched")
        if firewall
        else "http_request",
        "event.category": "intrusion_detection" if firewall else "web",
        "event.outcome": ended,
        "event.duration": round(float(taken) * 1e9)
        if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", taken)
        else None,
        "log.level": "warning" if ended == "failure" else "info",
        "source.ip": text(of, "clientIP") or text(of, "clientIp"),
        "source.port": _number(of, "clientPort"),
        "http.request.method": text(of, "httpMethod"),
        "http.request.referrer": text(of, "referer").removeprefix("-"),
        "http.request.bytes": _number(of, "receivedBytes", "requestBytes"),
        "http.response.status_code": status,
        "http.response.body.bytes": _number(of, "sentBytes", "responseBytes"),
        "http.version": text(of, "httpVersion").removeprefix("HTTP/"),
        "url.original": target,
        "url.query": text(of, "requestQuery"),
        "url.domain": text(of, "originalHost")
        or text(of, "host")
        or text(of, "hostName")
        or text(of, "hostname"),
        "user_agent.original": text(of, "userAgent"),
        "rule.id": text(of, "ruleId") or text(of, "ruleName"),
        "rule.ruleset": text(of, "ruleSetType") or text(of, "policy"),
        "tls.cipher": text(of, "sslCipher") or text(of, "securityCipher"),
        **flows.tls_version(text(of, "sslProtocol") or text(of, "securityProtocol")),
        "trace.id": text(of, "transactionId") or text(of, "trackingReference"),
        "cloud.provider": "azure",
        "azure.resource.id": text(said, "resourceId"),
        "message": text(of, "message")
        or " ".join(str(part) for part in (text(of, "httpMethod"), target, status) if part),
    }


def _number(of: object, *names: str) -> int | None:
    """Front Door writes its numbers as text."""
    return next((int(one) for name in names if WHOLE.fullmatch(one := text(of, name))), None)


FORMAT = format_of_shape(
    "azure_web",
    "Azure Application Gateway and Front Door",
    shape,
    "azure.web",
    signature=re.compile(
        rb'\s*\{(?=.*"category"\s*:\s*"(?:ApplicationGateway(?:Access|Firewall)Log|FrontDoor(?:Access|WebApplicationFirewall)Log|FrontdoorAccessLog|FrontdoorWebApplicationFirewallLog)")',
        re.DOTALL,
    ),
    samples=(
        Sample(
            b'{"time":"2026-11-21T20:00:01Z","resourceId":"/S/x","category":"FrontDoorAccessLog","operationName":"o","properties":{'
            b'"trackingReference":"t1","httpMethod":"GET","httpVersion":"2.0","requestUri":"https://www.example.org:443/a?b=1","requestBytes":"5",'
            b'"responseBytes":"7","userAgent":"B/1","clientIp":"192.0.2.4","clientPort":"51234","httpStatusCode":"404","timeTaken":"0.5"}}',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "http_request",
                "event.category": "web",
                "event.outcome": "failure",
                "source.ip": "192.0.2.4",
                "source.port": 51234,
                "url.path": "/a",
                "http.response.status_code": 404,
                "http.response.body.bytes": 7,
                "trace.id": "t1",
            },
        ),
        Sample(
            b'{"timeStamp":"2026-11-21T20:00:01Z","resourceId":"/S/x","category":"ApplicationGatewayFirewallLog","operationName":"o","properties":{'
            b'"clientIp":"192.0.2.4","requestUri":"/a","ruleId":"942130","message":"SQL injection","action":"Blocked","hostname":"www.example.org"}}',
            {"event.action": "input_validation_fail", "event.outcome": "failure", "message": "SQL injection"},
        ),
    ),
)
