"""Timelines as JSON lines: Timesketch's, plaso's ``json_line`` and Hayabusa's ``jsonl``.

Timesketch's ``datetime`` counts before its ``timestamp``, which may be a placeholder; plaso's ``timestamp`` is in
microseconds. https://timesketch.org/guides/user/import-from-json-csv/
"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats import hayabusa
from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import format_of_shape

LINE = re.compile(
    rb'\s*\{(?:(?=[^\n]*"timestamp_desc"\s*:)(?=[^\n]*"(?:datetime|timestamp)"\s*:)'
    rb'|(?=[^\n]*"RuleTitle"\s*:)(?=[^\n]*"Timestamp"\s*:)(?=[^\n]*"Computer"\s*:))'
)
NAMES = {
    "username": "user.name", "user": "user.name", "hostname": "host.name", "computer_name": "host.name", "Computer": "host.name",
    "pid": "process.pid", "reporter": "process.name", "source_ip": "source.ip", "ip_address": "source.ip",
    "event_identifier": "event.code", "EventID": "event.code", "source_name": "event.provider", "Channel": "winlog.channel",
    "RuleTitle": "rule.name", "RuleID": "rule.id", "filename": "file.path", "url": "url.original",
    "http_response_code": "http.response.status_code", "parser": "plaso.parser", "data_type": "plaso.data_type",
    "timestamp_desc": "plaso.timestamp_desc", "display_name": "plaso.display_name",
}  # fmt: skip


def shape(said: Mapping[str, Any]) -> Document:
    named = {name: said[given] for given, name in NAMES.items() if said.get(given) not in (None, "", "-")}
    pid = str(named.get("process.pid", ""))
    return {
        **named,
        "@timestamp": str(
            said.get("datetime") or said.get("Timestamp") or said.get("timestamp") or ""
        ).replace(" +", "+"),
        "@written": str(said.get("datetime") or said.get("Timestamp") or said.get("timestamp") or ""),
        "process.pid": int(pid) if pid.isdigit() else None,
        "tags": said.get("tag") or said.get("label") or None,
        "message": said.get("message"),
        **hayabusa.facts(said),
    }


FORMAT = format_of_shape(
    "timesketch",
    "Timelines as JSON lines (Timesketch, plaso, Hayabusa)",
    shape,
    "timeline",
    signature=LINE,
    samples=(
        Sample(
            b'{"message":"read","timestamp":123456789,"datetime":"2026-11-21T20:00:01+00:00","timestamp_desc":"Write time","hostname":"pc1"}',
            {"timestamp": "2026-11-21T20:00:01.000000Z", "message": "read", "host.name": "pc1"},
        ),
        Sample(
            b'{"__container_type__":"event","data_type":"syslog:line","hostname":"pc1","message":"[client, pid: 30] x","pid":30,'
            b'"reporter":"client","timestamp":1795291201250001,"timestamp_desc":"Content Modification Time"}',
            {"timestamp": "2026-11-21T20:00:01.250001Z", "process.name": "client", "process.pid": 30},
        ),
        Sample(
            b'{"Timestamp":"2026-11-21 21:00:01.250 +01:00","RuleTitle":"Log cleared","Level":"high","Computer":"pc1","Channel":"Sec",'
            b'"EventID":1102,"RecordID":7,"Details":{"User":"ada"},"RuleID":"r1"}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "severity": 3,
                "message": "Log cleared",
                "host.name": "pc1",
            },
        ),
        Sample(
            b'{"Timestamp":"2026-11-21 21:00:01.250 +01:00","RuleTitle":"Logon failure","Level":"medium","Computer":"pc1","Channel":"Sec",'
            b'"EventID":4625,"Details":{"Type":"3 - NETWORK","TgtUser":"ada","SrcIP":"192.0.2.4","Proc":"-"},"RuleID":"r1"}',
            {
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "severity": 4,
            },
        ),
        Sample(
            b'{"Timestamp":"2026-11-21 21:00:01.250 +01:00","RuleTitle":"User made","Level":"low","Computer":"pc1","Channel":"Sec",'
            b'"EventID":4720,"Details":"TgtUser: bo \xc2\xa6 TgtSID: S-1","RuleID":"r1"}',
            {"event.action": "user_created", "user.name": "", "severity": 5},
        ),
    ),
)
