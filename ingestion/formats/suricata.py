"""Suricata's EVE output. https://docs.suricata.io/en/latest/output/eve/eve-json-format.html"""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import at, format_of_shape, text
from ingestion.formats.suricata_facts import facts
from ingestion.normalise import transports

CATEGORIES = {
    "alert": "intrusion_detection", "anomaly": "intrusion_detection", "fileinfo": "file", "http": "web", "stats": "host",
}  # fmt: skip
KINDS = {"alert": "alert", "stats": "metric"}
PROTOCOLS = frozenset(
    (
        "dns",
        "http",
        "tls",
        "ssh",
        "smtp",
        "ftp",
        "smb",
        "krb5",
        "rdp",
        "dhcp",
        "nfs",
        "tftp",
        "snmp",
        "sip",
        "mqtt",
    )
)
LEVELS = {"1": "error", "2": "warning", "3": "notice"}


REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")


def shape(said: Mapping[str, Any]) -> Document:
    """AWS Network Firewall puts each event into another object, which says where it was seen."""
    inner = said.get("event")
    return {**event(inner), **firewall(said)} if isinstance(inner, Mapping) else event(said)


def firewall(said: Mapping[str, Any]) -> Document:
    zone = text(said, "availability_zone")
    region = REGION.match(zone)
    return {
        "observer.name": text(said, "firewall_name"),
        "observer.vendor": "AWS",
        "observer.product": "Network Firewall",
        "observer.type": "firewall",
        "cloud.provider": "aws",
        "cloud.availability_zone": zone,
        "cloud.region": region[0] if region else "",
    }


def event(said: Mapping[str, Any]) -> Document:
    kind = text(said, "event_type")
    found = facts(said)
    status = found.get("http.response.status_code")
    blocked = kind == "drop" or text(said, "alert", "action") == "blocked"
    ended = ("success" if status < 400 else "failure") if isinstance(status, int) and kind == "http" else ""
    return {
        **found,
        "@timestamp": text(said, "timestamp"),
        "event.outcome": "failure" if blocked else ended or found.get("event.outcome", ""),
        "event.action": "alert_blocked" if text(said, "alert", "action") == "blocked" else kind,
        "event.kind": KINDS.get(kind, ""),
        "event.category": CATEGORIES.get(kind, "network"),
        "event.severity": at(said, "alert", "severity"),
        "log.level": LEVELS.get(text(said, "alert", "severity"), "info"),
        "source.ip": text(said, "src_ip"),
        "source.port": at(said, "src_port"),
        "destination.ip": text(said, "dest_ip"),
        "destination.port": at(said, "dest_port"),
        **transports.facts(text(said, "proto")),
        "destination.domain": text(said, "http", "hostname") or found.get("tls.client.server_name", ""),
        "network.protocol": text(said, "app_proto") or (kind if kind in PROTOCOLS else ""),
        "rule.id": text(said, "alert", "signature_id"),
        "rule.name": text(said, "alert", "signature"),
        "rule.category": text(said, "alert", "category"),
        "host.name": text(said, "host"),
        "observer.vendor": "OISF",
        "observer.product": "Suricata",
        "observer.type": "ids",
        "observer.ingress.interface.name": text(said, "in_iface"),
        "trace.id": text(said, "flow_id"),
        "message": text(said, "alert", "signature") or _about(kind, found),
    }


def _about(kind: str, found: Document) -> str:
    """What a record without a signature is about: a host and path, a name that was asked for, a file."""
    web = f"{found.get('url.domain', '')}{found.get('url.original', '')}"
    others = (found.get(name) for name in ("dns.question.name", "tls.client.server_name", "file.path"))
    return f"{kind} {web or next(filter(None, others), '')}".strip()


EVE_OF_TLS: Document = {
    "timestamp": "2026-11-21T22:00:01.5+0200",
    "flow_id": 80,
    "event_type": "tls",
    "src_ip": "192.0.2.4",
    "src_port": 4040,
    "dest_ip": "198.51.100.7",
    "dest_port": 443,
    "proto": "TCP",
    "ether": {"src_mac": "00:00:5e:00:53:01", "dest_mac": "00:00:5e:00:53:02"},
    "flow": {"start": "2026-11-21T22:00:00.250000+0200"},
    "tls": {
        "subject": "C=SE, O=Example, CN=shop.example",
        "issuerdn": "CN=R9",
        "serial": "0A:1B",
        "sni": "shop.example.",
        "session_resumed": True,
        "version": "TLS 1.3",
        "notafter": "2027-01-02T03:04:05",
    },
}

FORMAT = format_of_shape(
    "suricata",
    "Suricata EVE",
    shape,
    "suricata.eve",
    signature=re.compile(
        rb'\s*\{(?=.*"timestamp"\s*:)(?=.*"event_type"\s*:)(?=.*"(?:src_ip|flow_id|stats|engine)"\s*:)',
        re.DOTALL,
    ),
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
        Sample(
            b'{"timestamp":"2026-11-21T20:00:01.5+0000","flow_id":78,"event_type":"dns","src_ip":"192.0.2.4","src_port":5353,'
            b'"dest_ip":"192.0.2.1","dest_port":53,"proto":"UDP","dns":{"type":"answer","id":7,"rrname":"x.example","rrtype":"A",'
            b'"rcode":"NOERROR","answers":[{"rrname":"x.example","rrtype":"A","ttl":60,"rdata":"198.51.100.7"}]}}',
            {
                "event.action": "dns",
                "event.category": "network",
                "message": "dns x.example",
                "source.ip": "192.0.2.4",
            },
        ),
        Sample(
            b'{"firewall_name":"edge","availability_zone":"eu-west-1b","event_timestamp":"1795291201","event":{"timestamp":'
            b'"2026-11-21T20:00:01.5+0000","flow_id":79,"event_type":"netflow","src_ip":"192.0.2.4","src_port":4040,'
            b'"dest_ip":"198.51.100.7","dest_port":443,"proto":"TCP"}}',
            {
                "timestamp": "2026-11-21T20:00:01.500000Z",
                "event.action": "netflow",
                "source.ip": "192.0.2.4",
                "source.port": 4040,
            },
        ),
        Sample(
            orjson.dumps(EVE_OF_TLS),
            {
                "timestamp": "2026-11-21T20:00:01.500000Z",
                "event.action": "tls",
                "message": "tls shop.example",
                "fields": {
                    "destination": {
                        "ip": "198.51.100.7",
                        "port": 443,
                        "domain": "shop.example",
                        "mac": "00-00-5E-00-53-02",
                    },
                    "event": {"start": "2026-11-21T20:00:00.250000Z"},
                    "network": {"protocol": "tls", "transport": "tcp"},
                    "observer": {"product": "Suricata", "type": "ids", "vendor": "OISF"},
                    "source": {"mac": "00-00-5E-00-53-01"},
                    "tls": {
                        "client": {"server_name": "shop.example"},
                        "resumed": True,
                        "server": {
                            "subject": "C=SE, O=Example, CN=shop.example",
                            "issuer": "CN=R9",
                            "not_after": "2027-01-02T03:04:05.000Z",
                            "x509": {
                                "serial_number": "0A1B",
                                "subject": {
                                    "country": "SE",
                                    "organization": "Example",
                                    "common_name": "shop.example",
                                },
                                "issuer": {"common_name": "R9"},
                            },
                        },
                        "version": "1.3",
                        "version_protocol": "tls",
                    },
                    "suricata": {"eve": EVE_OF_TLS},
                },
            },
        ),
    ),
)
