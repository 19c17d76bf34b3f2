"""Squid's native access log: time, milliseconds, client, result, bytes, method, URL, user, peer, type.

https://wiki.squid-cache.org/Features/LogFormat. Alone or behind a syslog header. ``TCP_DENIED`` is a refused request.
"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.syslog_prefix import NO_MESSAGE, facts

LINE = re.compile(
    r"(\d{9,10}\.\d{1,6})\s+(-?\d{1,12}) (\S{1,255}) ([A-Z_]{3,60})/(\d{3}) (\d{1,20}) ([A-Z_-]{1,32}) (\S+) (\S+) ([A-Z_]{3,60})/(\S+) (\S+)(?: (.*))?$",
    re.DOTALL,
)
HOST = re.compile(r"(?:([a-z][a-z0-9+.-]*)://)?(?:[^/@?#]*@)?(\[[0-9A-Fa-f:.]+\]|[^/:?#\s]+)(?::(\d{1,5}))?")
ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}$|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+$")
MOST_BEFORE = 200  # characters of a syslog header


def read(text: str) -> Document | Reason:
    start = re.search(r"\d{9,10}\.\d{1,6}\s+-?\d{1,12} \S", text[:MOST_BEFORE])
    found = LINE.match(text[start.start() :]) if start else None
    if not start or not found:
        return Reason(
            "not_squid",
            "Not Squid's native log: “seconds ms client RESULT/status bytes METHOD url user PEER/host type”.",
        )
    stamp, taken, client, result, status, size, method, url, user, peer, target, kind, _ = found.groups()
    site = HOST.match(url)
    refused = "DENIED" in result
    return {
        **facts(text[: start.start()]),
        "@timestamp": stamp,
        "event.action": "authz_fail" if refused else "http_request",
        "event.category": "web",
        "event.outcome": "failure" if refused or int(status) >= 400 else "success",
        "event.duration": max(int(taken), 0) * 1_000_000,
        "log.level": "warning" if refused or int(status) >= 400 else "info",
        **({"source.ip": client} if ADDRESS.match(client) else {"source.domain": client}),
        "user.name": _said(user),
        "http.request.method": _said(method),
        "http.response.status_code": int(status) or None,
        "http.response.bytes": int(size),
        "http.response.mime_type": _said(kind),
        "url.original": url,
        "url.scheme": site[1] if site else "",
        "url.domain": site[2].strip("[]") if site else "",
        "url.port": int(site[3]) if site and site[3] else None,
        **({"destination.ip": target} if ADDRESS.match(target) else {"destination.domain": _said(target)}),
        "destination.bytes": int(size),
        "squid.result_code": result,
        "squid.status_code": int(status),
        "squid.peer_status": peer,
        "observer.vendor": "Squid",
        "observer.product": "Squid",
        "observer.type": "proxy",
        "message": f"{method} {url} {result}/{status}",
    }


def _said(value: str) -> str:
    return "" if value == "-" else value


FORMAT = format_of(
    "squid",
    "Squid access log",
    by_line(read),
    signature=re.compile(
        NO_MESSAGE
        + rb"(?:[^\n]{1,160}?: ?)?\d{9,10}\.\d{1,6}\s+-?\d{1,12} \S{1,255} [A-Z_]{3,60}/\d{3} \d{1,20} [A-Z_-]{1,32} \S+ \S+ [A-Z_]{3,60}/"
    ),
    samples=(
        Sample(
            b"1795291201.250    456 192.0.2.4 TCP_MISS/200 1234 GET http://shop.example:8080/a?b=1 ada HIER_DIRECT/198.51.100.7 text/html",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "http_request",
                "event.category": "web",
                "event.outcome": "success",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "http.request.method": "GET",
                "http.response.status_code": 200,
                "url.path": "/a",
                "fields": {
                    "event": {"duration": 456000000},
                    "http": {"response": {"bytes": 1234, "mime_type": "text/html"}},
                    "url": {"scheme": "http", "domain": "shop.example", "port": 8080},
                    "destination": {"ip": "198.51.100.7", "bytes": 1234},
                    "squid": {"result_code": "TCP_MISS", "status_code": 200, "peer_status": "HIER_DIRECT"},
                    "observer": {"vendor": "Squid", "product": "Squid", "type": "proxy"},
                },
            },
        ),
        Sample(
            b"1795291201.250      1 192.0.2.4 TCP_DENIED/403 3904 CONNECT bad.example:443 - HIER_NONE/- text/html",
            {
                "event.action": "authz_fail",
                "event.outcome": "failure",
                "http.request.method": "CONNECT",
                "user.name": "",
            },
        ),
    ),
)
