"""Timelines as JSON lines: Timesketch's, plaso's ``json_line`` and Hayabusa's ``jsonl``.

Timesketch's ``datetime`` counts before its ``timestamp``, which may be a placeholder; plaso's ``timestamp`` is in
microseconds. https://timesketch.org/guides/user/import-from-json-csv/
"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats import hayabusa, plaso
from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import format_of_shape

LINE = re.compile(
    rb'\s*\{(?:(?=[^\n]*"timestamp_desc"\s*:)(?=[^\n]*"(?:datetime|timestamp)"\s*:)'
    rb'|(?=[^\n]*"RuleTitle"\s*:)(?=[^\n]*"Timestamp"\s*:)(?=[^\n]*"Computer"\s*:))'
)
TIMES = ("datetime", "Timestamp", "timestamp")
NAMES = {
    "username": "user.name", "user": "user.name", "hostname": "host.name", "computer_name": "host.name", "Computer": "host.name",
    "pid": "process.pid", "user_sid": "user.id", "reporter": "process.name", "source_ip": "source.ip", "ip_address": "source.ip",
    "event_identifier": "event.code", "EventID": "event.code", "source_name": "event.provider", "Channel": "winlog.channel",
    "RuleTitle": "rule.name", "RuleID": "rule.id", "filename": "file.path", "url": "url.original",
    "http_response_code": "http.response.status_code", "parser": "plaso.parser", "data_type": "plaso.data_type",
    "timestamp_desc": "plaso.timestamp_desc", "display_name": "plaso.display_name",
}  # fmt: skip


def shape(said: Mapping[str, Any]) -> Document:
    named = {name: said[given] for given, name in NAMES.items() if said.get(given) not in (None, "", "-")}
    pid = str(named.get("process.pid", ""))
    written, time = _time(said)
    return {
        **named,
        "@timestamp": time,
        "@written": written,
        "process.pid": int(pid) if pid.isdigit() else None,
        "tags": said.get("tag") or said.get("label") or None,
        "message": said.get("message"),
        **plaso.facts(said),
        **hayabusa.facts(said),
    }


def _time(said: Mapping[str, Any]) -> tuple[str, str]:
    """As it is written, and as it is read."""
    if plaso.has_no_time(said):
        return "", ""
    written = str(next((said[name] for name in TIMES if said.get(name) not in (None, "")), ""))
    exact = "" if said.get("datetime") else plaso.moment(said)
    return written, exact or written.replace(" +", "+")  # Hayabusa puts a space there


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
        Sample(
            b'{"data_type":"windows:evtx:record","parser":"winevtx","timestamp":1795291201250001,"timestamp_desc":"Content Modification Time",'
            b'"computer_name":"pc1","event_identifier":4625,"source_name":"Microsoft-Windows-Security-Auditing","message":"[4625] x","xml_string":"<Event>'
            b"<System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4625</EventID></System><EventData><Data Name='TargetUserName'>ada"
            b"</Data><Data Name='IpAddress'>192.0.2.4</Data></EventData></Event>\"}",
            {
                "timestamp": "2026-11-21T20:00:01.250001Z",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "host.name": "pc1",
                "message": "[4625] x",
            },
        ),
        Sample(
            b'{"data_type":"windows:evtx:record","parser":"winevtx","timestamp":1795291201250001,"timestamp_desc":"Content Modification Time",'
            b'"computer_name":"pc1","event_identifier":4634,"source_name":"Microsoft-Windows-Security-Auditing","message":"[4634] x",'
            b'"strings":["S-1","ada","CORP","0x9","3"]}',
            {"event.action": "session_closed", "user.name": "ada"},
        ),
        Sample(
            b'{"data_type":"syslog:ssh:failed_connection","parser":"syslog","timestamp":86400000001,"timestamp_desc":"Content Modification Time",'
            b'"hostname":"gate","username":"root","ip_address":"192.0.2.4","message":"Failed"}',
            {
                "timestamp": "1970-01-02T00:00:00.000001Z",
                "event.created": "86400000001",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "root",
            },
        ),
        Sample(
            b'{"data_type":"fs:stat","parser":"filestat","timestamp":0,"timestamp_desc":"Not a time","message":"x"}',
            {"time_quality": "arrival", "message": "x"},
        ),
    ),
)
