"""What servers for development print of each request: Django's runserver, Werkzeug (Flask), uvicorn and PHP's; Proxmox's.

Django: ``[21/Nov/2026 20:00:01] "GET /a HTTP/1.1" 200 7``. Colours are left out. Times have no zone, uvicorn's none at all.
What else they and the program say is the message.
"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Sample

LOOKED_AT = 100  # lines
COLOUR = re.compile(r"\x1b\[[0-9;]{0,12}m")
TIME = r"\d\d/[A-Z][a-z]{2}/\d{4} \d\d:\d\d:\d\d"
REQUEST = r'"([A-Z]{3,10}) (\S+)(?: HTTP/([\d.]{1,3}))?"'
DJANGO = re.compile(rf"\[({TIME})\] {REQUEST} (\d{{3}}) (\d{{1,15}}|-)")
WERKZEUG = re.compile(rf"(?:INFO:werkzeug:)?(\S+) - - \[({TIME})\] {REQUEST} (\d{{3}}) (\d{{1,15}}|-)")
PROXMOX = re.compile(
    rf"(\S+) - (\S+) \[(\d\d)/(\d\d)/(\d{{4}}):(\d\d:\d\d:\d\d [+-]\d{{4}})\] {REQUEST} (\d{{3}}) (\d{{1,15}}|-)"
)
UVICORN = re.compile(rf"INFO: +\[?([0-9A-Fa-f.:]+?)\]?:(\d{{1,5}}) - {REQUEST} (\d{{3}})")
PHP = re.compile(
    r"\[([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})\] \[?([0-9A-Fa-f.:]+?)\]?:(\d{1,5}) \[(\d{3})\]:? ([A-Z]{3,10}) (\S+)"
)


def read(line: str) -> Document:
    text = COLOUR.sub("", line)
    found = _said(text)
    if not found:
        return {"message": text}
    status = int(str(found["http.response.status_code"]))
    return {
        **found,
        "event.action": "http_request",
        "event.category": "web",
        "event.outcome": "success" if status < 400 else "failure",
        "log.level": "error" if status >= 500 else "warning" if status >= 400 else "info",
        "message": text,
    }


def _said(text: str) -> Document | None:
    if one := DJANGO.match(text):
        return {"@timestamp": one[1].replace(" ", ":"), "@written": one[1], **_request(*one.groups()[1:])}
    if one := WERKZEUG.match(text):
        return {
            "source.ip": one[1],
            "@timestamp": one[2].replace(" ", ":"),
            "@written": one[2],
            **_request(*one.groups()[2:]),
        }
    if one := PROXMOX.match(text):
        address, user, day, month, year, clock = one.groups()[:6]
        written = f"{day}/{month}/{year}:{clock}"
        return {
            "source.ip": address.removeprefix("::ffff:"),
            "user.name": "" if user == "-" else user,
            "@timestamp": f"{year}-{month}-{day}T{clock.replace(' ', '')}",
            "@written": written,
            **_request(*one.groups()[6:]),
        }
    if one := UVICORN.match(text):
        return {
            "source.ip": one[1],
            "source.port": int(one[2]),
            **_request(one[3], one[4], one[5], one[6], "-"),
        }
    if one := PHP.match(text):
        return {
            "@timestamp": one[1],
            "source.ip": one[2],
            "source.port": int(one[3]),
            **_request(one[5], one[6], "", one[4], "-"),
        }
    return None


def _request(method: str, target: str, version: str, status: str, size: str) -> Document:
    return {
        "http.request.method": method,
        "url.original": target,
        "http.version": version,
        "http.response.status_code": int(status),
        "http.response.body.bytes": int(size) if size.isdigit() else None,
    }


def recognise(head: bytes) -> bool:
    """A tenth of the first lines: the others are what the server says of itself when it starts."""
    lines = [line for line in head.split(b"\n", LOOKED_AT)[:LOOKED_AT] if line.strip()]
    known = sum(1 for line in lines if FORMAT.signature.match(line))
    return known > 0 and known * 10 >= len(lines)


FORMAT = format_of(
    "runserver",
    "Development servers (Django, Flask, uvicorn, PHP) and Proxmox",
    by_line(read),
    signature=re.compile(
        rb'\S{1,60} - \S{1,100} \[\d\d/\d\d/\d{4}:[\d:]{8} [+-]\d{4}\] "[A-Z]{3,10} |(?:\x1b\[[0-9;]{0,12}m)?(?:(?:INFO:werkzeug:)?\S{1,255} - - )?\[\d\d/[A-Z][a-z]{2}/\d{4} [\d:]{8}\] (?:\x1b\[[0-9;]{0,12}m)*"(?:\x1b\[[0-9;]{0,12}m)*[A-Z]{3,10} '
        rb'|(?:\x1b\[[0-9;]{0,12}m)?INFO(?:\x1b\[[0-9;]{0,12}m)?: +\[?[0-9A-Fa-f.:]{3,45}\]?:\d{1,5} - (?:\x1b\[[0-9;]{0,12}m)?"[A-Z]{3,10} '
        rb"|\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4}\] \[?[0-9A-Fa-f.:]{3,45}\]?:\d{1,5} \[\d{3}\]:? [A-Z]{3,10} "
    ),
    recognise=recognise,
    samples=(
        Sample(
            b'::ffff:203.0.113.7 - ada@pam [21/11/2026:20:00:01 +0100] "GET /api2/json HTTP/1.1" 401 12',
            {
                "timestamp": "2026-11-21T19:00:01.000000Z",
                "time_quality": "stated",
                "event.action": "http_request",
                "event.outcome": "failure",
                "user.name": "ada@pam",
                "source.ip": "203.0.113.7",
                "http.response.status_code": 401,
            },
        ),
        Sample(
            b'[21/Nov/2026 20:00:01] "GET /admin/?next=/ HTTP/1.1" 404 2213',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "time_quality": "inferred",
                "event.created": "21/Nov/2026 20:00:01",
                "event.action": "http_request",
                "event.outcome": "failure",
                "http.request.method": "GET",
                "http.response.status_code": 404,
                "http.response.body.bytes": 2213,
                "url.path": "/admin/",
            },
        ),
        Sample(
            b'127.0.0.1 - - [21/Nov/2026 20:00:01] "\x1b[33mGET /a HTTP/1.1\x1b[0m" 404 -',
            {"source.ip": "127.0.0.1", "url.path": "/a", "event.outcome": "failure"},
        ),
        Sample(
            b'[21/Nov/2026 20:00:01] "GET /a HTTP/1.1" 404 7\nNot Found: /a',
            {"message": "Not Found: /a", "event.action": "", "time_quality": "arrival"},
            raw=b"Not Found: /a",
        ),
        Sample(
            b'INFO:     127.0.0.1:51234 - "GET /a HTTP/1.1" 200 OK',
            {
                "source.ip": "127.0.0.1",
                "source.port": 51234,
                "event.outcome": "success",
                "time_quality": "arrival",
            },
        ),
    ),
)
