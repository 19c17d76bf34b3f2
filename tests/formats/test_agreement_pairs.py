"""Field by field against what other parsers' documentation says of its examples; ``pytest -s`` prints the table."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import orjson
import pytest

from ingestion.formats.detect import detect
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
    "timestamp": lambda event: " ".join(event["event.created"].split()),
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
    "exampleSDID@32473": lambda event: event["fields"]["log"]["syslog"]["structured_data"][
        "exampleSDID@32473"
    ],
}
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
}  # fmt: skip
ERROR = {**WEB, "request": lambda event: f"{event['http.request.method']} {event['url.original']} HTTP/{value(event, 'http.version')}",
         "host": named("destination.domain")}  # fmt: skip


def unknown(event: dict[str, Any]) -> object:
    return None


def same(ours: object, theirs: object) -> bool:
    if isinstance(ours, datetime):
        return ours == datetime.fromisoformat(str(theirs))
    return str(ours) == (
        " ".join(theirs.split()) if isinstance(theirs, str) and "  " in theirs else str(theirs)
    )


def maps(pair: dict[str, Any]) -> Mapping[str, Ours]:
    function = pair.get("function", "parse_syslog_old")
    if function == "parse_syslog":
        return VRL_SYSLOG
    if function == "parse_syslog_old":
        return SYSLOG
    return ERROR if "error" in pair.get("title", "") else WEB


LEAST = {"go_syslog_rfc3164": 0.95, "vrl_docs": 0.75}


@pytest.mark.parametrize("name", LEAST)
def test_fields_agree(name: str) -> None:
    pairs = [orjson.loads(line) for line in (folder() / f"pairs/{name}.jsonl").read_bytes().splitlines()]
    pairs = [pair for pair in pairs if pair.get("function") != "parse_cef" and pair.get("valid", True)]
    marks: dict[str, list[bool]] = {}
    for pair, event in zip(pairs, read([pair["raw"] for pair in pairs]), strict=True):
        for field, theirs in pair["expected"].items():
            ours = maps(pair).get(field, unknown)(event)
            marks.setdefault(f"{pair.get('function', '')} {field}", []).append(same(ours, theirs))
    for field, found in sorted(marks.items()):
        print(f"{name:18} {field:40} {sum(found):4} of {len(found):4}")  # noqa: T201
    total = [mark for found in marks.values() for mark in found]
    print(f"{name:18} {'all':40} {sum(total):4} of {len(total):4}  {sum(total) / len(total):.0%}")  # noqa: T201
    assert sum(total) / len(total) >= LEAST[name]


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
