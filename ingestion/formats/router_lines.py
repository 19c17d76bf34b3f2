"""What MikroTik's RouterOS says: topics between commas, then who logged in, or which packet a rule of its firewall met."""

import re

from ingestion.formats.documents import Document
from ingestion.normalise import appliances, flows, transports

TOPICS = re.compile(r"([a-z][a-z0-9-]{1,24}(?:,[!a-z0-9-]{2,24}){1,5}):? (.*)$", re.DOTALL)
ROUTER_LOGIN = re.compile(
    r"(?:login failure for user (.{0,255}) from|user (.{0,255}) logged (in|out) from) ([0-9A-Fa-f.:]{2,45})(?: via ([\w-]{1,32}))?\s*$"
)
ROUTER_PACKET = re.compile(
    r"(?:(.{1,128}?) )?(?:input|forward|output|prerouting|postrouting|srcnat|dstnat): in:(\S+|\(unknown 0\)) out:(\S+|\(unknown 0\)),"
    r"(?: connection-state:[\w,]{1,40})?(?: src-mac ([0-9A-Fa-f:]{17}),)?,? ?proto ([\w-]{1,16})(?: \([^)]{1,40}\))?, "
    r"\[?([0-9A-Fa-f.:]{2,45}?)\]?(?::(\d{1,5}))?->\[?([0-9A-Fa-f.:]{2,45}?)\]?(?::(\d{1,5}))?,"
)
ROUTER_LEVELS = {
    "critical": "critical",
    "error": "error",
    "warning": "warning",
    "info": "info",
    "debug": "debug",
}


def mikrotik(said: str) -> Document:
    found = TOPICS.match(said)
    if not found:
        return {}
    topics, rest = found[1].split(","), found[2]
    told: Document = {
        "observer.vendor": "MikroTik", "observer.product": "RouterOS", "observer.type": "router", "message": rest, "mikrotik.topics": topics,
        "log.level": next((level for topic, level in ROUTER_LEVELS.items() if topic in topics), ""),
    }  # fmt: skip
    if login := ROUTER_LOGIN.match(rest):
        failed, user, way, address, via = login.groups()
        action = (
            "authn_login_fail" if way is None else "authn_login_success" if way == "in" else "session_closed"
        )
        return told | {
            "event.action": action, "event.category": "session" if way == "out" else "authentication", "user.name": failed or user,
            "event.outcome": "failure" if way is None else "success", "source.ip": address, "network.application": via,
        }  # fmt: skip
    if packet := ROUTER_PACKET.match(rest):
        return told | router_packet(packet)
    network = {
        "dhcp",
        "firewall",
        "interface",
        "wireless",
        "caps",
        "route",
        "bgp",
        "ospf",
        "dns",
        "ppp",
        "pppoe",
        "l2tp",
        "ipsec",
        "ovpn",
    }
    return told | {"event.category": "network" if network & set(topics) else ""}


def router_packet(packet: re.Match[str]) -> Document:
    prefix, entered, left, mac, protocol, source, source_port, target, target_port = packet.groups()
    ended = appliances.outcome(re.split(r"[^a-z]", (prefix or "").lower())[0])
    return {
        "event.category": "network",
        "event.action": {"failure": "network_denied", "success": "network_allowed"}.get(ended, "network_packet"),
        "event.outcome": ended,
        "rule.name": prefix,
        "observer.ingress.interface.name": "" if entered.startswith("(") else entered,
        "observer.egress.interface.name": "" if left.startswith("(") else left,
        "source.ip": source, "source.port": int(source_port) if source_port else None, "source.mac": flows.hardware(mac or ""),
        "destination.ip": target, "destination.port": int(target_port) if target_port else None,
        **transports.facts(protocol),
    }  # fmt: skip
