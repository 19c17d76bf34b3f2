"""Firewalls that write ``date=2026-11-21 time=20:00:01 … key="value"``: FortiGate, FortiMail, Sophos.

Date and time stand apart, which no other pairs do. Alone or behind a syslog header. Sophos writes ``device_name=… timestamp=…`` too,
and its UTM ``2026:11:21-20:00:01 host program[1]: id="0001" severity="info" …``.
Keys without an ECS name keep theirs under the maker's. https://docs.fortinet.com/document/fortigate/latest/fortios-log-message-reference
"""

import re
from collections.abc import Mapping

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.syslog_prefix import NO_MESSAGE, facts
from ingestion.normalise import appliances, clock, flows, transports

BEGIN = (
    r'(?:(?:device="[^"\n]{0,64}" )?date=\d{4}-\d\d-\d\d(?:,? |,)time=\d\d:\d\d:\d\d'
    r'|device_name="[^"\n]{0,64}" timestamp="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)'
)
START = re.compile(BEGIN)
# Sophos' UTM: the moment, the host and the program stand in front of the pairs.
UTM = re.compile(
    r'(?:<\d{1,3}>)?(\d{4}):(\d\d):(\d\d)-(\d\d:\d\d:\d\d) (\S{1,255}) ([\w.-]{1,64})\[(\d{1,10})\]: (?=id="\d{4,5}" severity=")'
)
PRI = re.compile(r"<(\d{1,3})>")
MOST_BEFORE = 200  # characters of a syslog header
PAIR = re.compile(r'(?<![\w.-])([A-Za-z_][\w.-]{0,63})=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))')
NAMES = {
    "srcip": "source.ip", "src_ip": "source.ip", "srcport": "source.port", "src_port": "source.port",
    "dstip": "destination.ip", "dst_ip": "destination.ip", "dstport": "destination.port",
    "dst_port": "destination.port", "remip": "source.ip", "srcintf": "observer.ingress.interface.name",
    "in_interface": "observer.ingress.interface.name", "dstintf": "observer.egress.interface.name",
    "out_interface": "observer.egress.interface.name", "sentbyte": "source.bytes", "bytes_sent": "source.bytes",
    "rcvdbyte": "destination.bytes", "bytes_received": "destination.bytes", "sentpkt": "source.packets",
    "rcvdpkt": "destination.packets", "user": "user.name", "user_name": "user.name", "devname": "host.name",
    "device_name": "host.name", "devid": "observer.serial_number", "device_id": "observer.serial_number",
    "logid": "event.code", "log_id": "event.code", "level": "log.level", "priority": "log.level", "policyid": "rule.id",
    "fw_rule_id": "rule.id", "policyname": "rule.name", "attack": "rule.name", "url": "url.original",
    "hostname": "url.domain", "domainname": "url.domain", "agent": "user_agent.original", "app": "network.application",
    "service": "network.protocol", "sessionid": "trace.id", "filename": "file.name", "file_name": "file.name",
    "transip": "source.nat.ip", "tran_src_ip": "source.nat.ip", "reason": "event.reason", "msg": "message",
    "qname": "dns.question.name", "qtype": "dns.question.type", "qclass": "dns.question.class", "xid": "dns.id",
    "group": "source.user.group.name", "poluuid": "rule.uuid", "logdesc": "rule.description",
    "outintf": "observer.egress.interface.name", "remport": "source.port", "locip": "destination.ip",
    "locport": "destination.port", "transport": "source.nat.port", "tranip": "destination.nat.ip",
    "tranport": "destination.nat.port", "srcmac": "source.mac", "dstmac": "destination.mac", "src_mac": "source.mac",
    "dst_mac": "destination.mac", "srcname": "source.domain", "filehash": "file.hash.sha256", "filesize": "file.size",
    "httpmethod": "http.request.method", "referralurl": "http.request.referrer", "tz": "event.timezone",
    "direction": "network.direction", "device_serial_id": "observer.serial_number", "severity": "log.level",
    "src_trans_ip": "source.nat.ip", "src_trans_port": "source.nat.port", "dst_trans_ip": "destination.nat.ip",
    "src_zone": "observer.ingress.zone", "dst_zone": "observer.egress.zone", "app_name": "network.application",
    "user_agent": "user_agent.original", "status_code": "http.response.status_code", "referer": "http.request.referrer",
    "packets_sent": "source.packets", "packets_received": "destination.packets", "domain": "url.domain",
}  # fmt: skip
MAKERS = {
    "Fortinet": ("fortinet.firewall", "Fortigate"), "Sophos": ("sophos.xg", "XG"), "": ("firewall", ""),
    "FortiMail": ("fortinet_fortimail.log", "FortiMail"), "UTM": ("sophos.utm", "UTM"),
}  # fmt: skip
VENDORS = {"FortiMail": "Fortinet", "UTM": "Sophos"}
# What a key of one maker means, where another's of that name is something else.
NAMES_OF = {
    "FortiMail": {"from": "email.from.address", "to": "email.to.address", "subject": "email.subject", "mailer": "email.x_mailer",
                  "domain": "server.domain", "direction": "email.direction", "client_ip": "source.ip", "pri": "log.level",
                  "client_name": "source.user.name", "session_id": "trace.id"},
    "UTM": {"initf": "observer.ingress.interface.name", "outitf": "observer.egress.interface.name", "fwrule": "rule.id", "ua": "user_agent.original",
            "statuscode": "http.response.status_code", "method": "http.request.method", "name": "message", "application": "network.application",
            "sub": "network.protocol", "id": "event.code", "size": "http.response.bytes", "categoryname": "rule.category", "from": "email.from.address",
            "to": "email.to.address", "subject": "email.subject"},
}  # fmt: skip
UTM_KINDS = {
    "http": "webfilter",
    "packetfilter": "traffic",
    "ips": "ips",
    "smtp": "email",
    "pop3": "email",
    "dns": "dns",
}
DELIVERED = frozenset(("accept", "deliver", "forward"))
KEPT_BACK = re.compile(r"\b(?:reject|discard|quarantine)")
NUMBERS = (
    "source.port",
    "destination.port",
    "source.bytes",
    "destination.bytes",
    "source.packets",
    "destination.packets",
    "source.nat.port",
    "destination.nat.port",
    "file.size",
    "http.response.status_code",
)
TIMES = frozenset(("date", "time", "timestamp", "timezone", "eventtime"))
SESSIONS = frozenset(("sessionid",))  # kept by the maker's name too
CATEGORIES = {
    "traffic": "network", "spam": "email", "utm": "intrusion_detection", "ips": "intrusion_detection", "virus": "malware", "webfilter": "web",
    "email": "email", "dns": "network", "Firewall": "network", "IDP": "intrusion_detection", "Anti-Virus": "malware", "Content Filtering": "web",
}  # fmt: skip
ZONE = re.compile(r"[+-]\d{4}$")
# Of traffic: that it ended says that it was let through.
PASSED = frozenset(("close", "client-rst", "server-rst", "timeout", "start", "ip-conn", "passthrough"))


def read(text: str) -> Document | Reason:
    utm = UTM.match(text)
    start = utm or START.search(text[:MOST_BEFORE])
    if not start:
        return Reason(
            "not_firewall_pairs", "Not a firewall's pairs: “date=… time=…” is not at its beginning."
        )
    said = {name: whole or word for name, whole, word in PAIR.findall(text[start.start() :]) if whole or word}
    vendor = maker(said) if not utm else "UTM"
    own, product = MAKERS[vendor]
    found = named(said, own, NAMES_OF.get(vendor, {}))
    if utm:
        said |= in_front(utm, said)
    for name in NUMBERS:
        if name in found:
            found[name] = int(str(found[name])) if str(found[name]).isdigit() else None
    if protocol := said.get("proto") or said.get("protocol"):
        found |= transports.facts(protocol)
    return {
        **facts(text[: start.start()]),
        **found,
        **(of_program(utm) if utm else {}),
        **macs(found),
        **between(found, said),
        **flows.totals(found),
        **(flows.ends(found) if vendor == "Sophos" else {}),
        **meaning(said),
        **(mail(said) if vendor == "FortiMail" else {}),
        **observed(text, found, product),
        **(
            {"network.protocol": str(found["network.protocol"]).lower()}
            if "network.protocol" in found
            else {}
        ),
        "@timestamp": moment(said),
        "@written": said.get("timestamp") or f"{said['date']} {said['time']}",
        "event.duration": int(said["duration"]) * 10**9 if said.get("duration", "").isdigit() else None,
        "observer.vendor": VENDORS.get(vendor, vendor),
        "message": said.get("msg") or said.get("message") or said.get("logdesc") or " ".join(_about(said)),
    }


def maker(said: Mapping[str, str]) -> str:
    if "logid" in said:
        return "Fortinet"
    if "log_id" in said and said.get("device_id", "").startswith("FE"):
        return "FortiMail"
    return "Sophos" if "log_component" in said else ""


def in_front(utm: re.Match[str], said: Mapping[str, str]) -> dict[str, str]:
    """What stands in front of a UTM's pairs, and what its pairs mean, as others call it."""
    year, month, day, clock, *_ = utm.groups()
    about = said.get("name", "")
    described = {"logdesc": about} if said.get("sub") == "auth" or "login" in about.lower() else {}
    kind = UTM_KINDS.get(said.get("sub", ""), "event" if described else "")
    return {"date": f"{year}-{month}-{day}", "time": clock, "log_type": kind, "message": about, **described}


def of_program(utm: re.Match[str]) -> Document:
    return {"host.name": utm[5], "process.name": utm[6], "process.pid": int(utm[7])}


def macs(found: Document) -> Document:
    names = [name for name in ("source.mac", "destination.mac") if name in found]
    return {name: flows.hardware(str(found[name])) for name in names}


def mail(said: Mapping[str, str]) -> Document:
    """A message's disposition is what was done with it, several things behind semicolons; a delayed or changed one may arrive."""
    done = said.get("disposition", "")
    if not done:
        return {}
    deeds = {one.strip() for one in done.lower().split(";")}
    ended = "failure" if KEPT_BACK.search(done.lower()) else "success" if DELIVERED & deeds else ""
    return {"event.action": done.lower(), "event.category": "email", "event.outcome": ended}


def named(said: Mapping[str, str], own: str, names: Mapping[str, str]) -> Document:
    """What ECS has a name for, and the rest under the maker's. An action and a session's number have both."""
    told = {name: one for name, one in said.items() if name not in TIMES and one != "N/A"}
    found: Document = {}
    for name, one in told.items():
        meant = names.get(name) or NAMES.get(name, "")
        found[f"{own}.{name}" if meant in ("", *found) else meant] = (
            one  # what comes second keeps its own name
        )
    found |= {f"{own}.{name}": one for name, one in told.items() if name in SESSIONS}
    rule = told.get("profile") if told.get("type") == "utm" else told.get("policytype")
    resolved = (
        flows.addresses(re.split("[, ]+", told["ipaddr"]))
        if told.get("type") == "utm" and "ipaddr" in told
        else None
    )
    user = told.get("user") or told.get("user_name", "")
    subtype = told.get("subtype", "")
    return {
        **found,
        **({"network.protocol": "dns"} if subtype == "dns" and "service" not in told else {}),
        "rule.category": told.get("catdesc") or told.get("appcat", ""),
        "rule.ruleset": rule or "",
        "dns.resolved_ip": resolved,
        "source.user.name": user,
    }


def between(found: Document, said: Mapping[str, str]) -> Document:
    """Whose tunnel or connection it is: of one that this end began, the local address is the source."""
    ends: Document = {}
    if said.get("dir") == "outbound" and "locip" in said:
        sides = (("source", "loc"), ("destination", "rem"))
        ends = {f"{side}.ip": said.get(f"{end}ip", "") for side, end in sides}
        ends |= {
            f"{side}.port": int(one) for side, end in sides if (one := said.get(f"{end}port", "")).isdigit()
        }
    source, target = (ends.get(name) or found.get(name) for name in ("source.ip", "destination.ip"))
    stated = str(found.get("network.direction") or "")
    ends["network.direction"] = flows.direction(stated) if stated else flows.direction_between(source, target)
    return ends


def observed(text: str, found: Document, product: str) -> Document:
    """The device itself, and what the priority in front says."""
    pri = PRI.match(text)
    number = int(pri[1]) if pri else 0
    syslog: Document = {
        "log.syslog.priority": number,
        "log.syslog.facility.code": number // 8,
        "log.syslog.severity.code": number % 8,
    }
    return {
        "observer.name": found.get("host.name", ""),
        "observer.type": "firewall" if product else "",
        "observer.product": product,
        **(syslog if pri else {}),
    }


def moment(said: Mapping[str, str]) -> str:
    if "timestamp" in said:
        return said["timestamp"]
    zone = next((one for key in ("tz", "timezone") if ZONE.match(one := said.get(key, ""))), "")
    named = said.get("timezone", "")
    return f"{said['date']}T{said['time']}{zone or (f' {named}' if named in clock.ZONES else '')}"


def meaning(said: Mapping[str, str]) -> Document:
    """What was done; who logged in, where the description says that somebody tried."""
    action = said.get("action") or said.get("log_subtype") or said.get("subtype", "")
    stated = appliances.outcome(said.get("status", "")) or (
        "failure" if "error" in said.get("status", "") else ""
    )
    ended = stated or appliances.outcome(action) or ("success" if action in PASSED else "")
    kind = (
        said.get("subtype", "") if said.get("type") == "utm" else said.get("type") or said.get("log_type", "")
    )
    described = said.get("logdesc", "") or (action if "login" in action else "")
    meant = sophos_login(said) or appliances.meaning(described, ended, stated, kind == "traffic")
    return {
        "event.action": (said.get("eventtype") if said.get("type") == "utm" else "") or action,
        **{name: value for name, value in meant.items() if value},
        "event.category": meant["event.category"]
        or CATEGORIES.get(kind, "configuration" if kind == "event" else "network"),
        "event.outcome": meant["event.outcome"],
    }


def sophos_login(said: Mapping[str, str]) -> Document:
    """Sophos calls logging out a successful authentication too; its number is another."""
    failed = said.get("status") == "Failed"
    if said.get("log_subtype") != "Authentication" or not (failed or said.get("status") == "Successful"):
        return {}
    action = "session_closed" if said.get("log_id", "").endswith("17703") else "authn_login_success"
    return {
        "event.action": "authn_login_fail" if failed else action,
        "event.category": "session" if action == "session_closed" and not failed else "authentication",
        "event.outcome": "failure" if failed else "success",
    }


def _about(said: Mapping[str, str]) -> list[str]:
    ends = (
        f"{said.get('srcip') or said.get('src_ip', '')} → {said.get('dstip') or said.get('dst_ip', '')}"
    ).strip(" →")
    return [part for part in (said.get("type") or said.get("log_type"), said.get("action"), ends) if part]


FORMAT = format_of(
    "firewall_pairs",
    "FortiGate, FortiMail and Sophos (date= time=)",
    by_line(read),
    signature=re.compile(NO_MESSAGE + rb"[^\n=]{0,160}?" + BEGIN.encode() + rb"|" + UTM.pattern.encode()),
    samples=(
        Sample(
            b'<30>device="SFW" date=2026-11-21 time=20:00:01 timezone="CET" device_name="XG" device_id=C7 log_id=062910617702 log_type="Event" '
            b'log_component="Firewall Authentication" log_subtype="Authentication" status="Failed" user_name="bo" src_ip=203.0.113.7',
            {
                "timestamp": "2026-11-21T19:00:01.000000Z",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "bo",
                "source.ip": "203.0.113.7",
            },
        ),
        Sample(
            b'<30>device="SFW" date=2026-11-21 time=20:00:01 timezone="+0100" device_name="XG" device_id=C7 log_id=062910617703 log_type="Event" '
            b'log_component="Firewall Authentication" log_subtype="Authentication" status="Successful" user_name="bo" src_ip=203.0.113.7',
            {"event.action": "session_closed", "event.category": "session", "event.outcome": "success"},
        ),
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
        Sample(
            b'<188>date=2026-11-21 time=20:00:01 devname="fw1" logid="0316013056" type="utm" subtype="webfilter" eventtype="ftgd_blk" level="warning" '
            b'srcip=10.0.0.4 srcport=4040 dstip=198.51.100.7 dstport=443 proto=6 service="HTTPS" action="blocked" url="/a?b" profile="p" catdesc="Games"',
            {
                "event.action": "ftgd_blk",
                "event.outcome": "failure",
                "url.path": "/a",
                "fields": {
                    "destination": {"ip": "198.51.100.7", "port": 443},
                    "event": {"code": "0316013056"},
                    "fortinet": {
                        "firewall": {
                            "action": "blocked",
                            "catdesc": "Games",
                            "eventtype": "ftgd_blk",
                            "profile": "p",
                            "proto": "6",
                            "subtype": "webfilter",
                            "type": "utm",
                        },
                    },
                    "log": {"syslog": {"facility": {"code": 23}, "priority": 188, "severity": {"code": 4}}},
                    "network": {
                        "direction": "outbound",
                        "iana_number": "6",
                        "protocol": "https",
                        "transport": "tcp",
                    },
                    "observer": {
                        "name": "fw1",
                        "product": "Fortigate",
                        "type": "firewall",
                        "vendor": "Fortinet",
                    },
                    "rule": {"category": "Games", "ruleset": "p"},
                },
            },
        ),
        Sample(
            b'date=2026-11-21 time=20:00:01 devname="fw1" logid="0101037127" type="event" subtype="vpn" level="notice" logdesc="Progress IPsec phase 1" '
            b'action="negotiate" remip=203.0.113.7 locip=192.0.2.1 remport=500 locport=500 status="success" dir="outbound"',
            {"source.ip": "192.0.2.1", "source.port": 500, "event.outcome": "success"},
        ),
        Sample(
            b'<30>device_name="SFW" timestamp="2026-11-21T14:00:01-0600" device_serial_id="C1" log_id="010101600001" log_type="Firewall" '
            b'log_component="Firewall Rule" log_subtype="Denied" severity="Information" fw_rule_id="12" src_ip="10.0.0.4" dst_ip="198.51.100.7" '
            b'protocol="TCP" src_port=4040 dst_port=443 src_zone="LAN" dst_zone="WAN"',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "Denied",
                "event.outcome": "failure",
                "severity": 6,
                "source.ip": "10.0.0.4",
            },
        ),
        Sample(
            b'<187>date=2026-11-21,time=20:00:01,device_id=FE1,log_id=0200025843,type=statistics,pri=information,session_id="s1",client_ip="203.0.113.7",'
            b'dst_ip="192.0.2.4",from="ada@example.net",to="bo@example.org",domain="example.org",subject="Hi",direction="in",disposition="Reject"',
            {
                "event.action": "reject",
                "event.category": "email",
                "event.outcome": "failure",
                "source.ip": "203.0.113.7",
                "trace.id": "s1",
                "severity": 6,
            },
        ),
        Sample(
            b'<187>date=2026-11-21,time=20:00:01,device_id=FE1,log_id=0200025843,type=statistics,pri=information,client_ip="203.0.113.7",'
            b'disposition="Modify Subject;Insert Header"',
            {"event.action": "modify subject;insert header", "event.category": "email", "event.outcome": ""},
        ),
        Sample(
            b'<187>date=2026-11-21,time=20:00:01,device_id=FE1,log_id=0300000000,type=spam,subtype=default,pri=information,session_id="s1",msg="junk"',
            {"event.category": "email", "event.outcome": ""},
        ),
        Sample(
            b'<30>2026:11:21-20:00:01 fw1 ulogd[4711]: id="2001" severity="info" sys="SecureNet" sub="packetfilter" name="Packet dropped" action="drop" '
            b'fwrule="7" initf="eth1" srcmac="00:00:5e:00:53:01" srcip="203.0.113.7" dstip="192.0.2.4" proto="6" srcport="4040" dstport="22"',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "drop",
                "event.category": "network",
                "event.outcome": "failure",
                "host.name": "fw1",
                "process.name": "ulogd",
                "source.ip": "203.0.113.7",
                "source.port": 4040,
                "message": "Packet dropped",
            },
        ),
        Sample(
            b'<30>2026:11:21-20:00:01 fw1 httpproxy[7]: id="0001" severity="info" sys="SecureWeb" sub="http" name="http access" action="pass" method="GET" '
            b'srcip="192.0.2.4" dstip="203.0.113.7" user="ada" statuscode="200" url="https://a.example/b" ua="curl/8"',
            {
                "event.action": "pass",
                "event.category": "web",
                "event.outcome": "success",
                "user.name": "ada",
                "url.path": "/b",
                "http.request.method": "GET",
                "http.response.status_code": 200,
                "user_agent.original": "curl/8",
            },
        ),
    ),
)
