"""Windows events as JSON: of EVTX parsers (``{"Event": …}``), EvtxECmd, Chainsaw, Velociraptor, Winlogbeat, NXLog, and
PowerShell's ``ConvertTo-Json``."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ingestion.formats import evtxecmd, windows_trees
from ingestion.formats.documents import Document
from ingestion.formats.shapes import at, format_of_shape, text
from ingestion.formats.windows_events import FAILURE_KEYWORD, SUCCESS_KEYWORD, document
from ingestion.formats.windows_facts import hidden, without_hidden
from ingestion.formats.windows_json_samples import SAMPLES

LINE = re.compile(
    rb'\s*\{(?:\s*"Event"\s*:\s*\{'
    rb'|(?=[^\n]*"Event"\s*:\s*\{)(?=[^\n]*"System"\s*:\s*\{)(?=[^\n]*"EventID"\s*:)'
    rb'|(?=[^\n]*"System"\s*:\s*\{)(?=[^\n]*"EventID"\s*:)(?=[^\n]*"(?:TimeCreated|EventRecordID)"\s*:)'
    rb'|(?=[^\n]*"EventRecordId"\s*:)(?=[^\n]*"EventId"\s*:)(?=[^\n]*"Payload"\s*:)(?=[^\n]*"TimeCreated"\s*:)'
    rb'|(?=[^\n]*"log_name"\s*:)(?=[^\n]*"event_id"\s*:)(?=[^\n]*"source_name"\s*:)(?=[^\n]*"computer_name"\s*:)'
    rb'|(?=.{0,65536}?"ReplacementStrings"\s*:)(?=.{0,65536}?"InstanceId"\s*:)(?=.{0,65536}?"TimeGenerated"\s*:)'
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
# Winlogbeat's names before 7.0.
BEFORE_7 = {"provider_name": "source_name", "channel": "log_name", "record_id": "record_number"}
EVTXECMD_LEVELS = {"LogAlways": "info", "Info": "info", "Verbose": "debug"}
# https://learn.microsoft.com/en-us/dotnet/api/system.diagnostics.eventlogentrytype
ENTRY_TYPES: Mapping[int | str, str] = {
    1: "error",
    2: "warning",
    4: "information",
    8: "SuccessAudit",
    16: "FailureAudit",
}
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
    if windows_trees.is_aggregate(said):
        return {"@timestamp": said.get("timestamp"), **windows_trees.around(said)}
    if inner := windows_trees.found_in(said):
        return {**document(windows_trees.event_of(inner)), **windows_trees.around(said)}
    if isinstance(winlog := said.get("winlog"), Mapping):
        return _winlogbeat(said, winlog)
    if "log_name" in said and "event_id" in said:
        return _winlogbeat(said, {**said, **{own: said.get(name) for own, name in BEFORE_7.items()}})
    if "EventID" in said and "ReplacementStrings" not in said:
        return _nxlog(said)
    if "EventId" in said and "Payload" in said:
        return _evtxecmd(said)
    return _event_log(said) if "ReplacementStrings" in said else _powershell(said)


def _hide(said: dict[str, Any]) -> None:
    """Secrets of the registry stand first, away from the name that tells them, and in no sentence; the export is kept as it is left here."""
    event = windows_trees.found_in(said) or {}
    for data in (
        said,
        said.get("EventData"),
        event.get("EventData"),
        at(said, "winlog", "event_data"),
        said.get("event_data"),
    ):
        if isinstance(data, dict) and (found := hidden(data)):
            plain = without_hidden(data)
            data.clear()
            data.update({**found, **plain})
            for name in ("message", "Message"):
                if any(str(value) in str(said.get(name, "")) for value in found.values()):
                    del said[name]


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
        by_place(said.get("ProviderName"), said.get("Id"), [at(value, "Value") for value in values])
        if isinstance(values, list)
        else {}
    )
    found = document(event)
    level = str(said.get("LevelDisplayName") or found.get("log.level") or "").lower()
    return {**found, "message": said.get("Message") or found["message"], "log.level": level,
            "@written": str(said.get("TimeCreated") or "")}  # fmt: skip


def _evtxecmd(said: Mapping[str, Any]) -> Document:
    event = event_of(
        said.get("Provider"), said["EventId"], evtxecmd.in_utc(text(said, "TimeCreated")), said.get("Computer"), said.get("Channel"),
        said.get("EventRecordId"), evtxecmd.keywords(said.get("Keywords")), said.get("ProcessId"),
    )  # fmt: skip
    event["EventData"] = evtxecmd.payload(text(said, "Payload"))
    found = document(event)
    return {
        **found,
        **evtxecmd.said_of(said),
        "message": text(said, "MapDescription") or found["message"],
        "log.level": EVTXECMD_LEVELS.get(text(said, "Level"), text(said, "Level").lower()),
        "@written": text(said, "TimeCreated"),
    }


def _event_log(said: Mapping[str, Any]) -> Document:
    """``Get-EventLog``'s: the values have no names."""
    provider, number, kind = said.get("Source"), said.get("EventID"), said.get("EntryType")
    event = event_of(
        provider, number, _time(said.get("TimeGenerated")), said.get("MachineName"), None, said.get("Index"),
        evtxecmd.keywords(ENTRY_TYPES.get(kind, kind) if isinstance(kind, int | str) else ""), None,
    )  # fmt: skip
    values = said.get("ReplacementStrings")
    event["EventData"] = by_place(provider, number, values) if isinstance(values, list) else {}
    found = document(event)
    level = str(ENTRY_TYPES.get(kind, kind) if isinstance(kind, int | str) else "").lower()
    return {
        **found,
        "message": said.get("Message") or found["message"],
        "log.level": "info" if "audit" in level else level,
        "@written": str(at(said, "TimeGenerated") or ""),
    }


def by_place(provider: object, number: object, values: list[Any]) -> dict[str, Any]:
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
    samples=SAMPLES,
)
