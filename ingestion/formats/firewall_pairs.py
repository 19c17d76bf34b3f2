"""Firewalls that write ``date=2026-11-21 time=20:00:01 … key="value"``: FortiGate, Sophos.

Date and time stand apart, which no other pairs do. Alone or behind a syslog header. Keys without an ECS name keep theirs
under ``firewall.``. https://docs.fortinet.com/document/fortigate/latest/fortios-log-message-reference
"""

import re
from collections.abc import Mapping

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.syslog_prefix import facts
from ingestion.normalise import appliances, flows, transports

START = re.compile(r'(?:device="[^"]{0,64}" )?date=\d{4}-\d\d-\d\d,? time=\d\d:\d\d:\d\d')
MOST_BEFORE = 200  # characters of a syslog header
PAIR = re.compile(r'([A-Za-z_][\w.-]{0,63})=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))')
NAMES = {
    "srcip": "source.ip", "src_ip": "source.ip", "srcport": "source.port", "src_port": "source.port", "dstip": "destination.ip",
    "dst_ip": "destination.ip", "dstport": "destination.port", "dst_port": "destination.port", "remip": "source.ip",
    "srcintf": "observer.ingress.interface.name", "in_interface": "observer.ingress.interface.name",
    "dstintf": "observer.egress.interface.name", "out_interface": "observer.egress.interface.name",
    "sentbyte": "source.bytes", "bytes_sent": "source.bytes", "rcvdbyte": "destination.bytes", "bytes_received": "destination.bytes",
    "sentpkt": "source.packets", "rcvdpkt": "destination.packets", "user": "user.name", "user_name": "user.name",
    "devname": "host.name", "device_name": "host.name", "devid": "observer.serial_number", "device_id": "observer.serial_number",
    "logid": "event.code", "log_id": "event.code", "level": "log.level", "priority": "log.level", "policyid": "rule.id",
    "fw_rule_id": "rule.id", "policyname": "rule.name", "attack": "rule.name", "url": "url.original", "hostname": "url.domain",
    "domainname": "url.domain", "agent": "user_agent.original", "app": "network.application", "service": "network.protocol",
    "sessionid": "trace.id", "filename": "file.name", "file_name": "file.name", "transip": "source.nat.ip", "tran_src_ip": "source.nat.ip",
    "reason": "event.reason", "msg": "message", "qname": "dns.question.name", "qtype": "dns.question.type",
}  # fmt: skip
NUMBERS = (
    "source.port",
    "destination.port",
    "source.bytes",
    "destination.bytes",
    "source.packets",
    "destination.packets",
)
TIMES = frozenset(("date", "time", "tz", "timezone", "eventtime"))
CATEGORIES = {
    "traffic": "network", "utm": "intrusion_detection", "ips": "intrusion_detection", "virus": "malware", "webfilter": "web",
    "dns": "network", "Firewall": "network", "IDP": "intrusion_detection", "Anti-Virus": "malware", "Content Filtering": "web",
}  # fmt: skip
ZONE = re.compile(r"[+-]\d{4}$")
# Of traffic: that it ended says that it was let through.
PASSED = frozenset(("close", "client-rst", "server-rst", "timeout", "start", "ip-conn", "passthrough"))


def read(text: str) -> Document | Reason:
    start = START.search(text[:MOST_BEFORE])
    if not start:
        return Reason(
            "not_firewall_pairs", "Not a firewall's pairs: “date=… time=…” is not at its beginning."
        )
    said = {name: whole or word for name, whole, word in PAIR.findall(text[start.start() :]) if whole or word}
    found: Document = {
        NAMES.get(name, f"firewall.{name}"): one
        for name, one in said.items()
        if name not in TIMES and one != "N/A"
    }
    for name in NUMBERS:
        if name in found:
            found[name] = int(str(found[name])) if str(found[name]).isdigit() else None
    if protocol := said.get("proto") or said.get("protocol"):
        found |= transports.facts(protocol)
    return {
        **facts(text[: start.start()]),
        **found,
        **flows.totals(found),
        **meaning(said),
        "@timestamp": moment(said),
        "@written": f"{said['date']} {said['time']}",
        "event.duration": int(said["duration"]) * 10**9 if said.get("duration", "").isdigit() else None,
        "observer.vendor": "Fortinet" if "logid" in said else "Sophos" if "log_component" in said else "",
        "message": said.get("msg") or said.get("message") or said.get("logdesc") or " ".join(_about(said)),
    }


def moment(said: Mapping[str, str]) -> str:
    zone = next((one for key in ("tz", "timezone") if ZONE.match(one := said.get(key, ""))), "")
    return f"{said['date']}T{said['time']}{zone}"


def meaning(said: Mapping[str, str]) -> Document:
    """What was done; who logged in, where the description says that somebody tried."""
    action = said.get("action") or said.get("log_subtype") or said.get("subtype", "")
    stated = appliances.outcome(said.get("status", ""))
    ended = stated or appliances.outcome(action) or ("success" if action in PASSED else "")
    kind = (
        said.get("subtype", "") if said.get("type") == "utm" else said.get("type") or said.get("log_type", "")
    )
    described = said.get("logdesc", "") or (action if "login" in action else "")
    meant = appliances.meaning(described, ended, stated, kind == "traffic")
    return {
        "event.action": action,
        **{name: value for name, value in meant.items() if value},
        "event.category": meant["event.category"]
        or CATEGORIES.get(kind, "configuration" if kind == "event" else "network"),
        "event.outcome": meant["event.outcome"],
    }


def _about(said: Mapping[str, str]) -> list[str]:
    ends = (
        f"{said.get('srcip') or said.get('src_ip', '')} → {said.get('dstip') or said.get('dst_ip', '')}"
    ).strip(" →")
    return [part for part in (said.get("type") or said.get("log_type"), said.get("action"), ends) if part]


FORMAT = format_of(
    "firewall_pairs",
    "FortiGate and Sophos firewalls (date= time=)",
    by_line(read),
    signature=re.compile(
        rb'[^\n=]{0,160}?(?:device="[^"\n]{0,64}" )?date=\d{4}-\d\d-\d\d,? time=\d\d:\d\d:\d\d'
    ),
    samples=(
        Sample(
            b'<189>date=2026-11-21 time=21:00:01 devname="fw1" devid="F1" tz="+0100" logid="0000000013" type="traffic" subtype="forward" '
            b'level="notice" srcip=192.0.2.4 srcport=51234 dstip=198.51.100.7 dstport=443 proto=6 action="deny" policyid=7 user="ada" '
            b"sentbyte=100 rcvdbyte=200 duration=5",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "deny",
                "event.category": "network",
                "event.outcome": "failure",
                "source.ip": "192.0.2.4",
                "source.port": 51234,
                "user.name": "ada",
                "host.name": "fw1",
                "severity": 5,
                "message": "traffic deny 192.0.2.4 → 198.51.100.7",
            },
        ),
        Sample(
            b'date=2026-11-21 time=20:00:01 devname="fw1" logid="0100032002" type="event" subtype="system" level="alert" '
            b'logdesc="Admin login failed" user="bo" srcip=203.0.113.7 action="login" status="failed" msg="Administrator bo login failed"',
            {
                "time_quality": "inferred",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "bo",
                "source.ip": "203.0.113.7",
                "message": "Administrator bo login failed",
            },
        ),
    ),
)
