"""BIND's query and security log: ``21-Nov-2026 20:00:01.250 queries: info: client @0x7f 192.0.2.4#51234 (x.example): query: …``.

With and without category, severity, the client's number and the view. https://bind9.readthedocs.io/en/latest/reference.html
"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample

TIME = (
    r"(\d{2}-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d{1,6})?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z?)"
)
CATEGORIES = "queries|query-errors|security|client|general|resolver|xfer-in|xfer-out|notify|update|update-security|lame-servers|dnssec|network|config|default|database|rate-limit|rpz"
LEVELS = rb"info|notice|warning|error|critical|debug(?: \d{1,2})?"
LINE = re.compile(rf"{TIME} (?:({CATEGORIES}): )?(?:([a-z]+): )?(client .*|.*)$", re.DOTALL)
CLIENT = re.compile(
    r"client (?:@0x[0-9a-f]+ )?([0-9A-Fa-f.:]+)#(\d{1,5})(?:/key [^\s:]+)?(?: \(([^)]*)\))?: (?:view ([^:]+): )?(.*)$",
    re.DOTALL,
)
QUERY = re.compile(r"query: (\S+) (\S+) (\S+) (\S+)(?: \(([^)]+)\))?")
REFUSED = re.compile(
    r"(?:query(?: \(cache\))?|zone transfer|update(?: forwarding)?|recursion)[^']*'([^'/]+)/(?:([A-Z0-9]+)/)?([A-Z]+)' denied"
)


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason("not_bind", "Not a line of BIND's log: “day-month-year time [category: severity:] …”.")
    written, category, level, said = found.groups()
    client = CLIENT.match(said)
    return {
        "@timestamp": written,
        "event.category": "network",
        "log.level": level or "info",
        "network.protocol": "dns",
        "process.name": "named",
        "bind.log.category": category,
        **(of_client(client) if client else {}),
        "message": said,
    }


def of_client(client: re.Match[str]) -> Document:
    address, port, name, view, said = client.groups()
    asked, refused = QUERY.match(said), REFUSED.match(said)
    facts: Document = {
        "source.ip": address,
        "source.port": int(port),
        "bind.log.view": view,
        "dns.question.name": name,
    }
    if asked:
        facts |= {"event.action": "dns_query", "dns.type": "query", "dns.question.name": asked[1], "dns.question.class": asked[2],
                  "dns.question.type": asked[3], "bind.log.flags": asked[4], "destination.ip": asked[5]}  # fmt: skip
    elif refused:
        facts |= {"event.action": "authz_fail", "event.outcome": "failure", "dns.question.name": refused[1],
                  "dns.question.type": refused[2], "dns.question.class": refused[3]}  # fmt: skip
    return facts


def recognise(head: bytes) -> bool:
    return bool(FORMAT.signature.match(head))


FORMAT = format_of(
    "bind",
    "BIND (named)",
    by_line(read),
    signature=re.compile(
        # ISO times and a word stand in front of much else.
        rb"(?:\d{2}-[A-Z][a-z]{2}-\d{4} [\d:.]{8,15} (?:%b): (?:[a-z]+: )?|\d{4}-\d\d-\d\dT[\d:.]{8,15}Z? (?:%b): (?:%b): )"
        rb"|\d{2}-[A-Z][a-z]{2}-\d{4} [\d:.]{8,15} (?:[a-z]+: )?client (?:@0x[0-9a-f]+ )?[0-9A-Fa-f.:]+#\d"
        % (CATEGORIES.encode(), CATEGORIES.encode(), LEVELS)
    ),
    recognise=recognise,
    samples=(
        Sample(
            b"21-Nov-2026 20:00:01.250 queries: info: client @0x7f3a 192.0.2.4#51234 (x.example): query: x.example IN A +E(0)K (198.51.100.7)",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "dns_query",
                "event.category": "network",
                "source.ip": "192.0.2.4",
                "source.port": 51234,
                "severity": 6,
                "fields": {
                    "network": {"protocol": "dns"},
                    "bind": {"log": {"category": "queries", "flags": "+E(0)K"}},
                    "dns": {"type": "query", "question": {"name": "x.example", "class": "IN", "type": "A"}},
                    "destination": {"ip": "198.51.100.7"},
                },
            },
        ),
        Sample(
            b"21-Nov-2026 20:00:01.250 client 192.0.2.4#51234 (x.example): query (cache) 'x.example/A/IN' denied",
            {"event.action": "authz_fail", "event.outcome": "failure", "source.ip": "192.0.2.4"},
        ),
    ),
)
