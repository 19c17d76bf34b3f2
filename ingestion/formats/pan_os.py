"""Palo Alto Networks' firewalls: traffic, threat, system, configuration, GlobalProtect and user id as comma-separated values.

Their places hang on the type in the fourth; newer versions add places at the end. Alone or behind a syslog header.
https://docs.paloaltonetworks.com/pan-os/11-1/pan-os-admin/monitoring/use-syslog-for-monitoring/syslog-field-descriptions
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from ingestion.formats.claims import only
from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.pan_os_places import ENDS, NAMES, NUMBERS, PLACES
from ingestion.formats.syslog_prefix import NO_MESSAGE, facts
from ingestion.formats.table import cells
from ingestion.normalise import appliances, transports

START = re.compile(
    r"(?:\d{1,3}|FUTURE_USE)?,(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d),([\w-]{0,32}),([A-Z-]{3,16}),([^,]{0,64}),"
)
MOST_BEFORE = 200  # characters of a syslog header
WRITTEN = re.compile(r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d$")
FIRST_PLACE = 7  # those before it are of every type
MOST_PLACES = 150
PRECISE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}[+-]\d\d:\d\d$")
NOTHING = frozenset(("", "0.0.0.0", "::"))  # noqa: S104
LEVELS = {"informational": "info", "low": "notice", "medium": "warning", "high": "error"}
FLOWS = {"start": "flow_started", "end": "flow_terminated", "drop": "flow_dropped", "deny": "flow_denied"}
THREATS = {"url": "url_filtering", "vulnerability": "exploit_detected", "virus": "virus_detected", "spyware": "spyware_detected",
           "wildfire": "wildfire_verdict", "data": "data_match_detected", "file": "file_match", "flood": "flood_detected",
           "scan": "scan_detected", "packet": "packet_attack_detected", "wildfire-virus": "wildfire_verdict"}  # fmt: skip
ALLOWED = frozenset(("allow", "alert", "continue", "wildfire-upload-success", "syncookie-sent"))
CATEGORIES = {"TRAFFIC": "network", "THREAT": "intrusion_detection", "SYSTEM": "host", "CONFIG": "configuration",
              "GLOBALPROTECT": "authentication", "USERID": "authentication", "AUTHENTICATION": "authentication"}  # fmt: skip
# Not the word behind “user” in “user authentication succeeded”.
NO_USER = r"(?!(?:authentication|login|logout|logged|name|id|group|session|account|is|was|has|for|from|to|in|not)\b)"
USER = re.compile(rf"\buser(?: ?name)?:? '?{NO_USER}([^'\s,]{{1,128}}?)'?(?:[.,]? |,|$)", re.IGNORECASE)
LOGGED_IN = re.compile(r"User ((?:(?! not ).){1,128}) logged in via ")
NAMED_USER = re.compile(r"\bUser name: ([^\n]{1,128}?), (?:Auth type|Client OS|Reason|Source|Private IP)")
QUOTED = re.compile(r"\buser '(.{1,128})'\. {1,2}Reason: ")
FROM = re.compile(r"\b[Ff]rom:? (?=[0-9A-Fa-f]*[.:])([0-9A-Fa-f.:]{3,45}?)\.?(?:[ ,]|$)")


def read(text: str) -> Document | Reason:
    start = START.search(text[:MOST_BEFORE])
    if not start:
        return Reason(
            "not_pan_os", "Not a firewall's row: “1,date,serial,TYPE,subtype,…” is not at its beginning."
        )
    received, serial, kind, subtype = start.groups()
    row = cells(text[start.start() :])
    said = named(row, PLACES.get(kind, {}))
    header = facts(text[: start.start()])
    generated = row[6] if len(row) > 6 and WRITTEN.match(row[6]) else received
    # Newer versions say the zone, and milliseconds of when the management took the record, in a cell near the end.
    precise = next((one for one in row[7:] if PRECISE.match(one)), "")
    device = said.pop("device", "")
    return {
        **header,
        **{NAMES.get(name, f"panw.panos.{name}"): one for name, one in said.items() if name not in NUMBERS},
        **numbers(said),
        **unnamed(row, kind, precise),
        **(transports.facts(said["proto"]) if said.get("proto") else {}),
        **meaning(kind, subtype, said),
        "@timestamp": f"{generated.replace('/', '-').replace(' ', 'T')}{precise[-6:]}",
        "@written": generated,
        "panw.panos.high_res_timestamp": precise,
        "host.name": device or header.get("host.name", ""),
        "observer.serial_number": serial,
        "observer.type": "firewall",
        "observer.hostname": device or header.get("host.name", ""),
        **lasted(said, precise[-6:]),
        "panw.panos.type": kind,
        "network.type": ("ipv6" if ":" in said["src"] else "ipv4")
        if said.get("src") and kind in ("TRAFFIC", "THREAT")
        else "",
        "observer.vendor": "Palo Alto Networks",
        "observer.product": "PAN-OS",
        "event.code": kind.lower(),
        "panw.panos.sub_type": subtype,
        "message": said.get("opaque")
        or (" ".join(about(kind, subtype, said)) if kind in PLACES else ",".join(row)),
    }


def named(row: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    return {
        name: row[place] for name, place in places.items() if place < len(row) and row[place] not in NOTHING
    }


def unnamed(row: Sequence[str], kind: str, precise: str) -> Document:
    """What stands at places without a name, by its number counted from 0."""
    places = PLACES.get(kind)
    if not places:
        return {}
    taken = {*range(FIRST_PLACE), *places.values()}
    return {
        f"panw.panos.column.{place}": one
        for place, one in enumerate(row[:MOST_PLACES])
        if place not in taken and one not in NOTHING and one != precise
    }


def numbers(said: Mapping[str, str]) -> Document:
    found: Document = {own: int(said[name]) for name, own in NUMBERS.items() if said.get(name, "").isdigit()}
    if said.get("elapsed", "").isdigit():
        found["event.duration"] = int(said["elapsed"]) * 10**9
    return {name: one for name, one in found.items() if one or not name.endswith("nat.port")}


def lasted(said: Mapping[str, str], zone: str) -> Document:
    """When a session began and ended, both by the device's own clock; ``zone`` is empty where the row has none."""
    start, elapsed = said.get("start", ""), said.get("elapsed", "")
    if not WRITTEN.match(start):
        return {}
    began = datetime.strptime(start, "%Y/%m/%d %H:%M:%S")  # noqa: DTZ007
    seconds = int(elapsed) if elapsed.isdigit() and int(elapsed) < 10**9 else None
    ended = "" if seconds is None else f"{(began + timedelta(seconds=seconds)).isoformat()}{zone}"
    return {"event.start": f"{began.isoformat()}{zone}", "event.end": ended}


def meaning(kind: str, subtype: str, said: Mapping[str, str]) -> Document:
    action = said.get("action", "")
    ended = "" if not action else "success" if action in ALLOWED else "failure"
    level = LEVELS.get(said.get("severity", ""), said.get("severity", "")) or (
        "warning" if ended == "failure" else "info"
    )
    found: Document = {"event.category": CATEGORIES.get(kind, ""), "event.outcome": ended, "log.level": level}
    if kind == "TRAFFIC":
        return {**found, "event.action": FLOWS.get(subtype, f"flow_{subtype}")}
    if kind == "THREAT":
        return {**found, "event.action": THREATS.get(subtype, subtype)}
    if kind == "CONFIG":
        done = said.get("result", "").lower()
        return {**found, "event.action": said.get("cmd", ""), "event.outcome": ENDS.get(done, "")}
    return {**found, **logged_in(kind, subtype, said)}


def logged_in(kind: str, subtype: str, said: Mapping[str, str]) -> Document:
    """Of what says who logged in or failed to: by the event's name and its status, or by the sentence."""
    event, text = said.get("eventid", ""), said.get("opaque", "")
    stated = ENDS.get(said.get("status", "").lower()) or ENDS.get(event.rpartition("-")[2], "")
    described = f"{event} {said.get('stage', '')}"
    if "-auth-" in f"-{event}-" or event.startswith("auth") or kind == "AUTHENTICATION":
        words = "" if stated else USER.sub(" ", QUOTED.sub(" ", text[:512]))
        described = f"{described} {words[:200]} authentication"
    if entered := LOGGED_IN.match(text):
        described, stated = "login", "success"
    meant = appliances.meaning(described, stated, stated, networked=False)
    user, peer = (
        QUOTED.search(text) or NAMED_USER.search(text) or entered or USER.search(text),
        only(FROM, text) if meant.get("event.action") else None,
    )
    if FROM.search(text) and meant.get("event.action") and not peer:
        user = None
    return {
        "event.action": meant.get("event.action") or (subtype if event.isdigit() else event),
        **({"event.category": meant["event.category"]} if meant.get("event.category") else {}),
        "event.outcome": meant["event.outcome"] or stated,
        **({"user.name": user[1]} if user and not said.get("srcuser") else {}),
        **({"source.ip": peer[1]} if peer else {}),
    }


def about(kind: str, subtype: str, said: Mapping[str, str]) -> list[str]:
    ends = f"{said.get('src', '')} → {said.get('dst', '')}".strip(" →")
    parts = (
        kind,
        subtype,
        said.get("action") or said.get("cmd") or said.get("eventid"),
        ends,
        said.get("misc"),
    )
    return [part for part in parts if part]


FORMAT = format_of(
    "pan_os",
    "Palo Alto Networks (PAN-OS)",
    by_line(read),
    signature=re.compile(
        NO_MESSAGE + rb"[^\n,]{0,160}?\d{0,3},\d{4}/\d\d/\d\d \d\d:\d\d:\d\d,[\w-]{0,32},(?:TRAFFIC|THREAT|SYSTEM|CONFIG|GLOBALPROTECT|USERID|HIPMATCH|HIP-MATCH|AUTHENTICATION|DECRYPTION|CORRELATION|IPTAG|SCTP|GTP|URL|TUNNEL),"
    ),
    samples=(
        Sample(
            b"<14>Nov 21 20:00:02 fw1 1,2026/11/21 20:00:02,0070510,TRAFFIC,deny,1,2026/11/21 20:00:01,192.0.2.7,198.51.100.4,203.0.113.1,0.0.0.0,"
            b"rule1,ada,,web,vsys1,trust,untrust,eth1,eth2,fwd,2026/11/21 20:00:02,93114,1,55138,80,49431,0,0x0,tcp,deny,60,40,20,2,"
            b"2026/11/21 19:59:40,20,any",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "flow_denied",
                "event.category": "network",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.7",
                "source.port": 55138,
                "host.name": "fw1",
                "message": "TRAFFIC deny deny 192.0.2.7 → 198.51.100.4",
            },
        ),
        Sample(
            b"1,2026/11/21 20:00:01,0070510,SYSTEM,auth,0,2026/11/21 20:00:01,,auth-fail,,0,0,general,medium,"
            b"\"failed authentication for user 'bo'. Reason: Invalid username/password. From: 192.0.2.4.\",1234,0x0",
            {
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "bo",
                "source.ip": "192.0.2.4",
                "severity": 4,
            },
        ),
        Sample(
            b"1,2026/11/21 21:00:02,0070510,HIPMATCH,0,2305,2026/11/21 21:00:01,ada,vsys1,pc1,Windows,192.0.2.7,2026-11-21T21:00:02.250+01:00",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.created": "2026/11/21 21:00:01",
                "time_quality": "stated",
                "message": "1,2026/11/21 21:00:02,0070510,HIPMATCH,0,2305,2026/11/21 21:00:01,ada,vsys1,pc1,Windows,192.0.2.7,2026-11-21T21:00:02.250+01:00",
            },
        ),
        Sample(
            b"1,2026/11/21 20:00:01,0070510,SYSTEM,globalprotect,0,2026/11/21 20:00:01,,globalprotectgateway-auth-succ,gw,0,0,general,informational,"
            b'"GlobalProtect gateway user authentication succeeded. Login from: 203.0.113.7, User name: ada, Auth type: x.",1,0x0',
            {"event.action": "authn_login_success", "user.name": "ada", "source.ip": "203.0.113.7"},
        ),
        Sample(
            b"1,2026/11/21 20:00:01,0070510,SYSTEM,general,0,2026/11/21 20:00:01,,general,,0,0,general,informational,"
            b'"User bo logged in via Web from 192.0.2.7 using https",1,0x0',
            {"event.action": "authn_login_success", "user.name": "bo", "source.ip": "192.0.2.7"},
        ),
        Sample(
            b"1,2026/11/21 20:00:01,0070510,USERID,login,2305,2026/11/21 20:00:01,vsys1,192.0.2.7,ada,src,0,1,2700,0,0,agent",
            {"event.action": "login", "user.name": "ada", "source.ip": "192.0.2.7"},
        ),
        Sample(
            b"1,2026/11/21 20:00:01,0070510,GLOBALPROTECT,0,2305,2026/11/21 20:00:01,vsys1,gateway-auth,login,LDAP,,cy,DE,pc1,203.0.113.7,"
            b'0.0.0.0,0.0.0.0,0.0.0.0,id1,serial,5.1,Windows,"10",1,,,"Invalid password",failure,,0,,0,gw1',
            {"event.action": "authn_login_fail", "user.name": "cy", "source.ip": "203.0.113.7"},
        ),
    ),
)  # fmt: skip
