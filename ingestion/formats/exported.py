"""Records as other stores export them, each in an object of the store's own: Splunk, Elasticsearch, OpenSearch, Loki, Grafana.

What the sender had written is inside: a line as it came, or the document. It is read as if it had come by itself; what
the store says of it (its time, host, index, labels) stays beside it. https://docs.splunk.com/Documentation/Splunk/latest/Search/Exportsearchresults,
https://www.elastic.co/docs/reference/elasticsearch/rest-apis/search-api (hits), https://grafana.com/docs/loki/latest/query/logcli
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from ingestion.formats import envelope, mixed
from ingestion.formats.documents import Document, format_of, record
from ingestion.formats.format import Format, Reason, Sample
from ingestion.formats.record import Record
from ingestion.formats.shapes import LEAST, of_objects
from ingestion.normalise.clock import Arrival

NAME = "exported"
SIGNATURE = re.compile(
    rb'\{(?="(?:preview|offset|lastrow|result)"\s*:).{0,512}?"result"\s*:\s*\{.{0,8000}?"_raw"\s*:\s*"'
    rb'|\{\s*"_index"\s*:\s*"[^"]{1,255}"\s*,.{0,512}?"_source"\s*:\s*\{'
    rb'|\{(?=(?:"[a-z]{2,12}"\s*:\s*(?:"[^"\\]{0,64}"|\{[^{}]{0,4000}\})\s*,\s*){0,3}"line"\s*:\s*").{0,8000}?"timestamp"\s*:\s*"\d'
)
NOT_EXPORTED = Reason("not_exported", "No record as Splunk, Elasticsearch or Loki export it.")
# Splunk's own members of a result; others are fields that were searched for.
OF_SPLUNK = {"host": "host.name", "source": "log.file.path", "_time": "@timestamp"}
ADDED_BY_SPLUNK = ("_bkt", "_cd", "_si", "_serial", "_indextime", "_sourcetype", "_subsecond", "_eventtype_color", "splunk_server", "splunk_server_group", "linecount", "punct")  # fmt: skip


def opened(said: Mapping[str, Any]) -> Document | None:
    """The document inside, or the line as ``message``; ``None`` where there is none."""
    result, source, line = said.get("result"), said.get("_source"), said.get("line")
    if isinstance(result, dict) and isinstance(result.get("_raw"), str):
        return _of_splunk(result)
    if isinstance(source, dict):
        own = {"elasticsearch.index": said.get("_index"), "elasticsearch.id": said.get("_id")}
        return {**source, **{name: value for name, value in own.items() if isinstance(value, str)}}
    if isinstance(line, str) and isinstance(said.get("timestamp"), str):
        labels = said.get("labels") or said.get("fields") or {}
        named = (
            {f"labels.{name}": value for name, value in labels.items()} if isinstance(labels, dict) else {}
        )
        return {"@timestamp": said["timestamp"], **named, "message": line}
    return None


def _of_splunk(result: Mapping[str, Any]) -> Document:
    found: Document = {"message": result["_raw"]}
    for name, value in result.items():
        if name not in ADDED_BY_SPLUNK and name != "_raw" and value not in ("", None):
            found[OF_SPLUNK.get(name, f"splunk.{name.lstrip('_')}")] = value
    return found


def prepare_with(formats: Callable[[], mixed.Formats]) -> Callable[[bytes, Arrival], Sequence[Record]]:
    """``Format.prepare``; the formats are asked for late because this one is among them."""

    def made(one: Record, said: Mapping[str, Any], arrival: Arrival) -> Record:
        found = opened(said)
        if found is None:
            return replace(one, refusal=NOT_EXPORTED)
        text = found.get("message")
        inner = envelope.inside(text, formats(), arrival) if isinstance(text, str) else None
        if inner is None:
            return record(one.position, one.raw, found, arrival, NAME)
        return replace(envelope.together(one, found, "message", inner), dataset=inner.dataset or NAME)

    return of_objects(made)


SSHD = "<38>Nov 21 20:00:01 gate sshd[811]: Failed password for root from 203.0.113.7 port 40022 ssh2"


def make(formats: Callable[[], mixed.Formats]) -> Format:
    return format_of(
        NAME,
        "Exports of Splunk, Elasticsearch and Loki (JSON)",
        prepare_with(formats),
        has_documents=True,
        least=LEAST,
        signature=SIGNATURE,
        samples=(
            Sample(
                orjson.dumps({"preview": False, "offset": 0, "result": {"_raw": SSHD, "_time": "2026-11-21T21:00:01.000+01:00", "host": "gate.example", "sourcetype": "linux_secure", "linecount": "1"}}),
                {
                    "timestamp": "2026-11-21T20:00:01.000000Z",
                    "time_quality": "stated",
                    "event.dataset": "syslog",
                    "event.action": "authn_login_fail",
                    "host.name": "gate.example",
                    "user.name": "root",
                    "source.ip": "203.0.113.7",
                    "message": SSHD.split(": ", 1)[1],
                },
            ),
            Sample(
                orjson.dumps({"preview": False, "lastrow": True, "result": {"_raw": "the till is lost", "_time": "1795291201.250", "till": "7"}}),
                {
                    "timestamp": "2026-11-21T20:00:01.250000Z",
                    "message": "the till is lost",
                    "fields": {"splunk": {"till": "7"}},
                },
            ),
            Sample(
                b'{"_index":"logs-1","_id":"a7","_score":1,"_source":{"@timestamp":"2026-11-21T20:00:01Z","message":"lost","host":{"name":"gate"},"event":{"action":"authn_login_fail"},"source":{"ip":"192.0.2.7"}}}',
                {
                    "timestamp": "2026-11-21T20:00:01.000000Z",
                    "event.action": "authn_login_fail",
                    "event.outcome": "failure",
                    "host.name": "gate",
                    "source.ip": "192.0.2.7",
                    "message": "lost",
                    "fields": {"elasticsearch": {"index": "logs-1", "id": "a7"}},
                },
            ),
            Sample(
                b'{"line":"the till is lost","timestamp":"1795291201250000000","date":"2026-11-21T20:00:01.250Z","fields":{"app":"shop"}}',
                {
                    "timestamp": "2026-11-21T20:00:01.250000Z",
                    "message": "the till is lost",
                    "fields": {"labels": {"app": "shop"}},
                },
            ),
            Sample(
                b'{"labels":{"app":"shop"},"line":"level=warn user=ada msg=lost","timestamp":"2026-11-21T21:00:01.25+01:00"}',
                {"timestamp": "2026-11-21T20:00:01.250000Z", "event.dataset": "logfmt", "user.name": "ada", "severity": 4, "message": "lost"},
            ),
        ),
    )  # fmt: skip
