"""OSSEC's and Wazuh's alerts as text: a line that begins with two stars, when and where, the rule, who, and the line that it is about.

https://www.ossec.net/docs/docs/formats/alerts.html
"""

import re
from collections.abc import Sequence

from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason, Sample
from ingestion.formats.guard_kinds import OSSEC_DEEDS
from ingestion.formats.syslog_line import read as read_syslog

BEGINS = re.compile(rb"\*\* Alert \d{9,11}\.\d{1,20}:")
FIRST = re.compile(r"\*\* Alert (\d{9,11}\.\d{1,20}):[^-\n]{0,40}- ?([^\n]{0,400})$")
PLACE = re.compile(
    r"\d{4} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d (?:\(([^)\n]{1,255})\) )?([^\s>]{1,255}?)->(.{1,1000})$"
)
RULE = re.compile(r"Rule: (\d{1,9}) \(level (\d{1,2})\) -> '(.{0,1000})'$")
PAIR = re.compile(r"(Src IP|Dst IP|Src Port|Dst Port|User|Src Location): ?(.*)$")
NAMES = {"Src IP": "source.ip", "Dst IP": "destination.ip", "Src Port": "source.port", "Dst Port": "destination.port", "User": "user.name"}  # fmt: skip
CHANGED = re.compile(r"(?:Integrity checksum changed for:|File|New file) '([^'\n]{1,1024})'")
MOST = 65_536
# What a rule's groups are about, when they do not say what somebody did.
CATEGORIES = (("syscheck", "file"), ("web", "web"), ("attack", "intrusion_detection"), ("rootcheck", "intrusion_detection"), ("ids", "intrusion_detection"),
              ("authentication", "authentication"), ("pam", "authentication"))  # fmt: skip

IN_SYSLOG = re.compile(
    r"Alert Level: (\d{1,2}); Rule: (\d{1,9}) - (.{0,1000}?); Location: (?:\(([^)]{1,255})\) )?(\S{1,255}?)->([^;]{1,1000});(.*)$",
    re.DOTALL,
)
SYSLOG_PAIR = re.compile(r" {0,2}(srcip|user|classification|dstip|srcport): {1,2}([^;]{0,400});")
SYSLOG_NAMES = {"srcip": "source.ip", "user": "user.name", "dstip": "destination.ip"}
OF_THE_LINE = (
    "event.action",
    "event.outcome",
    "event.category",
    "process.name",
    "user.name",
    "source.ip",
    "source.port",
)


def read(text: str) -> Document | Reason:
    lines = text[:MOST].replace("\r", "").split("\n")
    head, place = FIRST.match(lines[0]), PLACE.match(lines[1] if len(lines) > 1 else "")
    if not head or not place:
        return Reason(
            "not_ossec_alert", "Not an alert of OSSEC: “** Alert time:”, and below it when and where."
        )
    rule = RULE.match(lines[2] if len(lines) > 2 else "")
    pairs: dict[str, str] = {}
    start = 3 if rule else 2
    while start < len(lines) and (pair := PAIR.match(lines[start])):
        pairs[pair[1]], start = pair[2], start + 1
    said = "\n".join(lines[start:])
    named: Document = {
        NAMES[name]: number(name, value)
        for name, value in pairs.items()
        if name in NAMES and value != "(none)"
    }
    return {
        **about(grouped(head[2]), rule[3] if rule else "", said),
        **named,
        "@timestamp": head[1].partition(".")[0],
        "event.id": head[1],
        "host.name": place[1] or place[2],
        "log.file.path": place[3],
        "message": said or (rule[3] if rule else ""),
        **({"rule.id": rule[1], "rule.level": rule[2]} if rule else {}),
    }


def number(name: str, value: str) -> str | int | None:
    if not name.endswith("Port"):
        return value
    return int(value) if value.isascii() and value.isdigit() else None


def about(groups: Sequence[str], name: str, said: str) -> Document:
    """What happened, by the rule's groups; else by the line, when it is one of syslog."""
    line = read_syslog(said) or {}
    meant = {key: line[key] for key in OF_THE_LINE if line.get(key)}
    if deed := next((OSSEC_DEEDS[group] for group in groups if group in OSSEC_DEEDS), ""):
        outcome = "failure" if deed.endswith("fail") else "success"
        meant |= {"event.action": deed, "event.category": "authentication", "event.outcome": outcome}
    category = (one for group in groups for begins, one in CATEGORIES if group.startswith(begins))
    changed = CHANGED.search(said)
    return {
        "event.category": next(category, "intrusion_detection"),
        "event.action": name,
        "event.kind": "alert",
        "observer.vendor": "OSSEC",
        "observer.product": "OSSEC",
        **meant,
        "rule.name": name,
        "rule.category": list(groups) or None,
        "file.path": changed[1] if changed else "",
    }


def in_syslog(said: str) -> Document:
    """The same alerts on one line, as OSSEC sends them to another machine."""
    found = IN_SYSLOG.match(said)
    if not found:
        return {}
    level, number, name, agent, host, place, rest = found.groups()
    pairs: dict[str, str] = {}
    start = 0
    while pair := SYSLOG_PAIR.match(rest, start):
        pairs[pair[1]], start = pair[2].strip(), pair.end()
    line = rest[start:].strip()
    return {
        **about(grouped(pairs.get("classification", "")), name, line),
        **{key: pairs[own] for own, key in SYSLOG_NAMES.items() if pairs.get(own)},
        "rule.id": number,
        "rule.level": level,
        "host.name": agent or host,
        "log.file.path": place,
        "message": line or name,
    }


def grouped(written: str) -> list[str]:
    return [group.strip() for group in written.split(",") if group.strip()]


FORMAT = format_of_blocks(
    "ossec",
    "OSSEC alerts",
    BEGINS,
    read,
    samples=(
        Sample(
            b"** Alert 1795291201.77: - syslog,sshd,authentication_failed,\n2026 Nov 21 20:00:01 (web1) 192.0.2.4->/var/log/auth.log\n"
            b"Rule: 5716 (level 5) -> 'A login failed.'\nSrc IP: 203.0.113.7\nSrc Port: 40022\nUser: ada\n"
            b"Nov 21 20:00:00 web1 sshd[7]: Failed password for ada from 203.0.113.7 port 40022 ssh2",
            {"timestamp": "2026-11-21T20:00:01.000000Z", "event.action": "authn_login_fail", "event.category": "authentication", "event.outcome": "failure",
             "event.id": "1795291201.77", "host.name": "web1", "user.name": "ada", "source.ip": "203.0.113.7", "source.port": 40022, "process.name": "sshd"},
        ),
        Sample(
            b"** Alert 1795291202.9: mail  - ossec,syscheck,\n2026 Nov 21 20:00:02 web1->syscheck\nRule: 550 (level 7) -> 'A file changed.'\n"
            b"Integrity checksum changed for: '/etc/hosts'\nOld md5sum was: 'aa'",
            {"timestamp": "2026-11-21T20:00:02.000000Z", "event.action": "A file changed.", "event.category": "file", "host.name": "web1"},
        ),
    ),
)  # fmt: skip
