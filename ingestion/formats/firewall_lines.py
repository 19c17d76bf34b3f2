"""Firewalls' lines that put values one behind the other: Juniper's flows and filters without structured data, WatchGuard's traffic.

``session created 10.0.0.1/594->192.0.2.7/22 junos-ssh … 6 policy zone zone 6093`` (RT_FLOW of Junos' System Log Explorer),
``FW: ge-0/0/1.0 D tcp 10.0.0.1 192.0.2.7 594 22`` and ``msg_id="3000-0148" Deny 1-Trusted 0-External 52 tcp 20 127 10.0.0.1
192.0.2.7 594 22 … (policy)`` (Fireware's Log Catalog). Each becomes the pairs that the makers have names for elsewhere.
"""

import re

from ingestion.formats.claims import only

Said = dict[str, str]
ADDRESS = r"[0-9A-Fa-f:.]{2,45}"
ENDS = rf"({ADDRESS})/(\d{{1,5}})->({ADDRESS})/(\d{{1,5}})(?: 0x[0-9a-f]+)?"
FLOW = re.compile(
    rf"RT_FLOW_SESSION_(CREATE|CLOSE|DENY)(?:_LS)?: session (?:created|denied|closed ([^:]{{1,64}}):) {ENDS} (\S{{1,64}})(?: {ENDS})?"
    r"(?: \S{1,64}){0,6}? (\d{1,3})(?:\(\d{1,3}\))? (\S{1,64}) (\S{1,64}) (\S{1,64})"
    r"(?: (\d{1,20})(?: (\d{1,20})\((\d{1,20})\) (\d{1,20})\((\d{1,20})\) (\d{1,12}))?)?"
)
FLOW_NAMES = (
    "", "reason", "source-address", "source-port", "destination-address", "destination-port", "service-name",
    "nat-source-address", "nat-source-port", "nat-destination-address", "nat-destination-port", "protocol-id", "policy-name",
    "source-zone-name", "destination-zone-name", "session-id-32", "packets-from-client", "bytes-from-client",
    "packets-from-server", "bytes-from-server", "elapsed-time",
)  # fmt: skip
THROUGH = re.compile(r" \S{1,64}\([^()]{0,64}\) (\S{1,64})")
PACKET = re.compile(
    rf"FW: (\S{{1,32}}) +([ADR]) +(\w{{1,16}}) +({ADDRESS}) +({ADDRESS}) +(\d{{1,5}}) +(\d{{1,5}})(?: +\((\d{{1,9}}) packets\))?"
)
PACKET_NAMES = (
    "packet-incoming-interface", "action", "protocol-id", "source-address", "destination-address", "source-port",
    "destination-port", "packets-from-client",
)  # fmt: skip
DONE = {"A": "accept", "D": "discard", "R": "reject"}
TRAFFIC = re.compile(
    rf'msg_id="([0-9A-F]{{4}}-[0-9A-F]{{4}})" (?:(Allow|Deny|Block|Drop|ProxyAllow|ProxyDeny|ProxyAvScan|ProxyStrip|ProxyDrop|ProxyBlock|ProxyReplace|ProxyInspect)\b,? (\S{{1,64}}) (\S{{1,64}}) (?:(\d{{1,6}}) )?'
    rf"([A-Za-z][\w./-]{{1,32}}) (?:\d{{1,3}} \d{{1,3}} )?({ADDRESS}) ({ADDRESS})(?: (\d{{1,5}}) (\d{{1,5}}))?|(?=.))"
)
TRAFFIC_NAMES = (
    "m", "action", "in_interface", "outbound_interface", "length", "proto", "src", "dst", "src_port", "dst_port",
)  # fmt: skip
PAIR = re.compile(r'([a-z_]\w{0,63})="([^"]*)"')
POLICY = re.compile(r"\(([^()]{1,128})\)\s*$")
BOX = re.compile(
    r"(?: ([0-9A-Z]{8,20}))? \((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\) (?:([\w.-]{1,32})(?:\[(\d{1,10})\])?: )?$"
)
ABOUT = re.compile(rf"\bfrom ({ADDRESS})\b")
WHO = re.compile(
    r"\b[Uu]ser ([^\[\]@,\n]{1,64})@[^\s\[\],@]{1,64} from |\b[Uu]ser \[?([^\s\[\]@,]{1,64})(?:@[^\s\[\],]{1,64})?\]?"
)


def junos_flow(text: str) -> Said:
    found = FLOW.match(text)
    if not found:
        return {}
    through = THROUGH.search(text, found.end())
    said = {name: one for name, one in zip(FLOW_NAMES, found.groups(), strict=True) if name and one}
    return {**said, "packet-incoming-interface": through[1] if through else ""}


def junos_packet(text: str) -> Said:
    found = PACKET.search(text)
    if not found:
        return {}
    said = {name: one for name, one in zip(PACKET_NAMES, found.groups(), strict=True) if one}
    return {**said, "action": DONE[said["action"]]}


def watchguard(text: str) -> Said:
    found = TRAFFIC.match(text)
    if not found:
        return {}
    said = {name: one for name, one in zip(TRAFFIC_NAMES, found.groups(), strict=True) if one}
    told = text[found.end() :].strip()
    if "action" not in said:
        return {**said, "msg": told, **_of_event(told)}
    pairs, policy = dict(PAIR.findall(told)), POLICY.search(told)
    return {
        **said,
        **pairs,
        "action": said["action"].removeprefix("Proxy").lower(),
        "rule_name": policy[1] if policy else "",
    }


def _of_event(told: str) -> Said:
    """Whom and where an event's sentence names."""
    source, user = only(ABOUT, told), WHO.search(told)
    if ABOUT.search(told) and not source:
        return {}
    return {"src": source[1] if source else "", "user": user[1] or user[2] if user else ""}


def box(head: str) -> dict[str, object]:
    """What WatchGuard puts between the syslog header and its line: serial number, time in UTC and process."""
    found = BOX.search(head)
    if not found:
        return {}
    return {
        "@timestamp": f"{found[2]}Z",
        "observer.serial_number": found[1],
        "process.name": found[3],
        "process.pid": int(found[4]) if found[4] else None,
    }
