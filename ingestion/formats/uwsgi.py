"""uWSGI's request log: ``[pid: 77|app: 0|req: 1/1] 192.0.2.7 () {38 vars in 696 bytes} [Sat Nov 21 20:00:01 2026] GET / => …``.

https://uwsgi-docs.readthedocs.io/en/latest/LogFormat.html#uwsgi-default-logging
"""

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern

UNITS = {"msecs": 1_000_000, "micros": 1000}


def finish(said: Document) -> Document:
    status = said.get("http.response.status_code")
    taken, unit = said.pop("taken", ""), str(said.pop("unit", ""))
    return {
        **said,
        "event.action": "http_request",
        "event.category": "web",
        "event.outcome": ("success" if int(str(status)) < 400 else "failure") if status else "",
        "event.duration": int(str(taken)) * UNITS.get(unit, 1) if taken else None,
        "message": f"{said.get('http.request.method', '')} {said.get('url.original', '')} {status or ''}".strip(),
    }


FORMAT = format_of_pattern(
    "uwsgi",
    "uWSGI requests",
    r"(?:\[pid: (\d{1,10})\|app: (\S{1,64})\|req: (\S{1,40})\] )?(\S{1,64}) \(([^)]{0,255})\) \{(\d+ vars in \d+ bytes)\} \[([^\]]{20,40})\] "
    r"([A-Z]{1,20}) (.{0,4096}?) => generated (\d+) bytes in (\d+) (msecs|micros)(?: \((?:HTTP/([\d.]+)|\S+) (\d{3})\))? ?(.*)$",
    ("process.pid", "uwsgi.app", "uwsgi.request", "source.ip", "user.name", "uwsgi.variables", "@timestamp", "http.request.method", "url.original", "http.response.body.bytes",
     "taken", "unit", "http.version", "http.response.status_code", "uwsgi.rest"),
    finish,
    signature=rb"(?:\[pid: \d{1,10}\|app: \S{1,64}\|req: \S{1,40}\] )?\S{1,64} \([^)\n]{0,255}\) \{\d+ vars in \d+ bytes\} \[",
    samples=(
        Sample(
            b"[pid: 77|app: 0|req: 1/1] 192.0.2.7 () {38 vars in 696 bytes} [Sat Nov 21 20:00:01 2026] POST /pay?id=7 => generated 47 bytes "
            b"in 129 msecs (HTTP/1.1 404) 9 headers in 378 bytes (1 switches on core 3)",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.outcome": "failure",
                "source.ip": "192.0.2.7",
                "process.pid": 77,
                "http.request.method": "POST",
                "http.response.status_code": 404,
                "http.response.body.bytes": 47,
                "url.path": "/pay",
                "fields": {
                    "event": {"duration": 129000000},
                    "http": {"version": "1.1"},
                    "uwsgi": {
                        "app": "0",
                        "request": "1/1",
                        "variables": "38 vars in 696 bytes",
                        "rest": "9 headers in 378 bytes (1 switches on core 3)",
                    },
                },
            },
        ),
        Sample(
            b"192.0.2.7 () {38 vars in 696 bytes} [Sat Nov 21 20:00:01 2026] GET / => generated 47 bytes in 129 msecs",
            {"event.outcome": "", "url.path": "/"},
        ),
    ),
)  # fmt: skip
