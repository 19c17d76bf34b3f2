"""IIS' and HTTP.SYS's rows without their header, as a rotated file's rest and shippers of single lines have them.

With the ``#Fields`` line it is ``w3c``, which gives the same documents.
"""

import re
from collections.abc import Sequence

from ingestion.formats import iis_columns
from ingestion.formats.documents import format_of, lines_of, record, text_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.formats.w3c import Header, as_written
from ingestion.normalise.clock import Arrival

ADDRESS = rb"[0-9a-fA-F]*[.:][0-9a-fA-F:.]*(?:%\w{1,16})?"
LINE = re.compile(
    rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? (?:"
    rb"(?:[A-Za-z][\w.-]{0,64} ){0,2}(?:" + ADDRESS + rb" )?[A-Z][A-Z_-]{1,20} [/*]\S* \S+ \d{1,5} \S+ "
    + ADDRESS
    + rb" |(?:" + ADDRESS + rb"|-) (?:\d{1,5}|-) (?:" + ADDRESS + rb"|-) (?:\d{1,5}|-) (?:HTTP/\d\S{0,2}|-) (?:[A-Za-z][\w-]{0,20}|-) \S+ (?:\d+|-) )"
)  # fmt: skip
UNKNOWN = Reason("no_fields", "Its columns are not those that IIS writes by itself, and no #Fields line names them.")  # fmt: skip


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    return [_read(number, raw, arrival) for number, raw in lines_of(body)]


def _read(number: int, raw: bytes, arrival: Arrival) -> Record:
    text = text_of(raw)
    names = iis_columns.names_of(text.split(" "))
    if not names:
        return record(number, raw, UNKNOWN, arrival)
    header = Header(names=names)
    return as_written(record(number, raw, header.read(text), arrival), header.zone)


FORMAT = format_of(
    "iis",
    "IIS without a header",
    prepare,
    signature=LINE,
    least=40,
    samples=(
        Sample(
            b"2026-11-21 20:00:01 192.0.2.80 GET /shop item=7 443 ada 203.0.113.7 Browser/1+(X;+Y) https://a.example/ 404 0 2 15 198.51.100.4",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.created": "2026-11-21 20:00:01",
                "time_quality": "stated",
                "event.action": "http_request",
                "event.outcome": "failure",
                "source.ip": "203.0.113.7",
                "user.name": "ada",
                "http.request.method": "GET",
                "http.response.status_code": 404,
                "url.path": "/shop",
                "url.original": "/shop?item=7",
                "user_agent.original": "Browser/1 (X; Y)",
                "fields": {
                    "destination": {"ip": "192.0.2.80", "port": "443"},
                    "event": {"duration": 15000000},
                    "http": {"request": {"referrer": "https://a.example/"}},
                    "network": {"forwarded_ip": "198.51.100.4"},
                    "url": {"query": "item=7"},
                    "w3c": {"sc-substatus": "0", "sc-win32-status": "2", "time-taken": "15"},
                },
            },
        ),
        Sample(
            b"2026-11-21 20:00:02 2001:db8::7%3 4040 192.0.2.80 80 HTTP/1.1 GET /a%%b 400 - URL -",
            {"event.action": "http_request", "event.outcome": "failure", "source.ip": "2001:db8::7", "url.original": "/a%%b"},
        ),
        Sample(
            b"2026-11-21 20:00:03 W3SVC1 WEB7 192.0.2.80 POST /a - 80 - 203.0.113.7 HTTP/1.1 B/1 - - shop.example 200 0 0 123 456 789",
            {"host.name": "WEB7", "http.response.body.bytes": 123, "event.outcome": "success"},
        ),
    ),
)  # fmt: skip
