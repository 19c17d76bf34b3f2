"""What Linux' packet filter, dhcpd, unbound, OpenVPN and strongSwan say beside who and from where: ends, interfaces, names asked for.

Of a packet the parts stand in the order in which the kernel writes them (net/netfilter/nf_log_syslog.c). EdgeOS puts
``[rules-number-A]`` in front, for what is accepted, dropped (D) or rejected (R); rules from a zone to another are named
after both. The same expressions serve the engine (``members``) and lines that Python reads (``facts``).
"""

import re

from ingestion.formats.documents import Document
from ingestion.normalise import flows
from ingestion.normalise.times import literal

MAC = r"((?:[0-9a-f]{2}:){5}[0-9a-f]{2})"
PACKET = (
    r"(?:\[(([A-Za-z]\w*)-([A-Za-z]\w*)|\w+)-(\w+)-[ADR]\] ?)?"
    rf"\bIN=(\S*) OUT=(\S*) (?:PHYS\S* ){{0,2}}(?:MAC={MAC}:{MAC}\S* )?(?:\S+ ){{0,3}}?SRC=\S+ DST=\S+"
    r"(?: LEN=0*(\d{1,9}))?(?: TOS=\S+)?(?: PREC=\S+)?(?: TC=\S+)?(?: (?:TTL|HOPLIMIT)=0*(\d{1,3}))?"
    r"(?:[^\[]*? PROTO=\S+ TYPE=0*(\d{1,3}) CODE=0*(\d{1,3}))?"
)
OF_PACKETS = (
    "rule.name", "observer.ingress.zone", "observer.egress.zone", "rule.id",
    "observer.ingress.interface.name", "observer.egress.interface.name", "destination.mac", "source.mac",
    "iptables.length", "iptables.ttl", "iptables.icmp.type", "iptables.icmp.code",
)  # fmt: skip
# By program: an expression, what its groups are, and the protocol.
DAEMONS = {
    "dhcpd": (
        rf"^DHCP[A-Z]+ (?:for \S+ \(([0-9.]{{7,15}})\) )?(?:.*? )?(?:from|to) {MAC}\b(?:.*? via ([\w.-]+))?",
        ("destination.ip", "source.mac", "observer.ingress.interface.name"), "dhcp",
    ),
    "unbound": (
        r"info: [0-9A-Fa-f.:]+ (\S+?)\.? ([A-Z0-9]+) (IN)\b(?: ([A-Z]{4,10}) )?",
        ("dns.question.name", "dns.question.type", "dns.question.class", "dns.response_code"), "dns",
    ),
    "dnsmasq": (r"^query\[([A-Z0-9]{1,10})\] (\S+) from ", ("dns.question.type", "dns.question.name"), "dns"),
    "openvpn": (r" pool returned IPv4=([0-9.]{7,15})\b", ("source.nat.ip",), "openvpn"),
    "charon": (
        r"ing packet: from \S+ to ([0-9A-Fa-f.:]+)\[0*(\d{1,5})\]", ("destination.ip", "destination.port"), "ipsec",
    ),
}  # fmt: skip
NUMBERS = ("iptables.length", "iptables.ttl", "iptables.icmp.", "destination.port")
SIX = r" SRC=[0-9A-Fa-f]*:"
_PACKET, _SIX = re.compile(PACKET), re.compile(SIX)
_DAEMONS = {name: re.compile(pattern) for name, (pattern, _, _) in DAEMONS.items()}


def members(program: str, said: str, rule: str, packet: str) -> str:
    """The engine's expression of JSON members, each with a comma before it; ``packet`` is empty where it is none."""
    of = [(f"{rule} > 0 AND startsWith({program}, '{name}')", *one) for name, one in DAEMONS.items()]
    groups = ", ".join(f"{where}, extractGroups({said}, {literal(pattern)})" for where, pattern, _, _ in of)
    begins = ", ".join(f"{where}, [{_begins(names)}]" for where, _, names, _ in of)
    fixed = ", ".join(f"""{where}, ',"network.protocol":"{protocol}"'""" for where, _, _, protocol in of)
    kind = f"""if(match({packet}, {literal(SIX)}), ',"network.type":"ipv6"', ',"network.type":"ipv4"')"""
    values = f"multiIf({packet} != '', extractGroups({packet}, {literal(PACKET)}), {groups}, [])"
    names = f"multiIf({packet} != '', [{_begins(OF_PACKETS)}], {begins}, [])"
    written = "multiIf(name LIKE '%.mac\":', toJSONString(upper(replaceAll(value, ':', '-'))), endsWith(name, ':'), toJSONString(value), value)"
    one = f"(name, value) -> if(value = '', '', concat(name, {written}))"
    told = f"arrayStringConcat(arrayMap({one}, {names}, arrayResize({values}, length({names}), '')))"
    return f"concat(multiIf({packet} != '', {kind}, {fixed}, ''), {told})"


def _begins(names: tuple[str, ...]) -> str:
    """A blank behind the colon tells a number."""
    return ", ".join(literal(f',"{name}":' + " " * name.startswith(NUMBERS)) for name in names)


def facts(program: str, said: str) -> Document:
    """The same without the engine, of what a daemon says."""
    for name, (_, names, protocol) in DAEMONS.items():
        if program.startswith(name):
            return {"network.protocol": protocol, **_found(_DAEMONS[name], names, said)}
    return {}


def crossing(packet: str) -> Document:
    return {
        "network.type": "ipv6" if _SIX.search(packet) else "ipv4",
        **_found(_PACKET, OF_PACKETS, packet),
    }


def _found(pattern: re.Pattern[str], names: tuple[str, ...], said: str) -> Document:
    found = pattern.search(said)
    groups = zip(names, found.groups(), strict=True) if found else ()
    return {name: _value(name, one) for name, one in groups if one}


def _value(name: str, written: str) -> str | int:
    if name.startswith(NUMBERS):
        return int(written)
    return flows.hardware(written) if name.endswith(".mac") else written
