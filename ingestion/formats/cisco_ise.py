"""Cisco ISE and ACS: ``CISE_Failed_Attempts 0000075134 1 0 time sequence code LEVEL Class: message, Name=value, …``.

The time is the engine's own, with its zone; the syslog header's says no year. Names repeat (``Step``), values may hold
escaped commas. A message that is cut into several lines has its time and class in the first alone.
https://www.cisco.com/c/en/us/td/docs/security/ise/syslog/Cisco_ISE_Syslogs.html
"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.syslog_prefix import facility, facts

LINE = re.compile(
    r"(?:<(\d{1,3})>)?([^<\n]{0,300}?)\b(CISE_\w{2,60}|CSCOacs_\w{2,60}) (\d{1,12}) (\d{1,4}) (\d{1,4}) +"
    r"(?:(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})? [+-]\d\d:\d\d) (\d{1,12}) (\d{1,6}) {1,4}([A-Z]{2,10}) {1,4}([^:,]{1,64}): ?)?(.*)$",
    re.DOTALL,
)
PART = re.compile(r"(?:[^,\\]|\\.)+")
LONGEST = 32_768  # characters in which names are looked for
NUMBERS = frozenset(("client.port", "destination.port"))
# ECS names with the names that ISE has for them; the first that says something counts.
NAMES = {
    "user.name": ("UserName", "User-Name", "User", "AdminName", "GuestUserName"),
    "client.ip": ("Device IP Address", "AdminIPAddress", "IpAddress", "Remote-Address", "NAS-IP-Address"),
    "client.port": ("Device Port",),
    "destination.ip": ("DestinationIPAddress",),
    "destination.port": ("DestinationPort",),
    "event.reason": ("FailureReason",),
    "rule.name": ("AuthorizationPolicyMatchedRule",),
    "client.mac": ("EndPointMACAddress",),
    "process.command_line": ("CmdSet",),
    "message": ("OperationMessageText",),
}
CLI = re.compile(
    r"(?:password|publickey) for (?:invalid user )?(.{1,128}) from ([0-9A-Fa-f.:]{3,45})(?: port (\d{1,5}))?"
)
DONE, FAILED = (
    re.compile(r"(?i)succe|passed|logged in"),
    re.compile(r"(?i)fail|unsuccessful|rejected|dropped|denied|does not exist|wrong password"),
)
LEFT = re.compile(r"(?i)logged (?:off|out)")
LOGINS = ("Authentication", "Attempt", "Login", "Guest", "MyDevices")
HARDWARE = re.compile(r"[0-9A-Fa-f]{2}(?:[-:][0-9A-Fa-f]{2}){5}$")


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason(
            "not_cisco_ise",
            "Not a line of Cisco ISE: “CISE_Category number total place time …” is not there.",
        )
    pri, head, category, _, _, _, time, sequence, code, level, kind, rest = found.groups()
    title, _, pairs = rest.partition(", ")
    said = values(pairs if time else rest)
    header = facts(head)
    named = by_names(said)
    return {
        **header,
        "@timestamp": time or header.get("@timestamp", ""),
        "message": title,
        **named,
        **meaning(category, kind or "", title, str(named.get("message", ""))),
        **_cli(str(named.get("message", ""))),
        "source.ip": named.get("client.ip"),
        "source.port": named.get("client.port"),
        "event.code": code,
        "event.sequence": int(sequence) if sequence else None,
        "log.level": level.lower() if level else "",
        "log.syslog.priority": int(pri) if pri else None,
        "log.syslog.facility.code": facility(pri),
        "network.protocol": said.get("Protocol", [""])[0].lower(),
        "observer.vendor": "Cisco",
        "observer.product": "ISE",
        "cisco_ise.log": {
            "category": {"name": category},
            **{name: one[0] if len(one) == 1 else one for name, one in said.items()},
        },
    }


def values(text: str) -> dict[str, list[str]]:
    """``Name=value`` between commas; a name that repeats has all of its values."""
    found: dict[str, list[str]] = {}
    for part in PART.findall(text[:LONGEST]):
        name, equals, value = part.strip().partition("=")
        if equals and value:
            found.setdefault(name, []).append(value.replace("\\,", ",").replace("\\;", ";"))
    return found


def by_names(said: dict[str, list[str]]) -> Document:
    named: Document = {}
    for own, others in NAMES.items():
        value = next((said[other][0] for other in others if other in said), "")
        named[own] = int(value) if own in NUMBERS and value.isdigit() else value
    return {name: value for name, value in named.items() if value != ""}


def meaning(category: str, kind: str, title: str, told: str) -> Document:
    """By the class and the words: the engine's own before those that hold names. What is refused is said before what it was that succeeded."""
    said = CLI.sub(" ", told) if CLI.search(told) else told
    said = title if any(words.search(title) for words in (FAILED, DONE, LEFT)) else f"{title} {said}"
    outcome = "failure" if FAILED.search(said) else "success" if DONE.search(said) else ""
    action = re.sub(r"[^a-z0-9]+", "-", kind.lower()).strip("-")
    if LEFT.search(said):
        return {"event.action": "session_closed", "event.category": "session", "event.outcome": "success"}
    if any(word in f"{category} {kind}" for word in LOGINS) and "Accounting" not in kind:
        login = {"failure": "authn_login_fail", "success": "authn_login_success"}.get(outcome, action)
        return {"event.action": login, "event.category": "authentication", "event.outcome": outcome}
    about = (
        "configuration"
        if "Accounting" in kind or "Configuration" in kind
        else "host"
        if "System" in kind
        else "network"
    )
    return {"event.action": action, "event.category": about, "event.outcome": outcome}


def _cli(said: str) -> Document:
    """An administrator's login by SSH stands in the message alone."""
    found = CLI.search(said)
    if not found:
        return {}
    return {"user.name": found[1], "client.ip": found[2], "client.port": int(found[3]) if found[3] else None}


FORMAT = format_of(
    "cisco_ise",
    "Cisco ISE",
    by_line(read),
    # A header word by word: most lines of syslog are none of these, and are not to be searched for it.
    signature=re.compile(
        rb"(?:<\d{1,3}>)?(?:1 )?(?:(?!CISE_|CSCOacs_)\S{1,64}+ {1,2}+){1,5}+(?:CISE|CSCOacs)_\w{2,60} \d{1,12} \d{1,4} \d{1,4} "
    ),
    samples=(
        Sample(
            b"<181>Nov 21 21:00:01 ise1 CISE_Failed_Attempts 0000000007 1 0 2026-11-21 21:00:01.250 +01:00 0000004711 5400 NOTICE "
            b"Failed-Attempt: Authentication failed, ConfigVersionId=9, Device IP Address=192.0.2.4, Device Port=1645, "
            b"DestinationIPAddress=192.0.2.9, DestinationPort=1812, UserName=ada, Protocol=Radius, "
            b"FailureReason=22040 Wrong password\\, or none, Step=11001, Step=11017,",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "time_quality": "stated",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "source.port": 1645,
                "host.name": "ise1",
                "severity": 5,
                "message": "Authentication failed",
            },
        ),
        Sample(
            b"<181>Nov 21 20:00:01 ise1 CISE_Administrative_and_Operational_Audit 0000000007 1 0 2026-11-21 20:00:01.250 +00:00 "
            b"0000004711 60080 NOTICE Administrator-Login: A SSH CLI user has successfully logged in, ConfigVersionId=9, "
            b"AdminInterface=CLI, OperationMessageText=Accepted password for ada from 192.0.2.4 port 40001 ssh2, AcsInstance=ise1,",
            {"event.action": "authn_login_success", "event.outcome": "success", "user.name": "ada"},
        ),
        Sample(
            b"<182>Nov 21 20:00:01 ise1 CISE_TACACS_Accounting 0000000007 2 0 2026-11-21 20:00:01.250 +00:00 0000004711 3300 NOTICE "
            b"Tacacs-Accounting: TACACS+ Accounting with Command, Device IP Address=192.0.2.4, CmdSet=[ CmdAV=show clock <cr> ], User=ada,",
            {
                "event.action": "tacacs-accounting",
                "event.category": "configuration",
                "user.name": "ada",
                "event.outcome": "",
            },
        ),
    ),
)
