"""Elasticsearch's and OpenSearch's server, deprecation and slow logs as JSON: with ECS names since version 8, with their own since 7.

https://www.elastic.co/guide/en/elasticsearch/reference/current/logging.html
"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.names_in import renamed
from ingestion.formats.shapes import at, format_of_shape, text

INDEX = re.compile(r"\[([a-z0-9._-][a-z0-9._-]{0,254})(?:/([\w-]{22}))?\](?:\[(\d{1,5})\])?(?: |$)")
SLOW = "elasticsearch.slowlog"
# What version 7 calls what 8 says in ECS names.
OF_7 = {
    "timestamp": "@timestamp", "level": "log.level", "component": "log.logger", "cluster.name": "elasticsearch.cluster.name",
    "cluster.uuid": "elasticsearch.cluster.uuid", "node.name": "elasticsearch.node.name", "node.id": "elasticsearch.node.id",
    "x-opaque-id": "trace.id", "type": "elasticsearch.log.type",
}  # fmt: skip
OF_SLOW = (
    "took",
    "took_millis",
    "total_hits",
    "types",
    "stats",
    "search_type",
    "total_shards",
    "source",
    "id",
    "doc_type",
    "routing",
)


def shape(said: Mapping[str, Any]) -> Document:
    of_7 = "log.logger" not in said
    found = renamed(_of_7(said) if of_7 else said)
    message = text(found, "message") or text(found, f"{SLOW}.message")
    index = INDEX.match(message)
    took = text(found, f"{SLOW}.took_millis")
    return {
        **found,
        "event.category": "database",
        "event.action": "slow_query" if took else at(found, "event.action"),
        "event.duration": int(took) * 1_000_000
        if took.isascii() and took.isdigit() and len(took) < 12
        else None,
        "service.name": text(found, "service.name") or "elasticsearch",
        "host.name": text(found, "host.name") or text(found, "elasticsearch.node.name"),
        "host.id": text(found, "elasticsearch.node.id"),
        "elasticsearch.index.name": index[1] if index else "",
        "elasticsearch.index.id": index[2] if index else "",
        "elasticsearch.shard.id": index[3] if index else "",
        "message": message,
    }


def _of_7(said: Mapping[str, Any]) -> Mapping[str, Any]:
    slow = "took_millis" in said
    return {
        OF_7.get(name, f"{SLOW}.{name}" if slow and name in OF_SLOW else name): value
        for name, value in said.items()
    }


FORMAT = format_of_shape(
    "elasticsearch_json",
    "Elasticsearch log (JSON)",
    shape,
    "",
    signature=re.compile(
        rb'\s*\{(?=[^\n]{0,8192}?"(?:elasticsearch\.)?cluster\.name"\s*:)(?=[^\n]{0,8192}?"(?:elasticsearch\.)?node\.name"\s*:)'
        rb'(?=[^\n]{0,8192}?"(?:log\.logger|component)"\s*:)(?=[^\n]{0,8192}?"(?:@timestamp|timestamp)"\s*:)'
        rb'|\s*\{(?=[^\n]{0,8192}?"service\.name"\s*:\s*"(?:ES_ECS|OS_ECS)")(?=[^\n]{0,8192}?"log\.logger"\s*:)'
    ),
    samples=(
        Sample(
            b'{"@timestamp":"2026-11-21T20:00:01.250Z","log.level":"WARN","message":"[till-1][0] shard failed","service.name":"ES_ECS",'
            b'"log.logger":"org.elasticsearch.Shards","elasticsearch.node.id":"N1","elasticsearch.node.name":"es-1","elasticsearch.cluster.name":"shop"}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.category": "database",
                "log.level": "WARN",
                "severity": 4,
                "host.name": "es-1",
                "message": "[till-1][0] shard failed",
                "fields": {
                    "log": {"logger": "org.elasticsearch.Shards"},
                    "host": {"id": "N1"},
                    "elasticsearch": {
                        "node": {"id": "N1", "name": "es-1"},
                        "cluster": {"name": "shop"},
                        "index": {"name": "till-1"},
                        "shard": {"id": "0"},
                    },
                },
            },
        ),
        Sample(
            b'{"type":"index_search_slowlog","timestamp":"2026-11-21T20:00:01,250Z","level":"WARN","component":"i.s.s.query","cluster.name":"shop",'
            b'"node.name":"es-1","message":"[till-1][0]","took":"5ms","took_millis":"5","source":"{}"}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "slow_query",
                "service.name": "elasticsearch",
                "host.name": "es-1",
                "fields": {
                    "log": {"logger": "i.s.s.query"},
                    "event": {"duration": 5000000},
                    "elasticsearch": {
                        "log": {"type": "index_search_slowlog"},
                        "cluster": {"name": "shop"},
                        "node": {"name": "es-1"},
                        "index": {"name": "till-1"},
                        "shard": {"id": "0"},
                        "slowlog": {"took": "5ms", "took_millis": "5", "source": "{}"},
                    },
                },
            },
        ),
    ),
)
