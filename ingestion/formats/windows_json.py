"""Windows events as JSON: of EVTX parsers (``{"Event": …}``), Winlogbeat, NXLog, and PowerShell's ``ConvertTo-Json``."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import at, format_of_shape, text
from ingestion.formats.windows_events import FAILURE_KEYWORD, SUCCESS_KEYWORD, document
from ingestion.formats.windows_facts import hidden, without_hidden

LINE = re.compile(
    rb'\s*\{(?:\s*"Event"\s*:\s*\{'
    rb'|(?=[^\n]*"winlog"\s*:\s*\{)(?=[^\n]*"(?:event_id|provider_guid)"\s*:)'
    rb'|(?=[^\n]*"EventID"\s*:)(?=[^\n]*"(?:SourceName|ProviderGuid|Channel)"\s*:)(?=[^\n]*"(?:Hostname|Computer)"\s*:)'
    rb'|(?=.{0,65536}?"Id"\s*:)(?=.{0,65536}?"ProviderName"\s*:)(?=.{0,65536}?"(?:MachineName|TimeCreated)"\s*:))',
    re.DOTALL,
)
_SUBJECT = ("SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId")
_TARGET = ("TargetUserSid", "TargetUserName", "TargetDomainName", "TargetLogonId")
_FROM = ("KeyLength", "ProcessId", "ProcessName", "IpAddress", "IpPort")
_PACKAGE = ("LogonType", "LogonProcessName", "AuthenticationPackageName", "WorkstationName")
_ACCOUNT = ("TargetUserName", "TargetDomainName", "TargetSid", *_SUBJECT)
SECURITY = "Microsoft-Windows-Security-Auditing"  # other providers' events have the same numbers
# The order in which the Security log's events have their values, by their first versions.
PLACES = {
    4624: (*_SUBJECT, *_TARGET, *_PACKAGE, "LogonGuid", "TransmittedServices", "LmPackageName", *_FROM),
    4625: (*_SUBJECT, *_TARGET[:3], "Status", "FailureReason", "SubStatus", *_PACKAGE, "TransmittedServices", "LmPackageName", *_FROM),
    4634: (*_TARGET, "LogonType"), 4647: _TARGET, 4672: (*_SUBJECT, "PrivilegeList"),
    4688: (*_SUBJECT, "NewProcessId", "NewProcessName", "TokenElevationType", "ProcessId", "CommandLine"),
    4720: _ACCOUNT, 4722: _ACCOUNT, 4723: _ACCOUNT, 4724: _ACCOUNT, 4725: _ACCOUNT, 4726: _ACCOUNT, 4738: ("Dummy", *_ACCOUNT),
    4728: ("MemberName", "MemberSid", *_ACCOUNT), 4732: ("MemberName", "MemberSid", *_ACCOUNT), 4756: ("MemberName", "MemberSid", *_ACCOUNT),
}  # fmt: skip
TIMES = ("EventTime", "TimeCreated", "@timestamp", "SystemTime", "UtcTime")
AUDITED = {"Audit Failure": FAILURE_KEYWORD, "Audit Success": SUCCESS_KEYWORD}
TICKS = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/$")
# NXLog's own names and those of the System element; the rest is the event's data.
NXLOG = frozenset(
    ("EventTime", "Hostname", "Keywords", "EventType", "SeverityValue", "Severity", "EventID", "SourceName", "ProviderGuid",
     "Version", "Task", "OpcodeValue", "RecordNumber", "ProcessID", "ThreadID", "Channel", "Message", "Category", "Opcode",
     "EventReceivedTime", "SourceModuleName", "SourceModuleType", "ActivityID", "Computer", "Level", "Provider", "ProviderName",
     "EventRecordID", "EventData", "@timestamp", "@version", "TimeCreated", "tags")
)  # fmt: skip


def shape(said: Mapping[str, Any]) -> Document:
    if isinstance(said, dict):
        _hide(said)
    if isinstance(inner := said.get("Event"), Mapping):
        return document(_with_attributes(inner))
    if isinstance(winlog := said.get("winlog"), Mapping):
        return _winlogbeat(said, winlog)
    return _nxlog(said) if "EventID" in said else _powershell(said)


def _hide(said: dict[str, Any]) -> None:
    """Secrets of the registry stand first, away from the name that tells them, and in no sentence; the export is kept as it is left here."""
    inner, winlog = at(said, "Event", "EventData"), at(said, "winlog", "event_data")
    for data in (said, said.get("EventData"), inner, winlog):
        if isinstance(data, dict) and (found := hidden(data)):
            plain = without_hidden(data)
            data.clear()
            data.update({**found, **plain})
            for name in ("message", "Message"):
                if any(str(value) in str(said.get(name, "")) for value in found.values()):
                    del said[name]


def _with_attributes(event: Mapping[str, Any]) -> dict[str, Any]:
    """Some converters write XML's attributes as ``@Name``, and the event's data as a list of them."""
    attributes = {name[1:]: value for name, value in event.items() if name.startswith("@")}
    found = {name: _converted(value) for name, value in event.items() if not name.startswith("@")}
    rows = found.get("Data")
    if isinstance(rows, list) and rows and all(at(row, "#attributes", "Name") for row in rows):
        return {row["#attributes"]["Name"]: row.get("#text") for row in rows}
    return {**found, **({"#attributes": attributes} if attributes else {})}


def _converted(value: object) -> object:
    if isinstance(value, Mapping):
        return _with_attributes(value)
    return [_converted(one) for one in value] if isinstance(value, list) else value


def _winlogbeat(said: Mapping[str, Any], winlog: Mapping[str, Any]) -> Document:
    """https://www.elastic.co/docs/reference/beats/winlogbeat/exported-fields-winlog"""
    keywords = winlog.get("keywords")
    audited = [AUDITED[word] for word in keywords if word in AUDITED] if isinstance(keywords, list) else []
    event = event_of(
        winlog.get("provider_name") or at(said, "event", "provider"), winlog.get("event_id") or at(said, "event", "code"), said.get("@timestamp"),
        winlog.get("computer_name") or at(said, "host", "name"), winlog.get("channel"), winlog.get("record_id"),
        hex(audited[0]) if audited else "", at(winlog, "process", "pid") or winlog.get("process_id"),
    )  # fmt: skip
    system = event["System"]
    system["Provider"]["#attributes"]["Guid"] = winlog.get("provider_guid")
    system["Execution"]["#attributes"]["ThreadID"] = at(winlog, "process", "thread", "id") or winlog.get(
        "thread_id"
    )
    system["Correlation"] = {"#attributes": {"ActivityID": winlog.get("activity_id")}}
    system["Security"] = {"#attributes": {"UserID": at(winlog, "user", "identifier")}}
    data = winlog.get("event_data") or winlog.get("user_data")
    event["EventData"] = dict(data) if isinstance(data, Mapping) else {}
    found = document(event)
    own = at(said, "event", "outcome")
    return {
        **found,
        "event.outcome": found["event.outcome"] or own,
        "message": said.get("message") or found["message"],
        "log.level": str(at(said, "log", "level") or "").lower(),
    }


def _nxlog(said: Mapping[str, Any]) -> Document:
    moment = next((said[name] for name in TIMES if said.get(name)), None)
    provider = said.get("SourceName") or said.get("ProviderName") or said.get("Provider")
    event = event_of(
        provider if isinstance(provider, str) else at(provider, "Name"), said["EventID"], moment, said.get("Hostname") or said.get("Computer"),
        said.get("Channel"), said.get("RecordNumber") or said.get("EventRecordID"), said.get("Keywords"), said.get("ProcessID"),
    )  # fmt: skip
    data = said.get("EventData")
    rest = {name: value for name, value in said.items() if name not in NXLOG}
    event["EventData"] = dict(data) if isinstance(data, Mapping) else rest
    found = document(event)
    return {
        **found,
        "message": said.get("Message") or found["message"],
        "log.level": str(said.get("Severity") or "").lower(),
    }


def _powershell(said: Mapping[str, Any]) -> Document:
    event = event_of(
        said.get("ProviderName"), said.get("Id"), _time(said.get("TimeCreated")), said.get("MachineName"),
        said.get("LogName"), said.get("RecordId"), said.get("Keywords"), said.get("ProcessId"),
    )  # fmt: skip
    values = said.get("Properties")
    event["System"]["Security"] = {"#attributes": {"UserID": text(said, "UserId", "Value")}}
    event["EventData"] = (
        _by_place(said.get("ProviderName"), said.get("Id"), [at(value, "Value") for value in values])
        if isinstance(values, list)
        else {}
    )
    found = document(event)
    level = str(said.get("LevelDisplayName") or found.get("log.level") or "").lower()
    return {**found, "message": said.get("Message") or found["message"], "log.level": level,
            "@written": str(said.get("TimeCreated") or "")}  # fmt: skip


def _by_place(provider: object, number: object, values: list[Any]) -> dict[str, Any]:
    """PowerShell gives the event's values without their names; those of logins and the like are known."""
    names = PLACES.get(number if isinstance(number, int) and provider == SECURITY else 0, ())
    named = dict(zip(names, values, strict=False))
    return {**named, "Data": values[len(names) :]} if len(values) > len(names) else named


def event_of(provider: object, number: object, time: object, host: object, channel: object, record_id: object, keywords: object,
           pid: object) -> dict[str, Any]:  # fmt: skip
    mask = int(str(keywords)) & (2**64 - 1) if re.match(r"-?\d{1,20}$", str(keywords)) else keywords
    return {
        "System": {
            "Provider": {"#attributes": {"Name": provider}}, "EventID": number, "Computer": host, "Channel": channel,
            "EventRecordID": record_id, "Keywords": hex(mask) if isinstance(mask, int) else mask,
            "TimeCreated": {"#attributes": {"SystemTime": time}}, "Execution": {"#attributes": {"ProcessID": pid}},
        }
    }  # fmt: skip


def _time(value: object) -> str:
    """Windows PowerShell writes ``/Date(milliseconds)/``, PowerShell 7 ISO 8601; some give it an object around."""
    text = str(at(value, "value") if isinstance(value, Mapping) else value or "")
    found = TICKS.match(text)
    if not found:
        return text
    return datetime.fromtimestamp(int(found[1]) / 1000, tz=UTC).isoformat(timespec="milliseconds")


FORMAT = format_of_shape(
    "windows_json",
    "Windows events (JSON)",
    shape,
    "winlog.export",
    signature=LINE,
    least=48,
    samples=(
        Sample(
            b'{"EventTime":"2026-11-21 20:00:01","Hostname":"pc1","Keywords":-9218868437227405312,"Severity":"ERROR","EventID":4625,'
            b'"SourceName":"Microsoft-Windows-Security-Auditing","Channel":"Security","RecordNumber":9,"ProcessID":64,'
            b'"TargetUserName":"bo","IpAddress":"192.0.2.7","IpPort":"0","Message":"An account failed to log on."}',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "bo",
                "source.ip": "192.0.2.7",
                "host.name": "pc1",
                "severity": 3,
                "message": "An account failed to log on.",
            },
        ),
        Sample(
            b'{"Id":104,"ProviderName":"Microsoft-Windows-Eventlog","LogName":"System","RecordId":5,"ProcessId":64,"MachineName":"pc1",'
            b'"TimeCreated":"\\/Date(1795291201250)\\/","LevelDisplayName":"Information","Message":"The log was cleared.","Properties":[{"Value":"ada"}]}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.created": "/Date(1795291201250)/",
                "event.action": "event_log_cleared",
                "host.name": "pc1",
                "severity": 6,
            },
        ),
        Sample(
            b'{"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Security-Auditing"}},"EventID":4624,'
            b'"TimeCreated":{"#attributes":{"SystemTime":"2026-11-21T20:00:01.5Z"}},"Computer":"pc1","Keywords":"0x8020000000000000"},'
            b'"EventData":{"TargetUserName":"ada"}}}',
            {
                "timestamp": "2026-11-21T20:00:01.500000Z",
                "event.action": "authn_login_success",
                "user.name": "ada",
            },
        ),
        Sample(
            b'{"Id":4634,"ProviderName":"Microsoft-Windows-Security-Auditing","LogName":"Security","MachineName":"pc1","TimeCreated":'
            b'"2026-11-21T21:00:01.5+01:00","Properties":[{"Value":"S-1"},{"Value":"ada"},{"Value":"CORP"},{"Value":9},{"Value":3}]}',
            {
                "timestamp": "2026-11-21T20:00:01.500000Z",
                "event.action": "session_closed",
                "user.name": "ada",
            },
        ),
        Sample(
            b'{"@timestamp":"2026-11-21T20:00:01.25Z","winlog":{"channel":"Security","computer_name":"pc1.corp","event_id":"4625",'
            b'"provider_name":"Microsoft-Windows-Security-Auditing","keywords":["Audit Failure"],"event_data":{"TargetUserName":"bo",'
            b'"IpAddress":"192.0.2.4"}},"event":{"code":"4625","outcome":"failure"},"log":{"level":"information"},"message":"Failed."}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "bo",
                "source.ip": "192.0.2.4",
                "host.name": "pc1.corp",
                "severity": 6,
                "message": "Failed.",
            },
        ),
        Sample(
            b'{"Event":{"System":{"Provider":{"@Name":"Microsoft-Windows-Security-Auditing"},"EventID":"4624","TimeCreated":'
            b'{"@SystemTime":"2026-11-21T20:00:01.25Z"},"Computer":"pc1"},"EventData":{"Data":[{"@Name":"TargetUserName","#text":"ada"}]}}}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "authn_login_success",
                "user.name": "ada",
            },
        ),
        Sample(
            b'{"EventID":4624,"TimeCreated":"2026-11-21T20:00:01.25Z","Computer":"pc1","Channel":"Security",'
            b'"Provider":"Microsoft-Windows-Security-Auditing","EventData":{"TargetUserName":"ada"}}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "authn_login_success",
                "user.name": "ada",
            },
        ),
        Sample(
            b'{"Id":4634,"ProviderName":"Acme-Backup","LogName":"Application","MachineName":"pc1","TimeCreated":'
            b'"2026-11-21T21:00:01.5+01:00","Properties":[{"Value":"S-1"},{"Value":"ada"}],"Message":"Copied."}',
            {"user.name": "", "message": "Copied."},
        ),
    ),
)
