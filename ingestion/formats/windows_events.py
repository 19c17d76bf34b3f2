"""What Windows events mean, as data: action, category and outcome by provider and number, and who it is about.

https://learn.microsoft.com/en-us/windows-server/identity/ad-ds/plan/appendix-l--events-to-monitor
"""

from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document

SECURITY = "Microsoft-Windows-Security-Auditing"
SUBJECT, TARGET = "SubjectUserName", "TargetUserName"
# number: (action, category, outcome, whose name it is)
EVENTS = {
    4624: ("authn_login_success", "authentication", "success", TARGET),
    4625: ("authn_login_fail", "authentication", "failure", TARGET),
    4634: ("session_closed", "session", "success", TARGET),
    4647: ("session_closed", "session", "success", TARGET),
    4648: ("authn_explicit_credentials", "authentication", "", SUBJECT),
    4672: ("authz_admin", "iam", "success", SUBJECT),
    4673: ("privilege_used", "iam", "", SUBJECT),
    4688: ("process_created", "process", "success", SUBJECT),
    4689: ("process_ended", "process", "success", SUBJECT),
    4608: ("sys_startup", "host", "success", ""),
    4609: ("sys_shutdown", "host", "success", ""),
    4670: ("privilege_permissions_changed", "iam", "success", SUBJECT),
    4697: ("service_installed", "configuration", "success", SUBJECT),
    4698: ("scheduled_task_created", "configuration", "success", SUBJECT),
    4699: ("scheduled_task_deleted", "configuration", "success", SUBJECT),
    4702: ("scheduled_task_updated", "configuration", "success", SUBJECT),
    4704: ("authz_change", "iam", "success", SUBJECT),
    4705: ("authz_change", "iam", "success", SUBJECT),
    4717: ("authz_change", "iam", "success", SUBJECT),
    4718: ("authz_change", "iam", "success", SUBJECT),
    4719: ("audit_policy_changed", "configuration", "success", SUBJECT),
    4720: ("user_created", "iam", "success", SUBJECT),
    4722: ("user_updated", "iam", "success", SUBJECT),
    4723: ("authn_password_change", "iam", "", SUBJECT),
    4724: ("authn_password_change", "iam", "", SUBJECT),
    4725: ("user_archived", "iam", "success", SUBJECT),
    4726: ("user_deleted", "iam", "success", SUBJECT),
    4728: ("privilege_permissions_changed", "iam", "success", SUBJECT),
    4727: ("group_created", "iam", "success", SUBJECT),
    4729: ("privilege_permissions_changed", "iam", "success", SUBJECT),
    4730: ("group_deleted", "iam", "success", SUBJECT),
    4731: ("group_created", "iam", "success", SUBJECT),
    4734: ("group_deleted", "iam", "success", SUBJECT),
    4735: ("group_updated", "iam", "success", SUBJECT),
    4737: ("group_updated", "iam", "success", SUBJECT),
    4732: ("privilege_permissions_changed", "iam", "success", SUBJECT),
    4733: ("privilege_permissions_changed", "iam", "success", SUBJECT),
    4738: ("user_updated", "iam", "success", SUBJECT),
    4740: ("authn_login_lock", "authentication", "failure", TARGET),
    4757: ("privilege_permissions_changed", "iam", "success", SUBJECT),
    4767: ("user_updated", "iam", "success", SUBJECT),
    4778: ("session_created", "session", "success", "AccountName"),
    4779: ("session_closed", "session", "success", "AccountName"),
    4781: ("user_updated", "iam", "success", SUBJECT),
    4756: ("privilege_permissions_changed", "iam", "success", SUBJECT),
    4768: ("kerberos_ticket_requested", "authentication", "", TARGET),
    4769: ("kerberos_service_ticket_requested", "authentication", "", TARGET),
    4771: ("authn_login_fail", "authentication", "failure", TARGET),
    4776: ("credentials_validated", "authentication", "", TARGET),
    4616: ("system_time_changed", "configuration", "success", SUBJECT),
}
MEMBERS = frozenset({4728, 4729, 4732, 4733, 4756, 4757})
# Of other providers: (action, category, outcome).
OTHERS = {
    ("Service Control Manager", 7045): ("service_installed", "configuration", "success"),
    ("EventLog", 6005): ("sys_startup", "host", "success"),
    ("EventLog", 6006): ("sys_shutdown", "host", "success"),
    ("EventLog", 6008): ("sys_crash", "host", "failure"),
    ("Microsoft-Windows-Kernel-Power", 41): ("sys_crash", "host", "failure"),
    ("Microsoft-Windows-Sysmon", 1): ("process_created", "process", "success"),
    ("Microsoft-Windows-Sysmon", 3): ("network_connection", "network", "success"),
    ("Microsoft-Windows-Sysmon", 5): ("process_ended", "process", "success"),
    ("Microsoft-Windows-Sysmon", 11): ("file_created", "file", "success"),
    ("Microsoft-Windows-Sysmon", 22): ("dns_query", "network", "success"),
    ("Microsoft-Windows-PowerShell", 4104): ("script_block", "process", ""),
    ("Microsoft-Windows-Windows Defender", 1116): ("malware_detected", "malware", ""),
    ("Microsoft-Windows-Windows Defender", 1117): ("malware_acted_on", "malware", ""),
    ("Microsoft-Windows-Windows Defender", 5001): ("sys_monitor_disabled", "configuration", "success"),
    ("Microsoft-Windows-Windows Defender", 5000): ("sys_monitor_enabled", "configuration", "success"),
}
# What a failure of them is called.
FAILED = {
    4723: "authn_password_change_fail",
    4724: "authn_password_change_fail",
    4768: "authn_login_fail",
    4776: "authn_login_fail",
}
LOG_CLEARED = {1102: "audit_log_cleared", 104: "event_log_cleared"}
LEVELS = {"1": "critical", "2": "error", "3": "warning", "4": "info", "5": "debug"}
FAILURE_KEYWORD = 0x10000000000000  # of the Security log: audit failure
NOTHING = ("-", "", None)


def document(event: Mapping[str, Any]) -> Document:
    """Of an ``Event`` as the EVTX parser and Windows' own XML have it."""
    system = _members(event.get("System"))
    number = _number(system.get("EventID"))
    provider = str(_attribute(system, "Provider", "Name") or "")
    data = {name: value for name, value in _data(event).items() if value not in NOTHING}
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
        "user.name": data.get(whose) if whose else "",
        "user.domain": data.get(whose.replace("UserName", "DomainName"))
        if whose.endswith("UserName")
        else "",
        **_target(number, whose, data),
        "source.ip": str(data.get("IpAddress") or data.get("SourceIp") or "").removeprefix("::ffff:"),
        "source.port": _port(data.get("IpPort") or data.get("SourcePort")),
        "destination.ip": data.get("DestinationIp"),
        "destination.port": _port(data.get("DestinationPort")),
        "process.executable": data.get("NewProcessName") or data.get("ProcessName") or data.get("Image"),
        "process.parent.executable": data.get("ParentProcessName") or data.get("ParentImage"),
        "process.command_line": data.get("CommandLine"),
        "process.pid": _attribute(system, "Execution", "ProcessID"),
        "winlog.channel": system.get("Channel"),
        "winlog.record_id": system.get("EventRecordID"),
        "winlog.event_data": data or None,
        "message": " ".join([provider, str(number), *(f"{name}={value}" for name, value in data.items())])[
            :2000
        ],
    }


def _target(number: int, whose: str, data: Mapping[str, Any]) -> Document:
    """Whom a change is about; of a change of members the target is the group."""
    if whose != SUBJECT:
        return {}
    if number in MEMBERS:
        member = {"user.target.name": data.get("MemberName"), "user.target.id": data.get("MemberSid")}
        return {"group.name": data.get(TARGET), **member}
    return {"user.target.name": data.get(TARGET)}


def _meaning(provider: str, number: int, data: Mapping[str, Any], keywords: str) -> tuple[str, str, str, str]:
    if number in LOG_CLEARED and "Eventlog" in provider:
        return LOG_CLEARED[number], "configuration", "success", SUBJECT
    if other := OTHERS.get((provider, number)):
        return *other, SUBJECT if SUBJECT in data else "User" if "User" in data else ""
    if provider != SECURITY or number not in EVENTS:
        return f"event_{number}", "", "", SUBJECT if SUBJECT in data else ""
    action, category, outcome, whose = EVENTS[number]
    if not outcome:
        outcome = "failure" if _failed(keywords, data) else "success"
    if outcome == "failure":
        action = FAILED.get(number, action)
    return action, category, outcome, whose


def _failed(keywords: str, data: Mapping[str, Any]) -> bool:
    try:
        flagged = bool(int(keywords, 16) & FAILURE_KEYWORD)
    except ValueError:
        flagged = False
    return flagged or str(data.get("Status", "0x0")) not in ("0x0", "0x00000000")


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
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536 else None
