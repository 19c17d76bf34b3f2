"""Cisco Meraki's appliances: ``<134>1 1795291201.250 MX84 flows allow src=… dst=… protocol=udp sport=… dport=…``.

https://documentation.meraki.com/General_Administration/Monitoring_and_Reporting/Syslog_Event_Types_and_Log_Samples
"""

import re
from collections.abc import Mapping

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.syslog_prefix import facility
from ingestion.normalise import transports

FIREWALLS = (
    "flows",
    "firewall",
    "vpn_firewall",
    "cellular_firewall",
    "bridge_anyconnect_client_vpn_firewall",
)
LINE = re.compile(r"(?:<(\d{1,3})>)?1 (\d{9,10}\.\d{1,9}) (\S{1,255}) ([a-z_-]{3,32}) ?(.*)$", re.DOTALL)
PAIR = re.compile(
    r"(?:^| )([a-zA-Z_]\w{0,40})=(?:'([^'\n]{0,255}(?:'(?! [a-zA-Z_]\w{0,40}[=:]| ?$)[^'\n]{0,255})*+)'|\"([^\"]*)\"|(\S+))"
)
END = re.compile(r"\[?([0-9a-fA-F.:]+?)\]?(?::(\d{1,5}))?$")
EVENT = re.compile(r"[a-z]{2,20}(?:_[a-z0-9]{2,20}){1,4}")  # without its kind's name in front
TUNNEL = re.compile(r"user id '(.{1,128})' local ip (\S{1,45}) connected from ([0-9A-Fa-f.:]{3,45})")
PATTERN = re.compile(r" pattern: (\w{1,16})")
URL = re.compile(r"request: (\S{1,20}) (\S+)")
VERDICTS = {"allow": ("network_allowed", "success"), "deny": ("network_denied", "failure"), "block": ("network_denied", "failure"),
            "drop": ("network_denied", "failure"), "blocked": ("network_denied", "failure"), "allowed": ("network_allowed", "success"), "0": ("network_allowed", "success"), "1": ("network_denied", "failure")}  # fmt: skip
LOGINS = {
    "8021x_eap_success": ("authn_login_success", "success"),
    "8021x_eap_failure": ("authn_login_fail", "failure"),
}
TAKEN = frozenset(
    ("src", "dst", "sport", "dport", "protocol", "mac", "user", "identity", "agent", "signature")
)
KINDS = {**dict.fromkeys(FIREWALLS, "network"), "ip_flow_start": "network", "ip_flow_end": "network", "urls": "web",
         "ids-alerts": "intrusion_detection", "security_event": "intrusion_detection", "events": "network", "airmarshal_events": "network"}  # fmt: skip


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason("not_meraki", "Not a line of a Meraki appliance: “1 seconds name kind …”.")
    pri, seconds, host, kind, rest = found.groups()
    url, tunnel = URL.search(rest), TUNNEL.search(rest)
    told = rest[: url.start()] if url else rest
    said = {name: one or two or three for name, one, two, three in reversed(PAIR.findall(told))}
    action, outcome = meaning(kind, told, said)
    return {
        "@timestamp": seconds,
        "host.name": host,
        "log.syslog.facility.code": facility(pri),
        "event.action": "http_request" if url else action,
        "event.category": "authentication" if action.startswith("authn_") else KINDS.get(kind, "network"),
        "event.outcome": outcome,
        "event.code": kind,
        **_end("source", said, "src", "sport"),
        **_end("destination", said, "dst", "dport"),
        **(transports.facts(said["protocol"].partition("/")[0]) if "protocol" in said else {}),
        "source.mac": said.get("mac", ""),
        "user.name": said.get("user") or said.get("identity", ""),
        "user_agent.original": said.get("agent", ""),
        "rule.name": said.get("signature", ""),
        "http.request.method": url[1] if url and url[1] != "UNKNOWN" else "",
        "url.original": url[2] if url else "",
        "observer.vendor": "Cisco",
        "observer.product": "Meraki",
        "message": f"{kind} {rest}",
        **({"user.name": tunnel[1], "source.ip": tunnel[3], "meraki.local_ip": tunnel[2]} if tunnel else {}),
        **{f"meraki.{name}": one for name, one in said.items() if name not in TAKEN},
    }


def meaning(kind: str, rest: str, said: Mapping[str, str]) -> tuple[str, str]:
    """Action and outcome: of inbound rules ``pattern: 1`` denies and ``0`` allows; what was seen keeps its name."""
    first, pattern = rest.split(" ", 1)[0], PATTERN.search(rest)
    if kind == "security_event":
        return first, VERDICTS.get(said.get("action") or said.get("decision", ""), ("", ""))[1]
    if kind == "events" and EVENT.fullmatch(first):
        return first, "failure" if first.endswith("_block") else ""
    if said.get("type") in LOGINS:
        return LOGINS[said["type"]]
    verdict = (
        first
        if first in VERDICTS
        else pattern[1]
        if pattern and kind in FIREWALLS
        else said.get("decision", "")
    )
    return VERDICTS.get(verdict, (said.get("type", kind), ""))


def _end(side: str, said: dict[str, str], address: str, port: str) -> Document:
    found = END.match(said.get(address, ""))
    number = said.get(port) or (found[2] if found else "") or ""
    return {
        f"{side}.ip": found[1] if found else "",
        f"{side}.port": int(number) if number.isdigit() else None,
    }


FORMAT = format_of(
    "meraki",
    "Cisco Meraki",
    by_line(read),
    signature=re.compile(
        rb"(?:<\d{1,3}>)?1 \d{9,10}\.\d{1,9} \S{1,255} (?:flows|urls|events|(?:vpn_|cellular_|bridge_anyconnect_client_vpn_)?firewall|ids-alerts|security_event|ip_flow_start|ip_flow_end|airmarshal_events)\b"
    ),
    samples=(
        Sample(
            b"<134>1 1795291201.250000 MX84 flows deny src=192.0.2.7 dst=198.51.100.4 mac=00:00:5E:00:53:01 protocol=udp sport=4040 dport=53",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "host.name": "MX84",
                "event.action": "network_denied",
                "event.outcome": "failure",
                "source.ip": "192.0.2.7",
                "source.port": 4040,
            },
        ),
        Sample(
            b"<134>1 1795291201.25 MX84 vpn_firewall src=203.0.113.7 dst=192.0.2.7 protocol=udp sport=4040 dport=53 pattern: 1 all",
            {"event.action": "network_denied", "event.outcome": "failure"},
        ),
        Sample(
            b"<134>1 1795291201.25 MX84 security_event security_filtering_file_scanned url=http://a.example/x src=192.0.2.7:6 dst=198.51.100.4:80 "
            b"name='' disposition=malicious action=block",
            {
                "event.action": "security_filtering_file_scanned",
                "event.outcome": "failure",
                "fields": {
                    "event": {"code": "security_event"},
                    "destination": {"ip": "198.51.100.4", "port": 80},
                    "meraki": {"action": "block", "disposition": "malicious", "url": "http://a.example/x"},
                    "log": {"syslog": {"facility": {"code": 16}}},
                    "observer": {"product": "Meraki", "vendor": "Cisco"},
                },
            },
        ),
        Sample(
            b"<134>1 1795291201.25 AP1 events type=8021x_eap_failure radio='1' identity='ada'",
            {"event.action": "authn_login_fail", "event.outcome": "failure", "user.name": "ada"},
        ),
        Sample(
            b"<134>1 1795291201.25 MX84 events client_vpn_connect user id 'ada' local ip 192.0.2.9 connected from 203.0.113.7",
            {"event.action": "client_vpn_connect", "user.name": "ada", "source.ip": "203.0.113.7"},
        ),
        Sample(
            b"<134>1 1795291202.250000 MX84 urls src=192.0.2.7:4040 dst=198.51.100.4:443 mac=00:00:5E:00:53:01 request: GET https://a.example/",
            {"event.action": "http_request", "source.port": 4040, "url.original": "https://a.example/", "http.request.method": "GET"},
        ),
    ),
)  # fmt: skip
