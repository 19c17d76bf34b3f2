"""Alerts of Snort and Suricata in the "fast" form, with the year or without it, alone or behind a syslog header."""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.syslog_prefix import HEADER, NO_MESSAGE, facts
from ingestion.normalise import flows, transports

LINE = re.compile(
    r"(?:((?:(?:\d{2}|\d{4})/)?\d\d/\d\d(?:/\d{4})?-\d\d:\d\d:\d\d(?:\.\d{1,9})?)\s+)?(?:\[(\w+)\] )?"
    r"(?:\[\*\*\] ?)?\[(\d+):(\d+):(\d+)\] (.*?)(?: \[\*\*\])? (?:\[Classification: ([^\]]{0,200})\] )?"
    r"(?:\[Priority: (\d+)\]:? )?(?:<([^>]{0,100})> )?\{([^}]{1,40})\} (\S+) -> (\S+)"
)
# Looked for first: without the end behind its first beginning a line holds no alert, and to try each beginning with
# each end would take quadratic time.
BEGINS = re.compile(r"\[\d+:\d+:\d+\] ")
ENDS = re.compile(r" \{[^}]{1,40}\} \S+ -> \S")
MOST = 4096  # characters looked at; a rule's name is short
WITH_PORTS = ("TCP", "UDP", "SCTP")
LEVELS = {"1": "error", "2": "warning", "3": "notice"}

STOPPED = frozenset(("drop", "wdrop", "block", "reject", "sdrop"))


def read(text: str) -> Document | Reason:
    text = text[:MOST]
    begins = BEGINS.search(text)
    found = LINE.search(text) if begins and ENDS.search(text, begins.end()) else None
    if not found:
        return Reason(
            "not_fast_alert",
            "Not a fast alert: “[generator:rule:revision] … [Priority: n] {protocol} a -> b”.",
        )
    (
        written,
        action,
        generator,
        rule,
        revision,
        said,
        kind,
        priority,
        _,
        protocol,
        *ends,
    ) = found.groups()
    source, source_port = end(ends[0], protocol)
    target, target_port = end(ends[1], protocol)
    return {
        **_sender(text[: found.start()]),
        **({"@timestamp": written} if written else {}),
        "event.action": action.lower() if action else "alert",
        "event.outcome": "failure" if action and action.lower() in STOPPED else "",
        "event.category": "intrusion_detection",
        "log.level": LEVELS.get(priority or "", "info"),
        "message": said.strip('"'),
        "source.ip": source,
        "source.port": source_port,
        "destination.ip": target,
        "destination.port": target_port,
        **transports.facts(protocol.removeprefix("PROTO:")),
        "rule.id": rule,
        "snort.gid": int(generator),
        "rule.description": said.strip('"'),
        "network.direction": flows.direction_between(source, target),
        "observer.type": "ids",
        "rule.version": revision,
        "rule.category": kind,
        "event.severity": int(priority) if priority else None,
    }


def _sender(head: str) -> Document:
    header = HEADER.match(head)
    return {
        **facts(head),
        "process.name": header["program"] if header else "",
        "observer.name": header["host"] if header else "",
    }


def end(text: str, protocol: str) -> tuple[str, int | None]:
    """Address and port. IPv6 addresses stand without brackets, so only what has ports may end in one."""
    address, colon, port = text.rpartition(":")
    if protocol.upper() in WITH_PORTS and colon and port.isdigit():
        return address.strip("[]"), int(port)
    return text, None


FORMAT = format_of(
    "snort",
    "Snort and Suricata fast alerts",
    by_line(read),
    signature=re.compile(
        NO_MESSAGE
        + rb"(?=[^\n]*\[Priority: )[^\n]{0,200}?(?:\[\*\*\] ?)?\[\d+:\d+:\d+\] [^\n]*\[Priority: \d+\]:? (?:<[^>\n]*> )?\{\S+\} \S+ -> \S+"
    ),
    samples=(
        Sample(
            b"11/21/2026-20:00:01.667372  [**] [1:2009187:4] EXAMPLE odd packet [**] [Classification: Web Attack] "
            b"[Priority: 1] {TCP} 198.51.100.7:8080 -> 192.0.2.4:56068",
            {
                "timestamp": "2026-11-21T20:00:01.667372Z",
                "event.action": "alert",
                "event.category": "intrusion_detection",
                "severity": 3,
                "message": "EXAMPLE odd packet",
                "source.ip": "198.51.100.7",
                "source.port": 8080,
                "fields": {
                    "destination": {"ip": "192.0.2.4", "port": 56068},
                    "network": {"transport": "tcp", "direction": "external"},
                    "rule": {
                        "id": "2009187",
                        "version": "4",
                        "category": "Web Attack",
                        "description": "EXAMPLE odd packet",
                    },
                    "snort": {"gid": 1},
                    "observer": {"type": "ids"},
                    "event": {"severity": 1},
                },
            },
        ),
        Sample(
            b"11/21-20:00:01.5 [**] [1:366:11] EXAMPLE odd [**] [Priority: 3] {PROTO:253} 203.0.113.5 -> 192.0.2.1",
            {
                "fields": {
                    "destination": {"ip": "192.0.2.1"},
                    "network": {"iana_number": "253", "direction": "external"},
                    "rule": {"id": "366", "version": "11", "description": "EXAMPLE odd"},
                    "snort": {"gid": 1},
                    "observer": {"type": "ids"},
                    "event": {"severity": 3},
                }
            },
        ),
        Sample(
            b"11/21-20:00:01.5 [**] [1:366:11] EXAMPLE ping [**] [Priority: 3] {ICMP} 2001:db8:0:0:0:0:0:35 -> 2001:db8:0:0:0:0:0:1",
            {"time_quality": "inferred", "source.ip": "2001:db8::35", "source.port": 0, "severity": 5},
        ),
        Sample(
            b'11/21/26-20:00:01.250001 [drop] [**] [1:9:1] "a probe" [**] [Priority: 1] {ICMP} 203.0.113.5 -> 192.0.2.1',
            {
                "timestamp": "2026-11-21T20:00:01.250001Z",
                "event.action": "drop",
                "event.outcome": "failure",
                "message": "a probe",
            },
        ),
    ),
)
