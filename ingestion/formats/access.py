"""Access logs of Apache and nginx: the common and the combined log format, with a virtual host before it or not.

What stands behind it is kept, and read where it is known (``access_tail``). Quotes inside quotes are understood where no others would do.
https://httpd.apache.org/docs/2.4/logs.html#combined
"""

import re
from collections.abc import Mapping, Sequence

import re2

from ingestion.formats import access_quick, access_tail
from ingestion.formats.documents import Document
from ingestion.formats.format import Format, Reason, Sample
from ingestion.normalise import severities, times

QUOTED = r'"((?:[^"\\]|\\.)*)"'
TIME = r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?:\.\d{1,9})? [+-]\d{4}|\d{4}-\d\d-\d\dT[^\]\s]{8,24}"
HEAD = rf"^(?:([^\s:]+:\d{{1,5}}) )?(\S+) (\S+) (.*?) \[({TIME})\] "
# Behind proxies some put the forwarded addresses where the client stands, in front of the peer's or alone.
HOP = r"[0-9a-fA-F.:]{3,45}"
CHAIN = rf'"?(?:{HOP}, ?)+{HOP}"?(?: {HOP})?'
LINE = rf"{HEAD}{QUOTED} (\d{{3}}|-) (\d+|-)(?: {QUOTED}(?: {QUOTED})?)? ?(.*)$"
# Servers that do not escape quotes, and clients that send them.
LOOSE = rf'{HEAD}"(.*? HTTP/[\d.]+|.*?)" (\d{{3}}|-) (\d+|-)(?: "(.*?)"(?: "(.*?)")?)? ?([^"]*)$'
CHAINED = LINE.replace(r"(\S+) (\S+) (.*?)", rf"({CHAIN}) (\S+) (.*?)", 1)
BEFORE_COMMA = 48  # characters in which the first of several addresses ends
# Of which no client in the Internet can be (RFC 1918, 4193, 6890).
INNER = r"^(?:10\.|127\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|[fF][cCdD]|[fF][eE]80:|::1$)"
ADDRESS = r"^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]{1,41})$"
SERVED = r"^([^:]+|\[[^\]]+\]):(\d{1,5})$"
REQUEST = r"^([A-Z][A-Z_-]{1,20}) (.*?)(?: HTTP/(\d(?:\.\d)?))?$"
MISSPELT = r"^([A-Za-z][A-Za-z_-]{1,20}) (/.*?) HTTP/(\d(?:\.\d)?)$"  # as those who try servers out do


def _re(pattern: str) -> str:
    return "'(?s)" + pattern.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _dash(group: str) -> str:
    return f"if({group} = '-', '', {group})"


def _member(name: str, value: str) -> str:
    return f"if({value} = '', '', concat(',\"{name}\":', toJSONString({value})))"


def _number(name: str, value: str) -> str:
    return f"if({value} = '', '', concat(',\"{name}\":', {value}))"


def _fraction() -> str:
    digits = "extract(created, '\\\\.(\\\\d+) ')"
    return f"if(position(created, '.') = 0, 0, toInt64OrZero(rightPad(substring({digits}, 1, 6), 6, '0')))"


STAGES = (
    *access_quick.STAGES,
    {
        "quick": access_quick.QUICK,
        "chained": f"if({access_quick.QUICK} OR position(substring(text, 1, {BEFORE_COMMA}), ', ') = 0, [], extractGroups(text, {_re(CHAINED)}))",
    },
    {"strict": f"if(NOT quick AND empty(chained), extractGroups(text, {_re(LINE)}), chained)"},
    {"loose": f"if(NOT quick AND empty(strict), extractGroups(text, {_re(LOOSE)}), strict)"},
    {"g": f"if(quick, {access_quick.PARTS}, loose)"},
    {
        "asked_well": f"if(quick, {access_quick.ASKED}, extractGroups(g[6], {_re(REQUEST)}))",
        "r": f"if(quick OR notEmpty(asked_well), asked_well, extractGroups(g[6], {_re(MISSPELT)}))",
        "created": "g[5]",
        "hops": "if(empty(chained), [], arrayMap(hop -> if(position(hop, '.') > 0, replaceRegexpOne(hop, ':\\\\d{1,5}$', ''), hop),"
        f" extractAll(chained[2], {_re(HOP)})))",
    },
    # A virtual host without a port, which stands where the client else does: nobody's identity is an address.
    {"moved": f"g[1] = '' AND length(g[3]) > 2 AND position(g[4], ' ') > 0 AND match(g[3], {_re(ADDRESS)})"},
    {
        "peer": "if(moved, g[3], g[2])",
        "named": "if(moved, splitByChar(' ', g[4], 1)[1], g[3])",
        "account": "if(moved, substring(g[4], position(g[4], ' ') + 1), g[4])",
    },
    {"outer": f"arrayFilter(hop -> NOT match(hop, {_re(INNER)}), hops)"},
    {
        "whole": "if(position(created, '.') = 0, created, replaceRegexpOne(created, '\\\\.\\\\d+', ''))",
        "fraction": _fraction(),
        "inferred": f"substring(created, 5, 1) = '-' AND {times.zoneless('created')}",
        "status": "toUInt16OrZero(g[7])",
        "client": "multiIf(notEmpty(outer), outer[1], notEmpty(hops), hops[1],"
        " position(peer, '.') > 0, replaceRegexpOne(peer, ':\\\\d{1,5}$', ''), peer)",
        "referrer": _dash("g[9]"),
        "target": "r[2]",
        "protocol": "r[3]",
        "rest": "g[11]",
        "odd": "if(empty(r), g[6], '')",
        "site": "if(moved, g[2], g[1])",
        "served": f"if(g[1] = '', [], extractGroups(g[1], {_re(SERVED)}))",
        "identity": _dash("named"),
    },
    *access_tail.STAGES,
    {
        "stated": f"if(substring(created, 5, 1) = '-', {times.moment('created')}, "
        f"{times.written('whole', '%d/%b/%Y:%H:%i:%s %z')} + toIntervalMicrosecond(fraction))",
        "query": "if(position(target, '?') = 0, '', substring(target, position(target, '?') + 1))",
    },
    # An odd number of quotes is left when the line was cut off.
    {
        "sound": "stated IS NOT NULL",
        "flags": "if(countSubstrings(rest, '\"') % 2 = 0, '', '[\"truncated\"]')",
    },
)
EXTRA = (
    ("http.request.referrer", "referrer"),
    ("http.version", "protocol"),
    ("http.request.line", "odd"),
    ("url.query", "query"),
    ("destination.domain", "if(empty(served), site, served[1])"),
    ("apache.access.identity", "identity"),
    ("rest", "rest"),
    *access_tail.TEXTS.items(),
)
MEMBERS = [
    *(_member(*pair) for pair in EXTRA),
    *(_number(*pair) for pair in access_tail.NUMBERS.items()),
    _number("destination.port", "if(empty(served), '', toString(toUInt16OrZero(served[2])))"),
]
HOPS = "if(empty(hops), '', concat(',\"nginx.access.remote_ip_list\":', toJSONString(hops)))"
FLAGS = "if(flags = '', '', concat(',\"log.flags\":', flags))"
COLUMNS = {
    "event.action": "'http_request'",
    "event.category": "'web'",
    "event.outcome": "multiIf(status = 0, '', status < 400, 'success', 'failure')",
    "severity": severities.from_status("status"),
    "user.name": _dash("account"),
    "source.ip": "toIPv6OrDefault(client)",
    "source.address": "client",
    "url.path": "splitByChar('?', target)[1]",
    "url.original": "target",
    "http.request.method": "r[1]",
    "http.response.status_code": "status",
    "http.response.body.bytes": "toUInt64OrZero(g[8])",
    "user_agent.original": _dash("g[10]"),
    "message": "g[6]",
    "fields": f"concat('{{', substring(concat({', '.join(MEMBERS)}, {HOPS}, {FLAGS}), 2), '}}')",
}


# Python's own expressions would take cubic time over hostile quotes.
CHAINED_LINE = re2.compile(f"(?s){CHAINED}")
STRICT_LINE, LOOSE_LINE = re2.compile(f"(?s){LINE}"), re2.compile(f"(?s){LOOSE}")


def read(text: str) -> Document | Reason:
    """The same without the engine."""
    chained = CHAINED_LINE.match(text) if ", " in text[:BEFORE_COMMA] else None
    found = chained or STRICT_LINE.match(text) or LOOSE_LINE.match(text)
    if not found:
        return explain(text.encode())
    site, client, identity, user, written, line, status, sent, referrer, agent, rest = (
        "" if group in (None, "-") else group for group in found.groups()
    )
    if not site and " " in user and re.match(ADDRESS, identity):
        site, client = client, identity
        identity, user = ("" if one == "-" else one for one in user.split(" ", 1))
    request = re.match(REQUEST, line, re.DOTALL) or re.match(MISSPELT, line, re.DOTALL)
    target = request[2] if request else ""
    served = re.match(SERVED, site)
    code = int(status or 0)
    return {
        "@timestamp": written,
        "event.action": "http_request",
        "event.category": "web",
        "event.outcome": ("success" if code < 400 else "failure") if code else "",
        "log.level": ("error" if code >= 500 else "warning" if code >= 400 else "info") if code else "",
        "user.name": user,
        "source.ip": first_outer(hops)
        if (hops := [without_port(hop) for hop in re.findall(HOP, client)] if chained else [])
        else without_port(client),
        "nginx.access.remote_ip_list": hops or None,
        "url.path": target.partition("?")[0],
        "url.original": target,
        "url.query": target.partition("?")[2],
        "http.request.method": request[1] if request else "",
        "http.request.line": "" if request else line,
        "http.request.referrer": referrer,
        "http.version": request[3] if request else "",
        "http.response.status_code": code or None,
        "http.response.body.bytes": int(sent) if sent else None,
        "user_agent.original": agent,
        "destination.domain": served[1] if served else site,
        "destination.port": int(served[2]) if served else None,
        "apache.access.identity": identity,
        **access_tail.facts(rest),
        "rest": rest,
        "log.flags": ["truncated"] if rest.count('"') % 2 else None,
        "message": line,
    }


def first_outer(hops: Sequence[str]) -> str:
    """The first address that is of the Internet, or the first."""
    return next((hop for hop in hops if not re.match(INNER, hop)), hops[0])


def without_port(client: str) -> str:
    return re.sub(r":\d{1,5}$", "", client) if "." in client else client


def explain(line: bytes) -> Reason:
    if re.match(LINE, line.decode("utf-8", "replace"), re.DOTALL):
        return Reason(
            "unreadable_time", "No such time exists: the part in square brackets is not a valid date."
        )
    return Reason("not_access_log", "Not a line of the common or combined log format.")


def _with_tail(rest: str, fields: Mapping[str, Mapping[str, object]]) -> Sample:
    line = f'192.0.2.8 - - [21/Nov/2026:10:30:00 +0000] "GET /a HTTP/1.1" 200 9 "-" "B" {rest}'
    http = {"version": "1.1", **fields.get("http", {})}
    return Sample(line.encode(), {"fields": {**fields, "http": http, "rest": rest}})


FORMAT = Format(
    name="combined",
    title="Web access log (common, combined)",
    signature=re.compile(
        rb'(?!<\d|[A-Z][a-z]{2} {1,2}\d|\d{4}-\d\d-\d\dT)(?:"?(?:[0-9a-fA-F.:]{3,45}, ){1,20}[0-9a-fA-F.:]{3,45}"? |\S+ )(?:\S+ ){2,4}\[(?:\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?:\.\d+)? [+-]\d{4}|\d{4}-\d\d-\d\dT[^\]\s]{8,24})\] "'
    ),
    stages=STAGES,
    columns=COLUMNS,
    explain=explain,
    line=read,
    samples=(
        Sample(
            b'"10.0.0.2, 203.0.113.7:4040, 198.51.100.4" 10.0.0.9 - ada [21/Nov/2026:10:30:00 +0000] "GET /a HTTP/1.1" 200 9 "-" "B"',
            {
                "source.ip": "203.0.113.7",
                "user.name": "ada",
                "fields": {
                    "http": {"version": "1.1"},
                    "nginx": {
                        "access": {"remote_ip_list": ["10.0.0.2", "203.0.113.7", "198.51.100.4", "10.0.0.9"]}
                    },
                },
            },
        ),
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
                "fields": {
                    "http": {"request": {"referrer": "https://example.net/"}, "version": "1.1"},
                    "url": {"query": "v=2"},
                },
            },
        ),
        Sample(
            b'shop.example:8443 2001:db8::9 - bo@EXAMPLE [21/Nov/2026:10:30:00.25 +0000] "GET /?q="x" HTTP/2" 200 5 "-" "B"',
            {
                "timestamp": "2026-11-21T10:30:00.250000Z",
                "source.ip": "2001:db8::9",
                "user.name": "bo@EXAMPLE",
                "url.original": '/?q="x"',
                "user_agent.original": "B",
                "fields": {
                    "http": {"version": "2"},
                    "url": {"query": 'q="x"'},
                    "destination": {"domain": "shop.example", "port": 8443},
                },
            },
        ),
        Sample(
            b'shop.example 192.0.2.8 - kim [21/Nov/2026:10:30:00 +0000] "GET / HTTP/1.1" 200 9',
            {
                "source.ip": "192.0.2.8",
                "user.name": "kim",
                "fields": {"http": {"version": "1.1"}, "destination": {"domain": "shop.example"}},
            },
        ),
        Sample(
            b'192.0.2.8:51022 - - [2026-11-21T10:30:00+01:00] "OPTIONS / HTTP/1.1" - 7908',
            {
                "timestamp": "2026-11-21T09:30:00.000000Z",
                "source.ip": "192.0.2.8",
                "http.response.status_code": 0,
                "event.outcome": "",
                "http.response.body.bytes": 7908,
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
            b'192.0.2.8 - - [21/Nov/2026:10:30:00 +0000] "GET / HTTP/1.0" 200 9 "-" "Browser/1 (cut',
            {
                "http.response.status_code": 200,
                "fields": {
                    "http": {"version": "1.0"},
                    "rest": '"Browser/1 (cut',
                    "log": {"flags": ["truncated"]},
                },
            },
        ),
        Sample(
            b'203.0.113.80 - - [01/Jan/2026:00:00:01 +0000] "\\x16\\x03\\x01" 400 0 "-" "-" 0.004',
            {
                "http.request.method": "",
                "url.path": "",
                "severity": 4,
                "fields": {
                    "http": {"request": {"line": "\\x16\\x03\\x01"}},
                    "rest": "0.004",
                    "event": {"duration": 4000000},
                },
            },
        ),
        Sample(
            b'192.0.2.8 - - [21/Nov/2026:10:30:00 +0000] "geti /till HTTP/1.1" 400 163 "-" "-"',
            {"http.request.method": "geti", "url.path": "/till", "fields": {"http": {"version": "1.1"}}},
        ),
        Sample(
            b'192.0.2.8 id1 bo [21/Nov/2026:10:30:00 +0000] "GET /a HTTP/2.0" 502 9 "-" "B" 462 0.050 [shop-web-80] [] '
            b"192.0.2.5:80, 192.0.2.6:80 0, 19 0.002, 0.048 502, 200 752178adb17130b2",
            {
                "user.name": "bo",
                "fields": {
                    "http": {"version": "2.0", "request": {"bytes": 462, "id": "752178adb17130b2"}},
                    "apache": {"access": {"identity": "id1"}},
                    "event": {"duration": 50000000},
                    "nginx": {
                        "ingress_controller": {
                            "upstream": {
                                "name": "shop-web-80",
                                "response": {
                                    "length": "0, 19",
                                    "time": "0.002, 0.048",
                                    "status_code": "502, 200",
                                },
                            },
                            "upstream_address_list": "192.0.2.5:80, 192.0.2.6:80",
                        }
                    },
                    "rest": "462 0.050 [shop-web-80] [] 192.0.2.5:80, 192.0.2.6:80 0, 19 0.002, 0.048 502, 200 752178adb17130b2",
                },
            },
        ),
        *(_with_tail(rest, fields) for rest, fields in access_tail.EXAMPLES.items()),
    ),
)
