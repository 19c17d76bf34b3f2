"""Suricata's EVE output. https://docs.suricata.io/en/latest/output/eve/eve-json-format.html"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document, format_of
from ingestion.formats.format import Sample
from ingestion.formats.shapes import LEAST, at, prepared_by, text
from ingestion.normalise import transports

LEVELS = {"1": "error", "2": "warning", "3": "notice"}


def shape(said: Mapping[str, Any]) -> Document:
    kind = text(said, "event_type")
    url, status = text(said, "http", "url"), at(said, "http", "status")
    blocked = kind == "drop" or text(said, "alert", "action") == "blocked"
    ended = ("success" if status < 400 else "failure") if isinstance(status, int) and kind == "http" else ""
    return {
        "@timestamp": text(said, "timestamp"),
        "event.outcome": "failure" if blocked else ended,
        "dns.question.name": text(said, "dns", "rrname") or text(said, "dns", "queries", "rrname"),
        "dns.question.type": text(said, "dns", "rrtype"),
        "dns.response_code": text(said, "dns", "rcode"),
        "tls.client.server_name": text(said, "tls", "sni"),
        "file.name": text(said, "fileinfo", "filename"),
        "file.hash.md5": text(said, "fileinfo", "md5"),
        "file.hash.sha256": text(said, "fileinfo", "sha256"),
        "source.bytes": at(said, "flow", "bytes_toserver"),
        "destination.bytes": at(said, "flow", "bytes_toclient"),
        "url.domain": text(said, "http", "hostname"),
        "event.action": "alert_blocked" if text(said, "alert", "action") == "blocked" else kind,
        "event.category": "intrusion_detection" if kind in ("alert", "anomaly") else "network",
        "log.level": LEVELS.get(text(said, "alert", "severity"), "info"),
        "source.ip": text(said, "src_ip"),
        "source.port": at(said, "src_port"),
        "destination.ip": text(said, "dest_ip"),
        "destination.port": at(said, "dest_port"),
        **transports.facts(text(said, "proto")),
        "network.protocol": text(said, "app_proto"),
        "rule.id": text(said, "alert", "signature_id"),
        "rule.name": text(said, "alert", "signature"),
        "rule.category": text(said, "alert", "category"),
        "http.request.method": text(said, "http", "http_method"),
        "http.response.status_code": status if isinstance(status, int) else None,
        "url.original": url,
        "user_agent.original": text(said, "http", "http_user_agent"),
        "host.name": text(said, "host"),
        "trace.id": text(said, "flow_id"),
        "message": text(said, "alert", "signature")
        or " ".join((kind, text(said, "http", "hostname") + url)).strip(),
    }


FORMAT = format_of(
    "suricata",
    "Suricata EVE",
    prepared_by(shape, "suricata.eve"),
    signature=re.compile(
        rb'\s*\{(?=.*"timestamp"\s*:)(?=.*"event_type"\s*:)(?=.*"(?:src_ip|flow_id|stats|engine)"\s*:)',
        re.DOTALL,
    ),
    least=LEAST,
    samples=(
        Sample(
            b'{"timestamp":"2026-11-21T20:00:01.123456+0000","flow_id":77,"event_type":"alert","src_ip":"198.51.100.4",'
            b'"src_port":4040,"dest_ip":"192.0.2.1","dest_port":80,"proto":"TCP",'
            b'"alert":{"action":"blocked","signature_id":9,"signature":"EXAMPLE probe","category":"Recon","severity":1},'
            b'"http":{"hostname":"x.example","url":"/a?b","http_method":"GET","status":403}}',
            {
                "timestamp": "2026-11-21T20:00:01.123456Z",
                "event.action": "alert_blocked",
                "event.category": "intrusion_detection",
                "source.ip": "198.51.100.4",
                "source.port": 4040,
                "http.response.status_code": 403,
                "url.path": "/a",
                "severity": 3,
                "trace.id": "77",
                "message": "EXAMPLE probe",
            },
        ),
    ),
)
