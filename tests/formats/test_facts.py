"""Facts of single records by their ECS names, where a sample's whole document would hide them."""

from typing import Any

import pytest

from ingestion.formats.detect import detect
from tests.formats.test_agreement import value
from tests.store.batches import together

pytestmark = pytest.mark.usefixtures("event_tables")

ENTRY = '{"insertId":"i","logName":"projects/p/logs/x","timestamp":"2026-11-21T20:00:01Z","jsonPayload":%s,"resource":%s}'
ENDS = (
    '"connection":{"src_ip":"192.0.2.9","src_port":4040,"dest_ip":"198.51.100.7","dest_port":22,"protocol":6}'
)
RULE = f'{{{ENDS},"rule_details":{{"direction":"%s"}},"instance":{{"vm_name":"till"}},"remote_instance":{{"vm_name":"desk"}}}}'
FLOW = f'{{{ENDS},"reporter":"DEST","dest_vpc":{{"vpc_name":"shop"}}%s}}'
ASKED = (
    '{"queryName":"a.example.","protocol":"UDP","vmInstanceName":"123.till","vmZoneName":"europe-west1-b"}'
)
AZURE = '{"category":"AzureFirewallNetworkRule","resourceId":"/SUBSCRIPTIONS/S/RESOURCEGROUPS/G/PROVIDERS/M.N/F/FW1","properties":{"msg":"%s"}}'
PG = '2026-11-21 20:00:01.250 UTC,"bo","shop",7,"192.0.2.4:5022",6a.4e,1,"SELECT",2026-11-21 20:00:00 UTC,3/1,0,%s,%s,"%s",,,,,%s,,,,"psql","client backend",,0'
STDERR = "2026-11-21 20:00:01.250 UTC [7] %s:  %s"
SYSLOG = "2026-11-21T20:00:01Z db %s[7]: %s"
GIVEN = {"event.action": "privilege_permissions_changed", "event.category": "iam", "event.outcome": "success"}
XML = (
    '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="Microsoft-Windows-Security-Auditing"/>'
    "<EventID>4663</EventID><Keywords>0x8020000000000000</Keywords><TimeCreated SystemTime='2026-11-21T20:00:01Z'/><Channel>Security</Channel>"
    "<Computer>pc7</Computer></System><EventData><Data Name='ObjectType'>%s</Data><Data Name='ObjectName'>%s</Data></EventData></Event>"
)
DUTY = (
    '{"schemaVersion":"2.0","accountId":"1","id":"f1","arn":"arn:aws:guardduty:eu-west-1:1:x","type":"PrivilegeEscalation:Runtime/X","severity":5,"updatedAt":"2026-11-21T20:00:01Z",'
    '"resource":{"containerDetails":{"id":"c1"}},"service":{"serviceName":"guardduty","detectorId":"d","action":%s,'
    '"runtimeDetails":{"process":{"name":"shell","pid":77,"executablePath":"/bin/sh","user":"ada"}}}}'
)
CEF = "CEF:0|Acme|Wall|1|9|%s|%s|rt=1795291201500 %s"


RECORDS = (
        pytest.param(
            ENTRY % (RULE % "INGRESS", "{}"),
            {"destination.domain": "till", "source.domain": "desk"},
            id="the machine at a rule's other end",
        ),
        pytest.param(
            ENTRY % (RULE % "EGRESS", "{}"),
            {"destination.domain": "desk", "source.domain": "till"},
            id="the machine at the other end of what went out",
        ),
        pytest.param(
            ENTRY % (FLOW % "", "{}"),
            {"network.direction": "inbound", "network.name": "shop"},
            id="a flow from outside",
        ),
        pytest.param(
            ENTRY % (FLOW % ',"src_vpc":{"vpc_name":"desks"}', "{}"),
            {"network.direction": "internal", "network.name": "shop"},
            id="a flow that stays inside",
        ),
        pytest.param(
            ENTRY % (ASKED, '{"labels":{"location":"europe-west1"}}'),
            {
                "cloud.instance.name": "till",
                "cloud.availability_zone": "europe-west1-b",
                "cloud.region": "europe-west1",
            },
            id="the machine that asked for a name",
        ),
        pytest.param(
            AZURE % "TCP request from 192.0.2.4:4040 to 198.51.100.7:22 was DNAT'ed to 192.0.2.9:2222. Rule: ssh",
            {
                "event.action": "network_translated",
                "event.outcome": "",
                "destination.port": 22,
                "destination.nat.ip": "192.0.2.9",
                "destination.nat.port": 2222,
                "rule.name": "ssh",
                "observer.name": "FW1",
                "network.transport": "tcp",
            },
            id="an address that a firewall translated",
        ),
        pytest.param(
            AZURE % "HTTP request from 192.0.2.4:4040 to shop.example:80. Url: shop.example/. Action: Allow. Rule: x. Action: Deny. No rule matched",
            {
                "event.outcome": "failure",
                "rule.name": None,
                "event.reason": "No rule matched",
                "destination.domain": "shop.example",
                "network.protocol": "http",
            },
            id="a URL that looks like a verdict",
        ),
        pytest.param(
            AZURE % "HTTPS request from pc7:4040. Action: Deny. Reason: no name was asked for",
            {"destination.domain": None, "event.reason": "no name was asked for"},
            id="a name of who asked is none of who was asked",
        ),
        pytest.param(
            AZURE % "ICMP Type=8 request from 2001:db8::4: to 2001:db8::7:. Action: Deny.",
            {"source.ip": "2001:db8::4", "destination.ip": "2001:db8::7", "network.transport": "icmp"},
            id="addresses without ports",
        ),
        pytest.param(
            CEF % ("up", "7", "categoryOutcome=/Success ahost=box aid=q7 at=file av=7.1"),
            {"event.outcome": "success", "event.severity": 7, "agent.name": "box", "agent.id": "q7"},
            id="what a connector adds",
        ),
        pytest.param(
            CEF % ("up", "Low", "act=blocked categoryOutcome=/Success"),
            {"event.outcome": "failure", "event.severity": None},
            id="what was done counts before a connector's sorting",
        ),
        pytest.param(
            CEF % ("login", "1", "act=allowed categoryOutcome=/Failure suser=ada"),
            {"event.outcome": "failure", "event.action": "authn_login_fail"},
            id="a login that a connector calls failed",
        ),
        pytest.param(
            CEF % ("drop", "1", "c6a2Label=Source IPv6 Address c6a2=2001:db8::7 c6a3Label=Destination IPv6 Address c6a3=2001:db8::8 dst=192.0.2.1"),
            {"source.ip": "2001:db8::7", "destination.ip": "192.0.2.1"},
            id="addresses under labels, where no key has them",
        ),
        pytest.param(
            CEF % ("drop", "1", "inzone=Inside outzone=Outside rule_uid=u-7 cs5Label=Matched Category cs5=Games"),
            {
                "observer.ingress.zone": "Inside",
                "observer.egress.zone": "Outside",
                "rule.uuid": "u-7",
                "rule.category": "Games",
            },
            id="a firewall's zones and rule",
        ),
        pytest.param(
            PG % ("FATAL", "28000", 'role ""root"" does not exist', ""),
            {"event.action": "authn_login_fail", "user.name": "root", "event.code": "28000"},
            id="a login of nobody",
        ),
        pytest.param(
            PG % ("ERROR", "42704", 'role ""root"" does not exist', ""),
            {"event.action": "", "user.name": "bo", "event.category": "database", "event.code": "42704"},
            id="a statement about nobody",
        ),
        pytest.param(
            PG % ("ERROR", "22P02", 'invalid input syntax for type integer: ""connection authorized: user=root""', ""),
            {"event.action": "", "event.outcome": "", "user.name": "bo"},
            id="an error that quotes a login",
        ),
        pytest.param(
            PG % ("LOG", "00000", "connection authorized: user=root database=shop", '"PL/pgSQL function f() line 1 at RAISE"'),
            {"event.action": "", "event.outcome": "", "user.name": "bo"},
            id="a login that a function made up",
        ),
        pytest.param(
            PG % ("LOG", "00000", "AUDIT: SESSION,1,1,ROLE,CREATE ROLE,,,x,<none>", '"PL/pgSQL function f() line 1 at RAISE"'),
            {"event.action": "", "event.outcome": ""},
            id="an audit that a function made up",
        ),
        pytest.param(
            PG % ("LOG", "00000", "AUDIT: SESSION,1,1,ROLE,CREATE ROLE,,,x,<none>", '"SQL statement ""x"""'),
            {"event.action": "user_created", "event.outcome": "success"},
            id="an audit of what a function did",
        ),
        pytest.param(
            SYSLOG % ("gpasswd", "user ada added by bo to group sudo"),
            {**GIVEN, "user.name": "bo", "user.target.name": "ada", "group.name": "sudo"},
            id="a member that somebody added",
        ),
        pytest.param(
            SYSLOG % ("gpasswd", "user ada removed by bo from group sudo"),
            {**GIVEN, "user.name": "bo", "user.target.name": "ada", "group.name": "sudo"},
            id="a member that somebody removed",
        ),
        pytest.param(
            SYSLOG % ("usermod", "add 'ada' to shadow group 'wheel'"),
            {**GIVEN, "user.target.name": "ada", "group.name": "wheel"},
            id="a member of a shadow group",
        ),
        pytest.param(
            SYSLOG % ("userdel", "delete 'ada' from group 'wheel'"),
            {**GIVEN, "user.target.name": "ada", "group.name": "wheel"},
            id="a member that went with the account",
        ),
        pytest.param(
            SYSLOG % ("userdel", "group 'ada' not removed because it has other members."),
            {"event.action": "", "event.outcome": ""},
            id="a group that stays",
        ),
        pytest.param(
            SYSLOG % ("userdel", "removed group 'ada' owned by 'bo'"),
            {"event.action": "group_deleted", "user.name": "", "user.target.name": None, "group.name": "ada"},
            id="a group that went with its account",
        ),
        pytest.param(
            SYSLOG % ("useradd", "new user: name=ada, UID=7, GID=8, home=/h, shell=/s, from=none"),
            {"event.action": "user_created", "user.target.name": "ada", "group.name": None},
            id="a new account",
        ),
        pytest.param(
            SYSLOG % ("useradd", "new group: name=ada, GID=8"),
            {"event.action": "group_created", "user.target.name": None, "group.name": "ada", "group.id": "8"},
            id="a new account's group",
        ),
        pytest.param(
            SYSLOG % ("groupdel", "group 'till' removed from /etc/gshadow"),
            {"event.action": "group_updated", "group.name": "till"},
            id="a line of a group's file",
        ),
        pytest.param(
            SYSLOG % ("groupdel", "group 'till' removed"),
            {"event.action": "group_deleted", "group.name": "till"},
            id="a group that is gone",
        ),
        pytest.param(
            SYSLOG % ("groupmod", "group changed in /etc/group (group till/77, new name: tills)"),
            {"event.action": "group_updated", "group.name": "till", "group.id": "77"},
            id="a group that changed",
        ),
        pytest.param(
            SYSLOG % ("unix_chkpwd", "password check failed for user (ada)"),
            {"event.action": "authn_login_fail", "event.outcome": "failure", "user.name": "ada"},
            id="a password that is not right",
        ),
        pytest.param(
            SYSLOG % ("passwd", "pam_unix(passwd:chauthtok): new password not acceptable"),
            {"event.action": "authn_password_change_fail", "event.outcome": "failure"},
            id="a password that is refused",
        ),
        pytest.param(
            XML % ("File", r"C:\Users\ada\a.txt"),
            {"file.path": r"C:\Users\ada\a.txt", "file.name": "a.txt", "registry.path": None},
            id="a file that was accessed",
        ),
        pytest.param(
            XML % ("Key", r"\REGISTRY\MACHINE\SOFTWARE\Acme"),
            {"file.path": None, "registry.path": r"\REGISTRY\MACHINE\SOFTWARE\Acme"},
            id="a key that was accessed",
        ),
        pytest.param(
            DUTY % '{"rdsLoginAttemptAction":{"remoteIpDetails":{"ipAddressV4":"192.0.2.4"}}}',
            {"process.name": "shell", "process.pid": 77, "user.name": "ada", "container.id": "c1", "source.ip": "192.0.2.4"},
            id="a process that a finding is about",
        ),
        pytest.param(
            '{"Id":104,"ProviderName":"Acme","LogName":"System","RecordId":5,"MachineName":"pc1","TimeCreated":"2026-11-21T20:00:01Z",'
            '"UserId":{"BinaryLength":12,"AccountDomainSid":null,"Value":"S-1-5-18"},"Message":"m","Properties":[]}',
            {"user.id": "S-1-5-18", "winlog.user.identifier": "S-1-5-18"},
            id="whose event PowerShell shows",
        ),
        pytest.param(
            STDERR % ("STATEMENT", "connection authorized: user=root database=shop"),
            {"event.action": "", "event.outcome": "", "user.name": ""},
            id="a statement that looks like a login",
        ),
        pytest.param(
            STDERR % ("LOG", "connection authorized: user=ada database=shop"),
            {"event.action": "authn_login_success", "user.name": "ada"},
            id="a login",
        ),
        pytest.param(
            STDERR % ("FATAL", 'LDAP authentication failed for user "ada"'),
            {"event.action": "authn_login_fail", "user.name": "ada"},
            id="a failed login",
        ),
)  # fmt: skip


def _beside(line: str) -> tuple[str, ...]:
    """All that are of the same format, which are stored as one batch."""
    name = detect(line.encode()).name
    return tuple(str(one.values[0]) for one in RECORDS if detect(str(one.values[0]).encode()).name == name)


@pytest.mark.parametrize(("line", "facts"), RECORDS)
def test_a_record_says(line: str, facts: dict[str, Any]) -> None:
    lines = _beside(line)
    event = together(lines, detect(line.encode()).name)[lines.index(line)]
    assert {name: value(event, name) for name in facts} == facts
