"""Syslog whose body is a JSON object, with rsyslog's and Lumberjack's cookie ``@cee:`` or without it.

The object's members count as those of JSON lines do, or as ``saas_audit`` reads them where it knows whose they are; what the header says stands where they say nothing.
"""

import re

import orjson

from ingestion.formats import saas_audit, syslog_line
from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.names_in import renamed
from ingestion.formats.syslog_prefix import NO_MESSAGE

COOKIE = re.compile(r"^\s*(?:@cee:\s*)?(?=\{)")
LINE = re.compile(
    NO_MESSAGE
    + rb"(?:<\d{1,3}>)?(?:1 )?(?:[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+) [^\n{]{1,400}?(?:@cee:\s*|[\s:-])\{\s*\""
)


def read(text: str) -> Document | Reason:
    said = syslog_line.read(text)
    if said is None:
        return Reason("not_syslog", "Not a syslog line: no RFC 3164 or RFC 5424 header at its beginning.")
    body = str(said["message"])
    found = COOKIE.match(body)
    try:
        inner = orjson.loads(body[found.end() :]) if found else None
    except orjson.JSONDecodeError:
        inner = None
    if not isinstance(inner, dict):
        return said
    header = {name: value for name, value in said.items() if name != "message"}
    named = saas_audit.shape(inner) if saas_audit.kind_of(inner) else renamed(inner)
    time = str(named.pop("@timestamp", "") or header["@timestamp"])
    return {
        **header,
        **{name: value for name, value in named.items() if value not in (None, "")},
        "@timestamp": time,
    }


FORMAT = format_of(
    "syslog_json",
    "Syslog with a JSON body (@cee)",
    by_line(read),
    signature=LINE,
    samples=(
        Sample(
            b'<14>Nov 20 20:00:01 web1 till[7]: @cee: {"msg":"order placed","user":"ada","level":"warn","time":"2026-11-21T20:00:02Z"}',
            {
                "timestamp": "2026-11-21T20:00:02.000000Z",
                "host.name": "web1",
                "process.name": "till",
                "process.pid": 7,
                "user.name": "ada",
                "message": "order placed",
                "severity": 4,
            },
        ),
        Sample(
            b'<14>1 2026-11-21T20:00:01Z web1 till 7 - - {"event":"authn_login_fail:bo","source_ip":"192.0.2.7"}',
            {
                "event.action": "authn_login_fail",
                "user.name": "bo",
                "source.ip": "192.0.2.7",
                "host.name": "web1",
            },
        ),
        Sample(
            b'<165>1 2026-11-21T20:00:02Z dt.example darktrace - - - {"last_updated":1795291201,"uuid":"u7","priority":43,"hostname":"sensor1",'
            b'"message":"Nothing was seen.","name":"search","alert_name":"Search","last_updated_status":1795291201}',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.id": "u7",
                "host.name": "sensor1",
                "message": "Nothing was seen.",
            },
        ),
    ),
)
