"""What Symantec Endpoint Protection's server tells in syslog: values behind commas, most of them with a name and a colon.

https://techdocs.broadcom.com: external logging settings and log event severity levels for Endpoint Protection Manager.
"""

import re

from ingestion.formats.documents import Document
from ingestion.normalise import appliances, transports

IS_SYMANTEC = re.compile(r"SymantecServer\b|,Local Host(?: IP)?: [^,\n]{0,64},Local Port: ")
NAMED = re.compile(r"([A-Z][A-Za-z0-9 ()/-]{1,40}): ?(.*)$", re.DOTALL)
NAMES = {
    "Rule": "rule.name", "User Name": "user.name", "User": "user.name", "Admin": "user.name", "Domain Name": "user.domain",
    "Application": "process.executable", "SHA-256": "process.hash.sha256", "MD-5": "process.hash.md5", "Begin": "event.start",
    "Begin Time": "event.start", "End Time": "event.end", "Computer name": "host.name", "Computer": "host.name", "IP Address": "host.ip",
    "Risk name": "rule.name", "Application name": "process.name", "Group": "group.name", "Event Description": "message",
    "Intrusion URL": "url.original", "Requested action": "event.reason",
}  # fmt: skip
ENDS = (("IP", "ip"), ("", "ip"), ("Name", "domain"), ("MAC", "mac"))
DIRECTIONS = {"Inbound": "inbound", "Outbound": "outbound"}
PROTOCOLS = frozenset(("TCP", "UDP", "ICMP", "ETHERNET"))
TIMES = ("Event time", "Event Time")
MOST = 200  # values of a line that are looked at
RISKS = re.compile(r"(?:virus|risk|threat|malware|trojan)\b", re.IGNORECASE)


def symantec(said: str) -> Document:
    parts = said.strip().split(",", MOST)
    named = (NAMED.match(part) for part in parts)
    values = {found[1]: found[2].strip() for found in named if found}
    bare = [part.strip() for part in parts if part.strip() and not NAMED.match(part)]
    found: Document = {name: values[key] for key, name in NAMES.items() if values.get(key)}
    protocol = next((one for one in bare if one.upper() in PROTOCOLS), "")
    direction = next((DIRECTIONS[one] for one in bare if one in DIRECTIONS), "")
    return {
        **found,
        **transports.facts(protocol),
        **(between(values, direction) if "Local Port" in values else {}),
        **meaning(values, bare),
        **(host_of(bare) if "Local Port" in values else {}),
        "@timestamp": next((values[one] for one in TIMES if values.get(one)), None)
        or values.get("Begin")
        or "",
        "observer.vendor": "Symantec",
        "observer.product": "Endpoint Protection",
    }


def host_of(bare: list[str]) -> Document:
    return {"host.name": bare[0]} if bare and bare[0] not in DIRECTIONS else {}


def between(values: dict[str, str], direction: str) -> Document:
    """Of what came in, the other end is the source."""
    sides = ("destination", "source") if direction == "inbound" else ("source", "destination")
    found: Document = {"network.direction": direction}
    for side, end in zip(sides, ("Local", "Remote"), strict=True):
        for kind, name in ENDS:
            value = values.get(f"{end} Host {kind}".strip(), "")
            if value and f"{side}.{name}" not in found:
                found[f"{side}.{name}"] = with_dashes(value) if name == "mac" else value
        port = values.get(f"{end} Port", "")
        found[f"{side}.port"] = int(port) if port.isdigit() else None
    return found


def with_dashes(mac: str) -> str:
    digits = mac.replace(":", "").replace("-", "").upper()
    return "-".join(digits[place : place + 2] for place in range(0, len(digits), 2))


def meaning(values: dict[str, str], bare: list[str]) -> Document:
    """What was done with a connection, what was found, or what an administrator did."""
    action = values.get("Action") or values.get("Actual action", "")
    ended = appliances.outcome(action)
    if "Local Port" in values:
        name = {"success": "network_allowed", "failure": "network_denied"}.get(ended, action.lower())
        return {"event.action": name, "event.category": "network", "event.outcome": ended}
    said = " ".join(bare[-1].split()) if "Admin" in values and bare else bare[0] if bare else ""
    if "Risk name" in values or RISKS.search(said):
        return {"event.action": said, "event.category": "malware", "event.outcome": ended}
    meant = appliances.meaning(said, "", "", networked=False)
    return {"event.action": said, **{name: value for name, value in meant.items() if value}}
