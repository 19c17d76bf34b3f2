"""nginx's error log: ``2026/11/21 20:00:01 [error] 31#31: *1 open() "…" failed, client: …, server: …, request: "…"``.

What a program behind it wrote may span lines; they belong to the record that begins above them, up to its end.
"""

import re

from ingestion.formats.blocks import Open, format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason, Sample

LINE = re.compile(
    r"(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) \[(\w+)\] (\d+)#(\d+): (?:\*(\d+) )?(.*?)"
    r"(?:, client: ([^,]+))?(?:, server: ([^,]*))?(?:, request: \"((?:[^\"\\]|\\.)*)\")?(?:, (?:sub)?upstream: \"([^\"]*)\")?"
    r"(?:, host: \"([^\"]*)\")?(?:, referrer: \"([^\"]*)\")?$",
    re.DOTALL,
)
# What is quoted ends in front of what nginx was doing. The last of several is looked at, once.
QUOTED = Open(re.compile(rb'^(?>.* in stderr: ")(?!.*" while )'), re.compile(rb'" while '))
BEGINS = re.compile(rb"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[\w+\] \d+#\d+: ")
REQUEST = re.compile(r"(\S+) (\S+)(?: HTTP/(\S+))?")
# ModSecurity's connector writes in front who asked, and what its rules said behind it.
GUARDED = re.compile(r"\[client ([0-9A-Fa-f.:]+)\] ModSecurity: (Access denied|Warning)")
RULE = re.compile(r'\[id "([0-9]{1,10})"\]')
FORBIDDEN = ("access forbidden by rule", "directory index of")


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason("not_nginx_error", "Not a line of nginx's error log.")
    written, level, pid, thread, connection, said, client, server, line, upstream, host, referrer = (
        found.groups()
    )
    request = REQUEST.match(line or "")
    action, category = "http_error", "web"
    if said.startswith(FORBIDDEN):
        action, category = "authz_fail", "iam"
    elif "no user/password was provided" in said or "password mismatch" in said or "was not found in" in said:
        action, category = "authn_login_fail", "authentication"
    elif "limiting requests" in said or "limiting connections" in said:
        action, category = "excess_rate_limit_exceeded", "web"
    guarded = GUARDED.match(said)
    rule = RULE.search(said) if guarded else None
    if guarded:
        action, category = "input_validation_fail", "intrusion_detection"
    user = re.search(r'user "([^"]*)"', said)
    return {
        "@timestamp": written,
        "event.action": action,
        "event.category": category,
        "event.outcome": _guarded(guarded[2])
        if guarded
        else "failure"
        if level in ("error", "crit", "alert", "emerg") or action != "http_error"
        else "",
        "log.level": level,
        "process.name": "nginx",
        "process.pid": int(pid),
        "process.thread.id": int(thread),
        "nginx.error.connection_id": int(connection) if connection else None,
        "source.ip": client or (guarded[1] if guarded else ""),
        "client.ip": client or (guarded[1] if guarded else ""),
        "rule.id": rule[1] if rule else "",
        "user.name": user[1] if user and category == "authentication" else "",
        "server.address": server,
        "server.domain": server,
        "http.request.method": request[1] if request else "",
        "url.original": request[2] if request else "",
        "url.path": request[2].partition("?")[0] if request else "",
        "http.version": request[3] if request else "",
        "nginx.error.upstream": upstream,
        "destination.domain": host,
        "http.request.referrer": referrer,
        "message": said,
    }


def _guarded(verdict: str) -> str:
    """A warning alone stops no request."""
    return "failure" if verdict == "Access denied" else ""


FORMAT = format_of_blocks(
    "nginx_error",
    "nginx error log",
    BEGINS,
    read,
    signature=BEGINS,
    opened=QUOTED,
    samples=(
        Sample(
            b'2026/11/21 20:00:01 [error] 31#32: *3 FastCGI sent in stderr: "PHP message: one\nPHP message: two" while reading, '
            b'client: 192.0.2.7, server: a.example, request: "GET /till HTTP/1.1", host: "a.example"',
            {
                "message": 'FastCGI sent in stderr: "PHP message: one\nPHP message: two" while reading',
                "source.ip": "192.0.2.7",
                "url.path": "/till",
            },
        ),
        Sample(
            b'2026/11/21 20:00:01 [error] 31#32: *1 open() "/srv/x" failed (2: No such file or directory), client: 2001:db8::7, '
            b'server: a.example, request: "GET /x?a=1 HTTP/1.1", host: "a.example:81", referrer: "http://b/"',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "severity": 3,
                "source.ip": "2001:db8::7",
                "process.pid": 31,
                "url.path": "/x",
                "http.request.method": "GET",
                "message": 'open() "/srv/x" failed (2: No such file or directory)',
                "fields": {
                    "client": {"ip": "2001:db8::7"},
                    "destination": {"domain": "a.example:81"},
                    "http": {"request": {"referrer": "http://b/"}, "version": "1.1"},
                    "nginx": {"error": {"connection_id": 1}},
                    "process": {"thread": {"id": 32}},
                    "server": {"address": "a.example", "domain": "a.example"},
                },
            },
        ),
        Sample(
            b"2026/11/21 20:00:01 [error] 31#32: *2 [client 192.0.2.7] ModSecurity: Access denied with code 403 (phase 2). "
            b'[file "/etc/rules.conf"] [line "8"] [id "949110"] [msg "Score"] [uri "/"]',
            {
                "event.action": "input_validation_fail",
                "event.category": "intrusion_detection",
                "event.outcome": "failure",
                "source.ip": "192.0.2.7",
            },
        ),
        Sample(
            b'2026/11/21 20:00:01 [error] 31#32: *2 user "bo": password mismatch, client: 192.0.2.7, server: , request: "GET / HTTP/1.1", host: "a"',
            {
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "bo",
                "source.ip": "192.0.2.7",
            },
        ),
    ),
)
