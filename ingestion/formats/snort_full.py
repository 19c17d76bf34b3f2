"""Snort's and Suricata's full alerts: several lines each, the rule, its class, the time and ends, the packet's header.

https://docs.snort.org/start/alert_logging
"""

import re

from ingestion.formats import snort
from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason, Sample
from ingestion.normalise import flows

BEGINS = re.compile(rb"\[\*\*\] \[\d+:\d+:\d+\] ")
FIRST = re.compile(r"\[\*\*\] \[(\d+):(\d+):(\d+)\] (.*?) ?\[\*\*\]\s*$")
CLASS = re.compile(r"\[Classification: ([^\]]{0,200})\]")
PRIORITY = re.compile(r"\[Priority: (\d+)\]")
ENDS = re.compile(
    r"^(\d\d/\d\d(?:/\d{2,4})?-\d\d:\d\d:\d\d(?:\.\d{1,9})?) (?:[0-9A-F:]+ -> [0-9A-F:]+ .*\n)?(\S+) -> (\S+)",
    re.MULTILINE,
)
PROTOCOL = re.compile(r"^([A-Z][A-Z0-9-]{1,9}) TTL:(\d+)", re.MULTILINE)
REFERENCE = re.compile(r"\[Xref => ([^\]]{1,400})\]")
MOST = 8192


def read(text: str) -> Document | Reason:
    said = text[:MOST].replace("\r", "")
    found, ends = FIRST.match(said.split("\n", 1)[0]), ENDS.search(said)
    if not found or not ends:
        return Reason(
            "not_full_alert",
            "Not a full alert: “[**] [generator:rule:revision] … [**]”, and below it time and ends.",
        )
    kind, priority, protocol, reference = (one.search(said) for one in (CLASS, PRIORITY, PROTOCOL, REFERENCE))
    transport = protocol[1] if protocol else ""
    source, source_port = snort.end(ends[2], transport)
    target, target_port = snort.end(ends[3], transport)
    return {
        "@timestamp": ends[1],
        "event.action": "alert",
        "event.category": "intrusion_detection",
        "event.severity": int(priority[1]) if priority else None,
        "log.level": snort.LEVELS.get(priority[1] if priority else "", "info"),
        "message": found[4].strip('"'),
        "source.ip": source,
        "source.port": source_port,
        "destination.ip": target,
        "destination.port": target_port,
        "network.transport": transport.lower(),
        "rule.id": found[2],
        "snort.gid": int(found[1]),
        "rule.description": found[4].strip('"'),
        "network.direction": flows.direction_between(source, target),
        "observer.type": "ids",
        "rule.version": found[3],
        "rule.category": kind[1] if kind else "",
        "rule.reference": reference[1] if reference else "",
    }


def recognise(head: bytes) -> bool:
    """Fast alerts have all of it on one line, and the time before it."""
    return bool(BEGINS.match(head)) and b"{" not in head.split(b"\n", 1)[0]


FORMAT = format_of_blocks(
    "snort_full",
    "Snort full alerts",
    BEGINS,
    read,
    recognise=recognise,
    samples=(
        Sample(
            b"[**] [1:2000:3] EXAMPLE scan [**]\n[Classification: Attempted Information Leak] [Priority: 2]\n"
            b"11/21-20:00:01.250001 203.0.113.7:51234 -> 192.0.2.4:80\nTCP TTL:64 TOS:0x0 ID:7 IpLen:20 DgmLen:60 DF\n"
            b"******S* Seq: 0x1  Ack: 0x0  Win: 0x7210  TcpLen: 40\n[Xref => http://x.example/1]",
            {
                "timestamp": "2026-11-21T20:00:01.250001Z",
                "event.action": "alert",
                "event.category": "intrusion_detection",
                "source.ip": "203.0.113.7",
                "source.port": 51234,
                "severity": 4,
                "message": "EXAMPLE scan",
                "fields": {
                    "event": {"severity": 2},
                    "destination": {"ip": "192.0.2.4", "port": 80},
                    "network": {"transport": "tcp", "direction": "external"},
                    "snort": {"gid": 1},
                    "observer": {"type": "ids"},
                    "rule": {
                        "id": "2000",
                        "description": "EXAMPLE scan",
                        "version": "3",
                        "category": "Attempted Information Leak",
                        "reference": "http://x.example/1",
                    },
                },
            },
        ),
    ),
)
