"""Cisco's devices: ``%ASA-6-302013: Built …``, ``%SEC_LOGIN-4-LOGIN_FAILED: …``, of ASA, Firepower, IOS and NX-OS.

What stands in front differs with device, setting and relay (``cisco_head``); what switches and routers say in words of
their own is in ``cisco_switches``. A line without a tag is a record too: “last message repeated 3 times”.
https://www.cisco.com/c/en/us/td/docs/security/asa/syslog/b_syslog.html
"""

import re

from ingestion.formats import cisco_firewalls, cisco_head, cisco_switches
from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.syslog_prefix import NO_MESSAGE, facility
from ingestion.normalise import flows, transports
from ingestion.normalise.severities import LEVELS

TAG = r"%([A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+){0,2}?)-([0-7])-([A-Za-z0-9_]{2,48}):? ?"
LINE = re.compile(rf"(?:<(\d{{1,3}})>)?([^%\n\"]{{0,160}}?){TAG}(.*)$", re.DOTALL)
BARE = re.compile(
    rf"(?:<(\d{{1,3}})>)?([^%\n\"]{{0,80}}?(?:{cisco_head.TIME.pattern})(?::|(?: [\w.-]{{1,64}}:?)?(?= last message)) )(\S.*)$",
    re.DOTALL,
)
INNER = re.compile(TAG)  # IOS XE quotes the message of the part that forwards packets
ADDRESS = r"(\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})"
END = re.compile(
    rf"(?<![\w.])(?:(?<!-)([A-Za-z][\w-]{{0,63}})[:/ ])?{ADDRESS}(?:/(\d{{1,5}})|\((\d{{1,5}})\))?(?![\w.])"
)
USER = re.compile(
    r"""(?i:\b(?:username|uname|user)\b)(?:\s*[=:]\s*|\s+)['"<]?([^\s'",;<>\]\[]+)|\bby ([\w.@-]+) on\b"""
)
# Where a name stands that somebody typed, up to what the device writes behind it: in it are no words and no ends of the device's.
# By what stands before it, as it is looked for once; whether it is a person's, else it is what was asked for.
TYPED = tuple(
    (before, is_name, re.compile(re.escape(before) + behind, re.DOTALL))
    for before, behind, is_name in (
        ("[user: ", r"(.{0,256})\] \[Source: ", True), ("for user '", r"(.{0,256})' from ", True), ('for user "', r'(.{0,256})"$', True),
        ("User '", r"(.{0,256})' (?:authentication|executed) ", True), (" user = ", r"(.{0,256}) : user IP = ", True), (" user = ", r"(.{0,256})$", True),
        ("Username = ", r"(.{0,256}), IP = ", True), ("Uname: ", r"(.{0,256}?)(?: From: |$)", True), ("User <", r"(.{0,256})> IP <", True),
        ("Access denied URL ", r"(.{0,2048}) SRC ", False), ("URL ", r"[0-9A-Fa-f.:]{2,45}?:(.{0,2048})$", False),
        (", user ", r"(.{0,2048})$", False),
    )
)  # fmt: skip
SUDO = re.compile(r"(.{1,256}) : TTY=", re.DOTALL)
PROTOCOL = re.compile(r"\b(TCP|UDP|ICMP|GRE|ESP|icmp|tcp|udp)\b")
BYTES = re.compile(r"\bbytes (\d+)")
DURATION = re.compile(r"\bduration (\d+):(\d\d):(\d\d)")
LIST = re.compile(r'\b(?:access-group|access-list|list) "?([\w.-]+)')
CONNECTION = re.compile(r"\bconnection (\d{1,20})\b")
DIRECTION = re.compile(r"\b(inbound|outbound)\b", re.IGNORECASE)
ENDED = re.compile(r"\bbytes \d+ (?!\()([A-Za-z][A-Za-z -]{2,40}?)(?: from \S+)?(?: \(|$)")
MAPPED = re.compile(rf" \({ADDRESS}/(\d{{1,5}})\)")
ON_INTERFACE = re.compile(r"\bon interface ([\w.-]{1,64})")
NOT_INTERFACES = frozenset(
    ("from", "to", "for", "by", "src", "dst", "laddr", "faddr", "gaddr", "host", "address", "ip")
)
SERVER = re.compile(r"\bserver\s*=\s*\S+")  # which asked for the login and was not it
NOT_NAMES = frozenset(
    ("permit", "authentication", "from", "for", "requested", "has", "timeout", "logged", "priv", "ip")
)
# Words in a message: action, category and outcome; the first that stands there counts.
MEANINGS = (
    (r"(?i)login permitted|authentication success|login_success|user authentication succeeded|login success",
     ("authn_login_success", "authentication", "success")),
    (r"(?i)login (?:denied|failed)|authentication (?:rejected|failed|failure)|login_failed|authentication unsuccessful|badauth",
     ("authn_login_fail", "authentication", "failure")),
    (r"(?i)locked out", ("authn_login_lock", "authentication", "failure")),
    (r"(?i)session disconnected|logged out|has exited|session terminated", ("session_closed", "session", "success")),
    (r"(?i)^group .*session started|tunnel group .{0,200}established|parent session", ("session_created", "session", "success")),
    (r"(?i)executed the|logged command|begin configuration|end configuration|configured from", ("device_configured", "configuration", "success")),
    (r"(?i)^den(?:y|ied)|\bdenied\b|^dropp|discarded|\bblocked\b", ("network_denied", "network", "failure")),
    (r"(?i)^built|\bpermitted\b", ("network_allowed", "network", "success")),
    (r"(?i)^teardown", ("network_closed", "network", "")),
)  # fmt: skip
COMPILED = tuple((re.compile(words), meaning) for words, meaning in MEANINGS)
FIREWALLS = ("ASA", "FTD", "PIX", "FWSM")
NO_MEANING = ("", "network", "")
NETWORKED = ("network_denied", "network_allowed", "network_closed")
MOST = 2048  # characters of a message in which facts are looked for


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return _bare(text)
    pri, head, facility, level, name, body = found.groups()
    quoted = INNER.search(body[:MOST])
    said = body[quoted.end() : MOST] if quoted else body[:MOST]
    named = cisco_head.facts(head)
    switch = {} if facility in FIREWALLS else cisco_switches.facts(facility, said)
    meant = _meant(said)
    if switch:  # a word before an address is a protocol there, and no interface
        meant = {name: value for name, value in meant.items() if not name.startswith("observer.")}
    return {
        **meant,
        **named,
        "observer.hostname": named["host.name"],
        "event.code": name,
        "log.level": LEVELS[int(level)],
        **_priority(pri),
        **connection(said, facility),
        **(cisco_firewalls.facts(name, body[:MOST]) if facility in FIREWALLS else {}),
        "event.severity": int(level),
        "observer.vendor": "Cisco",
        "observer.product": facility.lower() if facility in FIREWALLS else "ios",
        "cisco.ios.facility": "" if facility in FIREWALLS else facility,
        **{name: value for name, value in switch.items() if value not in ("", None)},
        "message": f"%{facility}-{level}-{name}: {body}",
    }


def _meant(said: str) -> Document:
    """What the words say, whoever's device it is."""
    own, named = _without_names(said)
    action, category, outcome = next((meant for words, meant in COMPILED if words.search(own)), NO_MEANING)
    users = (one[1] or one[2] for one in USER.finditer(own))
    user = named or next((one for one in users if one not in NOT_NAMES | {"_"}), "")
    return {
        **ends(own, action),
        "event.action": action,
        "event.category": category,
        "event.outcome": outcome,
        "user.name": user.strip("."),
        "rule.name": (LIST.search(said) or ("", ""))[1],
        "network.bytes": int(counted[1]) if (counted := BYTES.search(said)) else None,
        "event.duration": _nanoseconds(said),
    }


def _without_names(said: str) -> tuple[str, str]:
    """The device's own words, and the name that was taken out of them."""
    if SUDO.match(said):
        return "", ""
    for before, is_name, form in TYPED:
        place = said.find(before)
        if place >= 0 and (found := form.match(said, place)):
            return f"{said[: found.start(1)]}_{said[found.end(1) :]}", found[1] if is_name else ""
    return said, ""


def _bare(text: str) -> Document | Reason:
    """A line without a tag, which says a time and a message."""
    found = BARE.match(text)
    if not found:
        return Reason("not_cisco", "Not a line of a Cisco device: “%FACILITY-severity-NAME: …” is not there.")
    named = cisco_head.facts(found[2])
    about = {"observer.hostname": named["host.name"], "observer.vendor": "Cisco", "event.category": "network"}
    return {**named, **about, **_priority(found[1]), "message": found[found.re.groups]}


def _priority(pri: str | None) -> Document:
    if not pri:
        return {}
    return {"log.syslog.facility.code": facility(pri), "log.syslog.priority": int(pri)}


def connection(said: str, facility: str) -> Document:
    """What firewalls say of a connection: its number, who began it, why it ended."""
    if facility not in FIREWALLS:
        return {}
    number, began, ended = CONNECTION.search(said), DIRECTION.search(said[:64]), ENDED.search(said)
    return {
        "observer.type": "firewall",
        f"cisco.{facility.lower()}.connection_id": number[1] if number else "",
        "network.direction": began[1].lower() if began else "",
        "event.reason": ended[1] if ended else "",
    }


End = tuple[str, str, str, str]


def ends(said: str, action: str) -> Document:
    """Who talks to whom. Of an outbound connection the inner end is named last."""
    said = SERVER.sub("", said)
    found = END.findall(said)
    if not found:
        return {}
    # Behind the first end of a connection stands what it is translated to.
    source, target = found[0], _second(said, found)
    if said.startswith("Built outbound") and target:
        source, target = target, source
    protocol = PROTOCOL.search(said) if action in NETWORKED else None
    return {
        "source.ip": source[1],
        "source.port": _port(source),
        "destination.ip": target[1] if target else "",
        "destination.port": _port(target) if target else None,
        "network.transport": protocol[1].lower() if protocol else "",
        "network.iana_number": transports.NUMBERS.get(protocol[1].lower(), "") if protocol else "",
        **(mapped(said) if action in ("network_allowed", "") else {}),
        **(interfaces(said, source, target) if action in NETWORKED and target else {}),
    }


def interfaces(said: str, source: End, target: End) -> Document:
    """Where it came in and went out; what is for the device itself names one interface, and others name it at the end."""
    into, out = ("" if end[0].lower() in NOT_INTERFACES else end[0] for end in (source, target))
    named = ON_INTERFACE.search(said)
    if not into:
        into, out = (named[1], out) if named else (out, "")
    return {"observer.ingress.interface.name": into, "observer.egress.interface.name": out}


def mapped(said: str) -> Document:
    """What a connection's ends are translated to, which stands behind each; the inner one is named last."""
    found = MAPPED.findall(said)
    if len(found) != 2:
        return {}
    first, last = found[::-1] if said.startswith("Built outbound") else found
    named = (("source", first), ("destination", last))
    return {
        name: one
        for side, (address, port) in named
        for name, one in ((f"{side}.nat.ip", address), (f"{side}.nat.port", int(port)))
    }


def _second(said: str, found: list[End]) -> End | None:
    if " to " in said and (named := END.search(said, said.index(" to "))):
        return named[1] or "", named[2], named[3] or "", named[4] or ""
    others = [one for one in found[1:] if one[1] != found[0][1]]
    return others[0] if others else None


def _port(end: End) -> int | None:
    port = end[2] or end[3]
    return int(port) if port and int(port) < 65536 else None


def _nanoseconds(said: str) -> int | None:
    found = DURATION.search(said)
    return flows.nanoseconds(found[1], found[2], found[3]) if found else None


FORMAT = format_of(
    "cisco",
    "Cisco devices (ASA, Firepower, IOS, NX-OS)",
    by_line(read),
    # Behind a program's name and number stands nothing but the tag: others quote such messages.
    signature=re.compile(
        NO_MESSAGE
        + rb'(?:(?:<\d{1,3}>)?[^%\n"\[]{0,160}?(?:\[\d{1,10}\]: ?)?'
        + TAG.removesuffix(":? ?").encode()
        + rb"(?:: {0,8}| )\S|<\d{1,3}>[^%\n\"]{0,64} \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: [A-Z]{3,5})?: last message repeated \d)"
    ),
    samples=(
        Sample(
            b"<166>Nov 21 2026 20:00:01 fw1 : %ASA-6-302013: Built outbound TCP connection 77 for outside:198.51.100.7/443 "
            b"(198.51.100.7/443) to inside:192.0.2.4/51234 (203.0.113.9/51234)",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "time_quality": "inferred",
                "event.action": "network_allowed",
                "event.category": "network",
                "event.outcome": "success",
                "host.name": "fw1",
                "source.ip": "192.0.2.4",
                "source.port": 51234,
                "severity": 6,
                "fields": {
                    "log": {"syslog": {"facility": {"code": 20}, "priority": 166}},
                    "event": {"code": "302013", "severity": 6},
                    "cisco": {"asa": {"connection_id": "77"}},
                    "source": {"nat": {"ip": "203.0.113.9", "port": 51234}},
                    "destination": {
                        "ip": "198.51.100.7",
                        "port": 443,
                        "nat": {"ip": "198.51.100.7", "port": 443},
                    },
                    "network": {"direction": "outbound", "iana_number": "6", "transport": "tcp"},
                    "observer": {
                        "vendor": "Cisco",
                        "product": "asa",
                        "type": "firewall",
                        "hostname": "fw1",
                        "ingress": {"interface": {"name": "inside"}},
                        "egress": {"interface": {"name": "outside"}},
                    },
                },
            },
        ),
        Sample(
            b"Nov 21 2026 20:00:01 fw1 : %ASA-6-302014: Teardown TCP connection 77 for outside:198.51.100.7/443 to "
            b"inside:192.0.2.4/51234 duration 0:00:30 bytes 5678 TCP FINs",
            {
                "event.action": "network_closed",
                "source.ip": "198.51.100.7",
                "fields": {
                    "event": {"code": "302014", "severity": 6, "duration": 30000000000, "reason": "TCP FINs"},
                    "cisco": {"asa": {"connection_id": "77"}},
                    "destination": {"ip": "192.0.2.4", "port": 51234},
                    "network": {"bytes": 5678, "iana_number": "6", "transport": "tcp"},
                    "observer": {
                        "vendor": "Cisco",
                        "product": "asa",
                        "type": "firewall",
                        "hostname": "fw1",
                        "ingress": {"interface": {"name": "outside"}},
                        "egress": {"interface": {"name": "inside"}},
                    },
                },
            },
        ),
        Sample(
            b"<164>Nov 21 2026 20:00:01: %ASA-4-106023: Deny tcp src outside:203.0.113.7/4040 dst inside:192.0.2.4/22 by "
            b'access-group "outside_in" [0x0, 0x0]',
            {
                "event.action": "network_denied",
                "event.outcome": "failure",
                "source.ip": "203.0.113.7",
                "host.name": "",
                "fields": {
                    "log": {"syslog": {"facility": {"code": 20}, "priority": 164}},
                    "event": {"code": "106023", "severity": 4},
                    "destination": {"ip": "192.0.2.4", "port": 22},
                    "network": {"iana_number": "6", "transport": "tcp"},
                    "rule": {"name": "outside_in"},
                    "observer": {
                        "vendor": "Cisco",
                        "product": "asa",
                        "type": "firewall",
                        "ingress": {"interface": {"name": "outside"}},
                        "egress": {"interface": {"name": "inside"}},
                    },
                },
            },
        ),
        Sample(
            b"<188>124: sw1: *Nov 21 20:00:01.5 CET: %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: ada] [Source: 192.0.2.4] "
            b"[localport: 22] [Reason: Login Authentication Failed] at 20:00:01 CET Sat Nov 21 2026",
            {
                "timestamp": "2026-11-21T19:00:01.500000Z",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "host.name": "sw1",
                "severity": 4,
            },
        ),
        Sample(
            b"<187>2026 Nov  5 20:00:01 nx1 %ETHPORT-5-IF_DOWN_LINK_FAILURE: Interface Ethernet1/1 is down",
            {"timestamp": "2026-11-05T20:00:01.000000Z", "host.name": "nx1", "severity": 5},
        ),
        Sample(
            b"Nov  5 20:00:03 192.0.2.9 4711: Nov  5 20:00:01.250 UTC+1: %SEC-6-IPACCESSLOGDP: list edge-in denied icmp 192.0.2.4 -> "
            b"198.51.100.7 (8/0), 3 packets",
            {
                "timestamp": "2026-11-05T19:00:01.250000Z",
                "event.action": "network_denied",
                "event.outcome": "failure",
                "source.ip": "192.0.2.4",
                "host.name": "192.0.2.9",
                "fields": {
                    "event": {"code": "IPACCESSLOGDP", "severity": 6, "sequence": 4711},
                    "cisco": {"ios": {"facility": "SEC", "access_list": "edge-in"}},
                    "destination": {"ip": "198.51.100.7"},
                    "icmp": {"type": "8", "code": "0"},
                    "network": {"iana_number": "1", "packets": 3, "transport": "icmp", "type": "ipv4"},
                    "source": {"packets": 3},
                    "rule": {"name": "edge-in"},
                    "observer": {"vendor": "Cisco", "product": "ios", "hostname": "192.0.2.9"},
                },
            },
        ),
        Sample(
            b"<189>nx1: 2026 Nov  5 20:00:01 AEST: %AUTHPRIV-5-SYSTEM_MSG:    ada : TTY=pts/0 ; PWD=/bootflash ; USER=root ; "
            b"COMMAND=/bin/ls - sudo",
            {
                "timestamp": "2026-11-05T10:00:01.000000Z",
                "event.action": "authz_admin",
                "user.name": "ada",
                "process.name": "sudo",
            },
        ),
        Sample(
            b"<190>7: nx1: Nov  5 20:00:01.5: %AAA-6-AAA_ACCOUNTING_MESSAGE: update:192.0.2.4@pts/0:ada:show version (SUCCESS)",
            {
                "event.action": "device_configured",
                "event.outcome": "success",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
            },
        ),
        Sample(
            b"<187>nx1: 2026 Nov  5 20:00:01 UTC: last message repeated 2 times",
            {
                "timestamp": "2026-11-05T20:00:01.000000Z",
                "host.name": "nx1",
                "message": "last message repeated 2 times",
            },
        ),
        Sample(
            b"Nov 21 2026 20:00:01 fp1 : %FTD-1-430003: AccessControlRuleAction: Block, AccessControlRuleReason: URL Block, SrcIP: 192.0.2.4, "
            b"DstIP: 198.51.100.7, SrcPort: 4040, DstPort: 443, Protocol: tcp, IngressInterface: in, EgressInterface: out, ACPolicy: main, "
            b"AccessControlRuleName: no games, User: ada, Client: SSL client, ApplicationProtocol: HTTPS, ConnectionDuration: 2, InitiatorPackets: 3, "
            b"ResponderPackets: 1, InitiatorBytes: 300, ResponderBytes: 70, NAPPolicy: Balanced, URL: https://play.example/a, b",
            {
                "event.action": "network_denied",
                "event.category": "network",
                "event.outcome": "failure",
                "source.ip": "192.0.2.4",
                "source.port": 4040,
                "user.name": "ada",
                "host.name": "fp1",
                "url.path": "/a, b",
                "fields": {
                    "destination": {"ip": "198.51.100.7", "port": 443, "bytes": 70, "packets": 1},
                    "event": {"code": "430003", "duration": 2000000000, "reason": "URL Block", "severity": 1},
                    "network": {
                        "application": "ssl client",
                        "bytes": 370,
                        "iana_number": "6",
                        "packets": 4,
                        "protocol": "https",
                        "transport": "tcp",
                    },
                    "observer": {
                        "egress": {"interface": {"name": "out"}},
                        "hostname": "fp1",
                        "ingress": {"interface": {"name": "in"}},
                        "product": "ftd",
                        "type": "firewall",
                        "vendor": "Cisco",
                    },
                    "rule": {"name": "no games", "ruleset": "main"},
                    "source": {"bytes": 300, "packets": 3},
                },
            },
        ),
        Sample(
            b"Nov 21 2026 20:00:01 fp1 : %FTD-1-430002: AccessControlRuleAction: Interactive Block, SrcIP: 192.0.2.4, DstIP: 198.51.100.7, Protocol: tcp",
            {"event.action": "network_denied", "event.outcome": "failure"},
        ),
        Sample(
            b"Nov 21 2026 20:00:01 fp1 : %FTD-1-430005: SrcIP: 203.0.113.7, DstIP: 192.0.2.4, FileAction: Malware Block, FileName: a.exe",
            {"event.action": "malware-detected", "event.outcome": "failure"},
        ),
        Sample(
            b"Nov 21 2026 20:00:01 fp1 : %FTD-1-430005: SrcIP: 203.0.113.7, DstIP: 192.0.2.4, FileAction: Malware Cloud Lookup, FileName: a.exe",
            {"event.action": "malware-detected", "event.outcome": ""},
        ),
        Sample(
            b"Nov 21 2026 20:00:01 fw1 : %ASA-7-710005: UDP request discarded from 192.0.2.4/68 to lan:198.51.100.7/67",
            {
                "event.action": "network_denied",
                "source.ip": "192.0.2.4",
                "fields": {
                    "destination": {"ip": "198.51.100.7", "port": 67},
                    "event": {"code": "710005", "severity": 7},
                    "network": {"iana_number": "17", "transport": "udp"},
                    "observer": {
                        "hostname": "fw1",
                        "ingress": {"interface": {"name": "lan"}},
                        "product": "asa",
                        "type": "firewall",
                        "vendor": "Cisco",
                    },
                },
            },
        ),
        Sample(
            b"Nov 21 2026 20:00:01 fw1 : %ASA-5-304001: 192.0.2.4 Accessed URL 198.51.100.7:http://www.example/a",
            {"event.category": "web", "source.ip": "192.0.2.4", "url.path": "/a"},
        ),
        Sample(
            b"Nov 21 2026 20:00:01 fw1 : %ASA-6-302020: Built inbound ICMP connection for faddr 198.51.100.7/0 gaddr 203.0.113.9/0 laddr 192.0.2.4/0 type 8 code 0",
            {
                "event.action": "network_allowed",
                "source.ip": "198.51.100.7",
                "fields": {
                    "destination": {"ip": "192.0.2.4", "nat": {"ip": "203.0.113.9"}},
                    "event": {"code": "302020", "severity": 6},
                    "network": {
                        "direction": "inbound",
                        "iana_number": "1",
                        "protocol": "icmp",
                        "transport": "icmp",
                    },
                    "observer": {"hostname": "fw1", "product": "asa", "type": "firewall", "vendor": "Cisco"},
                },
            },
        ),
        Sample(
            b"Nov 21 2026 20:00:01 fw1 : %ASA-6-303002: FTP connection from in:192.0.2.4/4040 to out:198.51.100.7/21, user ada Stored file /srv/a b.txt",
            {"user.name": "ada", "source.ip": "192.0.2.4", "source.port": 4040},
        ),
    ),
)
