"""Servers' logs as text with dates and columns of their own: WebLogic, WebSphere, NestJS, Oracle's listener, Roundcube,
Veeam, Zabbix, and what ``kubectl logs --prefix --timestamps`` puts before a container's lines.

What follows such a line until the next one is its stack trace. Roundcube's names are what somebody typed, so only one
word is taken for one. Formats: Oracle, “Understanding WebLogic Logging Services” and “Oracle Net Listener”; IBM,
“Basic and advanced log format”; roundcube.net.
"""

import re

from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason, Sample
from ingestion.formats.weekday_syslog import ZONES

WEBLOGIC = re.compile(
    r"####<([^<>\n]{10,60})> <(\w{1,16})> <([^<>]{0,80})> <([^<>]{0,255})> <([^<>]{0,80})> <(.{0,255}?)> <<?([^<>]{0,80})>?> "
    r"<[^<>]{0,80}> <[^<>]{0,255}> <(\d{13})>(?: <(?:\[[^\]]{0,80}\] ?){0,8}>)? <([\w-]{0,24})> <(.*)> ?$",
    re.DOTALL,
)
WEBSPHERE = re.compile(
    r"\[(\d{1,2})/(\d{1,2})/(\d\d) (\d{1,2}:\d\d:\d\d):(\d{3}) ([A-Z]{2,5})\] ([0-9a-f]{8}) (\S{1,40}) +([FEWAICDOR123<>]) +(.*)$"
)
NEST = re.compile(
    r"\[Nest\] (\d{1,8}) +- (\d\d/\d\d/\d{4}, \d{1,2}:\d\d:\d\d [AP]M) +(LOG|ERROR|WARN|DEBUG|VERBOSE|FATAL) (?:\[([^\]\n]{1,120})\] )?(.*)$"
)
LISTENER = re.compile(r"(\d\d-[A-Z]{3}-\d{4} \d\d:\d\d:\d\d) \* (.*)$")
LISTENED = re.compile(r"(?:.{0,2000}?\* )?([a-z_]{3,32}) \* (\S{1,128}) \* (\d{1,6})$")
PARAMETER = re.compile(r"\((PROTOCOL|HOST|PORT|PROGRAM|USER|SERVICE_NAME|SID)=([^()\n]{1,255})\)")
ROUNDCUBE = re.compile(
    r"\[(\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d{1,6})?) ([+-]\d\d):?(\d\d)\]: (?:<([\w-]{1,32})> )?(.*)$"
)
# Both are local; Zabbix', day and clock are digits alone.
VEEAM = re.compile(
    r"\[(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d(?:\.\d{1,3})?)\] <(\d{1,6})> +(Info|Warning|Error|Debug|Trace)(?: {1,4}\(\d{1,2}\))? +(.*)$"
)
ZABBIX = re.compile(r" {0,8}(\d{1,8}):(\d{8}):(\d{6}\.\d{3}) (.*)$")
KUBECTL = re.compile(
    r"\[pod/([\w.-]{1,253})/([\w.-]{1,63})\] (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) (.*)$"
)
ADDRESS = r"([0-9a-fA-F:.]{1,44}[0-9a-fA-F:])"
LOGIN = re.compile(
    rf"(?:IMAP Error: Login failed|(Successful login)|Failed login) for (\S{{1,255}})(?: \(ID: \d{{1,12}}\)| against \S{{1,255}})? from {ADDRESS}(?=\.? |\.?$|\()"
)
FROM = re.compile(rf" from {ADDRESS}")
BEGINS = re.compile(
    rb"\[\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d(?:\.\d{1,3})?\] <\d{1,6}> +[A-Z]| {0,8}\d{1,8}:\d{8}:\d{6}\.\d{3} |\[pod/[\w.-]{1,253}/[\w.-]{1,63}\] \d{4}-\d\d-\d\dT\d\d:"
    rb"|####<[^<>\n]{10,60}> <\w{1,16}> <|\[\d{1,2}/\d{1,2}/\d\d \d{1,2}:\d\d:\d\d:\d{3} [A-Z]{2,5}\] [0-9a-f]{8} \S"
    rb"|\[Nest\] \d{1,8} +- \d\d/\d\d/\d{4}, |\d\d-[A-Z]{3}-\d{4} \d\d:\d\d:\d\d \* |\[\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d{1,6})? [+-]\d\d:?\d\d\]: "
)
# Where they aren't the words of everybody.
LEVELS = {
    "F": "critical", "E": "error", "W": "warning", "A": "notice", "I": "info", "C": "info", "D": "debug", "O": "info", "R": "error",
    "Trace": "debug", "LOG": "info", "VERBOSE": "debug",
}  # fmt: skip
UNKNOWN = Reason("not_server_text", "It begins with no date of these servers.")


def read(text: str) -> Document | Reason:
    if found := WEBLOGIC.match(text):
        return _weblogic(*found.groups())
    head, _, trace = text.partition("\n")
    head = head.rstrip("\r")
    said = _line(head)
    if said is None:
        return UNKNOWN
    if trace:
        return {**said, "error.stack_trace": trace, "message": f"{said['message']}\n{trace}"}
    return said


def _line(head: str) -> Document | None:
    if found := WEBSPHERE.match(head):
        return _websphere(*found.groups())
    if found := NEST.match(head):
        pid, time, level, logger, said = found.groups()
        return {
            "@timestamp": time,
            "process.pid": int(pid),
            "log.level": _level(level),
            "log.logger": logger,
            "message": said,
        }
    if found := LISTENER.match(head):
        time, said = found.groups()
        return {"@timestamp": time.title(), "@written": time, **_listener(said), "message": said}
    if found := VEEAM.match(head):
        day, month, year, clock, thread, level, said = found.groups()
        return {
            "@timestamp": f"{year}-{month}-{day}T{clock}",
            "@written": f"{day}.{month}.{year} {clock}",
            "process.thread.id": int(thread),
            "log.level": _level(level),
            "message": said,
        }
    if found := ZABBIX.match(head):
        pid, day, clock, said = found.groups()
        return {
            "@timestamp": f"{day}T{clock}",
            "@written": f"{day}:{clock}",
            "process.pid": int(pid),
            "message": said,
        }
    if found := KUBECTL.match(head):
        pod, container, time, said = found.groups()
        return {
            "@timestamp": time,
            "kubernetes.pod.name": pod,
            "container.name": container,
            "message": said,
        }
    if found := ROUNDCUBE.match(head):
        clock, hours, minutes, session, said = found.groups()
        return {
            "@timestamp": f"{clock} {hours}{minutes}",
            "labels.session": session,
            **_login(said),
            "message": said,
        }
    return None


def _level(written: str) -> str:
    return LEVELS.get(written, written.lower())


def _weblogic(written: str, level: str, subsystem: str, host: str, server: str, thread: str, user: str, ms: str, code: str, said: str) -> Document:  # fmt: skip
    return {
        "@timestamp": ms,
        "@written": written,
        "log.level": _level(level),
        "log.logger": subsystem,
        "host.name": host,
        "service.name": server,
        "process.thread.name": thread,
        "user.name": "" if user in ("anonymous", "WLS Kernel") else user,
        "event.code": code,
        "message": said,
    }


def _websphere(month: str, day: str, year: str, clock: str, ms: str, zone: str, thread: str, logger: str, level: str, said: str) -> Document:  # fmt: skip
    hour, _, rest = clock.partition(":")
    code = re.match(r"([A-Z]{4,5}\d{4,5}[EWIA]): ", said)
    return {
        "@timestamp": f"20{year}-{int(month):02}-{int(day):02}T{int(hour):02}:{rest}.{ms}{ZONES.get(zone, '')}",
        "@written": f"{month}/{day}/{year} {clock}:{ms} {zone}",
        "process.thread.name": thread,
        "log.logger": logger,
        "log.level": LEVELS.get(level, "debug"),
        "event.code": code[1] if code else "",
        "message": said,
    }


def _listener(said: str) -> Document:
    """Who connects stands in parameters; the peer's address in the second list, behind the client's own words.

    Where that list begins is not known when the client's words hold such a beginning too.
    """
    ends = LISTENED.match(said)
    if ends is None:
        return {}
    own, *peers = said.split(" * (ADDRESS=")
    peer = peers[0] if len(peers) == 1 else ""
    client, address = dict(PARAMETER.findall(own)), dict(PARAMETER.findall(peer))
    command, service, code = ends.groups()
    return {
        "event.action": f"listener_{command}",
        "event.category": "network" if address else "",
        "event.outcome": "success" if code == "0" else "failure",
        "event.code": "" if code == "0" else f"TNS-{int(code):05}",
        "source.ip": address.get("HOST", ""),
        "source.port": int(address["PORT"]) if address.get("PORT", "").isdigit() else None,
        "user.name": client.get("USER", ""),
        "service.name": service,
        "process.name": client.get("PROGRAM", ""),
    }


def _login(said: str) -> Document:
    found = LOGIN.match(said)
    if found is None:
        return {}
    action = {"event.action": "authn_login_success" if found[1] else "authn_login_fail"}
    if FROM.search(said, found.end()):
        return {**action}
    return {**action, "user.name": found[2], "source.ip": found[3]}


FORMAT = format_of_blocks(
    "server_text",
    "Servers with dates of their own (WebLogic, WebSphere, NestJS, Oracle's listener, Roundcube, Veeam, Zabbix)",
    BEGINS,
    read,
    signature=BEGINS,
    samples=(
        Sample(
            b"[21.11.2026 20:00:01.250] <07> Error    (3) lost\n   at Till.Open()",
            {"timestamp": "2026-11-21T20:00:01.250000Z", "time_quality": "inferred", "severity": 3, "message": "lost\n   at Till.Open()"},
        ),
        Sample(
            b'   811:20261121:200001.250 failed login of user "ada"',
            {"timestamp": "2026-11-21T20:00:01.250000Z", "event.created": "20261121:200001.250", "process.pid": 811},
        ),
        Sample(
            b"[pod/till-7f/app] 2026-11-21T20:00:01.250123456Z lost",
            {
                "timestamp": "2026-11-21T20:00:01.250123Z",
                "message": "lost",
                "fields": {"kubernetes": {"pod": {"name": "till-7f"}}, "container": {"name": "app"}},
            },
        ),
        Sample(
            b"####<Nov 21, 2026, 8:00:01,250 PM UTC> <Error> <Security> <gate.example> <AdminServer> <[ACTIVE] ExecuteThread: '7'> <<WLS Kernel>> "
            b"<> <x-7> <1795291201250> <[severity-value: 8] [rid: 0] > <BEA-090078> <User ada in security realm till has had 5 invalid login attempts.>",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "time_quality": "stated",
                "host.name": "gate.example",
                "service.name": "AdminServer",
                "severity": 3,
                "message": "User ada in security realm till has had 5 invalid login attempts.",
            },
        ),
        Sample(
            b"[11/21/26 20:00:01:250 UTC] 00000071 LTPAServerObj E   SECJ0369E: Authentication failed when using LTPA.\n\tat com.example.Till(Till.java:7)",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "severity": 3,
                "message": "SECJ0369E: Authentication failed when using LTPA.\n\tat com.example.Till(Till.java:7)",
            },
        ),
        Sample(
            b"[Nest] 811  - 11/21/2026, 8:00:01 PM   ERROR [TillService] lost",
            {
                "event.created": "11/21/2026, 8:00:01 PM",
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "time_quality": "inferred",
                "process.pid": 811,
                "log.level": "error",
                "message": "lost",
            },
        ),
        Sample(
            b"21-NOV-2026 20:00:01 * (CONNECT_DATA=(SERVICE_NAME=till)(CID=(PROGRAM=sqlplus)(HOST=pc)(USER=ada))) * "
            b"(ADDRESS=(PROTOCOL=tcp)(HOST=192.0.2.7)(PORT=40022)) * establish * till * 12514",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "listener_establish",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.7",
                "source.port": 40022,
                "service.name": "till",
            },
        ),
        Sample(
            b"21-NOV-2026 20:00:01 * (CONNECT_DATA=(SERVICE_NAME=till)(CID=(PROGRAM=x) * (ADDRESS=(HOST=9.9.9.9))(USER=ada))) * "
            b"(ADDRESS=(PROTOCOL=tcp)(HOST=192.0.2.7)(PORT=40022)) * establish * till * 0",
            {"event.action": "listener_establish", "event.outcome": "success", "source.ip": ""},
        ),
        Sample(
            b"[21-Nov-2026 20:00:01 +0100]: <s7> IMAP Error: Login failed for ada against mail from 192.0.2.7. AUTHENTICATE PLAIN: failed. in /srv/a.php on line 7",
            {
                "timestamp": "2026-11-21T19:00:01.000000Z",
                "time_quality": "stated",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.7",
            },
        ),
        Sample(
            b"[21-Nov-2026 20:00:01 +0000]: <s7> Successful login for ada (ID: 3) from 192.0.2.7 in session x",
            {"event.action": "authn_login_success", "event.outcome": "success", "user.name": "ada", "source.ip": "192.0.2.7"},
        ),
        Sample(
            b"[21-Nov-2026 20:00:01 +0000]: <s7> Failed login for a from 9.9.9.9 from 192.0.2.7 in session x",
            {"event.action": "authn_login_fail", "user.name": "", "source.ip": ""},
        ),
    ),
)  # fmt: skip
