"""HAProxy's HTTP log (``option httplog``), alone or behind a syslog header.

https://docs.haproxy.org/3.0/configuration.html#8.2.3. The accept date has no zone; it is in the source's.
"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.syslog_prefix import facts

TIMERS = r"(-?\d+)/(-?\d+)/(-?\d+)/(-?\d+)/(\+?-?\d+)"
LINE = re.compile(
    r"(?<!\S)(\S{1,64}):(\d{1,5}) \[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d\.\d{1,6})\] (\S+?)(~?) ([^\s/]+)/(\S+) "
    rf"{TIMERS} (-?\d+) (\+?\d+) (\S+) (\S+) (\S{{4}}) (\d+(?:/\d+){{3}}/\+?\d+) (\d+/\d+)"
    r"(?: \{(.*?)\})?(?: \{(.*?)\})? \"(.*)\"?$",
    re.DOTALL,
)
REQUEST = re.compile(r"([A-Z][A-Z_-]{1,20}) (\S+)(?: HTTP/(\d(?:\.\d)?))?")
TIMES = ("request", "queue", "connect", "response", "total")


def read(text: str) -> Document | Reason:
    found = LINE.search(text)
    if not found:
        return message_only(text)
    address, port, accepted, frontend, tls, backend, server, *rest = found.groups()
    timers, (status, size, _, _, state, connections, queues, asked, answered, line) = rest[:5], rest[5:]
    line = line.removesuffix('"')
    method, target, version = request.groups() if (request := REQUEST.match(line)) else ("", "", "")
    return {
        "@timestamp": accepted,
        **{key: value for key, value in facts(text[: found.start()]).items() if key != "@timestamp"},
        "process.name": "haproxy",
        "event.action": "http_request",
        "event.category": "web",
        "event.outcome": "success" if 0 < int(status) < 400 else "failure",
        "log.level": "error"
        if int(status) >= 500 or int(status) < 0
        else "warning"
        if int(status) >= 400
        else "info",
        "source.ip": address,
        "source.port": int(port),
        "http.request.method": method,
        "http.version": version,
        "url.original": target,
        "url.path": (target or "").partition("?")[0],
        "http.response.status_code": int(status) if int(status) > 0 else None,
        "http.response.bytes": int(size.lstrip("+")),
        "message": line,
        "haproxy.frontend_name": frontend,
        "haproxy.backend_name": backend,
        "haproxy.server_name": server,
        "haproxy.tls": bool(tls),
        "haproxy.termination_state": state,
        "haproxy.connections": connections,
        "haproxy.queues": queues,
        "haproxy.request_headers": asked,
        "haproxy.response_headers": answered,
        **{f"haproxy.time_{name}": int(value.lstrip("+")) for name, value in zip(TIMES, timers, strict=True)},
    }


def message_only(text: str) -> Document | Reason:
    """What HAProxy says about itself (a proxy started, a server is down), between its requests."""
    said = facts(text)
    if not said or "haproxy" not in text:
        return Reason("not_haproxy", "Not a line of HAProxy's HTTP log.")
    return {**said, "process.name": "haproxy", "message": text.partition(": ")[2] or text}


FORMAT = format_of(
    "haproxy",
    "HAProxy HTTP log",
    by_line(read),
    signature=re.compile(
        rb"[^\n]{0,200}?\S+:\d{1,5} \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d\.\d+\] \S+ [^\s/]+/\S+ -?\d+/-?\d+/"
    ),
    samples=(
        Sample(
            b"<134>Nov 21 20:00:02 lb1 haproxy[77]: 203.0.113.8:33317 [21/Nov/2026:21:00:01.625] front~ app/web2 "
            b'10/0/30/69/109 503 2750 - - SC-- 2/1/0/0/0 0/0 {app.example|curl/8} "POST /order?id=7 HTTP/1.1"',
            {
                "timestamp": "2026-11-21T20:00:01.625000Z",
                "event.created": "21/Nov/2026:21:00:01.625",
                "host.name": "lb1",
                "process.name": "haproxy",
                "event.outcome": "failure",
                "severity": 3,
                "source.ip": "203.0.113.8",
                "source.port": 33317,
                "http.request.method": "POST",
                "url.path": "/order",
                "url.original": "/order?id=7",
                "http.response.status_code": 503,
                "fields": {
                    "http": {"version": "1.1", "response": {"bytes": 2750}},
                    "haproxy": {
                        "frontend_name": "front",
                        "backend_name": "app",
                        "server_name": "web2",
                        "tls": True,
                        "termination_state": "SC--",
                        "connections": "2/1/0/0/0",
                        "queues": "0/0",
                        "request_headers": "app.example|curl/8",
                        "time_request": 10,
                        "time_queue": 0,
                        "time_connect": 30,
                        "time_response": 69,
                        "time_total": 109,
                    },
                },
            },
            zone="Europe/Berlin",
        ),
        Sample(
            b'192.0.2.4:9 [21/Nov/2026:20:00:01.5] front front/<NOSRV> -1/-1/-1/-1/0 400 0 - - PR-- 1/1/0/0/0 0/0 "<BADREQ>"',
            {
                "http.response.status_code": 400,
                "severity": 4,
                "http.request.method": "",
                "message": "<BADREQ>",
            },
        ),
    ),
)
