"""The Linux audit log: ``type=SYSCALL msg=audit(1795291201.250:7): …``, one event a line.

Texts that audit writes as hexadecimal are decoded. Values that have no ECS name keep theirs under ``auditd.log.``.
https://github.com/linux-audit/audit-documentation/wiki/SPEC-Writing-Good-Events
"""

import re
from collections.abc import Sequence
from functools import partial
from ipaddress import ip_address

from ingestion.formats.auditd_names import (
    ABOUT_GROUPS,
    ABOUT_USERS,
    ACTIONS,
    ARCHITECTURES,
    AVCS,
    CALLS,
    DIRECTIONS,
    KINDS,
    NAMES,
    NUMBERS,
)
from ingestion.formats.documents import Document, careful, format_of, lines_of, record, text_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.formats.syslog_prefix import NO_MESSAGE
from ingestion.normalise.clock import Arrival

STAMP = r"\d{1,10}\.\d{1,3}|\d\d/\d\d/(?:\d{4}|\d\d) \d\d:\d\d:\d\d\.\d{3}"
LINE = re.compile(
    r"(?:.{0,200}?\bnode=(\S+) )?.{0,200}?\btype=([A-Z_0-9]+(?:\[\d+\])?) (?:msg=)?audit\("
    rf"({STAMP}):(\d+)\)\s?:\s*(.*)$",
    re.DOTALL,
)
DAY_FIRST = re.compile(rb"audit\((?:1[3-9]|[23]\d)/\d\d/\d\d")
INTERPRETED = re.compile(r"(\d\d)/(\d\d)/(\d\d(?:\d\d)?) (.*)$")
SEARCHED = re.compile(rb"-{4}\r?\n(?:time->[^\n]{1,40}\n)?(?:node=\S{1,255} )?type=[A-Z_0-9]+ msg=audit\(")
SEPARATOR = re.compile(rb"(?:-{4}|time->[^\n]{1,40})\s*$")  # ausearch's, between events
BEHIND_SYSLOG = re.compile(
    r"(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S{8,24}) (\S{1,255}) "
)
INNER = re.compile(r"""\bmsg='(.*?)(?:'?$|'\s?(?=[A-Z]{2,}=))""", re.DOTALL)
PAIR = re.compile(r"""(?<![\w-])([A-Za-z_][\w-]*(?:\[\d+\])?)=("[^"]*"|'[^']*'|\S*)""")
OPERATION = re.compile(r"\bop=(.*?)(?= [\w-]+=|$)")
DENIED = re.compile(r"avc:\s+(denied|granted)\s+\{([^}]{0,400})\}")
HEX = re.compile(r"(?:[0-9A-F]{2})+$")
MAYBE_HEX = re.compile(
    r"^(?:a\d+(?:\[\d+\])?|comm|ocomm|exe|name|cmd|proctitle|cwd|path|file|dir|watch|acct|grp|data|vm|profile)$"
)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
OF_LOGINS = frozenset(("authentication", "iam", "session"))
OF_FILES = frozenset(("PATH", "AVC"))  # whose name is a file's
ARGUMENT = re.compile(r"a(\d{1,5})(_len|\[\d+\])?$")
SADDR = {2: ("inet", 4, 8), 10: ("inet6", 8, 24)}  # family: name, first and last byte of the address
NOTHING = ("?", "(null)", "(none)", "unset", "")
OUTCOMES = {
    "success": "success",
    "yes": "success",
    "1": "success",
    "failed": "failure",
    "no": "failure",
    "0": "failure",
    "DENIED": "failure",
    "ALLOWED": "success",
}


def value(key: str, written: str) -> str:
    """Without quotes; what audit wrote as hexadecimal because of a space or a quote in it, as text."""
    if written[:1] in ("'", '"'):
        return written[1:-1]
    if MAYBE_HEX.match(key) and len(written) > 3 and HEX.match(written):
        return bytes.fromhex(written).replace(b"\0", b" ").decode("utf-8", "replace")
    return "" if written in NOTHING else written


def typed(text: str) -> str:
    """What was typed at a terminal, its control characters as terminals show them: ``^M``."""
    return CONTROL.sub(lambda found: f"^{chr(ord(found[0]) ^ 64)}", text)


def pairs(text: str) -> dict[str, str]:
    inner = INNER.search(text)
    outside = text[: inner.start()] + " " + text[inner.end() :] if inner else text
    said: dict[str, str] = {}
    for part in (outside, inner[1] if inner else ""):
        for key, written in PAIR.findall(part):
            said.setdefault(key, value(key, written))
        if found := OPERATION.search(part):
            said["op"] = found[1].strip("\"' ")
    return said


def action(kind: str, outcome: str, call: str) -> tuple[str, str]:
    name, category = ACTIONS.get(kind, (kind.lower(), ""))
    if kind == "AVC":
        return AVCS.get(call, (name, category))
    if kind == "SYSCALL":
        return CALLS.get(call, (name, category))
    if name in ("authn_login", "authn_password_change"):
        fails = {"success": "_success" if name == "authn_login" else "", "failure": "_fail"}
        return name + fails.get(outcome, ""), category
    return name, category


def mandatory(said: dict[str, str], rest: str) -> str:
    """Who refused it: AppArmor, or SELinux without saying what."""
    return "apparmor" if "apparmor" in said else "" if "avc:" in rest else "selinux"


def people(kind: str, category: str, said: dict[str, str], by_program: bool) -> Document:
    """Who acts, as whom, and on whom. What a program says of logins and accounts is of the user who logged in;
    all else, a service's start and what the kernel says, of the one who runs."""
    account, number = said.get("acct", ""), said.get("id", "")
    if not by_program or category not in OF_LOGINS:
        return {"user.effective.name": account} if by_program else {}
    facts: Document = {"user.id": said.get("auid"), "auditd.log.uid": said.get("uid")}
    if kind in ABOUT_USERS:
        return {
            **facts,
            "user.name": account or said.get("AUID"),
            "user.effective.id": said.get("uid"),
            "user.target.name": account or said.get("ID"),
            "user.target.id": number,
        }
    if kind in ABOUT_GROUPS:
        group = said.get("grp") or account
        return {**facts, "user.effective.id": said.get("uid"), "group.name": group, "group.id": number}
    acting = account or said.get("ID") or said.get("AUID")
    return {**facts, "user.name": acting, "user.effective.name": account}


def arguments(said: dict[str, str]) -> list[str]:
    """Of an EXECVE record: ``a0``, ``a1`` … and the pieces of long ones, ``a2[0]``, ``a2[1]``; a list may begin later."""
    found: dict[int, str] = {}
    for key in [key for key in said if ARGUMENT.match(key)]:
        part = ARGUMENT.match(key)
        written = said.pop(key)
        if part and part[2] != "_len":
            found[int(part[1])] = found.get(int(part[1]), "") + written
    lost = min(found, default=0)
    return ([f"[... {lost} truncated arguments ...]"] if lost else []) + [
        found[place] for place in sorted(found)
    ]


def socket(written: str) -> Document:
    """``struct sockaddr`` as audit dumps it: the address and port in it, by auditd's own names for them."""
    raw = bytes.fromhex(written) if HEX.match(written) else b""
    family = SADDR.get(int.from_bytes(raw[:2], "little"))
    if not family or len(raw) < family[2]:
        return {}
    address = str(ip_address(raw[family[1] : family[2]]))
    facts = {"saddr_fam": family[0], "laddr": address, "lport": int.from_bytes(raw[2:4], "big")}
    return {f"auditd.log.{name}": fact for name, fact in facts.items()}


def named(said: dict[str, str]) -> Document:
    """By ECS's names; a user or group that stands as a name where a number is meant has it as such."""
    found: Document = {}
    for key, one in said.items():
        name = NAMES.get(key) or f"auditd.log.{key.removeprefix('auditd.log.')}"
        if name.startswith("user.") and name.endswith(".id") and not one.lstrip("-").isdigit():
            name = name.removesuffix("id") + "name"
        if name in NUMBERS:
            found[name] = int(one) if one.lstrip("-").isdigit() else None
        elif one and key != "res":
            found.setdefault(name, one)
    return found


def moment(stamp: str, day_first: bool) -> Document:
    """``ausearch -i`` writes the month first, or the day where that is how it is done there."""
    dated = INTERPRETED.match(stamp)
    if not dated:
        return {"@timestamp": stamp}
    month, day, year, clock = dated.groups()
    month, day = (day, month) if day_first else (month, day)
    return {
        "@timestamp": f"{year if len(year) == 4 else f'20{year}'}-{month}-{day}T{clock}",
        "@written": stamp,
    }


def ended(said: dict[str, str], rest: str) -> tuple[str, str]:
    """ECS's outcome, and what SELinux denied or granted."""
    if denied := DENIED.search(rest):
        return "failure" if denied[1] == "denied" else "success", f"{denied[1]} {denied[2].strip()}"
    return OUTCOMES.get(said.get("res") or said.get("success") or said.get("apparmor", ""), ""), ""


def read(text: str, day_first: bool = False) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason(
            "not_auditd",
            "Not an audit record: “type=… msg=audit(seconds.milliseconds:serial):” is not there.",
        )
    node, kind, stamp, serial, rest = found.groups()
    rest = rest.rstrip()
    kind, said = KINDS.get(kind, kind), pairs(rest)
    if "data" in said:
        said["data"] = typed(said["data"])
    if "name" in said and kind not in OF_FILES:
        said["auditd.log.name"] = said.pop("name")
    said["arch"] = said.get("ARCH") or ARCHITECTURES.get(said.get("arch", ""), said.get("arch", ""))
    args = arguments(said) if kind == "EXECVE" else (said.get("cmd") or "").split()
    call = said.get("SYSCALL") or said.get("syscall", "")
    outcome, avc = ended(said, rest)
    name, category = action(kind, outcome, mandatory(said, rest) if kind == "AVC" else call)
    behind = BEHIND_SYSLOG.match(text)
    return {
        **named(said),
        **(socket(said.get("saddr", "")) if kind == "SOCKADDR" else {}),
        **people(kind, category, said, bool(INNER.search(rest))),
        **moment(stamp, day_first),
        "event.action": name,
        "event.category": category,
        "event.outcome": outcome,
        "auditd.log.node": node,
        "host.name": node or (behind[1] if behind else ""),
        "auditd.log.record_type": kind,
        "auditd.log.sequence": int(serial),
        "process.args": args or None,
        "process.args_count": int(said["argc"]) if said.get("argc", "").isdigit() else len(args) or None,
        "process.executable": said.get("exe") or (args[0] if args and kind == "EXECVE" else ""),
        "source.ip": next(
            (one for key in ("addr", "src") if (one := said.get(key)) and one != "UNKNOWN"), ""
        ),
        "network.direction": DIRECTIONS.get(call, "") if kind == "SYSCALL" else "",
        "auditd.log.avc": avc,
        "message": rest,
    }


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    """What ``ausearch`` writes between events is no record. One date that can only begin with its day speaks for all."""
    read_so = partial(read, day_first=bool(DAY_FIRST.search(body)))
    return [
        record(number, raw, careful(read_so, text_of(raw)), arrival)
        for number, raw in lines_of(body)
        if not SEPARATOR.match(raw)
    ]


FORMAT = format_of(
    "auditd",
    "Linux audit log",
    prepare,
    signature=re.compile(NO_MESSAGE + rb"[^\n]{0,200}?\btype=[A-Z_0-9]+(?:\[\d+\])? (?:msg=)?audit\("),
    recognise=lambda head: bool(SEARCHED.match(head)),
    samples=(
        Sample(
            b'type=USER_LOGIN msg=audit(1795291201.250:584): pid=29 uid=0 auid=1000 ses=14 msg=\'op=login acct="ada" '
            b'exe="/usr/sbin/sshd" hostname=gw addr=192.0.2.8 terminal=ssh res=failed\'',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.8",
                "process.pid": 29,
                "fields": {
                    "auditd": {
                        "log": {
                            "record_type": "USER_LOGIN",
                            "sequence": 584,
                            "ses": "14",
                            "op": "login",
                            "hostname": "gw",
                            "uid": "0",
                        }
                    },
                    "user": {
                        "id": "1000",
                        "audit": {"id": "1000"},
                        "effective": {"name": "ada"},
                        "terminal": "ssh",
                    },
                    "process": {"executable": "/usr/sbin/sshd"},
                },
            },
        ),
        Sample(
            b'node=web3 type=EXECVE msg=audit(1795291201.250:585): argc=3 a0="sh" a1="-c" a2=6563686F206869',
            {
                "host.name": "web3",
                "event.action": "execve",
                "fields": {
                    "auditd": {"log": {"node": "web3", "record_type": "EXECVE", "sequence": 585}},
                    "process": {"args": ["sh", "-c", "echo hi"], "args_count": 3, "executable": "sh"},
                },
            },
        ),
        Sample(
            b'type=AVC msg=audit(1795291201.250:586): avc:  denied  { read } for  pid=9 comm="cat" name="shadow" dev="dm-0"',
            {"event.action": "avc", "event.outcome": "failure", "process.name": "cat"},
        ),
        Sample(
            b"type=SYSCALL msg=audit(1795291201.250:587): arch=c000003e syscall=59 success=yes exit=0 ppid=7 pid=9 auid=1000 uid=0 "
            b'comm="ls" exe="/usr/bin/ls" key="exec"\x1dARCH=x86_64 SYSCALL=execve AUID="ada" UID="root"',
            {
                "event.action": "executed",
                "event.category": "process",
                "event.outcome": "success",
                "user.name": "root",
                "fields": {
                    "auditd": {
                        "log": {
                            "record_type": "SYSCALL",
                            "sequence": 587,
                            "syscall": "59",
                            "SYSCALL": "execve",
                            "success": "yes",
                            "key": "exec",
                        }
                    },
                    "host": {"architecture": "x86_64"},
                    "user": {"id": "0", "audit": {"id": "1000", "name": "ada"}},
                    "process": {"executable": "/usr/bin/ls", "parent": {"pid": 7}, "exit_code": 0},
                },
            },
        ),
        Sample(
            b"----\ntype=USER_LOGIN msg=audit(11/21/2026 20:00:01.250:588) : pid=29 uid=root auid=unset ses=unset "
            b"msg='op=login acct=ada exe=/usr/sbin/sshd hostname=? addr=192.0.2.8 terminal=ssh res=failed'",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.created": "11/21/2026 20:00:01.250",
                "event.action": "authn_login_fail",
                "user.name": "ada",
                "source.ip": "192.0.2.8",
            },
            raw=b"type=USER_LOGIN msg=audit(11/21/2026 20:00:01.250:588) : pid=29 uid=root auid=unset ses=unset "
            b"msg='op=login acct=ada exe=/usr/sbin/sshd hostname=? addr=192.0.2.8 terminal=ssh res=failed'",
        ),
        Sample(
            b"type=LOGIN msg=audit(21/11/2026 20:00:01.250:589) : pid=29 uid=root res=yes\n"
            b"type=LOGIN msg=audit(05/11/2026 20:00:01.250:590) : pid=29 uid=root res=yes",
            {"timestamp": "2026-11-05T20:00:01.250000Z", "event.created": "05/11/2026 20:00:01.250"},
            raw=b"type=LOGIN msg=audit(05/11/2026 20:00:01.250:590) : pid=29 uid=root res=yes",
        ),
        Sample(
            b'Nov 21 20:00:01 gw kernel: [  12.3] audit: type=1400 audit(1795291201.250:33): apparmor="DENIED" operation="open" '
            b'profile="cups" name="/etc/shadow" pid=77 comm="cupsd" requested_mask="r" denied_mask="r" fsuid=0 ouid=0',
            {
                "event.action": "violated-apparmor-policy",
                "event.outcome": "failure",
                "host.name": "gw",
                "process.name": "cupsd",
            },
        ),
    ),
)
