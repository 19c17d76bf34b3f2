"""Access logs of Confluence: ``[time] user thread address method path protocol status 12ms bytes referrer agent``.

https://confluence.atlassian.com/doc/how-to-enable-user-access-logging-182682.html; before 7.11 and from it on.
"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample

LINE = re.compile(
    r"\[(\d\d/[A-Z][a-z]{2}/\d{4}:[\d:]{8} [+-]\d{4})\] (\S+) (\S+) (\S+) ([A-Z]+) (\S+) (HTTP/\S+) (\d{3}) (\d+)ms (\d+|-) (\S+) (.*)$"
)


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason("not_confluence_access", "Not a line of Confluence's access log.")
    written, user, thread, address, method, target, protocol, status, taken, sent, referrer, agent = (
        found.groups()
    )
    path, _, query = target.partition("?")
    return {
        "@timestamp": written,
        "event.action": "http_request",
        "event.category": "web",
        "event.outcome": "success" if int(status) < 400 else "failure",
        "event.duration": int(taken) * 1_000_000,
        "log.level": "error" if int(status) >= 500 else "warning" if int(status) >= 400 else "info",
        "user.name": "" if user == "-" else user,
        "source.ip": address,
        "http.request.method": method,
        "http.version": protocol.removeprefix("HTTP/"),
        "http.response.status_code": int(status),
        "http.response.body.bytes": int(sent) if sent != "-" else None,
        "http.request.referrer": "" if referrer == "-" else referrer,
        "url.original": target,
        "url.path": path,
        "url.query": query,
        "user_agent.original": "" if agent == "-" else agent,
        "process.thread.name": thread,
        "message": f"{method} {target} {status}",
    }


FORMAT = format_of(
    "confluence_access",
    "Confluence access log",
    by_line(read),
    signature=re.compile(
        rb"\[\d\d/[A-Z][a-z]{2}/\d{4}:[\d:]{8} [+-]\d{4}\] \S+ \S+ \S+ [A-Z]+ \S+ HTTP/\S+ \d{3} \d+ms "
    ),
    samples=(
        Sample(
            b"[21/Nov/2026:20:00:01 +0100] ada http-nio-8080-exec-6 192.0.2.1 GET /index.action?x=1 HTTP/1.1 200 1020ms 7881 "
            b"http://wiki.example/ Browser/1 (X)",
            {
                "timestamp": "2026-11-21T19:00:01.000000Z",
                "user.name": "ada",
                "source.ip": "192.0.2.1",
                "url.path": "/index.action",
                "http.response.body.bytes": 7881,
                "user_agent.original": "Browser/1 (X)",
                "event.outcome": "success",
            },
        ),
    ),
)
