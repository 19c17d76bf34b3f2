"""Snort 3's alerts as JSON lines (``alert_json``): ``{"seconds":…,"gid":1,"sid":1000001,"msg":"…","src_addr":"…",…}``.

``seconds`` is the whole time but for its fraction, which ``timestamp`` has, where the year is missing.
"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats import snort
from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import format_of_shape, text
from ingestion.normalise import appliances, flows, transports

NAMES = {
    "src_addr": "source.ip", "src_port": "source.port", "dst_addr": "destination.ip", "dst_port": "destination.port",
    "rev": "rule.version", "msg": "rule.description", "priority": "event.severity", "pkt_len": "network.bytes",
}  # fmt: skip
NOTHING = ("", "none", "unknown")


def shape(said: Mapping[str, Any]) -> Document:
    named = {own: said.get(name) for name, own in NAMES.items()}
    action, service, kind = (text(said, name) for name in ("action", "service", "class"))
    seconds, fraction = text(said, "seconds"), text(said, "timestamp").partition(".")[2]
    return {
        "@timestamp": f"{seconds}.{fraction}" if seconds and fraction else seconds or text(said, "timestamp"),
        **named,
        "source.mac": flows.hardware(str(said.get("eth_src") or "")),
        "destination.mac": flows.hardware(str(said.get("eth_dst") or "")),
        **transports.facts(text(said, "proto")),
        "network.direction": flows.direction_between(named["source.ip"], named["destination.ip"]),
        "network.protocol": "" if service in NOTHING else service,
        "rule.id": text(said, "sid"),
        "rule.category": "" if kind in NOTHING else kind,
        "event.action": action or "alert",
        "event.outcome": "failure" if appliances.outcome(action) == "failure" else "",
        "event.category": "intrusion_detection",
        "log.level": snort.LEVELS.get(text(said, "priority"), "info"),
        "observer.vendor": "snort",
        "observer.type": "ids",
        "message": text(said, "msg"),
        "snort": dict(said),
    }


FORMAT = format_of_shape(
    "snort_json",
    "Snort alerts as JSON",
    shape,
    "",
    signature=re.compile(
        rb'\s*\{(?=.{0,6000}?"sid"\s*:\s*\d)(?=.{0,6000}?"gid"\s*:)(?=.{0,6000}?"(?:src|dst)_a(?:p|ddr)"\s*:)',
        re.DOTALL,
    ),
    samples=(
        Sample(
            b'{"seconds":1795291201,"action":"drop","class":"none","dst_addr":"192.0.2.4","dst_port":80,"eth_src":"00:0c:29:b9:39:c3","gid":1,'
            b'"msg":"odd request","priority":2,"proto":"TCP","rev":3,"service":"http","sid":217,"src_addr":"203.0.113.7","src_port":40001,'
            b'"timestamp":"11/21-21:00:01.250001"}',
            {
                "timestamp": "2026-11-21T20:00:01.250001Z",
                "time_quality": "stated",
                "event.action": "drop",
                "event.category": "intrusion_detection",
                "event.outcome": "failure",
                "source.ip": "203.0.113.7",
                "source.port": 40001,
                "severity": 4,
                "message": "odd request",
            },
        ),
    ),
)
