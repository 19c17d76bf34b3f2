"""What some messages of ASA and Firepower say in forms of their own: security events as names and values, URLs, files, ICMP.

https://www.cisco.com/c/en/us/td/docs/security/firepower/Syslogs/b_fptd_syslog_guide.html (430001 to 430005) and
https://www.cisco.com/c/en/us/td/docs/security/asa/syslog/b_syslog.html
"""

import re

from ingestion.formats.documents import Document
from ingestion.normalise import appliances, flows, transports

KEY = re.compile(r"(?:^|, )([A-Z][A-Za-z0-9_ ]{1,40}): ")
NAMES = {
    "SrcIP": "source.ip", "DstIP": "destination.ip", "SrcPort": "source.port", "DstPort": "destination.port",
    "IngressInterface": "observer.ingress.interface.name", "EgressInterface": "observer.egress.interface.name",
    "IngressZone": "observer.ingress.zone", "EgressZone": "observer.egress.zone", "ACPolicy": "rule.ruleset",
    "AccessControlRuleName": "rule.name", "AccessControlRuleReason": "event.reason", "User": "user.name", "InitiatorBytes": "source.bytes",
    "ResponderBytes": "destination.bytes", "InitiatorPackets": "source.packets", "ResponderPackets": "destination.packets",
    "DNSQuery": "dns.question.name", "URL": "url.original", "UserAgent": "user_agent.original", "ReferencedHost": "url.domain",
    "HTTPResponse": "http.response.status_code", "HTTPReferer": "http.request.referrer", "FileName": "file.name", "FileSHA256": "file.hash.sha256",
    "FileSize": "file.size", "FilePolicy": "rule.ruleset", "ThreatName": "rule.name", "Message": "rule.description",
    "Classification": "rule.category", "SID": "rule.id", "NAT_InitiatorIP": "source.nat.ip", "NAT_InitiatorPort": "source.nat.port",
    "NAT_ResponderIP": "destination.nat.ip", "NAT_ResponderPort": "destination.nat.port", "Client": "network.application",
    "ApplicationProtocol": "network.protocol", "InstanceID": "", "URI": "url.original", "SHA_Disposition": "event.reason",
}  # fmt: skip
LOWER = frozenset(("network.application", "network.protocol"))
REFUSED = re.compile(r"\b(?:block|drop|reset)", re.IGNORECASE)
PASSED = ("Trust", "Fastpath", "Monitor", "Would", "Malware Allow List", "Malware Whitelist")
NOBODY = frozenset(("No Authentication Required", "Unknown", "Not Found"))
DEEDS = {
    "430001": ("intrusion-detected", "intrusion_detection"), "430002": ("connection-started", "network"),
    "430003": ("connection-finished", "network"), "430004": ("file-detected", "file"), "430005": ("malware-detected", "malware"),
}  # fmt: skip
RECORD_TYPES = {
    "a host address": "A", "ip6 address": "AAAA", "text strings": "TXT", "a domain name pointer": "PTR", "mail exchange": "MX",
    "an authoritative name server": "NS", "marks the start of a zone of authority": "SOA", "server selection": "SRV",
    "the canonical name for an alias": "CNAME",
}  # fmt: skip
ANSWERS = {"no error": "NOERROR", "non-existent domain": "NXDOMAIN", "server failure": "SERVFAIL", "query refused": "REFUSED",
           "format error": "FORMERR", "not implemented": "NOTIMP"}  # fmt: skip
URL = re.compile(
    r"\bAccessed (?:JAVA )?URL (?:[^\s@]{1,128}@)?([0-9A-Fa-f.:]{2,45}?):((?:https?|ftp)://\S+|/\S*)"
)
DENIED_URL = re.compile(r"^Access denied URL (\S+) SRC (\S{2,45}) DEST (\S{2,45})")
FILE = re.compile(r"^FTP connection .*?, user (\S{1,128}) (?:Stored|Retrieved) file (.+)$")
ICMP = re.compile(
    r"ICMP connection for faddr ([0-9A-Fa-f.:]{2,45})/\d+.*? gaddr ([0-9A-Fa-f.:]{2,45})/\d+ laddr ([0-9A-Fa-f.:]{2,45})/\d+"
)
SERVICE = re.compile(r"^Login (?:denied|permitted) from \S+ to \S+/([a-z]{2,16}) for user")


def facts(code: str, said: str) -> Document:
    """By ECS names, of the messages that need more than their words and addresses."""
    if code in DEEDS:
        return security_event(code, said)
    if found := URL.search(said):
        return {"destination.ip": found[1], "url.original": found[2], "event.category": "web"}
    if found := DENIED_URL.match(said):
        return {
            "url.original": found[1],
            "source.ip": found[2],
            "destination.ip": found[3],
            "event.category": "web",
            "event.outcome": "failure",
        }
    if found := FILE.match(said):
        return {
            "user.name": found[1],
            "client.user.name": found[1],
            "file.path": found[2],
            "network.protocol": "ftp",
        }
    if found := ICMP.search(said):
        return of_icmp(found, said.startswith("Built inbound"))
    service = SERVICE.match(said)
    return {"network.protocol": service[1]} if service else {}


def of_icmp(found: re.Match[str], inbound: bool) -> Document:
    """The foreign end, what the local one is translated to, and the local one, which is asked when it came in."""
    foreign, mapped, local = found.groups()
    here, there = ("destination", "source") if inbound else ("source", "destination")
    nat = {f"{here}.nat.ip": mapped} if mapped != local else {}
    return {f"{here}.ip": local, f"{there}.ip": foreign, "source.port": None, "destination.port": None, "network.protocol": "icmp",
            "network.transport": "icmp", **nat}  # fmt: skip


def security_event(code: str, said: str) -> Document:
    keys = list(KEY.finditer(said))
    ends = [key.start() for key in keys[1:]] + [len(said)] * bool(keys)
    told = {key[1]: said[key.end() : end].strip() for key, end in zip(keys, ends, strict=True)}
    found: Document = {
        NAMES[key]: _value(NAMES[key], one) for key, one in told.items() if NAMES.get(key) and one
    }
    action, category = DEEDS[code]
    done = told.get("AccessControlRuleAction") or told.get("InlineResult") or told.get("FileAction", "")
    ended = let_through(done)
    taken = told.get("ConnectionDuration", "")
    user = told.get("User", "")
    return {
        **found,
        **transports.facts(told.get("Protocol", "")),
        "network.iana_number": transports.NUMBERS.get(told.get("Protocol", "").lower(), ""),
        **flows.totals(found),
        "user.name": "" if user in NOBODY else user,
        "dns.question.type": RECORD_TYPES.get(
            told.get("DNSRecordType", "").lower(), told.get("DNSRecordType", "")
        ),
        "dns.response_code": ANSWERS.get(
            told.get("DNSResponseType", "").lower(), told.get("DNSResponseType", "")
        ),
        "event.action": "network_denied" if ended == "failure" and category == "network" else action,
        "event.category": category,
        "event.outcome": ended,
        "event.duration": int(taken) * 10**9 if taken.isdigit() else None,
    }


def let_through(done: str) -> str:
    """Of what was done with it: ``Interactive Block`` is a failure, ``Would have dropped`` is none."""
    if REFUSED.search(done) and not done.startswith("Would"):
        return "failure"
    return appliances.outcome(done) or ("success" if done.startswith(PASSED) else "")


def _value(name: str, written: str) -> object:
    if name.endswith((".port", ".bytes", ".packets", ".size", ".status_code")):
        return int(written) if written.isdigit() and len(written) < 19 else None
    return written.lower() if name in LOWER else written
