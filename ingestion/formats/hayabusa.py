"""What Hayabusa's timelines say of the Windows event that a rule found: its data by short names, in an object or as ``Name: value ¦ …``.

A finding is an alert. The short names are put back into Windows' own, so that the event means what it means in ``windows_events``.
https://github.com/Yamato-Security/hayabusa-rules/blob/main/config/default_details.txt
"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document
from ingestion.formats.windows_events import document
from ingestion.formats.windows_facts import number
from ingestion.formats.windows_meanings import EVENTS, POWERSHELL, SECURITY, SYSMON, TASKS

LEVELS = {
    "emer": "emergency", "emergency": "emergency", "crit": "critical", "critical": "critical", "high": "error", "med": "warning",
    "medium": "warning", "low": "notice", "info": "info", "informational": "info",
}  # fmt: skip
# By the log's name and its short form; an event of another log means nothing by its number alone.
PROVIDERS = {
    "Sec": SECURITY, "Security": SECURITY, "Sysmon": SYSMON, "Microsoft-Windows-Sysmon/Operational": SYSMON, "PwSh": POWERSHELL,
    "PwShClassic": "PowerShell", "TaskSch": TASKS,
}  # fmt: skip
LOG_CLEARED = 1102  # by another provider than the rest of the Security log
NAMES = {
    "TgtUser": "TargetUserName", "SrcUser": "SubjectUserName", "TgtGrp": "TargetUserName", "SrcSID": "MemberSid", "TgtSID": "TargetSid",
    "SrcComp": "WorkstationName", "SrcIP": "IpAddress", "SrcPort": "SourcePort", "SrcHost": "SourceHostname", "TgtIP": "DestinationIp",
    "TgtPort": "DestinationPort", "TgtHost": "DestinationHostname", "Cmd": "CommandLine", "CmdLine": "CommandLine", "Cmdline": "CommandLine",
    "ParentCmd": "ParentCommandLine", "ParentCmdline": "ParentCommandLine", "Proc": "Image", "SrcProc": "Image", "TgtProc": "TargetImage",
    "PID": "ProcessId", "SrcPID": "ProcessId", "PGUID": "ProcessGuid", "Hash": "Hashes", "Query": "QueryName", "Result": "QueryResults",
    "TgtObj": "TargetObject", "LID": "LogonId", "Type": "LogonType", "ScriptBlock": "ScriptBlockText", "Status": "Status", "ShareName": "ShareName",
}  # fmt: skip
# Where a short name means another there.
OF_EVENTS = {
    (SYSMON, 1): {"User": "User", "Path": "Image"},
    (SECURITY, 4672): {"TgtUser": "SubjectUserName"},
    (SECURITY, 4688): {"Path": "NewProcessName", "PID": "NewProcessId"},
    (SECURITY, 4698): {"Name": "TaskName"},
    (SECURITY, 4778): {"SrcUser": "AccountName", "Domain": "AccountDomain", "SrcIP": "ClientAddress"},
    (SECURITY, 4779): {"SrcUser": "AccountName", "Domain": "AccountDomain", "SrcIP": "ClientAddress"},
    **{(SYSMON, event): {"Path": "TargetFilename"} for event in (2, 11, 15, 23, 26)},
}
PAIR = re.compile(r" ?¦ ?|\r?\n")
CODE = re.compile(r"0x[0-9a-fA-F]{1,8}$")
MOST = 16384  # characters of details
NOTHING = ("", "-", "n/a", None)


def facts(said: Mapping[str, Any]) -> Document:
    """Of a row of Hayabusa's; nothing of others' rows. ``said`` has the names of any of its profiles."""
    title = said.get("RuleTitle") or (said.get("message") if said.get("timestamp_desc") == "hayabusa" else "")
    if not title or "Channel" not in said:
        return {}
    level = str(said.get("Level") or "").lower()
    found: Document = {
        **event(said),
        "event.kind": "alert",
        "rule.name": title,
        "rule.id": said.get("RuleID"),
        "log.level": LEVELS.get(level, level),
        "message": said.get("message") or title,
    }
    return {name: value for name, value in found.items() if value not in NOTHING}


def event(said: Mapping[str, Any]) -> Document:
    """What is told of the event itself, without what only its log's own record would tell."""
    code, channel = number(said.get("EventID")) or 0, str(said["Channel"])
    provider = PROVIDERS.get(channel, "")
    names = {
        "User": "User" if provider == SYSMON else "SubjectUserName",
        **NAMES,
        **OF_EVENTS.get((provider, code), {}),
    }
    data = {**pairs(said.get("Details"), names), **pairs(said.get("AllFieldInfo"), {})}
    data["LogonType"] = data.get("LogonType", "").partition(" ")[0] if provider == SECURITY else ""
    by = "Microsoft-Windows-Eventlog" if provider == SECURITY and code == LOG_CLEARED else provider
    found = document(
        {
            "System": {
                "Provider": {"#attributes": {"Name": by}},
                "EventID": code,
                "Computer": said.get("Computer"),
                "Channel": channel,
                "EventRecordID": said.get("RecordID"),
            },
            "EventData": data,
        }
    )
    told = by != provider or not provider or (provider != SECURITY) or EVENTS.get(code, ("", "", "", ""))[2]
    unknown = {"event.outcome": ""} if not told and not CODE.match(data.get("Status", "")) else {}
    nameless = {"event.action": ""} if str(found["event.action"]).startswith("event_") else {}
    del found["@timestamp"], found["winlog.event_data"]
    return {**found, **unknown, **nameless}


def pairs(details: object, names: Mapping[str, str]) -> dict[str, str]:
    """As an object, or as text: ``Type: 3 - NETWORK ¦ TgtUser: ada``."""
    if isinstance(details, Mapping):
        told = {str(name): str(value) for name, value in details.items() if isinstance(value, str | int)}
    else:
        parted = (one.partition(": ") for one in PAIR.split(str(details or "")[:MOST]))
        told = {name.strip(): value.strip() for name, colon, value in parted if colon}
    return {names.get(name, name): value for name, value in told.items() if value not in NOTHING}
