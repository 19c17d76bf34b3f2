"""Nagios' and Icinga's log: ``[1795291201] SERVICE ALERT: web1;HTTP;CRITICAL;HARD;3;Connection refused``.

https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/. What hangs behind the colon depends on its kind.
"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample

LINE = re.compile(r"\[(\d{9,10})\] (?:([A-Z][A-Za-z -]{3,40}): )?(.*)$", re.DOTALL)
# Kinds whole: a number in brackets stands in front of the kernel's and many programs' lines too.
KINDS = (
    "(?:CURRENT |INITIAL |PASSIVE )?(?:SERVICE|HOST) (?:ALERT|NOTIFICATION|STATE|CHECK|EVENT HANDLER|FLAPPING ALERT|DOWNTIME ALERT|COMMENT ALERT): "
    "|(?:SERVICE|HOST) \\w+ ALERT: |EXTERNAL COMMAND: [A-Z]|TIMEPERIOD TRANSITION: |GLOBAL (?:HOST|SERVICE) EVENT HANDLER: |Auto-save of retention"
    "|LOG (?:ROTATION|VERSION): |(?:Warning|Error): +(?:A system time|Service|Host|Check|Return|The|Could|Passive|Unable)|Nagios \\d|Caught SIG|Successfully (?:shutdown|launched|reloaded)"
    "|(?:SERVICE|HOST) (?:EVENT|NOTIFICATION) "
)
PLACES = {
    "SERVICE ALERT": ("host.name", "service.name", "service.state", "nagios.log.state_type", "nagios.log.attempt"),
    "CURRENT SERVICE STATE": ("host.name", "service.name", "service.state", "nagios.log.state_type", "nagios.log.attempt"),
    "INITIAL SERVICE STATE": ("host.name", "service.name", "service.state", "nagios.log.state_type", "nagios.log.attempt"),
    "HOST ALERT": ("host.name", "service.state", "nagios.log.state_type", "nagios.log.attempt"),
    "CURRENT HOST STATE": ("host.name", "service.state", "nagios.log.state_type", "nagios.log.attempt"),
    "INITIAL HOST STATE": ("host.name", "service.state", "nagios.log.state_type", "nagios.log.attempt"),
    "SERVICE NOTIFICATION": ("user.name", "host.name", "service.name", "service.state", "nagios.log.notification_command"),
    "HOST NOTIFICATION": ("user.name", "host.name", "service.state", "nagios.log.notification_command"),
    "PASSIVE SERVICE CHECK": ("host.name", "service.name", "service.state"),
    "PASSIVE HOST CHECK": ("host.name", "service.state"),
    "SERVICE EVENT HANDLER": ("host.name", "service.name", "service.state", "nagios.log.state_type", "nagios.log.attempt"),
    "HOST EVENT HANDLER": ("host.name", "service.state", "nagios.log.state_type", "nagios.log.attempt"),
    "SERVICE FLAPPING ALERT": ("host.name", "service.name", "service.state"),
    "HOST FLAPPING ALERT": ("host.name", "service.state"),
    "SERVICE DOWNTIME ALERT": ("host.name", "service.name", "service.state"),
    "HOST DOWNTIME ALERT": ("host.name", "service.state"),
    "TIMEPERIOD TRANSITION": ("service.name", "nagios.log.period_from", "nagios.log.period_to"),
    "EXTERNAL COMMAND": ("nagios.log.command",),
}  # fmt: skip
LEVELS = {
    "OK": "info", "UP": "info", "WARNING": "warning", "UNKNOWN": "warning", "CRITICAL": "error", "DOWN": "error", "UNREACHABLE": "error",
}  # fmt: skip
# Commands whose last texts are who gave it and why.
BY = (
    "ACKNOWLEDGE_HOST_PROBLEM",
    "ACKNOWLEDGE_SVC_PROBLEM",
    "SCHEDULE_HOST_DOWNTIME",
    "SCHEDULE_SVC_DOWNTIME",
    "ADD_HOST_COMMENT",
)


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason("not_nagios", "Not a line of Nagios' log: “[seconds] KIND: …”.")
    stamp, kind, said = found.groups()
    named = told(kind or "", said)
    state = str(named.get("service.state", "")).partition(" ")[-1].strip("()") or named.get(
        "service.state", ""
    )
    return {
        "@timestamp": stamp,
        "event.action": (kind or "").lower().replace(" ", "_"),
        "event.category": "configuration" if kind == "EXTERNAL COMMAND" else "host",
        "log.level": LEVELS.get(
            str(state), "error" if kind == "Error" else "warning" if kind == "Warning" else "info"
        ),
        **named,
        "message": f"{kind}: {said}" if kind else said,
    }


def told(kind: str, said: str) -> Document:
    places = PLACES.get(kind)
    if not places:
        return {}
    parts = said.split(";")
    named: Document = dict(zip(places, parts, strict=False))
    if kind == "EXTERNAL COMMAND":
        by = parts[-2] if parts[0] in BY and len(parts) > 3 else ""
        service = parts[2] if len(parts) > 2 and "SVC" in parts[0] else ""
        return {
            **named,
            "host.name": parts[1] if len(parts) > 1 else "",
            "service.name": service,
            "user.name": by,
        }
    return named


FORMAT = format_of(
    "nagios",
    "Nagios, Icinga",
    by_line(read),
    signature=re.compile(rb"\[\d{9,10}\] (?:" + KINDS.encode() + rb")"),
    samples=(
        Sample(
            b"[1795291201] SERVICE ALERT: web1;HTTP;CRITICAL;HARD;3;Connection refused",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "service_alert",
                "host.name": "web1",
                "service.name": "HTTP",
                "severity": 3,
                "fields": {
                    "service": {"state": "CRITICAL"},
                    "nagios": {"log": {"state_type": "HARD", "attempt": "3"}},
                },
            },
        ),
        Sample(
            b"[1795291201] EXTERNAL COMMAND: ACKNOWLEDGE_SVC_PROBLEM;web1;HTTP;1;1;1;ada;on it",
            {
                "event.category": "configuration",
                "host.name": "web1",
                "service.name": "HTTP",
                "user.name": "ada",
            },
        ),
    ),
)
