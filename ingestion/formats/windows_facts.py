"""What a Windows event's data tell of processes, files, the registry, names and connections, in ECS names.

The data's names mean the same in Sysmon's events, the Security log's and others', so they are read without asking whose they
are. https://learn.microsoft.com/en-us/sysinternals/downloads/sysmon and https://www.elastic.co/docs/reference/ecs
"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document
from ingestion.formats.saas_audit import names_of
from ingestion.normalise import flows

Data = Mapping[str, Any]
# Their name, ours; of several the first that is there counts.
TEXTS = {
    "process.entity_id": ("ProcessGuid", "SourceProcessGuid", "SourceProcessGUID"),
    "process.working_directory": ("CurrentDirectory",),
    "process.command_line": ("CommandLine",),
    "process.parent.entity_id": ("ParentProcessGuid",),
    "process.parent.command_line": ("ParentCommandLine",),
    "rule.name": ("RuleName",),
    "source.domain": ("SourceHostname", "WorkstationName", "Workstation", "ClientName"),
    "destination.domain": ("DestinationHostname",),
    "network.protocol": ("DestinationPortName",),
    "dns.question.name": ("QueryName",),
    "service.name": ("ServiceName",),
    "winlog.scheduled_task.name": ("TaskName",),
    "winlog.logon.type": ("LogonType",),
    "winlog.logon.failure.sub_status": ("SubStatus",),
    "powershell.file.script_block_id": ("ScriptBlockId",),
    "powershell.file.script_block_text": ("ScriptBlockText",),
    "powershell.runspace_id": ("RunspaceId",),
}
PE = {
    "Company": "company",
    "Description": "description",
    "FileVersion": "file_version",
    "Product": "product",
    "OriginalFileName": "original_file_name",
}
FILES = ("TargetFilename", "ImageLoaded", "FullFilePath", "FilePath", "Path")
HASHES = re.compile(r"(SHA1|MD5|SHA256|SHA512|IMPHASH)=([0-9A-Fa-f]{32,128})")
NUMBER = re.compile(r"0[xX]([0-9a-fA-F]{1,8})$|(\d{1,10})$")
# Names of values in the registry that are secrets: of Winlogon, of mail accounts, of VNC servers.
SECRET = re.compile(
    r"(?:pass(?:word|wd|phrase|code)|pwd|secret|credentials?|token|api_?key|private_?key|cookie)[12]?$",
    re.IGNORECASE,
)
# What of them says no secret.
PLAIN = re.compile(r"(?:[DQ]WORD \(0x[0-9a-fA-F-]{1,20}\)|Binary Data|\(Empty\)|%%\d{4}|-?)$")
VALUES = ("Details", "NewValue", "OldValue")
HIDDEN = tuple(f"{one}_" for one in VALUES)
HIVES = re.compile(r"(?:\\REGISTRY\\)?(HKLM|HKU|HKCR|HKCU|HKCC|MACHINE|USER)\\(.+)$", re.DOTALL)
ANSWER = re.compile(r"type: {1,4}(\d{1,5}) (\S{1,255})")
RECORDS = {
    "1": "A",
    "2": "NS",
    "5": "CNAME",
    "6": "SOA",
    "12": "PTR",
    "15": "MX",
    "16": "TXT",
    "28": "AAAA",
    "33": "SRV",
    "65": "HTTPS",
}
# https://learn.microsoft.com/en-us/windows/win32/debug/system-error-codes--9000-11999-
STATUS = {
    "0": "SUCCESS", "1460": "ERROR_TIMEOUT", "9001": "DNS_ERROR_RCODE_FORMAT_ERROR", "9002": "DNS_ERROR_RCODE_SERVER_FAILURE",
    "9003": "DNS_ERROR_RCODE_NAME_ERROR", "9004": "DNS_ERROR_RCODE_NOT_IMPLEMENTED", "9005": "DNS_ERROR_RCODE_REFUSED",
    "9501": "DNS_INFO_NO_RECORDS", "9701": "DNS_ERROR_RECORD_DOES_NOT_EXIST",
}  # fmt: skip
SERVICES = "Service Control Manager"  # which names no values
MOST = 4096  # characters of a list that are looked at
# What PowerShell says of itself, by the names without their blanks.
OF_CONTEXT = {
    "hostname": "process.title", "hostversion": "powershell.process.executable_version", "hostid": "process.entity_id",
    "hostapplication": "process.command_line", "engineversion": "powershell.engine.version", "runspaceid": "powershell.runspace_id",
    "pipelineid": "powershell.pipeline_id", "commandname": "powershell.command.name", "commandtype": "powershell.command.type",
    "commandpath": "powershell.command.path", "commandline": "powershell.command.value", "scriptname": "file.path",
    "sequencenumber": "event.sequence", "user": "user", "userid": "user", "connecteduser": "source.user", "shellid": "powershell.id",
    "newenginestate": "powershell.engine.new_state", "previousenginestate": "powershell.engine.previous_state",
    "providername": "powershell.provider.name", "newproviderstate": "powershell.provider.new_state",
}  # fmt: skip
# Numbers of network protocols in the Security log, where Sysmon has names.
PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "ipv6-icmp"}


def facts(provider: str, data: Data) -> Document:
    """Only what is there; ``data`` has no empty values."""
    return {
        **{name: _first(data, names) for name, names in TEXTS.items()},
        **({"service.name": data["param1"]} if provider == SERVICES and "param1" in data else {}),
        **_process(data),
        **_file(data),
        **(_object(data) if "ObjectName" in data else {}),
        **(_library(data) if "ImageLoaded" in data else {}),
        **(_shared(data) if "RelativeTargetName" in data else {}),
        **(
            _registry(str(data["TargetObject"]), str(data.get("Details", "")))
            if "TargetObject" in data
            else {}
        ),
        **(_names(data) if "QueryName" in data else {}),
        **(_connection(data) if "Protocol" in data else {}),
        **(_script(data) if "ScriptBlockText" in data else {}),
        **(context(data) if "PowerShell" in provider else {}),
        **(account(str(data["User"]), "user") if "User" in data else {}),
    }


def hidden(data: Data) -> Data:
    """Values of the registry that are secret by their names, under those names: that is what they are masked by."""
    name = program(str(data.get("ObjectValueName") or data.get("TargetObject") or ""))
    if not SECRET.search(name):
        return {}
    told = {one: data[one] for one in VALUES if one in data and not PLAIN.match(str(data[one]))}
    known = {one: said for one, said in data.items() if one.startswith(HIDDEN)}
    return {**{f"{one}_{name}": said for one, said in told.items()}, **known}


def without_hidden(data: Data) -> dict[str, Any]:
    found = hidden(data)
    renamed = {one for one in VALUES if any(name.startswith(f"{one}_") for name in found)}
    return {name: said for name, said in data.items() if name not in renamed and name not in found}


def _first(data: Data, names: tuple[str, ...]) -> str:
    return next((str(data[name]) for name in names if data.get(name)), "")


def number(said: object) -> int | None:
    """As Windows writes it, of 32 bits: decimal or hexadecimal."""
    found = NUMBER.match(str(said or ""))
    return (int(found[1], 16) if found[1] else int(found[2])) if found else None


def program(path: str) -> str:
    return path.rpartition("\\")[2]


def account(said: str, under: str) -> Document:
    domain, _, name = said.rpartition("\\")
    return {f"{under}.name": name, f"{under}.domain": domain}


def _process(data: Data) -> Document:
    """In the events of a new process the first number is the parent's, unless it says so itself."""
    created = "NewProcessId" in data
    own = number(
        data["NewProcessId"]
        if created
        else data.get("ProcessId", data.get("ProcessID", data.get("SourceProcessId")))
    )
    parent = number(data.get("ParentProcessId") or (data.get("ProcessId") if created else None))
    path = _first(data, ("NewProcessName", "ProcessName", "Image", "SourceImage", "Application"))
    above = _first(data, ("ParentProcessName", "ParentImage"))
    digests = {
        name.lower(): said.lower() for name, said in HASHES.findall(str(data.get("Hashes", ""))[:MOST])
    }
    imphash = digests.pop("imphash", "")
    of = "file" if "ImageLoaded" in data else "process"
    return {
        "process.pid": own,
        "process.executable": path,
        "process.name": program(path),
        "process.parent.pid": parent,
        "process.parent.executable": above,
        "process.parent.name": program(above),
        **{f"{of}.hash.{name}": said for name, said in digests.items()},
        f"{of}.pe.imphash": imphash,
        **{f"{of}.pe.{name}": data.get(said) for said, name in PE.items()},
    }


def _digests(data: Data) -> tuple[dict[str, str], str]:
    """By their algorithms, and that of what it imports."""
    found = {name.lower(): said.lower() for name, said in HASHES.findall(str(data.get("Hashes", ""))[:MOST])}
    return found, found.pop("imphash", "")


def _file(data: Data) -> Document:
    path = _first(data, FILES)
    is_path = ("\\" in path or "/" in path) and ":_" not in path  # Defender's are told elsewhere
    return {"file.path": path, **names_of(path)} if is_path else {}


def _library(data: Data) -> Document:
    """What was loaded, as the file that it is and as a library; and what is known of who signed it."""
    path = str(data["ImageLoaded"])
    digests, imphash = _digests(data)
    status = str(data.get("SignatureStatus", ""))
    signature = {
        "signed": {"true": True, "false": False}.get(str(data.get("Signed", "")).lower()),
        "valid": status == "Valid" if status else None,
        "status": status or (str(data.get("Signed", "")) if ":" in str(data.get("Signed", "")) else ""),
        "subject_name": data.get("Signature", ""),
    }
    return {
        "dll.path": path,
        "dll.name": program(path),
        **{f"dll.hash.{name}": said for name, said in digests.items()},
        "dll.pe.imphash": imphash,
        **{f"file.code_signature.{name}": said for name, said in signature.items()},
    }


def _object(data: Data) -> Document:
    """What the Security log calls an object: a file, or a key of the registry."""
    path, kind = str(data["ObjectName"]), data.get("ObjectType")
    if kind == "Key":
        return {"registry.path": path}
    return {"file.path": path, **names_of(path)} if kind == "File" else {}


def _shared(data: Data) -> Document:
    """A file of a share, by where the share is on its server."""
    share = str(data.get("ShareLocalPath", "")).removeprefix("\\??\\").rstrip("\\")
    name = str(data["RelativeTargetName"]).lstrip("\\")
    path = f"{share}\\{name}" if share else ""
    return {"file.path": path, **names_of(path)} if path else {}


def _registry(path: str, details: str) -> Document:
    found = HIVES.match(path)
    if not found:
        return {"registry.path": path}
    kind, _, inner = details.partition(" (")
    whole = kind in ("DWORD", "QWORD") and inner.endswith(")")
    return {
        "registry.path": path,
        "registry.hive": {"MACHINE": "HKLM", "USER": "HKU"}.get(found[1], found[1]),
        "registry.key": found[2],
        "registry.value": program(found[2]),
        "registry.data.strings": [inner[:-1] if whole else details] if details else None,
        "registry.data.type": "REG_" + kind if whole else "",
    }


def _names(data: Data) -> Document:
    """What was answered, as ``type:  5 name;address;``."""
    said = [one for one in str(data.get("QueryResults", ""))[:MOST].split(";") if one]
    answers = [
        {"type": RECORDS.get(one[1], one[1]), "data": one[2]} for one in map(ANSWER.match, said) if one
    ]
    found = flows.addresses([one.removeprefix("::ffff:") for one in said]) or []
    addresses = [{"type": "AAAA" if ":" in one else "A", "data": one} for one in found]
    status = str(data.get("QueryStatus", ""))
    return {
        "network.protocol": "dns",
        "dns.answers": [*answers, *addresses] or None,
        "dns.resolved_ip": found or None,
        "sysmon.dns.status": STATUS.get(status, status),
        "event.outcome": "success" if status == "0" else "failure" if status else "",
    }


def _connection(data: Data) -> Document:
    said = str(data["Protocol"]).lower()
    begun = str(data.get("Initiated", "")).lower()
    direction = {"%%14592": "inbound", "%%14593": "outbound"}.get(str(data.get("Direction")), "")
    return {
        "network.transport": PROTOCOLS.get(said, "" if said.isdigit() else said),
        "network.iana_number": said if said.isdigit() else "",
        "network.direction": {"true": "egress", "false": "ingress"}.get(begun, direction),
        "network.type": {"false": "ipv4", "true": "ipv6"}.get(str(data.get("SourceIsIpv6", "")).lower(), ""),
    }


def _script(data: Data) -> Document:
    return {
        "powershell.sequence": number(data.get("MessageNumber")),
        "powershell.total": number(data.get("MessageTotal")),
    }


def context(data: Data) -> Document:
    """PowerShell's ``ContextInfo``, and the third value of its classic events: names and values on lines."""
    text = str(data.get("ContextInfo") or data.get("param3") or data.get("Data3") or data.get("Data2") or "")[
        :MOST
    ]
    found: Document = {}
    for line in text.splitlines():
        name, _, written = line.partition("=")
        own, said = OF_CONTEXT.get(name.replace(" ", "").strip().lower()), written.strip()
        if own in ("user", "source.user"):
            found |= account(said, own) if said else {}
        elif own == "event.sequence":
            found[own] = number(said)
        elif own and said:
            found[own] = said
    return found
