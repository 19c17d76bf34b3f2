"""Apache's log of TLS requests: ``[21/Nov/2026:20:00:01 +0000] 192.0.2.7 TLSv1.3 cipher "GET / HTTP/1.1" 1375``.

https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#logformats
"""

import re

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern
from ingestion.normalise import flows

REQUEST = re.compile(r"([A-Z][A-Z_-]{1,20}) (\S+)(?: HTTP/(\d(?:\.\d)?))?$")


def finish(said: Document) -> Document:
    found, protocol = REQUEST.match(str(said.get("message", ""))), said.pop("protocol", "")
    return {
        **said,
        **flows.tls_version(protocol),
        "event.action": "http_request",
        "event.category": "web",
        "http.request.method": found[1] if found else "",
        "url.original": found[2] if found else "",
        "url.query": found[2].partition("?")[2] if found else "",
        "apache.access.ssl.protocol": protocol,
        "apache.access.ssl.cipher": said.get("tls.cipher"),
        "http.version": found[3] if found else "",
    }


FORMAT = format_of_pattern(
    "ssl_request",
    "Apache's TLS requests",
    r'\[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] (\S{1,255}) ((?:TLS|SSL)\S{1,10}|-) (\S{1,128}) "((?:[^"\\]|\\.){0,8192})" (\d{1,18}|-)\s*$',
    ("@timestamp", "source.ip", "protocol", "tls.cipher", "message", "http.response.body.bytes"),
    finish,
    signature=rb'\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] \S{1,255} (?:(?:TLS|SSL)\S{1,10} \S{1,128}|- -) "',
    samples=(
        Sample(
            b'[21/Nov/2026:20:00:01 +0000] 192.0.2.7 TLSv1.3 ECDHE-RSA "GET /a?b HTTP/1.1" 1375',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "source.ip": "192.0.2.7",
                "http.request.method": "GET",
                "http.response.body.bytes": 1375,
                "url.path": "/a",
                "fields": {
                    "http": {"version": "1.1"},
                    "url": {"query": "b"},
                    "apache": {"access": {"ssl": {"protocol": "TLSv1.3", "cipher": "ECDHE-RSA"}}},
                    "tls": {"cipher": "ECDHE-RSA", "version": "1.3", "version_protocol": "tls"},
                },
            },
        ),
    ),
)
