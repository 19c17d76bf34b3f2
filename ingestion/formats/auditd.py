"""The Linux audit log: ``type=SYSCALL msg=audit(1795291201.250:7): …``, one event a line.

Texts that audit writes as hexadecimal are decoded. Values that have no ECS name keep theirs under ``auditd.log.``.
https://github.com/linux-audit/audit-documentation/wiki/SPEC-Writing-Good-Events
"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample

LINE = re.compile(
    r"(?:.{0,200}?\bnode=(\S+) )?.{0,200}?\btype=([A-Z_0-9]+(?:\[\d+\])?) msg=audit\((\d{1,10}\.\d{1,3}):(\d+)\):\s*(.*)$",
    re.DOTALL,
)
INNER = re.compile(r"""\bmsg='(.*?)'?\s*$""", re.DOTALL)
PAIR = re.compile(r"""(?<![\w-])([A-Za-z_][\w-]*)=("[^"]*"|'[^']*'|\S*)""")
OPERATION = re.compile(r"\bop=(.*?)(?= [\w-]+=|$)")
DENIED = re.compile(r"avc:\s+(denied|granted)\s+\{([^}]{0,400})\}")
HEX = re.compile(r"(?:[0-9A-F]{2})+$")
MAYBE_HEX = re.compile(r"^(?:a\d+|comm|exe|name|cmd|proctitle|cwd|path|acct|data)$")
NAMES = {
    "acct": "user.name", "AUID": "user.audit.name", "UID": "auditd.log.UID", "auid": "user.audit.id",
    "uid": "user.id", "euid": "user.effective.id", "fsuid": "user.filesystem.id", "gid": "user.group.id",
    "suid": "user.saved.id", "pid": "process.pid", "ppid": "process.parent.pid", "comm": "process.name",
    "exe": "process.executable", "cwd": "process.working_directory", "cmd": "process.command_line",
    "addr": "source.ip", "terminal": "user.terminal", "tty": "user.terminal", "name": "file.path",
    "path": "file.path", "hostname": "auditd.log.hostname", "inode": "file.inode", "argc": "process.args_count",
}  # fmt: skip

# Record type: the action (OWASP's name where it has one) and ECS's category.
ACTIONS = {
    "USER_AUTH": ("authn_login", "authentication"), "USER_LOGIN": ("authn_login", "authentication"),
    "USER_ERR": ("authn_login", "authentication"), "ANOM_LOGIN_FAILURES": ("authn_login_fail_max", "authentication"),
    "USER_ACCT": ("was-authorized", "authentication"), "CRED_ACQ": ("acquired-credentials", "authentication"),
    "CRED_DISP": ("disposed-credentials", "authentication"), "CRED_REFR": ("refreshed-credentials", "authentication"),
    "USER_START": ("session_created", "session"), "USER_END": ("session_closed", "session"),
    "USER_LOGOUT": ("session_closed", "session"), "LOGIN": ("changed-login-id-to", "authentication"),
    "ADD_USER": ("user_created", "iam"), "DEL_USER": ("user_deleted", "iam"), "USER_MGMT": ("user_updated", "iam"),
    "ADD_GROUP": ("added-group-account-to", "iam"), "DEL_GROUP": ("deleted-group-account-from", "iam"),
    "GRP_MGMT": ("modified-group-account", "iam"), "USER_CHAUTHTOK": ("authn_password_change", "iam"),
    "CHUSER_ID": ("user_updated", "iam"), "CHGRP_ID": ("modified-group-account", "iam"),
    "ACCT_LOCK": ("authn_login_lock", "iam"), "ACCT_UNLOCK": ("user_updated", "iam"), "RESP_ACCT_LOCK": ("authn_login_lock", "iam"),
    "USER_ROLE_CHANGE": ("privilege_permissions_changed", "iam"), "ROLE_ASSIGN": ("privilege_permissions_changed", "iam"),
    "USER_CMD": ("authz_admin", "process"), "EXECVE": ("execve", "process"), "SYSCALL": ("syscall", "process"),
    "PROCTITLE": ("proctitle", "process"), "AVC": ("avc", ""), "USER_AVC": ("avc", ""),
    "SERVICE_START": ("started-service", "process"), "SERVICE_STOP": ("stopped-service", "process"),
    "SYSTEM_BOOT": ("sys_startup", "host"), "SYSTEM_SHUTDOWN": ("sys_shutdown", "host"),
    "DAEMON_START": ("sys_monitor_enabled", "host"), "DAEMON_END": ("sys_monitor_disabled", "host"),
    "CONFIG_CHANGE": ("changed-audit-configuration", "configuration"), "KERN_MODULE": ("loaded-kernel-module", "driver"),
    "ANOM_ABEND": ("crashed-program", "process"), "ANOM_PROMISCUOUS": ("changed-promiscuous-mode-on-device", "network"),
    "MAC_STATUS": ("changed-selinux-enforcement", "configuration"), "SECCOMP": ("violated-seccomp-policy", "process"),
}  # fmt: skip
# What a record's account and number are: the one who acts in it, the user or the group that is changed.
ABOUT_USERS = frozenset(
    ("ADD_USER", "DEL_USER", "USER_MGMT", "USER_CHAUTHTOK", "CHUSER_ID", "ACCT_LOCK", "ACCT_UNLOCK")
)
ABOUT_GROUPS = frozenset(("ADD_GROUP", "DEL_GROUP", "GRP_MGMT", "CHGRP_ID", "GRP_CHAUTHTOK"))
OUTCOMES = {
    "success": "success",
    "yes": "success",
    "1": "success",
    "failed": "failure",
    "no": "failure",
    "0": "failure",
}


def value(key: str, written: str) -> str:
    """Without quotes; what audit wrote as hexadecimal because of a space or a quote in it, as text."""
    if written[:1] in ("'", '"'):
        return written[1:-1]
    if MAYBE_HEX.match(key) and len(written) > 3 and HEX.match(written):
        return bytes.fromhex(written).replace(b"\0", b" ").decode("utf-8", "replace")
    return "" if written in ("?", "(null)", "(none)") else written


def pairs(text: str) -> dict[str, str]:
    inner = INNER.search(text)
    outside = text[: inner.start()] if inner else text
    said: dict[str, str] = {}
    for part in (outside, inner[1] if inner else ""):
        for key, written in PAIR.findall(part):
            said.setdefault(key, value(key, written))
        if found := OPERATION.search(part):
            said["op"] = found[1].strip("\"' ")
    return said


def action(kind: str, outcome: str) -> tuple[str, str]:
    name, category = ACTIONS.get(kind, (kind.lower().replace("_", "-"), ""))
    if name in ("authn_login", "authn_password_change"):
        fails = {"success": "_success" if name == "authn_login" else "", "failure": "_fail"}
        return name + fails.get(outcome, ""), category
    return name, category


def people(kind: str, said: dict[str, str], by_program: bool) -> Document:
    """Who acts, as whom, and on whom. A program's report is of the user who logged in; the kernel's of the one who runs."""
    account, number = said.get("acct", ""), said.get("id", "")
    if not by_program:
        return {}
    facts: Document = {"user.id": said.get("auid"), "auditd.log.uid": said.get("uid")}
    if kind in ABOUT_USERS:
        return {
            **facts,
            "user.effective.id": said.get("uid"),
            "user.target.name": account,
            "user.target.id": number,
        }
    if kind in ABOUT_GROUPS:
        group = said.get("grp") or account
        return {**facts, "user.effective.id": said.get("uid"), "group.name": group, "group.id": number}
    return {**facts, "user.effective.name": account}


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason(
            "not_auditd",
            "Not an audit record: “type=… msg=audit(seconds.milliseconds:serial):” is not there.",
        )
    node, kind, stamp, serial, rest = found.groups()
    said = pairs(rest)
    denied = DENIED.search(rest)
    outcome = OUTCOMES.get(said.get("res", said.get("success", "")), "")
    if denied:
        outcome = "failure" if denied[1] == "denied" else "success"
    name, category = action(kind, outcome)
    args = [said.pop(f"a{place}") for place in range(64) if kind == "EXECVE" and f"a{place}" in said]
    named = {
        NAMES.get(key, f"auditd.log.{key}"): one for key, one in said.items() if key not in ("res", "success")
    }
    return {
        "@timestamp": stamp,
        **named,
        **people(kind, said, bool(INNER.search(rest))),
        "event.action": name,
        "event.category": category,
        "event.outcome": outcome,
        "host.name": node,
        "auditd.log.record_type": kind,
        "auditd.log.sequence": int(serial),
        "process.args": args or None,
        "process.args_count": int(said["argc"]) if said.get("argc", "").isdigit() else None,
        "process.executable": said.get("exe") or (args[0] if args else ""),
        "process.pid": int(said["pid"]) if said.get("pid", "").isdigit() else None,
        "source.ip": said.get("addr") if said.get("addr") not in ("?", "UNKNOWN") else "",
        "auditd.log.avc": f"{denied[1]} {denied[2].strip()}" if denied else "",
        "message": rest,
    }


FORMAT = format_of(
    "auditd",
    "Linux audit log",
    by_line(read),
    signature=re.compile(rb"[^\n]{0,200}?\btype=[A-Z_0-9]+(?:\[\d+\])? msg=audit\("),
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
                    "auditd": {"log": {"record_type": "EXECVE", "sequence": 585}},
                    "process": {"args": ["sh", "-c", "echo hi"], "args_count": 3, "executable": "sh"},
                },
            },
        ),
        Sample(
            b'type=AVC msg=audit(1795291201.250:586): avc:  denied  { read } for  pid=9 comm="cat" name="shadow" dev="dm-0"',
            {"event.action": "avc", "event.outcome": "failure", "process.name": "cat"},
        ),
    ),
)
