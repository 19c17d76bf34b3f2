"""Apache's error log, as 2.0 to 2.4 write it: ``[time] [module:level] [pid n:tid n] file.c(7): (n)why: [client a:p] message``.

``ErrorLogFormat`` may give the time as access logs have it, or without names (``%{cu}t``).
https://httpd.apache.org/docs/2.4/mod/core.html#errorlogformat
"""

import re

from ingestion.formats.format import Format, Reason, Sample
from ingestion.normalise import severities, times
from ingestion.normalise.times import literal

OWN_TIME = r"[A-Z][a-z]{2} ([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)(\.\d{1,6})? (\d{4})"
ACCESS_TIME = r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}"
NUMBERS = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: [+-]\d{4})?"
LINE = (
    rf"^\[({OWN_TIME}|{ACCESS_TIME}|{NUMBERS})\] \[(?:([\w-]*):)?([a-z0-9]+)\](?: \[pid (\d+)(?::tid (\d+))?\])?"
    r"(?: ([\w./-]+\.c\(\d+\)):)?(?: (\(\d+\)[^\[]+?):)?"
    r"(?: \[(?:client|remote) ([^\]]*?)(?::(\d{1,5}))?\])? ?(.*?)(?:, referer: (\S+))?$"
)
# Words (% is any text between them): action, category, outcome. The first that stand in the message say what it means.
MEANINGS = (
    ("authentication failure for", "authn_login_fail", "authentication", "failure"),
    ("user % not found: ", "authn_login_fail", "authentication", "failure"),
    ("authorization failure for", "authz_fail", "iam", "failure"),
    ("client denied by server configuration", "authz_fail", "iam", "failure"),
    ("access to % denied", "authz_fail", "iam", "failure"),
    ("forbidden by", "authz_fail", "iam", "failure"),
    ("Directory index forbidden", "authz_fail", "iam", "failure"),
    ("ModSecurity: Access denied", "input_validation_fail", "intrusion_detection", "failure"),
    ("ModSecurity: Warning.", "input_validation_fail", "intrusion_detection", ""),
    ("Invalid URI in request", "input_validation_fail", "web", "failure"),
    ("resuming normal operations", "sys_startup", "host", "success"),
    ("shutting down", "sys_shutdown", "host", "success"),
)
WORDS = ", ".join(f"g[13] LIKE '%{words}%', {number}" for number, (words, *_) in enumerate(MEANINGS, 1))
USER = r"\buser (\S+?):? (?:authentication failure for|authorization failure for|not found: )"
ERRORS = "('error', 'crit', 'alert', 'emerg')"


def _re(pattern: str) -> str:
    return literal("(?s)" + pattern)


def _meant(place: int, otherwise: str) -> str:
    values = ", ".join(literal(one[place]) for one in MEANINGS)
    return f"if(meaning = 0, {otherwise}, arrayElement([{values}], meaning))"


def _member(name: str, value: str) -> str:
    return f"if({value} = '', '', concat(',\"{name}\":', toJSONString({value})))"


STAGES = (
    {"g": f"extractGroups(text, {_re(LINE)})"},
    {
        "created": "g[1]",
        "second": times.written("concat(g[4], ' ', g[2])", "%Y %b %e %H:%i:%s"),
        "micro": "toInt64OrZero(rightPad(substring(g[3], 2), 6, '0'))",
        # Until 2.2 there was no port, and no process either: an address of version 6 is whole.
        "whole": "g[7] = '' AND position(g[11], ':') > 0 AND g[12] != ''",
        "meaning": f"toUInt8(multiIf({WORDS}, 0))",
    },
    {
        "stated": "multiIf(g[2] != '', second + toIntervalMicrosecond(micro), substring(created, 5, 1) = '-', "
        f"{times.moment('created')}, {times.written('created', '%d/%b/%Y:%H:%i:%s %z')})",
        "inferred": f"g[2] != '' OR (substring(created, 5, 1) = '-' AND {times.zoneless('created')})",
        "client": "if(whole, concat(g[11], ':', g[12]), g[11])",
        "account": f"if(meaning IN (1, 2, 3), extract(g[13], {literal(USER)}), '')",
        "rule_id": "if(position(g[13], 'ModSecurity') = 0, '', extract(g[13], '\\\\[id \"(\\\\d+)\"\\\\]'))",
    },
    {"sound": "stated IS NOT NULL"},
)
MISSING = r"^(?:AH\d{5}: )?File does not exist: (\S+)$"
EXTRA = (
    ("apache.error.module", "if(g[5] = '-', '', g[5])"),
    ("process.thread.id", "g[8]"),
    ("log.origin.file.name", "g[9]"),
    ("error.message", "g[10]"),
    ("event.code", "extract(g[13], '^(AH\\\\d{5}):')"),
    ("http.request.referrer", "g[14]"),
    ("rule.id", "rule_id"),
    ("file.path", f"extract(g[13], {literal(MISSING)})"),
)
COLUMNS = {
    "event.action": _meant(1, "'http_error'"),
    "event.category": _meant(2, "'web'"),
    "event.outcome": _meant(3, f"if(g[6] IN {ERRORS}, 'failure', '')"),
    "log.level": "g[6]",
    "severity": severities.from_level("if(match(g[6], '^trace[1-8]$'), 'trace', g[6])"),
    "user.name": "account",
    "source.ip": "toIPv6OrDefault(client)",
    "source.address": "client",
    "source.port": "if(whole, 0, toUInt16OrZero(g[12]))",
    "process.pid": "toUInt32OrZero(g[7])",
    "message": "g[13]",
    "fields": f"concat('{{', substring(concat({', '.join(_member(*pair) for pair in EXTRA)}), 2), '}}')",
}


def explain(line: bytes) -> Reason:
    if re.match(LINE, line.decode("utf-8", "replace"), re.DOTALL):
        return Reason("unreadable_time", "No such time exists: the first square brackets hold no valid date.")
    return Reason("not_apache_error", "Not a line of Apache's error log.")


FORMAT = Format(
    name="apache_error",
    title="Apache error log",
    signature=re.compile(
        rb"\[(?:[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? \d{4}|\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}"
        rb"|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: [+-]\d{4})?(?=\] \[[\w-]*:[a-z0-9]+\] \[pid ))\] \["
    ),
    stages=STAGES,
    columns=COLUMNS,
    explain=explain,
    samples=(
        Sample(
            b"[Sat Nov 21 08:00:00 2026] [error] [client 192.0.2.77] Directory index forbidden: /srv/www/",
            {
                "timestamp": "2026-11-21T07:00:00.000000Z",
                "event.created": "Sat Nov 21 08:00:00 2026",
                "event.action": "authz_fail",
                "event.outcome": "failure",
                "log.level": "error",
                "severity": 3,
                "source.ip": "192.0.2.77",
                "message": "Directory index forbidden: /srv/www/",
            },
            zone="Europe/Berlin",
        ),
        Sample(
            b"[Sat Nov 21 08:00:00.250001 2026] [ssl:warn] [pid 17:tid 140] [client 2001:db8::5:44210] AH01906: late",
            {
                "timestamp": "2026-11-21T08:00:00.250001Z",
                "event.action": "http_error",
                "event.outcome": "",
                "severity": 4,
                "process.pid": 17,
                "source.ip": "2001:db8::5",
                "source.port": 44210,
                "message": "AH01906: late",
                "fields": {
                    "apache": {"error": {"module": "ssl"}},
                    "process": {"thread": {"id": "140"}},
                    "event": {"code": "AH01906"},
                },
            },
        ),
        Sample(
            b"[21/Nov/2026:08:00:00 +0100] [auth_basic:error] [pid 17] mod_auth.c(70): (70008)Cut short: [client 192.0.2.7:900] "
            b'AH01617: user bo: authentication failure for "/x": Password Mismatch, referer: https://a.example/',
            {
                "timestamp": "2026-11-21T07:00:00.000000Z",
                "time_quality": "stated",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "bo",
                "source.ip": "192.0.2.7",
                "source.port": 900,
                "message": 'AH01617: user bo: authentication failure for "/x": Password Mismatch',
                "fields": {
                    "apache": {"error": {"module": "auth_basic"}},
                    "event": {"code": "AH01617"},
                    "log": {"origin": {"file": {"name": "mod_auth.c(70)"}}},
                    "error": {"message": "(70008)Cut short"},
                    "http": {"request": {"referrer": "https://a.example/"}},
                },
            },
        ),
        Sample(
            b"[2026-11-21 08:00:00.5] [core:notice] [pid 17] AH00094: Command line: 'httpd'",
            {"timestamp": "2026-11-21T08:00:00.500000Z", "time_quality": "inferred", "severity": 5},
        ),
        Sample(
            b"[Sat Nov 21 08:00:00 2026] [error] [client 2001:db8::5] no port in version 2.2",
            {"source.ip": "2001:db8::5", "source.port": 0},
        ),
        Sample(
            b"[2026-11-21 08:00:00.500000 +0200] [core:notice] [pid 1:tid 7] AH00094: Command line: 'httpd'",
            {"timestamp": "2026-11-21T06:00:00.500000Z", "time_quality": "stated", "process.pid": 1},
        ),
    ),
)
