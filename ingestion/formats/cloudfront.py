"""CloudFront's standard log without its header: the columns stand in an order that is fixed, newer ones at the end.

With the ``#Fields`` line it is ``w3c``, which gives the same documents.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
"""

import re
from collections.abc import Sequence

from ingestion.formats.documents import format_of, lines_of, record, text_of
from ingestion.formats.format import Sample
from ingestion.formats.record import Record
from ingestion.formats.w3c import Header, as_written
from ingestion.normalise.clock import Arrival

_COLUMNS = """
    date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query
    cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol
    ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte
    x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end
"""
COLUMNS = _COLUMNS.split()
FEWEST = 12  # columns, which the first version had
LINE = re.compile(
    rb"\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d\t[A-Z]{3}\d{1,3}(?:-[A-Z0-9]{1,4})?\t(?:\d+|-)\t[0-9a-fA-F.:]+\t[A-Z]+\t\S+\t\S+\t\d{3}\t"
)


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    return [_read(number, raw, arrival) for number, raw in lines_of(body)]


def _read(number: int, raw: bytes, arrival: Arrival) -> Record:
    text = text_of(raw)
    columns = text.count("\t") + 1
    header = Header(names=COLUMNS[: max(columns, FEWEST)])
    return as_written(record(number, raw, header.read(text), arrival), header.zone)


FORMAT = format_of(
    "cloudfront",
    "CloudFront standard log without a header",
    prepare,
    signature=LINE,
    least=40,
    samples=(
        Sample(
            b"2026-11-21\t20:00:01\tFRA56-P4\t392\t192.0.2.9\tGET\td1.cloudfront.example\t/a/b.css\t403\thttps://a.example/\tBrowser%201\t"
            b"v=2\t-\tError\tReq1==\tshop.example\thttps\t23\t0.250\t-\tTLSv1.3\tECDHE\tError\tHTTP/2.0\t-\t-\t11040\t0.001\tError\ttext/html\t78\t-\t-",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.created": "2026-11-21 20:00:01",
                "time_quality": "stated",
                "event.id": "Req1==",
                "event.action": "http_request",
                "event.outcome": "failure",
                "source.ip": "192.0.2.9",
                "source.port": 11040,
                "http.request.method": "GET",
                "http.response.status_code": 403,
                "url.path": "/a/b.css",
                "url.original": "/a/b.css?v=2",
                "user_agent.original": "Browser 1",
                "http.response.body.bytes": 78,
                "fields": {
                    "cloud": {"provider": "aws"},
                    "destination": {"domain": "d1.cloudfront.example"},
                    "event": {"duration": 250000000},
                    "http": {
                        "version": "2.0",
                        "request": {"bytes": 23, "id": "Req1==", "referrer": "https://a.example/"},
                        "response": {"bytes": 392, "mime_type": "text/html"},
                    },
                    "network": {"protocol": "https", "type": "ipv4"},
                    "tls": {"version": "1.3", "version_protocol": "tls", "cipher": "ECDHE"},
                    "url": {
                        "domain": "shop.example",
                        "full": "https://shop.example/a/b.css?v=2",
                        "query": "v=2",
                        "scheme": "https",
                    },
                    "w3c": {"ssl-protocol": "TLSv1.3", "time-taken": "0.250"},
                    "aws": {
                        "cloudfront": {
                            "edge_location": "FRA56-P4",
                            "edge_result_type": "Error",
                            "edge_response_result_type": "Error",
                            "edge_detailed_result_type": "Error",
                            "time_to_first_byte": "0.001",
                        }
                    },
                },
            },
        ),
    ),
)
