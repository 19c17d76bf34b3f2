"""Google Cloud's log entries that are no audit: of programs (text or JSON) and of load balancers (``httpRequest``).

https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry
"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats import gcp_network
from ingestion.formats.documents import Document
from ingestion.formats.elb import place
from ingestion.formats.format import Sample
from ingestion.formats.names_in import renamed
from ingestion.formats.o365 import peer
from ingestion.formats.shapes import at, format_of_shape, outcome, text

LATENCY = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)s$")
# What an entry says itself, its payload may not say otherwise.
OWN = frozenset(("@timestamp", "event.id", "log.level"))


def shape(said: Mapping[str, Any]) -> Document:
    payload = at(said, "jsonPayload")
    network = gcp_network.facts(said)
    inner = renamed(payload) if isinstance(payload, Mapping) and not network else {}
    labels = at(said, "resource", "labels")
    own = {
        "@timestamp": text(said, "timestamp") or text(said, "receiveTimestamp"),
        "event.id": text(said, "insertId"),
        "log.level": text(said, "severity").lower(),
        "log.logger": text(said, "logName"),
        **gcp_network.place(text(labels, "location") or text(labels, "zone")),
        **network,
        **_request(at(said, "httpRequest")),
        "service.name": text(labels, "service_name")
        or text(labels, "container_name")
        or text(said, "resource", "type"),
        "cloud.provider": "gcp",
        "cloud.project.id": text(labels, "project_id"),
        "trace.id": text(said, "trace"),
        "message": text(said, "textPayload")
        or inner.get("message")
        or network.get("message")
        or _line(at(said, "httpRequest")),
    }
    told = {name: value for name, value in inner.items() if name not in OWN}
    # What the entry does not say, its payload may.
    return {**told, **{name: value for name, value in own.items() if value not in (None, "")}}


def _request(request: object) -> Document:
    if not isinstance(request, Mapping):
        return {}
    url, status = text(request, "requestUrl"), at(request, "status")
    taken = LATENCY.match(text(request, "latency"))
    return {
        "event.action": "http_request",
        "event.category": "web",
        "event.outcome": outcome(status < 400) if isinstance(status, int) and status else "",
        "event.duration": round(float(taken[1]) * 1e9) if taken else None,
        **_end("source", text(request, "remoteIp")),
        **_end("destination.nat", text(request, "serverIp")),
        "network.protocol": "http",
        "http.response.bytes": text(request, "responseSize"),
        "http.version": text(request, "protocol").removeprefix("HTTP/"),
        "http.request.bytes": text(request, "requestSize"),
        "http.request.method": text(request, "requestMethod"),
        "http.response.status_code": status if isinstance(status, int) else None,
        "http.response.body.bytes": text(request, "responseSize"),
        "http.request.referrer": text(request, "referer"),
        "url.original": url,
        **place(url),
        "user_agent.original": text(request, "userAgent"),
    }


def _end(side: str, written: str) -> Document:
    """An address, with its port where the load balancer says it. The server's is behind the address that was asked."""
    address, port = peer(written)
    return {f"{side}.ip": address or written, f"{side}.port": port}


def _line(request: object) -> str:
    parts = (text(request, name) for name in ("requestMethod", "requestUrl", "status"))
    return " ".join(part for part in parts if part)


FORMAT = format_of_shape(
    "gcp_log",
    "Google Cloud log entries",
    shape,
    "gcp.log",
    signature=re.compile(
        rb'\s*\{(?=.*"logName"\s*:\s*"(?:projects|organizations|folders|billingAccounts)/)(?=.*"(?:textPayload|jsonPayload|httpRequest)"\s*:)',
        re.DOTALL,
    ),
    samples=(
        Sample(
            b'{"insertId":"i1","logName":"projects/p/logs/requests","severity":"WARNING","timestamp":"2026-11-21T20:00:01.5Z",'
            b'"httpRequest":{"requestMethod":"GET","requestUrl":"https://x.example/a?b=1","status":404,"remoteIp":"192.0.2.9",'
            b'"responseSize":"12","latency":"0.015s"},"resource":{"type":"http_load_balancer","labels":{"project_id":"p"}}}',
            {
                "timestamp": "2026-11-21T20:00:01.500000Z",
                "event.id": "i1",
                "event.action": "http_request",
                "event.outcome": "failure",
                "source.ip": "192.0.2.9",
                "url.path": "/a",
                "http.response.status_code": 404,
                "http.response.body.bytes": 12,
                "severity": 4,
            },
        ),
        Sample(
            b'{"insertId":"i2","logName":"projects/p/logs/stdout","severity":"INFO","timestamp":"2026-11-21T20:00:01Z",'
            b'"jsonPayload":{"message":"hi","user":"ada","severity":"x"},"resource":{"labels":{"container_name":"till"}}}',
            {"message": "hi", "user.name": "ada", "severity": 6, "service.name": "till"},
        ),
        Sample(
            b'{"insertId":"i3","logName":"projects/p/logs/stdout","timestamp":"2026-11-21T20:00:01Z",'
            b'"jsonPayload":{"message":"hi","trace.id":"t1"},"resource":{"labels":{"container_name":"till"}}}',
            {"message": "hi", "trace.id": "t1", "service.name": "till"},
        ),
        Sample(
            b'{"insertId":"i4","logName":"projects/p/logs/compute.googleapis.com%2Ffirewall","timestamp":"2026-11-21T20:00:01Z",'
            b'"jsonPayload":{"connection":{"src_ip":"192.0.2.9","src_port":4040,"dest_ip":"198.51.100.7","dest_port":22,"protocol":6},'
            b'"disposition":"DENIED","rule_details":{"direction":"INGRESS","reference":"network:a/firewall:b"}},'
            b'"resource":{"type":"gce_subnetwork","labels":{"project_id":"p","location":"europe-west1-b"}}}',
            {
                "event.action": "network_denied",
                "event.category": "network",
                "event.outcome": "failure",
                "source.ip": "192.0.2.9",
                "source.port": 4040,
                "severity": 4,
                "message": "192.0.2.9:4040 → 198.51.100.7:22",
            },
        ),
        Sample(
            b'{"insertId":"i5","logName":"projects/p/logs/dns.googleapis.com%2Fdns_queries","timestamp":"2026-11-21T20:00:01Z",'
            b'"jsonPayload":{"queryName":"shop.example.","queryType":"A","responseCode":"NXDOMAIN","sourceIP":"192.0.2.9","protocol":"UDP"},'
            b'"resource":{"type":"dns_query","labels":{"project_id":"p","location":"europe-west1"}}}',
            {
                "event.action": "dns_query",
                "event.outcome": "failure",
                "source.ip": "192.0.2.9",
                "message": "shop.example A NXDOMAIN",
            },
        ),
    ),
)
