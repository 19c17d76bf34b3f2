"""The values in a Windows event's text, where its data were lost: ``Subject:`` with ``Account Name: …`` below it.

What the Event Viewer shows and exports to CSV is this text, in English here. The labels are those of Windows' message
templates for the Security log.
"""

import re

MOST = 16384  # characters of a text
SECTION = re.compile(r"([A-Z][A-Za-z ]{2,60}):$")
LABEL = re.compile(r"([A-Z][A-Za-z /-]{1,60}?):[ \t]+(\S.*)$")
ACCOUNT = {
    "Account Name": "UserName",
    "Account Domain": "DomainName",
    "Security ID": "UserSid",
    "Logon ID": "LogonId",
}
PREFIXES = {
    "Subject": "Subject", "New Logon": "Target", "Account For Which Logon Failed": "Target", "Target Account": "Target",
    "New Account": "Target", "Account That Was Locked Out": "Target", "Account Information": "Target", "Target Subject": "Target",
    "Account Whose Credentials Were Used": "Target", "User": "Target", "Account Name": "Target",
}  # fmt: skip
LABELS = {
    "Source Network Address": "IpAddress", "Client Address": "IpAddress", "Source Address": "SourceIp", "Source Port": "IpPort",
    "Client Port": "IpPort", "Destination Address": "DestinationIp", "Destination Port": "DestinationPort",
    "Workstation Name": "WorkstationName", "Source Workstation": "WorkstationName", "Logon Type": "LogonType",
    "Failure Reason": "FailureReason", "Status": "Status", "Sub Status": "SubStatus", "Error Code": "Status", "Result Code": "Status",
    "Caller Process Name": "ProcessName", "Process Name": "ProcessName", "New Process Name": "NewProcessName",
    "Creator Process Name": "ParentProcessName", "Process Command Line": "CommandLine", "Service Name": "ServiceName",
    "Service File Name": "ImagePath", "Privileges": "PrivilegeList", "Task Name": "TaskName", "Logon Account": "TargetUserName",
    "Caller Computer Name": "WorkstationName", "Authentication Package": "AuthenticationPackageName",
    "SourceIp": "SourceIp", "DestinationIp": "DestinationIp", "Image": "Image", "User": "User", "ParentImage": "ParentImage",
    "CommandLine": "CommandLine",
}  # fmt: skip


ADDRESSES = frozenset(("IpAddress", "SourceIp"))


def values(text: str) -> dict[str, str]:
    """By the names that the event's data have. A group's name is the target's, as it is in the data.

    Whoever fails to log on chooses a name that may hold lines like these: an address that is said twice is none.
    """
    found: dict[str, str] = {}
    doubted: set[str] = set()
    section = ""
    for line in map(str.strip, text[:MOST].splitlines()):
        if opened := SECTION.match(line):
            section = opened[1]
        elif (said := LABEL.match(line)) and said[2] != "-":
            name = _name(section, said[1])
            if found.setdefault(name, said[2]) != said[2] and name in ADDRESSES:
                doubted.add(name)
    return {name: value for name, value in found.items() if name and name not in doubted}


def _name(section: str, label: str) -> str:
    if section == "Member" and label in ("Account Name", "Security ID"):
        return "MemberName" if label == "Account Name" else "MemberSid"
    if section == "Group" and label in ("Account Name", "Group Name"):
        return "TargetUserName"
    if label in ACCOUNT and section in PREFIXES:
        return PREFIXES[section] + ACCOUNT[label]
    return LABELS.get(label, "")
