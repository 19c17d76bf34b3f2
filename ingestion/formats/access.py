"""Access logs of Apache and nginx: the common and the combined log format, with anything after it kept.

https://httpd.apache.org/docs/2.4/logs.html#combined
"""

import re

from ingestion.formats.format import Format, Reason, Sample
from ingestion.normalise import severities, times

QUOTED = r'"((?:[^"\\]|\\.)*)"'
LINE = (
    rf"^(\S+) (\S+) (.*?) \[(\d\d/[A-Z][a-z]{{2}}/\d{{4}}:\d\d:\d\d:\d\d [+-]\d{{4}})\] {QUOTED} (\d{{3}}) (\d+|-)"
    rf"(?: {QUOTED}(?: {QUOTED})?)? ?(.*)$"
)
REQUEST = r"^([A-Z][A-Z_-]{1,20}) (.*?)(?: HTTP/(\d(?:\.\d)?))?$"


def _re(pattern: str) -> str:
    return "'(?s)" + pattern.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _dash(group: str) -> str:
    return f"if({group} = '-', '', {group})"


def _member(name: str, value: str) -> str:
    return f"if({value} = '', '', concat(',\"{name}\":', toJSONString({value})))"


STAGES = (
    {"g": f"extractGroups(text, {_re(LINE)})"},
    {"r": f"extractGroups(g[5], {_re(REQUEST)})", "created": "g[4]"},
    {
        "stated": times.written("created", "%d/%b/%Y:%H:%i:%s %z"),
        "inferred": "false",
        "status": "toUInt16OrZero(g[6])",
        "referrer": _dash("g[8]"),
        "target": "r[2]",
        "protocol": "r[3]",
        "rest": "g[10]",
        "odd": "if(empty(r), g[5], '')",
    },
    {"sound": "stated IS NOT NULL"},
)
EXTRA = (
    ("http.request.referrer", "referrer"),
    ("http.version", "protocol"),
    ("http.request.line", "odd"),
    ("rest", "rest"),
)
COLUMNS = {
    "event.action": "'http_request'",
    "event.category": "'web'",
    "event.outcome": "if(status < 400, 'success', 'failure')",
    "severity": severities.from_status("status"),
    "user.name": _dash("g[3]"),
    "source.ip": "toIPv6OrDefault(g[1])",
    "source.address": "g[1]",
    "url.path": "splitByChar('?', target)[1]",
    "url.original": "target",
    "http.request.method": "r[1]",
    "http.response.status_code": "status",
    "http.response.body.bytes": "toUInt64OrZero(g[7])",
    "user_agent.original": _dash("g[9]"),
    "message": "g[5]",
    "fields": f"concat('{{', substring(concat({', '.join(_member(*pair) for pair in EXTRA)}), 2), '}}')",
}


def explain(line: bytes) -> Reason:
    if re.match(LINE, line.decode("utf-8", "replace"), re.DOTALL):
        return Reason(
            "unreadable_time", "No such time exists: the part in square brackets is not a valid date."
        )
    return Reason("not_access_log", "Not a line of the common or combined log format.")


FORMAT = Format(
    name="combined",
    title="Web access log (common, combined)",
    signature=re.compile(rb'\S+ \S+ .*?\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "'),
    stages=STAGES,
    columns=COLUMNS,
    explain=explain,
    samples=(
        Sample(
            b'198.51.100.3 - kim [21/Nov/2026:10:30:00 +0330] "GET /a/b.css?v=2 HTTP/1.1" 304 - '
            b'"https://example.net/" "Browser/1.0 (\\"x\\")"',
            {
                "timestamp": "2026-11-21T07:00:00.000000Z",
                "event.created": "21/Nov/2026:10:30:00 +0330",
                "event.action": "http_request",
                "event.outcome": "success",
                "severity": 6,
                "user.name": "kim",
                "source.ip": "198.51.100.3",
                "url.path": "/a/b.css",
                "url.original": "/a/b.css?v=2",
                "http.request.method": "GET",
                "http.response.status_code": 304,
                "http.response.body.bytes": 0,
                "user_agent.original": 'Browser/1.0 (\\"x\\")',
                "fields": {"http": {"request": {"referrer": "https://example.net/"}, "version": "1.1"}},
            },
        ),
        Sample(
            b'client.example - - [01/Jan/2026:00:00:01 +0000] "GET / HTTP/1.0" 503 291',
            {
                "source.ip": "",
                "source.address": "client.example",
                "severity": 3,
                "event.outcome": "failure",
                "http.response.body.bytes": 291,
                "fields": {"http": {"version": "1.0"}},
            },
        ),
        Sample(
            b'203.0.113.80 - - [01/Jan/2026:00:00:01 +0000] "\\x16\\x03\\x01" 400 0 "-" "-" 0.004',
            {
                "http.request.method": "",
                "url.path": "",
                "severity": 4,
                "fields": {"http": {"request": {"line": "\\x16\\x03\\x01"}}, "rest": "0.004"},
            },
        ),
    ),
)
