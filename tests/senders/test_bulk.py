"""The bulk API with the official clients, and by hand where they are too polite."""

import base64
from typing import Any

import httpx
import orjson
import pytest
from django.test import Client
from elasticsearch import Elasticsearch
from elasticsearch import helpers as elastic_helpers
from opensearchpy import OpenSearch
from opensearchpy import helpers as opensearch_helpers
from pytest_django import Settings

from ingestion.pipeline.models import SpoolItem
from ingestion.receive import backlog
from ingestion.sources.models import Source
from tests.senders.conftest import Sealed, balance

BASE = "/api/es"
NDJSON = "application/x-ndjson"


def lines(*documents: object) -> bytes:
    return b"".join(orjson.dumps(document) + b"\n" for document in documents)


def basic(token: str) -> str:
    return "Basic " + base64.b64encode(f"filebeat:{token}".encode()).decode()


def post(client: Client, path: str, body: bytes, authorization: str, **headers: str) -> Any:
    return client.post(
        BASE + path, body, content_type=NDJSON, headers={"Authorization": authorization, **headers}
    )


@pytest.mark.parametrize("path", ["/", "/_bulk", "/logs/_bulk", "/_license", "/logs/_doc"])
def test_nobody_is_answered_without_a_token(client: Client, token: str, path: str) -> None:
    for header in ("", "Basic !", f"Splunk {token}", "ApiKey lti_00000000_x", basic("wrong")):
        method = client.post if path.endswith(("_bulk", "_doc")) else client.get
        answer = method(BASE + path, headers={"Authorization": header} if header else {})
        assert answer.status_code == 401, header
        assert answer.json()["error"]["type"] == "security_exception"
        assert answer["WWW-Authenticate"].startswith("Basic")
        assert answer["X-Elastic-Product"] == "Elasticsearch"
    assert not SpoolItem.objects.exists()


def test_elasticsearch_and_opensearch_clients_work_unchanged(portal: str, token: str, sealed: Sealed) -> None:
    elastic = Elasticsearch(portal + BASE, basic_auth=("anything", token))
    assert elastic.info()["version"]["number"].startswith("8.")
    assert elastic.cluster.health()["status"] == "green"
    assert elastic.license.get()["license"]["status"] == "active"
    assert elastic.indices.exists_index_template(name="logs")
    elastic.indices.put_index_template(name="logs", index_patterns=["logs-*"])
    records = [
        {
            "_index": "logs-app", "_id": f"e-{number}", "@timestamp": "2026-11-20T10:00:00.123456Z",
            "message": f"bulk {number}", "host": {"name": "shop-1"}, "source": {"ip": "192.0.2.7"}, "n": number,
        }
        for number in range(1200)
    ]  # fmt: skip
    assert elastic_helpers.bulk(elastic, records, chunk_size=500) == (1200, [])
    keyed = Elasticsearch(portal + BASE, api_key=("any-id", token))
    assert keyed.index(index="logs-app", document={"message": "one by itself"})["result"] == "created"

    search = OpenSearch(portal + BASE, http_auth=("anything", token))
    search.info()
    assert opensearch_helpers.bulk(search, [{"_index": "os", "message": "from opensearch"}]) == (1, [])

    events = sealed()
    assert len(events) == 1202
    first = events[0]
    assert first["event.id"] == "e-0"
    assert (first["host.name"], first["source.ip"], first["message"]) == ("shop-1", "192.0.2.7", "bulk 0")
    assert first["timestamp"].isoformat() == "2026-11-20T10:00:00.123456+00:00"
    assert first["fields"] == {"_index": "logs-app", "n": 0}
    assert events[-1]["message"] == "from opensearch"
    assert balance() == (1202, 1202, 0, 0)


def test_every_item_has_its_own_result(client: Client, token: str, sealed: Sealed) -> None:
    body = (
        lines({"create": {"_id": "a"}}, {"message": "good"})
        + lines({"index": {"_index": "other"}})
        + b'{"message": \n'
        + lines({"delete": {"_id": "a"}})
        + lines({"update": {"_id": "a"}}, {"doc": {}})
        + lines({"index": {}}, ["no object"])
        + lines({"index": {}}, {"message": "good too", "@timestamp": "not a time"})
        + lines({"create": {"pipeline": None}, "attempts": 0}, {"message": "and this"}).rstrip(b"\n")
    )
    answer = post(client, "/logs/_bulk", body, basic(token)).json()
    assert answer["errors"] is True
    verbs = [next(iter(item)) for item in answer["items"]]
    assert verbs == ["create", "index", "delete", "update", "index", "index", "create"]
    results = [next(iter(item.values())) for item in answer["items"]]
    assert [result["status"] for result in results] == [201, 400, 400, 400, 400, 201, 201]
    assert results[0]["_id"] == "a"
    assert results[0]["_index"] == "logs"
    assert results[1]["_index"] == "other"
    assert "Not JSON" in results[1]["error"]["reason"]

    events = sealed()
    assert [event["message"] for event in events] == ["good", "and this"]
    assert balance() == (3, 2, 0, 1), "what was taken and cannot be read is in quarantine"
    assert results[6]["_id"] == str(events[1]["id"]), "the number of the event answers for a missing _id"


def test_the_same_request_again_is_a_duplicate(client: Client, token: str, sealed: Sealed) -> None:
    body = lines({"index": {"_id": "x"}}, {"message": "once"})
    for _ in range(2):
        assert post(client, "/_bulk", body, f"ApiKey {token}").json()["errors"] is False
    assert [event["message"] for event in sealed()] == ["once"]
    assert balance() == (2, 1, 1, 0)


def test_what_cannot_be_told_apart_is_refused_whole(client: Client, token: str) -> None:
    for body in (b"", b"\n\n", b"garbage\n", lines({"index": {}, "create": {}}, {}), lines({"index": 1}, {})):
        answer = post(client, "/_bulk", body, basic(token))
        assert answer.status_code == 400, body
        assert answer.json()["error"]["reason"], body
    for request in ("/logs/_search", "/_delete_by_query"):
        assert post(client, request, b"{}", basic(token)).status_code == 400
    assert not SpoolItem.objects.exists()


def test_limits_are_said_as_elasticsearch_does(
    client: Client, source: Source, token: str, settings: Settings
) -> None:
    good = lines({"index": {}}, {"message": "x"})
    settings.MAX_LINE_BYTES = 1000
    long = post(client, "/_bulk", good + lines({"index": {}}, {"message": "x" * 1000}), basic(token)).json()
    assert [item["index"]["status"] for item in long["items"]] == [201, 400]

    settings.MAX_DOCUMENT_BYTES = 2000
    answer = post(client, "/_bulk", good * 200, basic(token))
    assert (answer.status_code, answer.json()["error"]["type"]) == (413, "content_too_long_exception")

    settings.MAX_SPOOL_BYTES = 1
    backlog.look_again()
    answer = post(client, "/_bulk", good, basic(token))
    assert (answer.status_code, answer.json()["error"]["type"]) == (429, "es_rejected_execution_exception")
    assert int(answer["Retry-After"]) > 0

    Source.objects.update(is_open=False)
    assert post(client, "/_bulk", good, basic(token)).status_code == 403


def test_a_gzip_bomb_is_refused(client: Client, token: str) -> None:
    import gzip

    bomb = gzip.compress(bytes(40 * 2**20))
    answer = post(client, "/_bulk", bomb, basic(token), **{"Content-Encoding": "gzip"})
    assert answer.status_code == 413


def test_a_proxy_in_between_may_ask_with_http(portal: str, token: str) -> None:
    """Filebeat's first requests, as it words them."""
    with httpx.Client(base_url=portal + BASE, auth=("x", token)) as filebeat:
        assert filebeat.get("/").headers["X-Elastic-Product"] == "Elasticsearch"
        assert filebeat.get("/_license?human=false").json()["license"]["type"] == "basic"
        assert filebeat.get("/_ilm/policy/filebeat").status_code == 200
        assert filebeat.head("/_index_template/filebeat-8.19.0").status_code == 200
        assert filebeat.put("/_data_stream/filebeat-8.19.0").json()["acknowledged"] is True
