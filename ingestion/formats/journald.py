"""systemd's journal as JSON (``journalctl -o json``). https://systemd.io/JOURNAL_EXPORT_FORMATS/#journal-json-format"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats import syslog_line
from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import format_of_shape
from ingestion.normalise.severities import LEVELS

LINE = re.compile(rb'\s*\{(?=.{0,65536}?"__REALTIME_TIMESTAMP"\s*:)', re.DOTALL)


def shape(said: Mapping[str, Any]) -> Document:
    message = _text(said.get("MESSAGE"))
    program = _text(said.get("SYSLOG_IDENTIFIER")) or _text(said.get("_COMM"))
    priority, pid = _text(said.get("PRIORITY")), _text(said.get("_PID")) or _text(said.get("SYSLOG_PID"))
    return {
        **syslog_line.told(program, message[: syslog_line.MOST]),
        "@timestamp": _text(said.get("_SOURCE_REALTIME_TIMESTAMP"))
        or _text(said.get("__REALTIME_TIMESTAMP")),
        "host.name": said.get("_HOSTNAME"),
        "process.name": program,
        "process.pid": int(pid) if pid.isascii() and pid.isdigit() and len(pid) < 11 else None,
        "process.executable": said.get("_EXE"),
        "process.command_line": said.get("_CMDLINE"),
        "user.id": said.get("_UID"),
        "service.name": said.get("_SYSTEMD_UNIT"),
        "log.level": LEVELS[int(priority)] if priority in tuple("01234567") else "",
        "message": message,
    }


def _text(value: object) -> str:
    """What is no text is a list of byte values; a field that stands several times is a list of texts."""
    if isinstance(value, list) and value and all(isinstance(one, int) and 0 <= one < 256 for one in value):
        return bytes(value).decode("utf-8", "replace")
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


FORMAT = format_of_shape(
    "journald",
    "systemd journal (JSON)",
    shape,
    "journald",
    signature=LINE,
    samples=(
        Sample(
            b'{"__REALTIME_TIMESTAMP":"1795291201250001","_HOSTNAME":"gw","SYSLOG_IDENTIFIER":"sshd","_PID":"811","PRIORITY":"6",'
            b'"_SYSTEMD_UNIT":"ssh.service","MESSAGE":"Accepted publickey for ada from 192.0.2.4 port 5022 ssh2"}',
            {
                "timestamp": "2026-11-21T20:00:01.250001Z",
                "event.action": "authn_login_success",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "process.pid": 811,
                "severity": 6,
                "service.name": "ssh.service",
            },
        ),
        Sample(
            b'{"__REALTIME_TIMESTAMP":"1795291201250001","_HOSTNAME":"gw","SYSLOG_IDENTIFIER":"kernel","PRIORITY":"4","MESSAGE":'
            b'"DROP IN=eth0 OUT= SRC=203.0.113.5 DST=192.0.2.1 LEN=40 PROTO=TCP SPT=4242 DPT=22"}',
            {
                "event.action": "network_denied",
                "source.ip": "203.0.113.5",
                "source.port": 4242,
                "event.category": "network",
            },
        ),
    ),
)
