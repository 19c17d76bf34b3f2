"""Barracuda's Web Application Firewall: ``<129>2026-11-21 21:00:01.250 +0100  waf1 WF ALER ATTACK client port server port …``.

``WF`` is what its rules found, ``TR`` a request, ``NF`` its network firewall, ``AUDIT`` its administrators, ``SYS`` itself.
https://campus.barracuda.com/product/webapplicationfirewall/doc/4259935/
"""

import re
from collections.abc import Sequence
from itertools import islice, pairwise

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.syslog_prefix import facility
from ingestion.normalise import appliances, transports

WHEN = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? [+-]\d{4}"
LINE = re.compile(
    rf"(?:<(\d{{1,3}})>)?(?:[A-Z][a-z]{{2}} {{1,2}}\d{{1,2}} [\d:]{{8}} \S{{1,64}} )?({WHEN}) {{1,4}}(\S{{1,255}}) (WF|TR|NF|AUDIT|SYS) (.*)$",
    re.DOTALL,
)
WORD = re.compile(r'"([^"]*)"|\[((?:"[^"]*+"|[^\]"]++)*+)\]|(\S+)')
LONGEST = 16_384  # characters of a message
MOST_WORDS = 40  # in which brackets are looked for; no kind has as many places
LEVELS = {"EMER": "emergency", "ALER": "alert", "CRIT": "critical", "ERRO": "error", "WARN": "warning", "NOTI": "notice",
          "INFO": "info", "DEBU": "debug"}  # fmt: skip
# What stands where; a place without a name says nothing that ECS has a name for.
ATTACK = ("log.level", "barracuda.waf.attack_description", "source.ip", "source.port", "destination.ip", "destination.port", "rule.name",
          "rule.category", "barracuda.waf.action_taken", "barracuda.waf.followup_action", "barracuda.waf.attack_details",
          "http.request.method", "url.original", "barracuda.waf.protocol", "session.id", "user_agent.original", "network.forwarded_ip",
          "", "user.name", "http.request.referrer", "event.id")  # fmt: skip
REQUEST = ("destination.ip", "destination.port", "source.ip", "source.port", "user.name", "barracuda.waf.certificate_user",
           "http.request.method", "barracuda.waf.protocol", "url.domain", "http.version", "http.response.status_code",
           "http.response.bytes", "http.request.bytes", "barracuda.waf.cache_hit", "barracuda.waf.milliseconds", "server.ip", "server.port",
           "", "session.id", "barracuda.waf.response_type", "rule.name", "barracuda.waf.protected", "barracuda.waf.matched",
           "url.path", "url.query", "http.request.referrer", "", "user_agent.original", "network.forwarded_ip")  # fmt: skip
PACKET = ("log.level", "network.transport", "source.ip", "source.port", "destination.ip", "destination.port",
          "barracuda.waf.action_taken", "rule.name", "event.reason")  # fmt: skip
AUDIT = ("user.name", "barracuda.waf.interface", "source.ip", "source.port", "barracuda.waf.transaction", "event.id",
         "barracuda.waf.command", "barracuda.waf.object_type", "barracuda.waf.object")  # fmt: skip
OWN = ("process.name", "log.level", "event.code")
ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}")
NUMBERS = frozenset(("source.port", "destination.port", "server.port", "http.response.status_code", "http.response.bytes",
                     "http.request.bytes"))  # fmt: skip
LOGINS = {"LOGIN": ("authn_login_success", "authentication", "success"), "LOGOUT": ("session_closed", "session", "success"),
          "UNSUCCESSFUL_LOGIN": ("authn_login_fail", "authentication", "failure")}  # fmt: skip


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason(
            "not_barracuda",
            "Not a line of Barracuda's firewall: “time zone name WF|TR|NF|AUDIT|SYS …” is not there.",
        )
    pri, time, unit, kind, rest = found.groups()
    words = words_of(rest[:LONGEST])
    return {
        "@timestamp": time,
        "host.name": unit,
        "message": f"{kind} {rest}",
        **KINDS[kind](words),
        "barracuda.waf.log_type": kind,
        "log.syslog.facility.code": facility(pri),
        "log.syslog.priority": int(pri) if pri else None,
        "observer.vendor": "Barracuda",
        "observer.product": "Web",
        "observer.type": "WAF",
    }


def words_of(said: str) -> list[str]:
    """Words, and what stands in quotes or brackets as one. A bracket may be without its end, so few are looked for."""
    words, end = [], 0
    for found in islice(WORD.finditer(said), MOST_WORDS):
        words.append(next((part for part in found.groups() if part), ""))
        end = found.end()
    return [*words, *said[end:].split()]


def named(names: Sequence[str], words: Sequence[str]) -> Document:
    found: Document = {}
    for name, word in zip(names, words, strict=False):
        if name and word not in ("", "-"):
            found[name] = int(word) if name in NUMBERS and word.isdigit() else word
    level = str(found.get("log.level", ""))
    return {**found, "log.level": LEVELS.get(level, level.lower())}


def attack(words: Sequence[str]) -> Document:
    said = named(ATTACK, words)
    stopped = str(said.get("barracuda.waf.action_taken", "")) != "LOG"
    return {
        **said,
        "event.action": "input_validation_fail",
        "event.category": "intrusion_detection",
        "event.outcome": "failure" if stopped else "",
        "event.reason": said.get("barracuda.waf.attack_description"),
        "client.ip": said.get("source.ip"),
        "client.port": said.get("source.port"),
    }


def request(words: Sequence[str]) -> Document:
    said = named(REQUEST, words)
    status, taken = said.get("http.response.status_code"), str(said.get("barracuda.waf.milliseconds", ""))
    return {
        **said,
        "http.version": str(said.get("http.version", "")).removeprefix("HTTP/"),
        "event.action": "http_request",
        "event.category": "web",
        "event.outcome": ("success" if status < 400 else "failure") if isinstance(status, int) else "",
        "event.duration": int(taken) * 1_000_000 if taken.isdigit() else None,
    }


def packet(words: Sequence[str]) -> Document:
    said = named(PACKET, words)
    outcome = appliances.outcome(str(said.get("barracuda.waf.action_taken", "")))
    return {
        **said,
        **transports.facts(str(said.get("network.transport", ""))),
        "event.action": {"failure": "network_denied", "success": "network_allowed"}.get(
            outcome, "network_packet"
        ),
        "event.category": "network",
        "event.outcome": outcome,
        "event.reason": " ".join(words[8:]),
    }


def audit(words: Sequence[str]) -> Document:
    said = named(AUDIT, by_whom(words))
    transaction = str(said.get("barracuda.waf.transaction", ""))
    meant = LOGINS.get(transaction, (transaction.lower(), "configuration", ""))
    return {**said, **dict(zip(("event.action", "event.category", "event.outcome"), meant, strict=True))}


def by_whom(words: Sequence[str]) -> Sequence[str]:
    """The user's name as one word. What holds another's address is nobody's: either could be the line's own."""
    pairs = pairwise(words[: len(AUDIT) + 8])
    ends = [
        place
        for place, (one, port) in enumerate(pairs)
        if place > 1 and ADDRESS.fullmatch(one) and port.isdigit()
    ]
    if len(ends) > 1:
        return ("", "", "", "", *words[ends[-1] + 2 :])
    return (" ".join(words[: ends[0] - 1]), *words[ends[0] - 1 :]) if ends else words


def own(words: Sequence[str]) -> Document:
    return {**named(OWN, words), "event.category": "host", "message": " ".join(words[3:])}


KINDS = {"WF": attack, "TR": request, "NF": packet, "AUDIT": audit, "SYS": own}
FORMAT = format_of(
    "barracuda",
    "Barracuda Web Application Firewall",
    by_line(read),
    signature=re.compile(rb"(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} {1,2}\d{1,2} [\d:]{8} \S{1,64} )?" + WHEN.encode() + rb" {1,4}\S{1,255} (?:WF|TR|NF|AUDIT|SYS) \S"),
    samples=(
        Sample(
            b'<129>2026-11-21 21:00:01.250 +0100  waf1 WF ALER SQL_INJECTION_IN_PARAM 192.0.2.4 40001 203.0.113.9 443 shop:buy URL_PROFILE DENY '
            b'NONE [Parameter="x" value="1 or 1"] POST /buy?x=1 TLSv1.2 "-" "curl/8.5" 192.0.2.7 40001 "-" http://shop.example/ 186c0f-1',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "input_validation_fail",
                "event.category": "intrusion_detection",
                "event.outcome": "failure",
                "source.ip": "192.0.2.4",
                "source.port": 40001,
                "http.request.method": "POST",
                "url.path": "/buy",
                "host.name": "waf1",
            },
        ),
        Sample(
            b'<134>2026-11-21 20:00:01.250 +0000  waf1 TR 203.0.113.9 443 192.0.2.4 40001 "-" "-" GET TLSv1.2 shop.example HTTP/1.1 404 791 322 '
            b'0 12 10.0.0.1 443 0 "-" INTERNAL DEFAULT PROTECTED VALID /a "-" "-" "-" "curl/8.5" 192.0.2.7 40001 "-" "-" "-" "-" 186f-2',
            {"event.outcome": "failure", "http.response.status_code": 404, "url.path": "/a", "source.ip": "192.0.2.4", "event.category": "web"},
        ),
        Sample(
            b"<129>2026-11-21 20:00:01.250 +0000  waf1 NF ALER TCP 192.0.2.4 33905 203.0.113.9 22 DENY SSH_SOURCES WAN interface traffic:deny",
            {"event.action": "network_denied", "event.outcome": "failure", "source.ip": "192.0.2.4", "source.port": 33905},
        ),
        Sample(
            b'<134>2026-11-21 20:00:01.250 +0000  waf1 AUDIT ada GUI 192.0.2.4 40001 LOGIN 0 login  global - - "" "" []',
            {"event.action": "authn_login_success", "user.name": "ada", "source.ip": "192.0.2.4"},
        ),
        Sample(
            b'<134>2026-11-21 20:00:01.250 +0000  waf1 AUDIT ada GUI 192.0.2.4 40001 ROLLBACK 7 [a" -',
            {"event.action": "rollback", "event.category": "configuration", "event.outcome": "", "user.name": "ada"},
        ),
        Sample(
            b"<133>2026-11-21 20:00:01.250 +0000  waf1 SYS APS NOTI 19034 Adding a fingerprint to the lockout table",
            {"severity": 5, "process.name": "APS", "message": "Adding a fingerprint to the lockout table"},
        ),
    ),
)  # fmt: skip
