"""What Windows events mean: action, category and outcome by provider and number, who it is about, and what its data tell."""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats import windows_defender, windows_dns, windows_facts, windows_sql_audit
from ingestion.formats.documents import Document
from ingestion.formats.windows_meanings import (
    ABOUT_GROUPS,
    COMPUTERS,
    EVENTS,
    FAILED,
    LOG_CLEARED,
    MEMBERS,
    OTHERS,
    SECURITY,
    SUBJECT,
    TARGET,
)

LEVELS = {"0": "info", "1": "critical", "2": "error", "3": "warning", "4": "info", "5": "debug"}
FAILURE_KEYWORD = 0x10000000000000  # of the Security log: audit failure
SUCCESS_KEYWORD = 0x20000000000000
CALLERS = ("IpAddress", "SourceIp", "SourceAddress", "ClientAddress")
OBJECTS = {"File": "file", "Key": "registry"}
COMMON_NAME = re.compile(r"CN=((?:[^,\\]|\\.){1,255}),", re.IGNORECASE)
NOTHING = ("-", "", None)


def document(event: Mapping[str, Any]) -> Document:
    """Of an ``Event`` as the EVTX parser and Windows' own XML have it."""
    system = _members(event.get("System"))
    number = _number(system.get("EventID"))
    provider = str(_attribute(system, "Provider", "Name") or "")
    data = {name: value for name, value in _data(event).items() if value not in NOTHING}
    hidden = windows_facts.hidden(data)
    data = windows_facts.without_hidden(data) if hidden else data
    action, category, outcome, whose = _meaning(provider, number, data, str(system.get("Keywords") or ""))
    return {
        "@timestamp": _attribute(system, "TimeCreated", "SystemTime"),
        "event.action": action,
        "event.category": category,
        "event.outcome": outcome,
        "event.code": number,
        "event.provider": provider,
        "host.name": system.get("Computer"),
        "log.level": LEVELS.get(str(system.get("Level")), ""),
        "process.pid": _attribute(system, "Execution", "ProcessID"),
        **_said(_of_system(system)),
        **_said(windows_facts.facts(provider, data)),
        **_said(_who(system, whose, data)),
        **_target(number, whose, data),
        **_ends(data),
        **_said(windows_sql_audit.facts(number, data)),
        **_said(windows_dns.facts(provider, number, data)),
        **_said(windows_defender.facts(provider, number, data)),
        "winlog.event_data": {**hidden, **data} or None,
        "message": " ".join([provider, str(number), *(f"{name}={value}" for name, value in data.items())])[
            :2000
        ],
    }


def _ends(data: Mapping[str, Any]) -> Document:
    asked = next((str(data[name]) for name in CALLERS if data.get(name)), "")
    return {
        "source.ip": "" if asked == "LOCAL" else asked.removeprefix("::ffff:"),
        "source.port": _port(data.get("IpPort") or data.get("SourcePort")),
        "destination.ip": data.get("DestinationIp") or data.get("DestAddress"),
        "destination.port": _port(data.get("DestinationPort") or data.get("DestPort")),
    }


def _said(found: Document) -> Document:
    return {name: value for name, value in found.items() if value not in (None, "")}


def _of_system(system: Mapping[str, Any]) -> Document:
    """Who wrote the event, and what it belongs to."""
    return {
        "winlog.channel": system.get("Channel"),
        "winlog.record_id": system.get("EventRecordID"),
        "winlog.provider_guid": _attribute(system, "Provider", "Guid"),
        "winlog.activity_id": _attribute(system, "Correlation", "ActivityID"),
        "winlog.process.pid": _attribute(system, "Execution", "ProcessID"),
        "winlog.process.thread.id": _attribute(system, "Execution", "ThreadID"),
        "winlog.user.identifier": _attribute(system, "Security", "UserID"),
    }


def _who(system: Mapping[str, Any], whose: str, data: Mapping[str, Any]) -> Document:
    """Whose deed it is; where the data do not say it, the account that wrote the event."""
    prefix = "Account" if whose == "AccountName" else whose.removesuffix("UserName") or "Subject"
    by_itself = data.get("TargetUser") or _attribute(system, "Security", "UserID")
    return {
        **(
            {
                "user.name": data.get(whose),
                "user.domain": data.get(f"{prefix}DomainName") or data.get(f"{prefix}Domain"),
            }
            if whose not in ("", "User")
            else {}
        ),
        "user.id": data.get(f"{prefix}UserSid") or data.get(f"{prefix}Sid") or by_itself,
        "winlog.logon.id": data.get(f"{prefix}LogonId") or data.get("SubjectLogonId") or data.get("LogonId"),
    }


def _target(number: int, whose: str, data: Mapping[str, Any]) -> Document:
    """Whom a change is about; of a change of groups the target is the group."""
    if whose != SUBJECT:
        return {}
    sid = data.get("TargetSid") or data.get("TargetUserSid")
    if number not in ABOUT_GROUPS:
        computer = {"name": data.get(TARGET), "domain": data.get("TargetDomainName"), "id": sid}
        return {
            **({"winlog.computerObject": computer} if number in COMPUTERS else {}),
            "user.target.name": data.get(TARGET),
            "user.target.domain": data.get("TargetDomainName"),
            "user.target.id": sid,
        }
    group = {"group.name": data.get(TARGET), "group.domain": data.get("TargetDomainName"), "group.id": sid}
    if number not in MEMBERS:
        return group
    name = data.get("MemberName")
    called = COMMON_NAME.match(str(name))
    return {
        **group,
        "user.target.name": called[1] if called else name,
        "user.target.id": data.get("MemberSid"),
    }


def _meaning(provider: str, number: int, data: Mapping[str, Any], keywords: str) -> tuple[str, str, str, str]:
    if number in LOG_CLEARED and "Eventlog" in provider:
        return LOG_CLEARED[number], "configuration", "success", SUBJECT
    if other := OTHERS.get((provider, number)):
        return *other, SUBJECT if SUBJECT in data else "User" if "User" in data else ""
    if provider != SECURITY or number not in EVENTS:
        return f"event_{number}", "", _audited(keywords), SUBJECT if SUBJECT in data else ""
    action, category, outcome, whose = EVENTS[number]
    category = category or OBJECTS.get(str(data.get("ObjectType")), "")
    if not outcome:
        outcome = "failure" if _failed(keywords, data) else "success"
    if outcome == "failure":
        action = FAILED.get(number, action)
    return action, category, outcome, whose


def _audited(keywords: str) -> str:
    """What the keywords say came of it, where the event is an audited one."""
    try:
        mask = int(keywords, 16)
    except ValueError:
        return ""
    return "failure" if mask & FAILURE_KEYWORD else "success" if mask & SUCCESS_KEYWORD else ""


def _failed(keywords: str, data: Mapping[str, Any]) -> bool:
    return _audited(keywords) == "failure" or str(data.get("Status", "0x0")) not in ("0x0", "0x00000000")


def _data(event: Mapping[str, Any]) -> dict[str, Any]:
    """Named values; unnamed ones are numbered. ``UserData`` wraps its own in an element of any name."""
    found = _members(event.get("EventData")) or _members(event.get("UserData"))
    if len(found) == 1 and isinstance(inner := next(iter(found.values())), Mapping) and "Data" not in found:
        found = _members(inner)
    unnamed = found.pop("Data", None)
    values = unnamed.get("#text") if isinstance(unnamed, Mapping) else unnamed
    for place, value in enumerate(values if isinstance(values, list) else [values], start=1):
        found[f"Data{place}"] = value
    return {name: value for name, value in found.items() if name not in ("#attributes", "Binary")}


def _members(value: object) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _attribute(parent: Mapping[str, Any], element: str, name: str) -> Any:
    return _members(_members(parent.get(element)).get("#attributes")).get(name)


def _number(value: object) -> int:
    text = str(value.get("#text") if isinstance(value, Mapping) else value)
    return int(text) if text.isascii() and text.isdigit() else 0


def _port(value: object) -> int | None:
    text = str(value)
    return (
        int(text) if text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) < 65536 else None
    )
