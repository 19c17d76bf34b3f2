"""The kernel's ring buffer as ``dmesg`` prints it: ``[   12.345678] usb 1-1: new device``, seconds since the machine started.

No line says when that was, so times are those of arrival; ``-x`` puts facility and level in front, ``-r`` a priority.
https://man7.org/linux/man-pages/man1/dmesg.1.html
"""

from ingestion.formats import syslog_line
from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern
from ingestion.formats.syslog_prefix import facility
from ingestion.normalise.severities import LEVELS

LINE = r"(?:<(\d{1,3})>|([a-z]{3,8}) {0,4}:([a-z]{3,7}) {0,4}: )?\[ {0,11}(\d{1,9}\.\d{6})\](?:\[ {0,6}([TC]\d{1,8})\])? (.*)$"
WORDS = {"emerg": "emergency", "crit": "critical", "err": "error", "warn": "warning"}
UPTIME = "host.uptime"


def finish(said: Document) -> Document:
    priority, message = said.pop("priority", ""), str(said.get("message", ""))
    number = int(str(priority)) if priority else None
    word = LEVELS[number % 8] if number is not None else str(said.get("log.level", ""))
    started = str(said.pop("seconds"))
    return {
        **said,
        **syslog_line.told("kernel", message[: syslog_line.MOST]),
        "log.level": WORDS.get(word, word),
        "log.syslog.facility.code": facility(str(priority)),
        "process.name": "kernel",
        UPTIME: int(started.partition(".")[0]),
        "dmesg.seconds": float(started),
    }


FORMAT = format_of_pattern(
    "dmesg",
    "Kernel ring buffer (dmesg)",
    LINE,
    ("priority", "log.syslog.facility.name", "log.level", "seconds", "dmesg.caller", "message"),
    finish,
    signature=rb"(?:<\d{1,3}>|[a-z]{3,8} {0,4}:[a-z]{3,7} {0,4}: )?\[ {0,11}\d{1,9}\.\d{6}\](?:\[ {0,6}[TC]\d{1,8}\])? \S",
    samples=(
        Sample(
            b"[   12.345678] usb 1-1: new high-speed USB device",
            {
                "time_quality": "arrival",
                "process.name": "kernel",
                "message": "usb 1-1: new high-speed USB device",
                "fields": {"host": {"uptime": 12}, "dmesg": {"seconds": 12.345678}},
            },
        ),
        Sample(
            b"kern  :warn  : [  7.000001] [UFW BLOCK] IN=eth0 OUT= SRC=203.0.113.5 DST=192.0.2.1 PROTO=TCP SPT=4242 DPT=22",
            {
                "event.action": "network_denied",
                "event.outcome": "failure",
                "source.ip": "203.0.113.5",
                "log.level": "warning",
                "severity": 4,
                "fields": {
                    "destination": {"ip": "192.0.2.1", "port": 22},
                    "network": {"transport": "tcp", "type": "ipv4"},
                    "observer": {"ingress": {"interface": {"name": "eth0"}}},
                    "log": {"syslog": {"facility": {"name": "kern"}}},
                    "host": {"uptime": 7},
                    "dmesg": {"seconds": 7.000001},
                },
            },
        ),
    ),
)
