"""Citrix NetScaler (ADC, Gateway) in its own form: ``<134> 11/21/2026:20:00:01 GMT ns1 0-PPE-0 : default TCP CONN_DELINK 7 0 : Source …``.

The date is as the device is set (``mmddyyyy`` unless changed): a first number above 12 is the day. What each event says
stands as ``Name value`` between `` - ``. https://developer-docs.netscaler.com/en-us/netscaler-syslog-message-reference
"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.syslog_prefix import facility
from ingestion.normalise import flows, urls

# Blanks are counted, as what may be any number of them in two places takes a long line's square.
WHEN = r"(\d\d)/(\d\d)/(\d{4}):(\d\d:\d\d:\d\d) {0,4}(GMT|UTC)?"
LINE = re.compile(
    rf"(?:<(\d{{1,3}})>)?[^\n]{{0,160}}?{WHEN} {{1,4}}(\S{{1,255}}) {{1,4}}0-PPE-(\d{{1,4}}) : {{1,4}}(?:default )?([A-Z]\w{{1,31}}) (\S.{{0,80}}?) (\d{{1,20}}) (\d{{1,3}}) : *(.*)$",
    re.DOTALL,
)
SECTION = re.compile(r" - | : {1,4}(?=[A-Z])")
MOST = 8192  # characters of a message in which values are looked for
# Names of one and two words as events write them, longest first, and what ECS calls them.
ENDS = {
    "Source": "source",
    "Destination": "destination",
    "Vserver": "server",
    "NatIP": "source.nat",
    "Nat_ip": "source.nat",
}
NAMES = {
    "User": "user.name", "Client_ip": "client.ip", "ClientIP": "client.ip", "Remote_ip": "client.ip", "ClientPort": "client.port",
    "VserverServiceIP": "server.ip", "VserverServicePort": "server.port", "Failure_reason": "event.reason", "Command": "process.command_line",
    "Total_bytes_send": "source.bytes", "Total_bytes_recv": "destination.bytes", "Browser": "user_agent.original", "CipherSuite": "tls.cipher",
    "LogoutMethod": "event.reason", "SessionId:": "session.id", "Status": "citrix_adc.log.status", "ClientVersion": "tls.client.supported",
}  # fmt: skip
NUMBERS = frozenset(("client.port", "server.port", "source.bytes", "destination.bytes"))
TIMES = {"Start Time": "event.start", "Start_time": "event.start", "startTime": "event.start", "End Time": "event.end",
         "End_time": "event.end", "endTime": "event.end", "Delink Time": "event.end"}  # fmt: skip
TIME = re.compile(r"(Start Time|End Time|Delink Time|Start_time|End_time|startTime|endTime) \"?" + WHEN)
ADDRESS = re.compile(r"\[?([0-9A-Fa-f.:]{3,45}?)\]?(?::(\d{1,5}))?$")
TOOK = re.compile(r"\bDuration (\d{1,5}):(\d\d):(\d\d)")
CONTEXT = re.compile(r"Context (\S{1,255})@([0-9A-Fa-f.:]{3,45})(?= |$)")
PERSON = re.compile(r"\bUser (\S{1,255})")
DOMAIN_USER = re.compile(r"username:domainname ([^\s:]{1,255}):(\S{0,255})")
REQUEST = re.compile(r": (GET|POST|PUT|HEAD|DELETE|OPTIONS|PATCH|CONNECT|TRACE) (\S+)")
CHECKED = re.compile(
    r"([0-9A-Fa-f.:]{3,45}) \S+ (\S+) (\S+) ([a-z]{2,10}://\S+) (.*?)(?: <([a-z ]{4,40})>)?$", re.DOTALL
)
LOGINS = {"LOGIN": "authn_login_success", "LOGIN_FAILED": "authn_login_fail", "LOGOUT": "session_closed"}
CATEGORIES = {"AAA": "authentication", "SSLVPN": "session", "TCP": "network", "UDP": "network", "SSLLOG": "network", "APPFW": "intrusion_detection",
              "CLI": "configuration", "GUI": "configuration", "API": "configuration", "EVENT": "network", "ACL": "network"}  # fmt: skip


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason(
            "not_citrix",
            "Not a NetScaler's line: “mm/dd/yyyy:hh:mm:ss name 0-PPE-n : FEATURE EVENT number 0 : …”.",
        )
    pri, one, two, year, clock, zone, host, engine, feature, name, number, _, said = found.groups()
    said = said[:MOST]
    checked = CHECKED.match(said) if feature == "APPFW" else None
    named = by_firewall(checked) if checked else by_names(said)
    return {
        "@timestamp": moment(one, two, year, clock, zone),
        "@written": f"{one}/{two}/{year}:{clock}",
        "host.name": host,
        **named,
        **flows.totals(named),
        **meaning(feature, name, named),
        "event.id": number,
        "event.code": name,
        "event.provider": feature,
        "citrix_adc.log.packet_engine": engine,
        "log.syslog.facility.code": facility(pri),
        "log.syslog.priority": int(pri) if pri else None,
        "observer.vendor": "Citrix",
        "observer.product": "Netscaler",
        "observer.type": "firewall",
        "message": f"{feature} {name}: {said}",
    }


def moment(one: str, two: str, year: str, clock: str, zone: str | None) -> str:
    month, day = (two, one) if int(one) > 12 else (one, two)
    return f"{year}-{month}-{day}T{clock}{'Z' if zone else ''}"


def by_names(said: str) -> Document:
    """Ends, people and counts; the person behind a session stands in its context too."""
    named: Document = {TIMES[word]: moment(*when) for word, *when in TIME.findall(said)}
    for part in SECTION.split(said):
        word, _, value = part.rpartition("] ")[2].strip().partition(" ")
        value = value.strip().strip('"').strip()
        if side := ENDS.get(word):
            named |= _end(side, value)
        elif (own := NAMES.get(word)) and value not in ("", "NONE", "N/A"):
            named.setdefault(own, int(value) if own in NUMBERS and value.isdigit() else value)
    return {**_person(said), **named, **_request(said), **_sides(named, said), **_took(said)}


def _end(side: str, value: str) -> Document:
    found = ADDRESS.match(value)
    return {f"{side}.ip": found[1], f"{side}.port": int(found[2]) if found[2] else None} if found else {}


def _person(said: str) -> Document:
    context, user, domain = CONTEXT.search(said), PERSON.search(said), DOMAIN_USER.search(said)
    return {
        "client.ip": context[2] if context else "",
        "user.name": domain[1] if domain else user[1] if user else context[1] if context else "",
        "user.domain": domain[2] if domain else "",
    }


def _request(said: str) -> Document:
    found = REQUEST.search(said)
    return {"http.request.method": found[1], "url.original": found[2]} if found else {}


def _sides(named: Document, said: str) -> Document:
    """Where only client and server are named, they are the ends."""
    context = CONTEXT.search(said)
    found: Document = {}
    for side, role in (("source", "client"), ("destination", "server")):
        for part in ("ip", "port"):
            found[f"{side}.{part}"] = named.get(f"{side}.{part}") or named.get(f"{role}.{part}")
    if context and not found["source.ip"]:
        found["source.ip"] = context[2]
    return found


def _took(said: str) -> Document:
    found = TOOK.search(said)
    return {"event.duration": flows.nanoseconds(found[1], found[2], found[3])} if found else {}


def by_firewall(found: re.Match[str]) -> Document:
    """The application firewall names client, session, profile and request, and what it did."""
    address, session, profile, url, said, done = found.groups()
    return {
        "source.ip": address,
        "client.ip": address,
        "session.id": session,
        "rule.name": profile,
        **urls.parts(url),
        "event.reason": said,
        "citrix_adc.log.action": done,
    }


def meaning(feature: str, name: str, named: Document) -> Document:
    said = str(named.get("citrix_adc.log.status", ""))
    if login := LOGINS.get(name):
        outcome = "failure" if login == "authn_login_fail" else "success"
        category = "session" if login == "session_closed" else "authentication"
        return {"event.action": login, "event.category": category, "event.outcome": outcome}
    failed = (
        "FAIL" in name
        or said.lower().startswith(("fail", "error"))
        or named.get("citrix_adc.log.action") == "blocked"
    )
    done = "SUCCESS" in name or said == "Success"
    return {
        "event.action": "input_validation_fail" if feature == "APPFW" else name.lower().replace(" ", "_"),
        "event.category": CATEGORIES.get(feature, "network"),
        "event.outcome": "failure" if failed else "success" if done else "",
    }


FORMAT = format_of(
    "citrix",
    "Citrix NetScaler",
    by_line(read),
    # A header word by word: most lines of syslog are none of these, and are not to be searched for it.
    signature=re.compile(
        rb"(?:<\d{1,3}>)? ?(?:1 )?(?:(?![0-9]{2}/)\S{1,64}+ {1,2}+){0,5}+\d\d/\d\d/\d{4}:\d\d:\d\d:\d\d {0,4}(?:GMT|UTC)? {1,4}\S{1,255} {1,4}0-PPE-\d{1,4} : "
    ),
    samples=(
        Sample(
            b"<134> 11/21/2026:20:00:01 GMT ns1 0-PPE-0 : default TCP CONN_DELINK 4711 0 : Source 192.0.2.4:40001 - Vserver "
            b"203.0.113.9:443 - NatIP 198.51.100.2:50001 - Destination 198.51.100.7:443 - Delink Time 11/21/2026:20:00:01 GMT - "
            b"Total_bytes_send 120 - Total_bytes_recv 4500",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "conn_delink",
                "event.category": "network",
                "event.id": "4711",
                "source.ip": "192.0.2.4",
                "source.port": 40001,
                "host.name": "ns1",
            },
        ),
        Sample(
            b"<132> 21/11/2026:20:00:01  ns1 0-PPE-0 : default AAA LOGIN_FAILED 4712 0 : User ada@example.net - Client_ip 192.0.2.4 - "
            b'Failure_reason "Wrong password" - Browser curl/8.5',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "time_quality": "inferred",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "ada@example.net",
                "source.ip": "192.0.2.4",
            },
        ),
        Sample(
            b"Nov 21 20:00:01 <local0.info> 203.0.113.9 11/21/2026:20:00:01 GMT ns1 0-PPE-1 : default APPFW APPFW_cross-site scripting 60 0 "
            b": 192.0.2.4 616-PPE1 y3upt2K8ySWW shop http://shop.example/buy?x=1 Cross-site script check failed for field x <blocked>",
            {
                "event.action": "input_validation_fail",
                "event.outcome": "failure",
                "source.ip": "192.0.2.4",
                "url.path": "/buy",
            },
        ),
        Sample(
            b"<134> 11/21/2026:20:00:01 GMT ns1 0-PPE-0 : default CLI CMD_EXECUTED 6870 0 :  User ada - ADM_User NONE - Remote_ip 192.0.2.4 - "
            b'Command "show version" - Status "Success"',
            {
                "event.action": "cmd_executed",
                "event.outcome": "success",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
            },
        ),
    ),
)
