"""What Google Cloud's log entries say of networks: VPC flows, firewall rules and DNS queries.

https://cloud.google.com/vpc/docs/about-flow-logs-records, https://cloud.google.com/firewall/docs/firewall-rules-logging
and https://cloud.google.com/dns/docs/monitoring
"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document
from ingestion.formats.shapes import at, outcome, text
from ingestion.normalise import flows, transports

ZONE = re.compile(r"([a-z]+-[a-z]+\d+)(-[a-z])?$")
RULED = {"ALLOWED": ("network_allowed", "success"), "DENIED": ("network_denied", "failure")}
DIRECTIONS = {"INGRESS": "inbound", "EGRESS": "outbound"}
REPORTERS = {"SRC": "outbound", "DEST": "inbound"}


def facts(said: Mapping[str, Any]) -> Document:
    """Empty for entries of other kinds."""
    payload = at(said, "jsonPayload")
    if isinstance(at(payload, "connection"), Mapping):
        ruled = isinstance(at(payload, "rule_details"), Mapping)
        return {**connection(payload), **(rule(payload) if ruled else flow(payload))}
    return dns(payload) if text(payload, "queryName") else {}


def place(written: str) -> Document:
    """A zone and its region, a region, or ``global``."""
    found = ZONE.match(written)
    return {
        "cloud.region": found[1] if found else written,
        "cloud.availability_zone": written if found and found[2] else "",
    }


def connection(payload: object) -> Document:
    ends = at(payload, "connection")
    address = text(ends, "src_ip") or text(ends, "dest_ip")
    return {
        "event.category": "network",
        "source.ip": text(ends, "src_ip"),
        "source.port": at(ends, "src_port"),
        "destination.ip": text(ends, "dest_ip"),
        "destination.port": at(ends, "dest_port"),
        "network.type": ("ipv6" if ":" in address else "ipv4") if address else "",
        **transports.facts(text(ends, "protocol")),
        "message": f"{text(ends, 'src_ip')}:{text(ends, 'src_port')} → {text(ends, 'dest_ip')}:{text(ends, 'dest_port')}",
    }


def rule(payload: object) -> Document:
    """A rule's entry is of the machine that it guards: the destination of what came in, the source of what went out."""
    way = text(payload, "rule_details", "direction")
    action, ended = RULED.get(text(payload, "disposition"), ("", ""))
    side, other = ("source", "destination") if way == "EGRESS" else ("destination", "source")
    return {
        "event.action": action,
        "event.outcome": ended,
        "log.level": "warning" if ended == "failure" else "info",
        "rule.name": text(payload, "rule_details", "reference"),
        "network.direction": DIRECTIONS.get(way, ""),
        "network.name": text(payload, "vpc", "vpc_name"),
        f"{side}.domain": text(payload, "instance", "vm_name"),
        f"{other}.domain": text(payload, "remote_instance", "vm_name"),
    }


def flow(payload: object) -> Document:
    """One whose ends both stand in a network of ours has not left it."""
    inside = all(text(payload, f"{side}_vpc", "vpc_name") for side in ("src", "dest"))
    reporter = text(payload, "reporter")
    count = {
        unit: int(sent) if (sent := text(payload, f"{unit}_sent")).isdigit() else None
        for unit in ("bytes", "packets")
    }
    return {
        "event.action": "network_flow",
        "event.start": text(payload, "start_time"),
        "event.end": text(payload, "end_time"),
        "source.bytes": count["bytes"],
        "source.packets": count["packets"],
        "network.bytes": count["bytes"],
        "network.packets": count["packets"],
        "network.direction": "internal" if inside else REPORTERS.get(reporter, ""),
        "network.name": text(payload, f"{reporter.lower()}_vpc", "vpc_name"),
        "source.domain": text(payload, "src_instance", "vm_name"),
        "destination.domain": text(payload, "dest_instance", "vm_name"),
    }


def dns(payload: object) -> Document:
    """Answers stand one a line: name, seconds, class, type and data between tabs."""
    rows = [line.split("\t") for line in text(payload, "rdata").splitlines()]
    answers = [
        dict(zip(("name", "ttl", "class", "type", "data"), row, strict=False)) for row in rows if len(row) > 4
    ]
    code, asked = text(payload, "responseCode"), text(payload, "queryName").rstrip(".")
    return {
        "event.action": "dns_query",
        "event.category": "network",
        "event.outcome": outcome(code == "NOERROR") if code else "",
        "dns.question.name": asked,
        "dns.question.type": text(payload, "queryType"),
        "dns.response_code": code,
        "dns.answers": answers or None,
        "dns.resolved_ip": flows.addresses([one["data"] for one in answers]),
        "network.protocol": "dns",
        **transports.facts(text(payload, "protocol")),
        "source.ip": text(payload, "sourceIP"),
        "destination.ip": text(payload, "destinationIP"),
        "cloud.instance.id": text(payload, "vmInstanceIdString") or text(payload, "vmInstanceId"),
        "cloud.instance.name": text(payload, "vmInstanceName").rpartition(".")[
            2
        ],  # behind its project's number
        **({"cloud.availability_zone": zone} if (zone := text(payload, "vmZoneName")) else {}),
        "message": f"{asked} {text(payload, 'queryType')} {code}",
    }
