"""Ruby's Logger, and Rails' lines in it or bare: ``I, [2026-11-21T20:00:01.250000 #7]  INFO -- : Started GET "/a" …``.

https://docs.ruby-lang.org/en/master/Logger/Formatter.html. A line without a header belongs to the record before it.
"""

import re

from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason, Sample

LINE = re.compile(
    r"[DIWEFA], \[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9})(?: |Z ?)#(\d{1,10})\] +(DEBUG|INFO|WARN|ERROR|FATAL|ANY) -- ([^:]{0,80}): (.*)$",
    re.DOTALL,
)
STARTED = re.compile(
    r'Started ([A-Z]{3,10}) "([^"]*)" for (\S+) at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4})'
)
DONE = re.compile(r"Completed (\d{3})(?: [A-Z][\w -]*?)? in (\d{1,9}(?:\.\d{1,3})?)ms")
CONTROLLER = re.compile(r"Processing by ([\w:]+)#(\w+) as")
REQUEST = re.compile(r"(?:\[([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\] )?")
BEGINS = re.compile(
    rb'[DIWEFA], \[\d{4}-\d\d-\d\dT[\d:.]{12,18}(?: |Z ?)#\d|Started [A-Z]{3,10} "[^"\n]*" for \S+ at \d{4}-'
)
LEVELS = {"ANY": "info"}


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return {**request(text), "message": text}
    written, pid, level, program, said = found.groups()
    trace = REQUEST.match(said)
    body = said[trace.end() :] if trace else said
    return {
        **request(body),
        "@timestamp": written,
        "log.level": LEVELS.get(level, level.lower()),
        "process.pid": int(pid),
        "process.name": program.strip(),
        "trace.id": trace[1] if trace else "",
        "message": body,
    }


def request(said: str) -> Document:
    started, done, controller = STARTED.match(said), DONE.search(said[:16384]), CONTROLLER.search(said[:4096])
    facts: Document = {}
    if started:
        facts = {"event.action": "http_request", "event.category": "web", "http.request.method": started[1],
                 "url.original": started[2], "source.ip": started[3], "@timestamp": started[4]}  # fmt: skip
    if done:
        status = int(done[1])
        facts |= {"event.category": "web", "http.response.status_code": status, "event.duration": round(float(done[2]) * 1e6),
                  "event.outcome": "success" if status < 400 else "failure"}  # fmt: skip
    if controller:
        facts |= {"rails.controller.class": controller[1], "rails.controller.action": controller[2]}
    return facts


FORMAT = format_of_blocks(
    "rails",
    "Ruby and Rails",
    BEGINS,
    read,
    signature=BEGINS,
    samples=(
        Sample(
            b'I, [2026-11-21T20:00:01.250007 #77]  INFO -- : Started GET "/a?b=1" for 192.0.2.4 at 2026-11-21 20:00:01 +0000',
            {
                "timestamp": "2026-11-21T20:00:01.250007Z",
                "event.action": "http_request",
                "event.category": "web",
                "source.ip": "192.0.2.4",
                "url.path": "/a",
                "http.request.method": "GET",
                "process.pid": 77,
                "severity": 6,
            },
        ),
        Sample(
            b'Started POST "/login" for 192.0.2.4 at 2026-11-21 20:00:01 +0000\nProcessing by SessionsController#create as HTML\n'
            b"Completed 401 Unauthorized in 35ms (Views: 20.1ms)",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.outcome": "failure",
                "http.response.status_code": 401,
                "fields": {
                    "event": {"duration": 35000000},
                    "rails": {"controller": {"class": "SessionsController", "action": "create"}},
                },
            },
        ),
    ),
)
