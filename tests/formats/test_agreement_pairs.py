"""Field by field against what other parsers' documentation says of its examples.

Their names stand for what we call otherwise: each table says which of ours is the same thing.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import orjson
import pytest

from ingestion.formats import cef
from ingestion.formats.detect import detect
from tests.formats.agreement import Marks
from tests.formats.corpora import folder
from tests.formats.test_agreement import value
from tests.store.batches import sealed

pytestmark = pytest.mark.usefixtures("event_tables")

Ours = Callable[[dict[str, Any]], object]


def named(name: str) -> Ours:
    return lambda event: value(event, name)


SYSLOG: Mapping[str, Ours] = {
    "priority": lambda event: (value(event, "log.syslog.facility.code") or 0) * 8 + event["severity"],
    "facility": named("log.syslog.facility.code"),
    "severity": named("severity"),
    # A header's time, where the line behind it has one of its own.
    "timestamp": lambda event: value(event, "log.syslog.timestamp") or event["event.created"],
    "hostname": named("host.name"),
    "appname": named("process.name"),
    "procid": named("process.pid"),
    "message": named("message"),
}
WORDS = ("kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news")
VRL_SYSLOG = {
    **SYSLOG,
    "facility": lambda event: WORDS[value(event, "log.syslog.facility.code")],
    "severity": named("log.level"),
    "msgid": named("log.syslog.msgid"),
    "version": named("log.syslog.version"),
    "exampleSDID@32473": lambda event: event["fields"]["log"]["syslog"]["structured_data"][
        "exampleSDID@32473"
    ],
}
INGRESS = "nginx.ingress_controller.upstream"
WEB: Mapping[str, Ours] = {
    "host": named("source.address"), "client": named("source.address"), "remote_addr": named("source.address"),
    "message": named("message"), "request": named("message"), "method": named("http.request.method"),
    "path": named("url.original"), "protocol": lambda event: f"HTTP/{value(event, 'http.version')}",
    "size": named("http.response.body.bytes"), "body_bytes_size": named("http.response.body.bytes"),
    "status": named("http.response.status_code"), "user": named("user.name"), "remote_user": named("user.name"),
    "agent": named("user_agent.original"), "http_user_agent": named("user_agent.original"),
    "referrer": named("http.request.referrer"), "referer": named("http.request.referrer"),
    "http_referer": named("http.request.referrer"), "timestamp": named("timestamp"),
    "severity": named("log.level"), "pid": named("process.pid"), "tid": named("process.thread.id"), "cid": named("nginx.error.connection_id"),
    "server": named("server.address"), "module": named("log.logger"), "thread": named("process.thread.id"), "port": named("source.port"),
    "identity": named("apache.access.identity"), "compression": named("nginx.access.gzip_ratio"),
    "http_x_forwarded_for": named("network.forwarded_ip"), "request_length": named("http.request.bytes"),
    "request_time": lambda event: value(event, "event.duration") / 1e9, "req_id": named("http.request.id"),
    "proxy_upstream_name": named(f"{INGRESS}.name"), "proxy_alternative_upstream_name": named(f"{INGRESS}.alternative_name"),
    "upstream_addr": named("nginx.ingress_controller.upstream_address_list"), "upstream_response_length": named(f"{INGRESS}.response.length"),
    "upstream_response_time": named(f"{INGRESS}.response.time"), "upstream_status": named(f"{INGRESS}.response.status_code"),
}  # fmt: skip
APACHE_ERROR = {**WEB, "module": named("apache.error.module")}
CEF = {
    "cefVersion": "cef.version", "deviceVendor": "observer.vendor", "deviceProduct": "observer.product",
    "deviceVersion": "observer.version", "deviceEventClassId": "event.code", "name": "cef.name", "severity": "cef.severity",
}  # fmt: skip
ERROR = {**WEB, "request": lambda event: f"{event['http.request.method']} {event['url.original']} HTTP/{value(event, 'http.version')}",
         "host": named("destination.domain")}  # fmt: skip


def unknown(event: dict[str, Any]) -> object:
    return None


def of_cef(field: str) -> Ours:
    """A header's field, an extension's key, or the label that one extension gives to another."""
    own = CEF.get(field) or cef.NAMES.get(field, f"cef.{field}")
    return lambda event: value(event, own) or labelled(event, field) or ""


def labelled(event: dict[str, Any], label: str) -> object:
    keys = [key for key, text in event["fields"]["cef"].items() if key.endswith("Label") and text == label]
    return value(event, f"cef.{keys[0].removesuffix('Label')}") if keys else None


def same(ours: object, theirs: object) -> bool:
    """Spaces aside, which they fold in some times and messages."""
    if isinstance(ours, datetime):
        return ours == datetime.fromisoformat(str(theirs))
    return str(ours).split() == str(theirs).split()


def ours_of(pair: dict[str, Any], field: str) -> Ours:
    function = pair.get("function", "parse_syslog_old")
    if function == "parse_cef":
        return of_cef(field)
    tables = {"parse_syslog": VRL_SYSLOG, "parse_syslog_old": SYSLOG}
    if "error" in pair.get("title", ""):
        tables = {"parse_apache_log": APACHE_ERROR, "parse_nginx_log": ERROR}
    return tables.get(function, WEB).get(field, unknown)


LEAST = {"go_syslog_rfc3164": 1.0, "vrl_docs": 1.0}


@pytest.mark.parametrize("name", LEAST)
def test_fields_agree(name: str, marks: Marks) -> None:
    pairs = [orjson.loads(line) for line in (folder() / f"pairs/{name}.jsonl").read_bytes().splitlines()]
    pairs = [pair for pair in pairs if pair.get("valid", True)]
    functions = {pair.get("function", name) for pair in pairs}
    for pair, event in zip(pairs, read([pair["raw"] for pair in pairs]), strict=True):
        for field, theirs in pair["expected"].items():
            marks.add(pair.get("function", name), field, same(ours_of(pair, field)(event), theirs))
    assert min(marks.share(function) for function in functions) >= LEAST[name], marks.table()


def read(raws: list[str]) -> list[dict[str, Any]]:
    """Each by its own format, those of one format in one batch."""
    lines = [raw.replace("\n", " ").encode() for raw in raws]
    found: dict[int, dict[str, Any]] = {}
    for format in {detect(line).name for line in lines}:
        places = [place for place, line in enumerate(lines) if detect(line).name == format]
        result, events = sealed(b"\n".join(lines[place] for place in places), format=format)
        assert result.quarantined == []
        found |= dict(zip(places, events, strict=True))
    return [found[place] for place in range(len(lines))]
