"""Firewalls that put pairs or columns of their own behind a syslog header: Check Point, Juniper's SRX, SonicWall, WatchGuard, pfSense and OPNsense.

``[action:"Drop"; src:"…"; …]``, ``[junos@2636… source-address="…" …]``, ``id=firewall sn=… time="…" src=ip:port:zone``, and
filterlog's comma-separated values (https://docs.netgate.com/pfsense/en/latest/monitoring/logs/raw-filter-format.html).
Lines of values without names are taken apart in ``firewall_lines``. Keys without an ECS name keep theirs under the maker's.
"""

import re
from collections.abc import Callable, Mapping

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.firewall_lines import box, junos_flow, junos_packet, watchguard
from ingestion.formats.firewall_syslog_names import (
    ABOUT_THE_LINE,
    FILTERLOG,
    JUNIPER_DEEDS,
    NAMES,
    NO_ADDRESS,
    NOTHING,
    NUMBERS,
    OWN,
    PFSENSE,
    SCREENED,
    VENDORS,
)
from ingestion.formats.format import Reason, Sample
from ingestion.formats.syslog_prefix import HEADER, NO_MESSAGE, facility, facts
from ingestion.normalise import appliances, flows, transports
from ingestion.normalise.severities import LEVELS

MOST_BEFORE = 300  # characters of a syslog header
LONGEST = 16_384  # characters of a line in which pairs are looked for
COLON_PAIR = re.compile(r'([A-Za-z_]\w{0,63}):"((?:[^"\\]|\\.)*)"')
EQUALS_PAIR = re.compile(r'([A-Za-z_][\w-]{0,63})=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))')
REFUSED = re.compile(r"\b(?:dropped|denied|blocked|rejected)\b", re.IGNORECASE)
OPENED = re.compile(r"Connection (Opened|Closed)\b")
PRI = re.compile(r"<(\d{1,3})>")
ENDED = {"create": "success", "close": "success", "opened": "success", "closed": "success"}
FLOWS = {
    "RT_FLOW_SESSION_CREATE": "flow_started",
    "RT_FLOW_SESSION_CLOSE": "flow_close",
    "RT_FLOW_SESSION_DENY": "flow_deny",
}
STEPS = {"opened": "connection-start", "closed": "connection-end", "close": "network_closed"}
Said = dict[str, str]


def equals(text: str) -> Said:
    return {name: quoted or word for name, quoted, word in EQUALS_PAIR.findall(text)}


def sonicwall(text: str) -> Said:
    """Ends are ``address:port:interface[:name]``."""
    said = equals(text)
    said["id_name"] = said.pop("id", "")
    for side in ("src", "dst"):
        address, _, rest = said.get(side, "").partition(":")
        if rest and "." in address:
            said[side] = address
            said[f"{side}_port"], said[f"{side}_zone"] = (*rest.split(":"), "")[:2]
    protocol, _, service = said.pop("proto", "").partition("/")
    opened = OPENED.match(said.get("msg", ""))
    return {
        **said,
        "proto": protocol,
        "service_name": "" if service.isdigit() else service,
        "action": opened[1].lower() if opened else said.get("fw_action", "").strip('"'),
    }


def checkpoint(text: str) -> Said:
    """The interface is the one on which the packet came or went."""
    said = dict(COLON_PAIR.findall(text))
    if said.get("ifdir") == "outbound" and "ifname" in said:
        said["outbound_interface"] = said.pop("ifname")
    said["direction"] = said.get("ifdir", "")
    return said


# UDP has the first three.
TCP = ("s_port", "d_port", "data_length", "tcp_flags", "sequence", "ack", "window", "urgent", "options")


def filterlog(text: str) -> Said:
    """The columns hang on the IP version and the protocol."""
    row = text.strip().split(",")
    if len(row) < 9:
        return {}
    names = FILTERLOG.get(row[8], ())
    said = {name: row[place] for place, name in enumerate(names) if name and place < len(row)}
    behind = len(names)
    if said.get("proto", "").lower() in ("tcp", "udp"):
        said |= dict(zip(TCP, row[behind:], strict=False))
    elif rest := [one for one in row[behind:] if one]:
        said["protocol_data"] = ",".join(rest)
    said["ip_version"] = f"ipv{row[8]}"
    said["rule"] = said.pop("tracker", "") or said.get("rule", "")
    return said


DIALECTS: tuple[tuple[str, re.Pattern[str], Callable[[str], Said]], ...] = (
    ("checkpoint", re.compile(r'\[(?=[\w-]{1,40}:"|[^\]]{0,200}; ?\w{1,40}:")'), checkpoint),
    ("juniper", re.compile(r"\[junos@\S+ "), equals),
    ("juniper", re.compile(r"\bRT_FLOW_SESSION_(?:CREATE|CLOSE|DENY)(?:_LS)?: session "), junos_flow),
    ("juniper", re.compile(r"\b(?:PFE_FW_SYSLOG_IP6?|kernel)(?: - - -|(?:\[\d{1,10}\])?:) FW: (?=\S{1,32} +[ADR] )"), junos_packet),
    ("sonicwall", re.compile(r'\bid=\S{1,64} sn=[0-9A-Za-z]{8,16} time="'), sonicwall),
    ("watchguard", re.compile(r'\bmsg_id="[0-9A-F]{4}-[0-9A-F]{4}" '), watchguard),
    ("filterlog", re.compile(r"\bfilterlog(?:(?:\[\d{1,10}\])?:| \d{1,10} \S+ \S+) ?(?=\d{0,10},)"), filterlog),
)  # fmt: skip


def read(text: str) -> Document | Reason:
    for dialect, begins, pairs in DIALECTS:
        if start := begins.search(text[:MOST_BEFORE]):
            said = pairs(text[start.end() if dialect == "filterlog" else start.start() : LONGEST])
            return _document(dialect, text, start, said)
    return Reason("not_firewall_syslog", "Not a firewall's line: none of the known forms begins in it.")


def _document(dialect: str, text: str, start: re.Match[str], said: Said) -> Document:
    head, pri = text[: start.start()], PRI.match(text)
    header, found = facts(head), HEADER.match(head)
    named = by_names(dialect, said)
    kind = _kind(text) if dialect == "juniper" else ""
    vendor, product = VENDORS[dialect]
    return {
        **header,
        "observer.name": header.get("host.name"),
        **(box(head) if dialect == "watchguard" else {}),
        **named,
        **flows.totals(named),
        **(flows.ends(named) if dialect in ("checkpoint", "juniper") else {}),
        **lasted(said),
        **transports.facts(str(named.get("network.transport", "")).split("(")[0]),
        **meaning(said, kind),
        **(threat(kind, pri, said.get("attack-name", "").lower()) if dialect == "juniper" else {}),
        **({"event.category": "intrusion_detection"} if "signature_name" in said else {}),
        "@timestamp": moment(dialect, said, head, header),
        **program(start[0], found, head),
        "log.syslog.facility.code": facility(pri[1] if pri else None),
        "observer.type": "firewall",
        "observer.vendor": vendor,
        "observer.product": said.get("product") or product,
        "event.code": said.get("m") or kind,
        "message": said.get("msg") or said.get("message") or " ".join(_about(kind, said, named)),
    }


def moment(dialect: str, said: Said, head: str, header: Document) -> object:
    """What the firewall says of itself; who passes its lines on may do so late."""
    own = said.get("time", "")
    if dialect == "watchguard":
        return box(head).get("@timestamp") or header.get("@timestamp", "")
    if own and (dialect == "sonicwall" or (dialect == "checkpoint" and own.isdigit())):
        return own
    return header.get("@timestamp") or own


def threat(kind: str, pri: re.Match[str] | None, attack: str) -> Document:
    """Juniper says how grave a line is in its priority alone."""
    rank = LEVELS[int(pri[1]) % 8] if pri else ""
    deed = next(
        ((action, category) for begins, action, category in JUNIPER_DEEDS if kind.startswith(begins)), None
    )
    found = {"event.action": deed[0], "event.category": deed[1]} if deed else {}
    if kind.startswith("RT_SCREEN_"):
        found["event.action"] = next(
            (action for word, action in SCREENED if word in attack), "attack_detected"
        )
    return {**found, **({"log.level": rank} if rank else {})}


def program(begins: str, header: re.Match[str] | None, head: str) -> Document:
    """``filterlog[1234]:`` is what begins its lines, others' programs stand in the header."""
    if begins.startswith("msg_id"):
        return {name: value for name, value in box(head).items() if name.startswith("process.")}
    if begins.startswith(("PFE_FW", "kernel")):
        return {"process.name": begins.partition(" ")[0].partition("[")[0].rstrip(":")}
    if begins.startswith("filterlog"):
        number = re.match(r"filterlog\[(\d{1,10})\]", begins)
        return {"process.name": "filterlog", "process.pid": int(number[1]) if number else None}
    return {"process.name": header["program"] if header and header["program"] else ""}


def by_names(dialect: str, said: Said) -> Document:
    """What ECS has a name for, and the rest under the maker's."""
    found: Document = {}
    for key, one in said.items():
        name = NAMES.get(key, "")
        is_number = name in NUMBERS
        if one in NOTHING or (one in NO_ADDRESS and ".nat." in name):
            continue
        if dialect == "checkpoint" and key in ABOUT_THE_LINE:
            continue
        if not name or name in found or (is_number and not one.isdigit()):  # the first that says it counts
            name = (
                PFSENSE.get(key, f"pfsense.{key}")
                if dialect == "filterlog"
                else f"{OWN[dialect]}.{key.replace('-', '_')}"
            )
        found[name] = int(one) if name in NUMBERS else one
    if direction := found.get("network.direction"):
        found["network.direction"] = flows.direction(str(direction))
    return found


def lasted(said: Said) -> Document:
    seconds = said.get("elapsed-time") or said.get("duration", "")
    return {"event.duration": int(seconds) * 10**9} if seconds.isdigit() else {}


def _kind(text: str) -> str:
    found = re.search(
        r" (?:(RT_\w{1,60}|[A-Z][A-Z0-9_]{5,60}) \[junos@|(RT_FLOW_SESSION_[A-Z]{4,6})(?:_LS)?: )",
        text[:MOST_BEFORE],
    )
    return found[1] or found[2] if found else ""


def meaning(said: Mapping[str, str], kind: str) -> Document:
    action = said.get("action") or kind.rpartition("_")[2].lower()
    ended = appliances.outcome(action) or ENDED.get(action, "")
    described = said.get("msg", "") or said.get("auth_status", "")
    if not ended and (refused := REFUSED.search(described)):
        ended = appliances.outcome(refused[0])
    logged_in = appliances.LOGIN.search(action)
    if logged_in:
        described, ended = action, "failure" if action.lower().startswith("fail") else "success"
    meant = appliances.meaning(described, ended, "", networked=True)
    name = {"success": "network_allowed", "failure": "network_denied"}.get(ended, action.lower())
    return {
        "event.action": FLOWS.get(kind) or STEPS.get(action) or name,
        **{name: value for name, value in meant.items() if value},
        "log.level": level(said) or ("warning" if meant["event.outcome"] == "failure" else "info"),
    }


def level(said: Mapping[str, str]) -> str:
    """SonicWall says syslog's severity in ``pri``."""
    said_as = said.get("pri", "")
    return LEVELS[int(said_as)] if re.fullmatch("[0-7]", said_as) else ""


def _about(kind: str, said: Mapping[str, str], named: Document) -> list[str]:
    ends = f"{named.get('source.ip', '')} → {named.get('destination.ip', '')}".strip(" →")
    return [part for part in (kind, said.get("action"), ends) if part]


FORMAT = format_of(
    "firewall_syslog",
    "Check Point, Juniper, SonicWall and pfSense firewalls",
    by_line(read),
    signature=re.compile(
        NO_MESSAGE + rb'(?:[^\n\[]{0,200}?(?:\[(?=[^\]\n]{0,2000}?\b(?:action|product|loguid|origin):")[\w-]{1,40}:"[^"\n]{0,1000}";|\[junos@\d|\bid=\S{1,64} sn=[0-9A-Za-z]{8,16} time="|\bRT_FLOW_SESSION_(?:CREATE|CLOSE|DENY)(?:_LS)?: session |: FW: \S{1,32} +[ADR] |- - - FW: \S{1,32} +[ADR] '
        rb"|\bfilterlog(?:(?:\[\d{1,10}\])?:| \d{1,10} \S+ \S+) ?\d{0,10},)"
        rb'|[^\n]{0,200}? msg_id="[0-9A-F]{4}-[0-9A-F]{4}" )'
    ),
    samples=(
        Sample(
            b'<134>1 2026-11-21T20:00:01Z gw1 CheckPoint 1930 - [flags:"7"; ifname:"eth0"; action:"Drop"; src:"192.0.2.4"; dst:"192.0.2.5"; '
            b'service:"22"; s_port:"4040"; proto:"6"; product:"VPN-1"; user:"ada"]',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "host.name": "gw1",
                "event.action": "network_denied",
                "event.category": "network",
                "event.outcome": "failure",
                "source.ip": "192.0.2.4",
                "source.port": 4040,
                "user.name": "ada",
                "message": "Drop 192.0.2.4 → 192.0.2.5",
            },
        ),
        Sample(
            b'<14>1 2026-11-21T20:00:01.250Z srx RT_FLOW - RT_FLOW_SESSION_CREATE [junos@2636.1.1.1.2.40 source-address="192.0.2.1" source-port="4040" '
            b'destination-address="192.0.2.2" destination-port="53" protocol-id="17" policy-name="p" username="N/A"] created',
            {"event.action": "flow_started", "event.outcome": "success", "source.ip": "192.0.2.1", "source.port": 4040, "user.name": ""},
        ),
        Sample(
            b'<129>id=firewall sn=0017C5000000 time="2026-11-21 20:00:02 UTC" fw=192.0.2.1 pri=1 c=32 m=30 msg="Administrator login denied" '
            b'usr="admin" src=192.0.2.4:4040:X0 dst=192.0.2.1:443:X0 proto=tcp/https',
            {
                "timestamp": "2026-11-21T20:00:02.000000Z",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "admin",
                "source.ip": "192.0.2.4",
                "source.port": 4040,
                "message": "Administrator login denied",
            },
        ),
        Sample(
            b'Nov 21 20:00:05 fw id=firewall sn=0017C5000000 time="2026-11-21 20:00:02 UTC" m=36 msg="TCP connection dropped" src=192.0.2.4:4040:X0',
            {
                "timestamp": "2026-11-21T20:00:02.000000Z",
                "time_quality": "stated",
                "event.action": "network_denied",
                "event.outcome": "failure",
            },
        ),
        Sample(
            b'<134>1 2026-11-21T20:00:01Z gw1 CheckPoint 1930 - [action:"Failed Log In"; src:"192.0.2.4"; product:"VPN-1"; user:"ada"]',
            {"event.action": "authn_login_fail", "event.outcome": "failure", "event.category": "authentication"},
        ),
        Sample(
            b'<134>1 2026-11-21T20:00:01Z gw1 CheckPoint 1930 - [action:"Log In"; src:"192.0.2.4"; product:"VPN-1"; user:"ada"]',
            {"event.action": "authn_login_success", "event.outcome": "success"},
        ),
        Sample(
            b"Nov 20 20:00:01 pf filterlog: 5,,,100,igb0,match,block,in,4,0x0,,64,7,0,DF,1,icmp,60,203.0.113.7,192.0.2.4,request,77,5",
            {
                "event.outcome": "failure",
                "fields": {
                    "destination": {"ip": "192.0.2.4"},
                    "event": {"reason": "match"},
                    "pfsense": {
                        "action": "block", "protocol_data": "request,77,5", "version": "4",
                        "ip": {"flags": "DF", "id": "7", "offset": "0", "tos": "0x0", "ttl": "64"},
                    },
                    "network": {"bytes": 60, "direction": "inbound", "transport": "icmp", "type": "ipv4"},
                    "observer": {
                        "ingress": {"interface": {"name": "igb0"}}, "name": "pf", "product": "pf", "type": "firewall", "vendor": "Netgate",
                    },
                    "rule": {"id": "100"},
                },
            },
        ),
        Sample(
            b"Nov 20 20:00:01 pf filterlog[1234]: 5,,,100,igb0,match,block,in,4,0x0,,64,0,0,DF,6,tcp,60,203.0.113.7,192.0.2.4,4040,22,0,S,1,,65535,,mss",
            {"event.action": "network_denied", "source.ip": "203.0.113.7", "source.port": 4040, "host.name": "pf", "event.outcome": "failure"},
        ),
        Sample(
            b'<12>1 2026-11-21T20:00:01.250Z srx RT_UTM - WEBFILTER_URL_BLOCKED [junos@2636.1.1.1.2.86 source-address="192.0.2.4" source-port="4040" '
            b'destination-address="203.0.113.7" destination-port="80" category="Games" url="play.example" obj="/go" username="ada" roles="N/A"]',
            {
                "event.action": "web_filter",
                "event.outcome": "failure",
                "log.level": "warning",
                "user.name": "ada",
                "url.path": "/go",
                "source.ip": "192.0.2.4",
            },
        ),
        Sample(
            b"<14>Nov 21 20:00:05 srx RT_FLOW: RT_FLOW_SESSION_CLOSE: session closed idle Timeout: 192.0.2.4/4040->203.0.113.7/443 junos-https "
            b"198.51.100.9/5050->203.0.113.7/443 source rule out N/A N/A 6 web trust untrust 77 5(300) 4(200) 60 UNKNOWN UNKNOWN ada(N/A) ge-0/0/1.0 No",
            {
                "event.action": "flow_close",
                "event.outcome": "success",
                "source.ip": "192.0.2.4",
                "source.port": 4040,
                "trace.id": "77",
                "fields": {
                    "client": {"ip": "192.0.2.4", "port": 4040, "bytes": 300, "packets": 5, "nat": {"ip": "198.51.100.9", "port": 5050}},
                    "server": {"ip": "203.0.113.7", "port": 443, "bytes": 200, "packets": 4, "nat": {"ip": "203.0.113.7", "port": 443}},
                    "destination": {"ip": "203.0.113.7", "port": 443, "bytes": 200, "packets": 4, "nat": {"ip": "203.0.113.7", "port": 443}},
                    "event": {"code": "RT_FLOW_SESSION_CLOSE", "duration": 60000000000, "reason": "idle Timeout"},
                    "juniper": {"srx": {"service_name": "junos-https", "elapsed_time": "60"}},
                    "log": {"syslog": {"facility": {"code": 1}}},
                    "network": {"bytes": 500, "packets": 9, "iana_number": "6", "transport": "tcp"},
                    "observer": {
                        "egress": {"zone": "untrust"}, "ingress": {"interface": {"name": "ge-0/0/1.0"}, "zone": "trust"},
                        "name": "srx", "product": "SRX", "type": "firewall", "vendor": "Juniper",
                    },
                    "rule": {"name": "web"},
                    "source": {"bytes": 300, "packets": 5, "nat": {"ip": "198.51.100.9", "port": 5050}},
                },
            },
        ),
        Sample(
            b"<158>Nov 21 20:00:05 srx (FPC Slot 1, PIC Slot 0) PFE_FW_SYSLOG_IP: FW: reth1.3 D udp 192.0.2.4 203.0.113.7 4040 53 (2 packets)",
            {
                "event.action": "network_denied",
                "event.outcome": "failure",
                "process.name": "PFE_FW_SYSLOG_IP",
                "source.ip": "192.0.2.4",
                "source.port": 4040,
            },
        ),
        Sample(
            b'<142>Nov 21 20:00:05 box 80AB20002E5BC (2026-11-21T20:00:01) firewall[10]: msg_id="3000-0150" Deny 1-Trusted 0-External 1440 tcp 20 61 '
            b'192.0.2.4 203.0.113.7 4040 80 offset 5 A 447 win 54 signature_name="EXAMPLE overflow" signature_cat="Misc" signature_id="7" '
            b'severity="4" duration="2" sent_bytes="10" rcvd_bytes="20" msg="IPS detected" (HTTP-00)',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "time_quality": "stated",
                "event.action": "network_denied",
                "event.category": "intrusion_detection",
                "event.outcome": "failure",
                "source.ip": "192.0.2.4",
                "source.port": 4040,
                "process.name": "firewall",
                "message": "IPS detected",
                "fields": {
                    "destination": {"bytes": 20, "ip": "203.0.113.7", "port": 80},
                    "event": {"code": "3000-0150", "duration": 2000000000, "severity": 4},
                    "log": {"syslog": {"facility": {"code": 17}}},
                    "network": {"bytes": 30, "transport": "tcp"},
                    "observer": {
                        "egress": {"interface": {"name": "0-External"}}, "ingress": {"interface": {"name": "1-Trusted"}},
                        "name": "box", "product": "Firebox", "serial_number": "80AB20002E5BC", "type": "firewall", "vendor": "WatchGuard",
                    },
                    "rule": {"category": "Misc", "description": "EXAMPLE overflow", "id": "7", "name": "HTTP-00"},
                    "source": {"bytes": 10},
                    "watchguard_firebox": {"log": {"action": "deny", "duration": "2", "m": "3000-0150"}},
                },
            },
        ),
        Sample(
            b'<142>Nov 21 20:00:05 box sessiond[10]: msg_id="3E00-0004" User ada@Firebox-DB from 192.0.2.4 login attempt was rejected - invalid credentials.',
            {
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
            },
        ),
        Sample(
            b'<11>1 2026-11-21T20:00:01Z srx RT_IDS - RT_SCREEN_TCP [junos@2636.1.1.1.2.15 attack-name="TCP port scan!" source-address="203.0.113.7" '
            b'source-port="6000" destination-address="192.0.2.4" destination-port="22" source-zone-name="out" interface-name="fe-0/0/2.0" action="drop"]',
            {"event.action": "scan_detected", "event.category": "intrusion_detection", "event.outcome": "failure", "log.level": "error"},
        ),
    ),
)  # fmt: skip
