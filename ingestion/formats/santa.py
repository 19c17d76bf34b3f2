"""Santa's log of what macOS ran: ``[2026-11-21T20:00:01.250Z] I santad: action=EXEC|decision=ALLOW|…``.

https://santa.dev/deployment/configuration.html
"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample

LINE = re.compile(r"\[(\d{4}-\d\d-\d\dT[\d:.]+Z)\] ([A-Z]) santad?: (.*)$", re.DOTALL)
NAMES = {
    "sha256": "process.hash.sha256", "path": "process.executable", "pid": "process.pid", "ppid": "process.parent.pid",
    "uid": "user.id", "user": "user.name", "gid": "group.id", "group": "group.name",
    "cert_cn": "process.code_signature.subject_name", "processpath": "process.executable", "process": "process.name",
    "newpath": "file.target_path", "machineid": "host.id", "reason": "event.reason",
}  # fmt: skip
ACTIONS = {"EXEC": ("process_started", "process"), "EXIT": ("process_ended", "process"), "FORK": ("process_forked", "process"),
           "WRITE": ("file_written", "file"), "DELETE": ("file_deleted", "file"), "RENAME": ("file_renamed", "file"),
           "LINK": ("file_linked", "file"), "DISKAPPEAR": ("disk_appeared", "host"), "DISKDISAPPEAR": ("disk_disappeared", "host")}  # fmt: skip
DISKS = frozenset(("DISKAPPEAR", "DISKDISAPPEAR"))
# What they are called besides, by the names that Santa's own integrations have for them.
BESIDES = {
    "action": "santa.action", "reason": "santa.reason", "cert_cn": "santa.certificate.common_name",
    "cert_sha256": "santa.certificate.sha256",
}  # fmt: skip


APART = frozenset(("action", "args", "cert_sha256"))


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason("not_santa", "Not a line of Santa's log: “[time] I santad: action=…”.")
    time, level, rest = found.groups()
    said = dict(part.partition("=")[::2] for part in rest.split("|") if "=" in part)
    kind, decision = said.get("action", ""), said.get("decision", "")
    action, category = ACTIONS.get(kind, (kind.lower(), ""))
    group = "santa.disk" if kind in DISKS else "santa"
    named: Document = {
        NAMES.get(name, f"{group}.{name}"): value for name, value in said.items() if name not in APART
    }
    named |= {BESIDES[name]: value for name, value in said.items() if name in BESIDES}
    program, arguments = said.get("path", ""), said.get("args", "").split()
    if category == "file":
        named["file.path"] = said.get("path", "")
        named["process.executable"] = said.get("processpath", "")
    return {
        **named,
        "@timestamp": time,
        "event.action": action,
        "event.category": category,
        "event.outcome": {"ALLOW": "success", "DENY": "failure"}.get(decision, ""),
        "log.level": level,
        "process.args": [program, *arguments] if kind == "EXEC" else arguments or None,
        "message": rest,
    }


FORMAT = format_of(
    "santa",
    "Santa (macOS)",
    by_line(read),
    signature=re.compile(rb"\[\d{4}-\d\d-\d\dT[\d:.]+Z\] [A-Z] santad?: "),
    samples=(
        Sample(
            b"[2026-11-21T20:00:01.250Z] I santad: action=EXEC|decision=DENY|reason=CERT|sha256=78b4|path=/Applications/Till|pid=694|ppid=1|uid=501|user=ada|mode=M",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "process_started",
                "log.level": "I",
                "severity": 6,
                "event.category": "process",
                "event.outcome": "failure",
                "process.pid": 694,
                "user.name": "ada",
                "fields": {
                    "process": {
                        "hash": {"sha256": "78b4"},
                        "executable": "/Applications/Till",
                        "parent": {"pid": "1"},
                        "args": ["/Applications/Till"],
                    },
                    "user": {"id": "501"},
                    "event": {"reason": "CERT"},
                    "santa": {"action": "EXEC", "decision": "DENY", "reason": "CERT", "mode": "M"},
                },
            },
        ),
        Sample(
            b"[2026-11-21T20:00:02.250Z] I santad: action=WRITE|path=/tmp/a|pid=7|process=till|processpath=/Applications/Till",
            {"event.action": "file_written", "event.category": "file", "process.name": "till"},
        ),
    ),
)  # fmt: skip
