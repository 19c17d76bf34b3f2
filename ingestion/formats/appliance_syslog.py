"""Appliances that put sentences or lists of their own into syslog: Infoblox (names asked and administrators), BIND, vCenter and ESXi,
Symantec, and Cisco's mail gateways.

``named[7]: client @0x7f 192.0.2.4#51234 (x.example): query: …``, ``httpd: 2026-11-21 20:00:01.250Z [ada]: Login_Allowed - - …``,
``vpxd 7 - -  Event [77] [1-1] [time] [vim.event.UserLoginSessionEvent] …`` and ``SymantecServer: Local Host: …,Remote Host: …``.
https://docs.infoblox.com, https://bind9.readthedocs.io, vSphere's event types, and Symantec's external logging for SEPM.
"""

import re

from ingestion.formats.bind import CLIENT, QUERY, REFUSED
from ingestion.formats.claims import only
from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.ironport import LINE as MAIL_LINE
from ingestion.formats.ironport import LOGS, ironport
from ingestion.formats.symantec import IS_SYMANTEC, symantec
from ingestion.formats.syslog_prefix import NOT_TOLD, facility
from ingestion.normalise import flows

MOST_BEFORE = 300  # characters of a syslog header
TIME = r"[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d{1,6})?|\d{4}-\d\d-\d\dT\S{8,40}"
HEAD = re.compile(
    rf"(?:<(?P<pri>\d{{1,3}})>)?(?:1 (?P<time>\d{{4}}-\d\d-\d\dT\S{{8,40}}) (?P<host>\S{{1,255}}) (?P<program>\S{{1,64}}) (?P<pid>\S{{1,64}}) \S{{1,64}} (?:-|\[[^\]\n]{{0,500}}\]) *"
    rf"|(?P<time3>{TIME}) {{1,2}}(?P<host3>\S{{1,255}}) (?:(?P<address>[\d.]{{7,15}}) )?(?:(?P<program3>[^\s\[:]{{1,64}})(?:\[(?P<pid3>\d{{0,10}})\]|(?: [\w.-]{{1,64}})?)?: *)?)"
)
RESPONSE = re.compile(
    r"client ([0-9A-Fa-f.:]+?)#(\d{1,5}):? (?:view ([^:]{1,64}): )?(UDP|TCP): query: (\S+) (\S+) (\S+) response: (\w+) (\S+)(?: (.*))?$"
)
ANSWERED = re.compile(r"([A-Za-z][\w-]{1,31}: )?(\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d\.\d{3}) ")
CATEGORY = re.compile(r"([A-Za-z][\w-]{1,31}): (?=client )")
FAILED = re.compile(r"query failed \(([^)]{1,32})\) for ([^/\s]{1,255})/([A-Z]{1,8})/([A-Z0-9]{1,16})")
AUDIT = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z) \[([^\]]{0,255})\]: (\w{1,64}) (.*)$")
OCTAL = re.compile(r"\\([0-7]{3})")
PAIR = re.compile(r"\b([a-z_]{1,32})=(\S*)")
OBJECT = re.compile(r"([A-Z]\w{1,64}) (\S{1,255})")
CLIENTS = re.compile(
    r"@([0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})(?![^\s:\])])"
)
EVENT = re.compile(
    r"(?:.{0,200}?)Event \[(\d{1,12})\] \[[\d-]{1,16}\] \[([^\]]{1,40})\] \[([\w.]{1,128})\] \[(\w{0,16})\] \[([^\]]{0,255})\] \[[^\]]{0,255}\] \[\d{0,12}\] \[(.*)\]$"
)
WHO = re.compile(
    r"(?:[Cc]annot login (?:user )?|User (?=\S{1,320} logged (?:in|out)\b))(?:([^\s\\]{1,128})\\)?([^\s\\]{1,255})@([0-9A-Fa-f.:]{1,44}[0-9A-Fa-f])(?![^\s:\])])"
    r"(?: logged (in|out))?(?: as (.{1,255}?)$)?"
)
LOGGED = {"in": "authn_login_success", "out": "session_closed", None: "authn_login_fail"}
SERVER = re.compile(r" SymantecServer(?: ([\w.-]{1,64}))?: ")
AGENT = re.compile(r"user agent: ([^)]{1,255})\)")
ADMINISTRATORS = {
    "first_login": "authn_login_success",
    "login_allowed": "authn_login_success",
    "login_denied": "authn_login_fail",
    "logout": "session_closed",
}


def read(text: str) -> Document | Reason:
    if mail := MAIL_LINE.match(text):
        return ironport(mail)
    head = HEAD.match(text)
    if not head:
        return Reason(
            "not_appliance_syslog", "Not an appliance's line: no syslog header is at its beginning."
        )
    said = text[head.end() :]
    if server := SERVER.search(text[:MOST_BEFORE]):
        facts = {
            "@timestamp": head["time"] or head["time3"],
            "observer.name": server[1],
            "process.name": "SymantecServer",
        }
        return {**facts, "message": text[server.end() :], **told(symantec(text[server.end() :]))}
    program = head["program"] or head["program3"] or ""
    pid = head["pid"] or head["pid3"] or ""
    return {
        "@timestamp": head["time"] or head["time3"],
        "host.name": head["host"] or head["host3"],
        "host.ip": head["address"],
        "process.name": program if program != "-" else "",
        "process.pid": int(pid) if pid.isdigit() else None,
        "log.syslog.facility.code": facility(head["pri"]),
        "message": said,
        **told(of_program(program, said)),
    }


def told(found: Document) -> Document:
    return {name: value for name, value in found.items() if value not in ("", None)}


def of_program(program: str, said: str) -> Document:
    if program == "named":
        return named(said)
    if program == "httpd" and (found := AUDIT.match(said)):
        return audit(found)
    if IS_SYMANTEC.search(f"{program}: {said}"):
        return symantec(said)
    return vsphere(said)


def named(said: str) -> Document:
    about: Document = {"event.category": "network", "network.protocol": "dns"}
    if answered := ANSWERED.match(said):
        about["@timestamp"], said = answered[2], said[answered.end() :]
    if category := CATEGORY.match(said):
        about["bind.log.category"], said = category[1], said[category.end() :]
    if found := RESPONSE.match(said):
        return about | response(found)
    client = CLIENT.match(said)
    return about | (of_client(client) if client else {})


def of_client(client: re.Match[str]) -> Document:
    address, port, name, view, said = client.groups()
    facts: Document = {
        "source.ip": address,
        "source.port": int(port),
        "bind.log.view": view,
        "dns.question.name": name,
    }
    if asked := QUERY.match(said):
        return facts | {"event.action": "dns_query", "dns.type": "query", "dns.question.name": asked[1], "dns.question.class": asked[2],
                        "dns.question.type": asked[3], "bind.log.flags": asked[4], "destination.ip": asked[5]}  # fmt: skip
    if failed := FAILED.match(said):
        return facts | {"event.action": "dns_query", "event.outcome": "failure", "dns.response_code": failed[1],
                        "dns.question.name": failed[2], "dns.question.class": failed[3], "dns.question.type": failed[4]}  # fmt: skip
    if refused := REFUSED.match(said):
        return facts | {"event.action": "authz_fail", "event.outcome": "failure", "dns.question.name": refused[1],
                        "dns.question.type": refused[2], "dns.question.class": refused[3]}  # fmt: skip
    return facts


def response(found: re.Match[str]) -> Document:
    address, port, view, transport, name, kind, asked, code, flags, told = found.groups()
    rows = [one.split(maxsplit=4) for one in (told or "").split("; ") if one.strip("; ")]
    names = ("name", "ttl", "class", "type", "data")
    answers = [
        dict(zip(names, (part.rstrip(";") for part in row), strict=True)) for row in rows if len(row) == 5
    ]
    return {
        "source.ip": address,
        "source.port": int(port),
        "bind.log.view": view,
        "bind.log.flags": flags,
        "network.transport": transport.lower(),
        "event.action": "dns_answer",
        "event.outcome": "success" if code == "NOERROR" else "failure",
        "dns.type": "answer",
        "dns.question.name": name,
        "dns.question.class": kind,
        "dns.question.type": asked,
        "dns.response_code": code,
        "dns.answers": answers or None,
        "dns.resolved_ip": flows.addresses([one["data"] for one in answers]),
    }


def audit(found: re.Match[str]) -> Document:
    """What an administrator of Infoblox did; blanks are written as ``\\040``."""
    written, user, action, rest = found.groups()
    deed, pairs = action.lower(), dict(PAIR.findall(rest))
    thing = OBJECT.match(rest)
    login = deed in ADMINISTRATORS
    return {
        "@timestamp": written,
        "user.name": plain(user),
        "event.action": ADMINISTRATORS.get(deed, deed),
        "event.category": "authentication" if login else "configuration",
        "event.outcome": "failure" if deed.endswith(("denied", "error", "failed")) else "success",
        "event.reason": plain(pairs.get("error", "")),
        "source.ip": pairs.get("ip", ""),
        "group.name": plain(pairs.get("group", "")) if login else "",
        "infoblox_nios.log.audit.object.name": thing[1] if thing else "",
        "infoblox_nios.log.audit.object.value": thing[2] if thing else "",
    }


def plain(written: str) -> str:
    return OCTAL.sub(lambda found: chr(int(found[1], 8) % 256), written)


def vsphere(said: str) -> Document:
    """An event of vCenter, or what an ESXi host says of one."""
    event, who = EVENT.match(said), WHO.search(said)
    found: Document = {}
    if event:
        domain, _, name = event[5].rpartition("\\")
        found = {"event.id": event[1], "@timestamp": event[2], "log.logger": event[3], "log.level": event[4], "user.name": name,
                 "user.domain": domain, "event.action": event[3].rpartition(".")[2], "message": event[6]}  # fmt: skip
    if not who:
        return found
    domain, name, address, logged, agent = who.groups()
    if not only(CLIENTS, said):
        domain = name = address = ""
    shown = AGENT.search(said)
    return {
        **found,
        "user.name": name,
        "user.domain": domain or found.get("user.domain", ""),
        "source.ip": address,
        "client.ip": address,
        "event.action": LOGGED[logged],
        "event.category": "authentication",
        "event.outcome": "success" if logged else "failure",
        "user_agent.original": (agent or "").rstrip("]") or (shown[1] if shown else ""),
    }


FORMAT = format_of(
    "appliance_syslog",
    "Infoblox, BIND, vCenter, Symantec and Cisco's mail gateways in syslog",
    by_line(read),
    signature=re.compile(
        NOT_TOLD + rb"(?:<\d{1,3}>)?(?:1 )?(?:[A-Z][a-z]{2} {1,2}\d|\d{4}-\d\d-\d\dT)[^\n]{0,160}?"
        rb"(?: named(?:\[\d{1,10}\])?: (?:[A-Za-z][\w-]{1,31}: )?(?:\d\d-[A-Z][a-z]{2}-\d{4} [\d:.]{8,15} )?client "
        rb"| httpd(?:\[\d{0,10}\])?: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z \["
        rb"| (?:vpxd|Hostd|hostd)\b[^\n]{0,160}? Event (?:\[\d{1,12}\] \[|\d{1,12} : (?:User|Cannot login) )"
        rb"| %b: (?:Info|Warning|Critical|Debug|Trace|Alert): "
        rb"| SymantecServer(?: [\w.-]{1,64})?: |,Local Host(?: IP)?: [^,\n]{0,64},Local Port: )" % LOGS.encode()
    ),
    samples=(
        Sample(
            b"<30>Nov 21 20:00:05 ns1.example named[7]: 21-Nov-2026 20:00:01.250 client 192.0.2.4#51234: UDP: query: x.example IN A "
            b"response: NOERROR +ED x.example. 300 IN A 198.51.100.7;",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "dns_answer",
                "event.outcome": "success",
                "event.category": "network",
                "host.name": "ns1.example",
                "process.name": "named",
                "source.ip": "192.0.2.4",
                "source.port": 51234,
                "fields": {
                    "bind": {"log": {"flags": "+ED"}},
                    "dns": {
                        "type": "answer", "response_code": "NOERROR", "question": {"name": "x.example", "class": "IN", "type": "A"},
                        "answers": [{"name": "x.example.", "ttl": "300", "class": "IN", "type": "A", "data": "198.51.100.7"}],
                        "resolved_ip": ["198.51.100.7"],
                    },
                    "log": {"syslog": {"facility": {"code": 3}}},
                    "network": {"protocol": "dns", "transport": "udp"},
                },
            },
        ),
        Sample(
            b"<30>Nov 21 20:00:05 ns1 named[7]: query-errors: client @0x7f3a 192.0.2.4#51234 (x.example): view in: query failed (REFUSED) for x.example/IN/MX at query.c:1",
            {"event.action": "dns_query", "event.outcome": "failure", "source.ip": "192.0.2.4", "source.port": 51234},
        ),
        Sample(
            b"<30>Nov 21 20:00:05 ns1 named[7]: client @0x7f3a 192.0.2.4#51234 (x.example): query: x.example IN A + (192.0.2.1)",
            {"timestamp": "2026-11-21T20:00:05.000000Z", "event.action": "dns_query", "event.outcome": "", "source.ip": "192.0.2.4"},
        ),
        Sample(
            b"<29>Nov 21 20:00:05  ns1 192.0.2.1 httpd: 2026-11-21 20:00:01.250Z [ada\\040b]: Login_Denied - - to=AdminConnector ip=203.0.113.7 error=wrong\\040word",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "ada b",
                "source.ip": "203.0.113.7",
                "host.name": "ns1",
            },
        ),
        Sample(
            b"<29>Nov 21 20:00:05 ns1 httpd[]: 2026-11-21 20:00:01.250Z [ada]: Deleted Network 192.0.2.0/24 network_view=default",
            {"event.action": "deleted", "event.category": "configuration", "event.outcome": "success", "user.name": "ada"},
        ),
        Sample(
            b"<14>1 2026-11-21T20:00:01.300000+00:00 vc1 vpxd 58 - -  Event [77] [1-1] [2026-11-21T20:00:01.25Z] [vim.event.UserLoginSessionEvent] [info] "
            b"[EXAMPLE\\Ada] [] [77] [User EXAMPLE\\Ada@203.0.113.7 logged in as govc/0.3]",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "authn_login_success",
                "event.category": "authentication",
                "event.id": "77",
                "user.name": "Ada",
                "source.ip": "203.0.113.7",
                "user_agent.original": "govc/0.3",
                "process.name": "vpxd",
                "host.name": "vc1",
            },
        ),
        Sample(
            b"<166>2026-11-21T20:00:01.250Z esx1 Hostd: info hostd[21] [Originator@6876 sub=Vimsvc.ha-eventmgr] Event 9 : Cannot login root@203.0.113.7",
            {"event.action": "authn_login_fail", "event.outcome": "failure", "user.name": "root", "source.ip": "203.0.113.7", "host.name": "esx1"},
        ),
        Sample(
            b"<14>1 2026-11-21T20:00:01.300000+00:00 vc1 vpxd 58 - -  Event [77] [1-1] [2026-11-21T20:00:01.25Z] [vim.event.UserLogoutSessionEvent] [info] "
            b"[ada] [] [77] [User ada@ad.example@203.0.113.7 logged out (login time: 19:00, user agent: govc)]",
            {"event.action": "session_closed", "event.outcome": "success", "user.name": "ada@ad.example", "source.ip": "203.0.113.7"},
        ),
        Sample(
            b"<14>1 2026-11-21T20:00:01.300000+00:00 vc1 vpxd 58 - -  Event [78] [1-1] [2026-11-21T20:00:01.25Z] [vim.event.PermissionUpdatedEvent] [info] "
            b"[ada] [] [78] [User bo@198.51.100.2 may now read]",
            {"event.action": "PermissionUpdatedEvent", "event.category": "", "event.outcome": "", "user.name": "ada", "source.ip": ""},
        ),
        Sample(
            b"<166>2026-11-21T20:00:01.250Z esx1 Hostd: info hostd[21] [Originator@6876 sub=Vimsvc.ha-eventmgr] Event 9 : Cannot login root@203.0.113.7: no permission",
            {"event.action": "authn_login_fail", "user.name": "root", "source.ip": "203.0.113.7"},
        ),
        Sample(
            b"<29>Nov 21 20:00:05 ns1 httpd: 2026-11-21 20:00:01.250Z [ada]: First_Login - - to=AdminConnector ip=203.0.113.7 auth=LOCAL",
            {"event.action": "authn_login_success", "event.category": "authentication", "event.outcome": "success"},
        ),
        Sample(
            b"<38>Nov 21 20:00:01 esa1 gui_logs: Info: Login failed, Username:ada from 203.0.113.7",
            {"event.action": "authn_login_fail", "user.name": "ada", "source.ip": "203.0.113.7"},
        ),
        Sample(
            b"<54>Nov 21 20:00:05 sepm SymantecServer: pc7,Local Host: 192.0.2.4,Local Port: 4040,Local Host MAC: 00005E005301,Remote Host IP: 203.0.113.7,"
            b"Remote Host Name: ,Remote Port: 443,Remote Host MAC: 00005E005302,TCP,Outbound,Begin: 2026-11-21 20:00:01,End Time: 2026-11-21 20:00:02,"
            b"Occurrences: 1,Application: C:/a.exe,Rule: No web,Location: Default,User Name: ada,Domain Name: EXAMPLE,Action: Blocked,SHA-256: 00",
            {
                "event.action": "network_denied",
                "event.category": "network",
                "event.outcome": "failure",
                "host.name": "pc7",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "source.port": 4040,
            },
        ),
        Sample(
            b"<54>Nov 21 20:00:05 sepm SymantecServer: Site: main,Server: sepm,Domain: Default,Admin: ada,Administrator  log on failed",
            {"event.action": "authn_login_fail", "event.category": "authentication", "event.outcome": "failure", "user.name": "ada"},
        ),
        Sample(
            b"<54>Nov 21 20:00:05 sepm SymantecServer: Virus found,IP Address: 192.0.2.4,Computer name: pc7,Source: Scan,Risk name: EICAR,Occurrences: 1,C:\\a.com,"
            b",Actual action: Quarantined,Event time: 2026-11-21 20:00:01,User: ada,Application hash: 00",
            {"event.action": "Virus found", "event.category": "malware", "event.outcome": "failure", "host.name": "pc7", "user.name": "ada",
             "timestamp": "2026-11-21T20:00:01.000000Z"},
        ),
        Sample(
            b"<166>Nov 21 20:00:01 mail_logs: Info: New SMTP ICID 5 interface Data 1 (192.0.2.4) address 203.0.113.7 reverse dns host mx.example.net verified yes",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.category": "email",
                "host.name": "",
                "source.ip": "203.0.113.7",
                "fields": {
                    "log": {"syslog": {"facility": {"code": 20}}},
                    "network": {"direction": "inbound", "protocol": "smtp"},
                    "observer": {
                        "ingress": {"interface": {"name": "Data 1 (192.0.2.4)"}}, "product": "Secure Email Gateway", "vendor": "Cisco",
                    },
                    "source": {"domain": "mx.example.net"},
                },
            },
        ),
        Sample(
            b"<166>Nov 21 20:00:01 esa1 mail_logs: Warning: MID 6 ICID 5 From: <ada@example.net>",
            {
                "host.name": "esa1",
                "severity": 4,
                "process.name": "mail_logs",
                "fields": {
                    "email": {"from": {"address": "ada@example.net"}, "message_id": "6"},
                    "log": {"syslog": {"facility": {"code": 20}}},
                    "observer": {"product": "Secure Email Gateway", "vendor": "Cisco"},
                },
            },
        ),
    ),
)  # fmt: skip
