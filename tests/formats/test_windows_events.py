"""What Windows events mean, as the EVTX parser gives them."""

from typing import Any

import pytest

from ingestion.formats.windows_events import document
from ingestion.formats.windows_meanings import SECURITY

WHO = {
    "SubjectUserName": "ada",
    "SubjectDomainName": "ACME",
    "TargetUserName": "bo",
    "TargetDomainName": "SHOP",
}


def event(
    number: object, provider: str = SECURITY, keywords: str = "0x8020000000000000", **data: object
) -> dict[str, Any]:
    return {
        "System": {
            "Provider": {"#attributes": {"Name": provider}},
            "EventID": number,
            "Level": 0,
            "Keywords": keywords,
            "TimeCreated": {"#attributes": {"SystemTime": "2026-11-21T20:00:01.5Z"}},
            "Execution": {"#attributes": {"ProcessID": 708}},
            "Computer": "pc1.example",
            "EventRecordID": 9,
        },
        "EventData": {**WHO, **data},
    }


MEANINGS = [
    pytest.param(4624, ("authn_login_success", "authentication", "success", "bo"), id="login"),
    pytest.param(4625, ("authn_login_fail", "authentication", "failure", "bo"), id="failed login"),
    pytest.param("4672", ("authz_admin", "iam", "success", "ada"), id="special privileges"),
    pytest.param(
        {"#text": 4688, "#attributes": {}}, ("process_created", "process", "success", "ada"), id="process"
    ),
    pytest.param(4720, ("user_created", "iam", "success", "ada"), id="user created"),
    pytest.param(4732, ("privilege_permissions_changed", "iam", "success", "ada"), id="added to a group"),
]


@pytest.mark.parametrize(("number", "expected"), MEANINGS)
def test_security_events(number: object, expected: tuple[str, ...]) -> None:
    found = document(event(number))
    names = ("event.action", "event.category", "event.outcome", "user.name")
    assert tuple(found[name] for name in names) == expected
    assert found["@timestamp"] == "2026-11-21T20:00:01.5Z"


def test_a_changed_group_is_not_a_user() -> None:
    found = document(event(4732, TargetUserName="Administrators", MemberName="-", MemberSid="S-1-5-21-7"))
    assert (found["group.name"], found["user.target.name"], found["user.target.id"]) == (
        "Administrators",
        None,
        "S-1-5-21-7",
    )


def test_a_cleared_log_names_who_cleared_it() -> None:
    cleared = event(1102, provider="Microsoft-Windows-Eventlog")
    cleared["UserData"] = {"LogFileCleared": {"SubjectUserName": "ada"}}
    del cleared["EventData"]
    found = document(cleared)
    assert (found["event.action"], found["user.name"]) == ("audit_log_cleared", "ada")


SYSMON = "Microsoft-Windows-Sysmon"
CONTEXT = "        Host Name = ConsoleHost\n        Host Application = pwsh.exe -File a.ps1\n        Command Name = Get-Item\n        Sequence Number = 7\n        User = SHOP\\ada\n        Connected User =\n"
RECORD = "action_id:LGIF  \nsucceeded:false\nserver_principal_name:SHOP\\eve\nclient_ip:192.0.2.7\nstatement:SELECT 1,\n 2\nduration_milliseconds:4"
TOLD = [
    pytest.param(
        event(11, SYSMON, ProcessGuid="{7}", ProcessId="4104", Image=r"C:\Till\till.exe", User=r"SHOP\ada", TargetFilename=r"C:\Temp\a.b.DLL"),
        {"event.action": "file_created", "event.category": "file", "process.pid": 4104, "process.name": "till.exe",
         "process.entity_id": "{7}", "file.name": "a.b.DLL", "file.extension": "dll", "file.directory": r"C:\Temp"},
        id="a file",
    ),
    pytest.param(
        event(22, SYSMON, QueryName="shop.example", QueryStatus="9003", QueryResults="type:  5 till.example;::ffff:192.0.2.7;"),
        {"dns.question.name": "shop.example", "dns.resolved_ip": ["192.0.2.7"], "event.outcome": "failure",
         "sysmon.dns.status": "DNS_ERROR_RCODE_NAME_ERROR",
         "dns.answers": [{"type": "CNAME", "data": "till.example"}, {"type": "A", "data": "192.0.2.7"}]},
        id="a name",
    ),
    pytest.param(
        event(13, SYSMON, TargetObject=r"HKLM\System\Till\Start", Details="DWORD (0x00000002)"),
        {"registry.hive": "HKLM", "registry.key": r"System\Till\Start", "registry.value": "Start",
         "registry.data.strings": ["0x00000002"], "registry.data.type": "REG_DWORD"},
        id="the registry",
    ),
    pytest.param(
        event(3, SYSMON, Protocol="TCP", Initiated="true", SourceIp="192.0.2.7", DestinationIp="192.0.2.9", DestinationPort="443", SourcePort="0000012345678"),
        {"source.port": None, "network.transport": "tcp", "network.direction": "egress", "destination.ip": "192.0.2.9", "destination.port": 443},
        id="a connection",
    ),
    pytest.param(
        event(4688, NewProcessId="0x1008", NewProcessName=r"C:\Till\till.exe", ProcessId="0x2c4", SubjectUserSid="S-1-5-21-7", SubjectLogonId="0x3e7"),
        {"process.pid": 4104, "process.parent.pid": 708, "winlog.process.pid": 708, "user.id": "S-1-5-21-7", "winlog.logon.id": "0x3e7"},
        id="a process",
    ),
    pytest.param(
        event(4746, MemberName=r"CN=Lovelace\, Ada,OU=Till,DC=shop", TargetUserName="tills", TargetSid="S-1-5-21-9"),
        {"event.action": "privilege_permissions_changed", "group.name": "tills", "group.id": "S-1-5-21-9",
         "user.target.name": r"Lovelace\, Ada", "group.domain": "SHOP"},
        id="a member",
    ),
    pytest.param(
        event(4663, ObjectType="File"), {"event.action": "object_accessed", "event.category": "file", "event.outcome": "success"}, id="an object"
    ),
    pytest.param(
        event(4103, "Microsoft-Windows-PowerShell", SubjectUserName="-", SubjectDomainName="-", ContextInfo=CONTEXT),
        {"process.title": "ConsoleHost", "process.command_line": "pwsh.exe -File a.ps1", "powershell.command.name": "Get-Item",
         "event.sequence": 7, "user.name": "ada", "user.domain": "SHOP"},
        id="a command",
    ),
    pytest.param(
        event(8004, "Microsoft-Windows-AppLocker", FilePath=r"%OSDRIVE%\a.exe", TargetUser="S-1-5-21-7"),
        {"event.action": "authz_fail", "event.category": "process", "event.outcome": "failure", "file.name": "a.exe", "user.id": "S-1-5-21-7"},
        id="a program that may not run",
    ),
    pytest.param(
        event(257, "Microsoft-Windows-DNSServer", QNAME="shop.example.", QTYPE="28", RCODE="3", TCP="0", Destination="192.0.2.7", Port="5022", BufferSize="55"),
        {"event.action": "dns_answer", "event.outcome": "failure", "dns.question.name": "shop.example", "dns.question.type": "AAAA",
         "dns.response_code": "NXDOMAIN", "destination.ip": "192.0.2.7", "destination.port": 5022, "network.transport": "udp", "network.bytes": 55},
        id="an answer of the name server",
    ),
    pytest.param(
        event(1116, "Microsoft-Windows-Windows Defender", **{"Threat Name": "Virus:Till", "Detection User": r"SHOP\eve",
              "Path": r"file:_C:\Temp\a b.exe; process:_pid:7", "Process Name": "Unknown"}),
        {"event.action": "malware_detected", "event.outcome": "success", "file.path": r"C:\Temp\a b.exe", "file.name": "a b.exe",
         "user.name": "eve", "user.domain": "SHOP", "rule.name": "Virus:Till"},
        id="a threat",
    ),
    pytest.param(
        event(7, SYSMON, ImageLoaded=r"C:\Till\a.dll", Hashes="MD5=" + "A" * 32 + ",IMPHASH=" + "B" * 32, Signed="true", SignatureStatus="Valid", Signature="Till"),
        {"dll.name": "a.dll", "file.hash.md5": "a" * 32, "dll.pe.imphash": "b" * 32, "file.code_signature.signed": True,
         "file.code_signature.valid": True, "file.code_signature.subject_name": "Till"},
        id="a library",
    ),
    pytest.param(
        event(5145, ObjectType="File", ShareLocalPath="\\??\\C:\\Till", RelativeTargetName="\\a\\b.txt", IpAddress="192.0.2.7"),
        {"event.action": "share_file_accessed", "event.category": "file", "file.path": r"C:\Till\a\b.txt", "file.directory": r"C:\Till\a", "source.ip": "192.0.2.7"},
        id="a file of a share",
    ),
    pytest.param(
        event(33205, "MSSQLSERVER$AUDIT", param1=RECORD),
        {"event.action": "authn_login_fail", "event.outcome": "failure", "user.name": "eve", "user.domain": "SHOP", "source.ip": "192.0.2.7",
         "sqlserver.audit.statement": "SELECT 1,\n 2", "sqlserver.audit.duration_milliseconds": 4},
        id="a database",
    ),
    pytest.param(
        event(33205, "MSSQLSERVER$AUDIT", param1=RECORD.replace(" 2\n", " 2\nsucceeded:true\nserver_principal_name:sa\nduration_milliseconds:9\n")),
        {"event.outcome": "failure", "user.name": "eve", "sqlserver.audit.statement": "SELECT 1,\n 2", "sqlserver.audit.duration_milliseconds": None},
        id="a statement that looks like pairs",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("told", "expected"), TOLD)
def test_what_the_data_tell(told: dict[str, Any], expected: dict[str, object]) -> None:
    found = document(told)
    assert {name: found.get(name) for name in expected} == expected


def test_the_same_number_of_another_provider_means_nothing() -> None:
    assert document(event(4625, provider="Acme"))["event.action"] == "event_4625"


def test_outcome_from_the_audit_keyword() -> None:
    assert document(event(4768, keywords="0x8010000000000000"))["event.outcome"] == "failure"
    assert document(event(4768))["event.outcome"] == "success"


@pytest.mark.parametrize(
    "odd", [{}, {"System": None}, {"System": [], "EventData": 5}, {"EventData": {"Data": ["a", 1]}}]
)
def test_an_event_of_any_shape_is_read(odd: dict[str, Any]) -> None:
    assert document(odd)["event.action"].startswith("event_")  # type: ignore[attr-defined]
