"""What Cisco's switches and routers say in words of their own: access lists, dropped packets, and NX-OS' programs.

Access lists: ``list 177 denied udp 192.0.2.4(53) -> 198.51.100.7(53), 1 packet``, with types and codes for ICMP.
NX-OS puts what its Unix programs say behind ``SYSTEM_MSG``, with the program's name at the end, and what was typed behind
``AAA_ACCOUNTING_MESSAGE``.
"""

import re

from ingestion.formats.claims import only
from ingestion.formats.documents import Document
from ingestion.normalise import programs, transports

IP = r"([0-9A-Fa-f:.]{2,45})"
PACKETS = re.compile(r", (\d{1,12}) packets?\b")
# Behind the protocol may stand the sender's hardware address, and behind the sender the interface.
LISTED = re.compile(
    rf"\b(?:access-)?list (\S{{1,128}}) (permit|den)\w{{0,5}} (\w{{1,16}}) (?:[0-9a-f]{{2}}(?:[-:.][0-9a-f]{{2,4}}){{2,5}} )?"
    rf"{IP}(?:\((\d{{1,5}})\))?[^\n>]{{0,64}}?-> ?{IP}(?:\((\d{{1,5}})\))?(?: \((\d{{1,3}})(?:/(\d{{1,3}}))?\))?",
    re.IGNORECASE,
)
DROPPED = re.compile(rf"\bDropping (\w{{1,16}}) pkt from \S{{1,64}} {IP}:(\d{{1,5}}) => {IP}:(\d{{1,5}})")
OF_PROGRAM = re.compile(
    r"(.*?) - ([\w.-]{1,64})(?:\[(\d{1,10})\])?(?: \(message repeated \d+ times?\))?$", re.DOTALL
)
RUN_AS = re.compile(r"; USER=(\S{1,64}) ; COMMAND=(.*)$")
FROM = re.compile(r"\b(?:for|user) (?:user )?([\w.@\\-]{1,64}) from ([0-9A-Fa-f.:]{3,45})\b")
TYPED = re.compile(
    r"(start|stop|update):([0-9A-Fa-f.:]*)@([^:]{0,64}):([^:]{1,64}):(.*?)(?: \((SUCCESS|FAILURE)\))?$",
    re.DOTALL,
)
FAILED = re.compile(r"(?i)authentication fail|login failed")
VERDICTS = {"permit": ("network_allowed", "success"), "den": ("network_denied", "failure")}
STEPS = {"start": "session_created", "stop": "session_closed", "update": "device_configured"}


def facts(facility: str, said: str) -> Document:
    """What the message says beside what its words mean; nothing where it is none of these."""
    if listed := LISTED.search(said):
        return _listed(listed, said)
    if dropped := DROPPED.search(said):
        protocol, source, port, target, target_port = dropped.groups()
        return _flow(protocol, source, port, target, target_port, "den")
    if typed := TYPED.match(said):
        return _typed(typed)
    return _program(said) if facility in ("AUTHPRIV", "DAEMON", "AUTH", "USER") else {}


def _listed(found: re.Match[str], said: str) -> Document:
    name, verdict, protocol, source, port, target, target_port, kind, code = found.groups()
    counted = PACKETS.search(said)
    packets = int(counted[1]) if counted else None
    of_icmp = "icmp" in protocol.lower()
    return {
        **_flow(protocol, source, port, target, target_port, verdict.lower()),
        "rule.name": name,
        "cisco.ios.access_list": name,
        "network.packets": packets,
        "source.packets": packets,
        "icmp.type": kind if of_icmp else None,
        "icmp.code": code if of_icmp else None,
        "igmp.type": kind if protocol.lower() == "igmp" else None,
    }


def _flow(
    protocol: str, source: str, port: str | None, target: str, target_port: str | None, verdict: str
) -> Document:
    action, outcome = VERDICTS[verdict]
    return {
        "event.action": action,
        "event.category": "network",
        "event.outcome": outcome,
        "source.ip": source,
        "source.port": int(port) if port else None,
        "destination.ip": target,
        "destination.port": int(target_port) if target_port else None,
        "network.type": "ipv6" if ":" in source else "ipv4",
        "network.iana_number": transports.NUMBERS.get(protocol.lower(), ""),
        **transports.facts(protocol),
    }


def _typed(found: re.Match[str]) -> Document:
    step, address, terminal, user, command, result = found.groups()
    return {
        "event.action": STEPS[step],
        "event.category": "configuration" if step == "update" else "session",
        "event.outcome": {"SUCCESS": "success", "FAILURE": "failure"}.get(result or "", ""),
        "source.ip": address,
        "user.name": user,
        "process.tty.name": terminal,
        "process.command_line": command,
    }


def _program(said: str) -> Document:
    """A Unix program's message, as syslog has it."""
    found = OF_PROGRAM.match(said)
    if not found:
        return {}
    message, program, pid = found.groups()
    meaning = programs.meaning(program, message.strip())
    run = RUN_AS.search(message)
    named = None if run else only(FROM, message)
    if not meaning and not run and FAILED.search(message):
        meaning = {
            "event.action": "authn_login_fail",
            "event.category": "authentication",
            "event.outcome": "failure",
        }
    return {
        **{name: value for name, value in meaning.items() if value != ""},
        **({"user.name": named[1], "source.ip": named[2]} if named else {}),
        "user.effective.name": run[1] if run else "",
        "process.command_line": run[2] if run else "",
        "process.name": program,
        "process.pid": int(pid) if pid else None,
    }
