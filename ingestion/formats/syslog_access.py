"""Access log lines behind a syslog header, as nginx's ``access_log syslog:`` and Apache's pipes to logger send them.

The request's own time counts; host, program and severity are the header's, and the message is the whole body.
"""

import re

from ingestion.formats import access, syslog_line
from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.syslog_prefix import NO_MESSAGE

LINE = re.compile(
    NO_MESSAGE
    + rb"(?:<\d{1,3}>)?(?:1 )?(?:[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+) "
    rb'[^\n\[]{1,300}?(?:\[\d{1,10}\])?: ?\S+ (?:\S+ ){2,4}\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?:\.\d+)? [+-]\d{4}\] "'
)


def read(text: str) -> Document | Reason:
    header = syslog_line.read(text)
    if header is None:
        return Reason("not_syslog", "Not a syslog line: no RFC 3164 or RFC 5424 header at its beginning.")
    body = access.read(str(header["message"]))
    if isinstance(body, Reason):
        return header
    said = {name: value for name, value in header.items() if value not in (None, "") and name != "@timestamp"}
    return {**body, **said, "log.syslog.timestamp": header["@timestamp"]}


FORMAT = format_of(
    "syslog_access",
    "Web access log behind a syslog header",
    by_line(read),
    signature=LINE,
    samples=(
        Sample(
            b'<190>Nov 21 20:00:02 web1 nginx: 192.0.2.3 - ada [21/Nov/2026:20:00:01 +0000] "GET /a?x=1 HTTP/1.1" 404 5 "-" "B/1"',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "time_quality": "stated",
                "host.name": "web1",
                "process.name": "nginx",
                "source.ip": "192.0.2.3",
                "user.name": "ada",
                "url.path": "/a",
                "http.response.status_code": 404,
                "event.outcome": "failure",
                "severity": 6,
            },
        ),
    ),
)
