"""Syslog as journalctl's ``short-full``, ``with-unit`` and ``short-unix`` and OpenWrt's ``logread`` print it.

``Sat 2026-11-21 20:00:01 UTC gate sshd[811]: …`` and ``Sat Nov 21 20:00:01 2026 authpriv.info dropbear[811]: …``.
"""

import re

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern
from ingestion.formats.syslog_line import told
from ingestion.normalise.severities import LEVELS

FACILITIES = (
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp",
    "", "", "", "", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
)  # fmt: skip
SHORT_LEVELS = ("emerg", "alert", "crit", "err", "warn", "notice", "info", "debug")
DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
TAG = r"([^\s\[:]{1,128})(?:\[(\d{1,10})\])?: (.*)$"
SHORT_UNIX = rf"(\d{{9,10}}\.\d{{3,6}}) (\S{{1,255}}) {TAG}"
UNIT = re.compile(
    r"((?:[\w@.\\:-]{1,255}\.(?:service|scope|slice|socket|timer|mount|path|target|swap|device))(?:/[\w@.\\:-]{1,255})*)/([^\s/]{1,128})"
)
JOURNAL = rf"{DAY} (\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{{1,6}})?) ([A-Z]{{2,5}}|[+-]\d\d(?:\d\d)?) (\S{{1,255}}) {TAG}"
LOGREAD = rf"{DAY} ([A-Z][a-z]{{2}} [ \d]\d \d\d:\d\d:\d\d \d{{4}}) (?:\[\d{{1,12}}\.\d{{1,6}}\] )?({'|'.join(filter(None, FACILITIES))})\.({'|'.join(SHORT_LEVELS)}) {TAG}"
ZONES = {"UTC": "Z", "GMT": "Z"}
IN_JOURNAL = ("@timestamp", "event.timezone", "host.name", "process.name", "process.pid", "message")
IN_SHORT_UNIX = ("@timestamp", "host.name", "process.name", "process.pid", "message")
IN_LOGREAD = ("@timestamp", "facility", "log.level", "process.name", "process.pid", "message")


def finish(said: Document) -> Document:
    """A zone's abbreviation but UTC's means several; the source's zone is taken then."""
    if unit := UNIT.fullmatch(str(said["process.name"])):
        said = {**said, "systemd.unit": unit[1], "process.name": unit[2]}
    found = {**said, **told(str(said["process.name"]), str(said["message"]))}
    if facility := found.pop("facility", ""):
        found["log.syslog.facility.code"] = FACILITIES.index(str(facility))
        found["log.level"] = LEVELS[SHORT_LEVELS.index(str(said["log.level"]))]
    zone = str(found.get("event.timezone", ""))
    if zone:
        found["@timestamp"] = f"{said['@timestamp']}{zone if zone[0] in '+-' else ZONES.get(zone, '')}"
    return found


FORMAT = format_of_pattern(
    "weekday_syslog",
    "Syslog as journalctl and OpenWrt's logread print it (short-full, with-unit, short-unix)",
    JOURNAL,
    IN_JOURNAL,
    finish,
    others=[(LOGREAD, IN_LOGREAD), (SHORT_UNIX, IN_SHORT_UNIX)],
    signature=f"{JOURNAL}|{LOGREAD}|{SHORT_UNIX}".encode(),
    samples=(
        Sample(
            b"Sat 2026-11-21 20:00:01 UTC gate sshd[811]: Failed password for root from 203.0.113.7 port 40022 ssh2",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "authn_login_fail",
                "host.name": "gate",
                "user.name": "root",
                "source.ip": "203.0.113.7",
                "process.name": "sshd",
                "process.pid": 811,
            },
        ),
        Sample(
            b"Sat 2026-11-21 20:00:01.250001 CET gate till.service[9]: error: lost",
            {
                "timestamp": "2026-11-21T19:00:01.250001Z",
                "time_quality": "inferred",
                "host.name": "gate",
                "process.name": "till.service",
                "process.pid": 9,
                "message": "error: lost",
            },
            zone="Europe/Berlin",
        ),
        Sample(
            b"Sat 2026-11-21 20:00:01 UTC gate ssh.service/sshd[811]: Failed password for root from 203.0.113.7 port 40022 ssh2",
            {
                "event.action": "authn_login_fail",
                "process.name": "sshd",
                "process.pid": 811,
                "fields": {
                    "event": {"timezone": "UTC"},
                    "systemd": {"unit": "ssh.service"},
                    "system": {"auth": {"ssh": {"event": "Failed", "method": "password"}}},
                },
            },
        ),
        Sample(
            b"1795291201.250001 gate sshd[811]: Failed password for root from 203.0.113.7 port 40022 ssh2",
            {
                "timestamp": "2026-11-21T20:00:01.250001Z",
                "event.action": "authn_login_fail",
                "host.name": "gate",
                "process.name": "sshd",
            },
        ),
        Sample(
            b"Sat Nov 21 20:00:01 2026 authpriv.warn dropbear[811]: Bad password attempt for 'root' from 203.0.113.7:40022",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "process.name": "dropbear",
                "process.pid": 811,
                "severity": 4,
                "log.level": "warning",
            },
        ),
    ),
)
