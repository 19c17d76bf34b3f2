"""Whatever arrives: an answer in the dialect's way, never a fault of ours, and never more kept than was said."""

import base64
import gzip
from typing import Any

import cramjam
import orjson
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.receive.loki_message import PushRequest

pytestmark = pytest.mark.django_db
QUICK = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TREE = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
# Documents that look right in some places, so that the fuzz gets behind the first check.
HEC = st.dictionaries(st.sampled_from(["event", "time", "host", "source", "fields", "index"]), TREE)
LOKI = st.fixed_dictionaries(
    {"streams": st.lists(st.fixed_dictionaries({"stream": TREE, "values": TREE}), max_size=3) | TREE}
)
OTLP = st.fixed_dictionaries(
    {
        "resourceLogs": st.lists(
            st.fixed_dictionaries(
                {
                    "scopeLogs": st.lists(
                        st.fixed_dictionaries({"logRecords": TREE | st.lists(TREE)}), max_size=2
                    )
                }
            ),
            max_size=2,
        )
    }
)
GELF = st.dictionaries(st.sampled_from(["short_message", "timestamp", "level", "host", "_x", "_id"]), TREE)
BULK = st.lists(
    st.dictionaries(st.sampled_from(["index", "create", "delete", "_id", "message"]), TREE), max_size=6
)
JSON, PROTOBUF = "application/json", "application/x-protobuf"


def text(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS, default=str) if fits(value) else b"{"


def fits(value: object) -> bool:
    try:
        orjson.dumps(value)
    except (orjson.JSONEncodeError, TypeError):
        return False
    return True


def send(client: Client, token: str, path: str, body: bytes, kind: str = JSON, **headers: str) -> Any:
    headers["Authorization"] = f"Bearer {token}"
    return client.post(path, body, content_type=kind, headers=headers)


def expect_an_answer(answer: Any) -> None:
    assert answer.status_code in {200, 201, 202, 204, 400, 411, 413, 415}, answer.content[:200]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/es/_bulk", JSON), ("/services/collector", JSON), ("/services/collector/raw", JSON),
        ("/services/collector/ack?channel=x", JSON), ("/loki/api/v1/push", JSON), ("/loki/api/v1/push", PROTOBUF),
        ("/v1/logs", JSON), ("/v1/logs", PROTOBUF), ("/gelf", JSON),
    ],
)  # fmt: skip
@QUICK
@given(body=st.binary(max_size=400), pack=st.sampled_from(["", "gzip", "deflate", "zstd", "snappy"]))
def test_any_bytes(client: Client, token: str, path: str, kind: str, body: bytes, pack: str) -> None:
    expect_an_answer(send(client, token, path, body, kind, **({"Content-Encoding": pack} if pack else {})))
    expect_an_answer(send(client, token, path, gzip.compress(body), kind, **{"Content-Encoding": "gzip"}))


@QUICK
@given(hec=st.lists(HEC, max_size=3), loki=LOKI, otlp=OTLP, gelf=GELF, bulk=BULK)
def test_documents_that_nearly_fit(
    client: Client,
    token: str,
    hec: list[object],
    loki: object,
    otlp: object,
    gelf: object,
    bulk: list[object],
) -> None:
    cases = {
        "/services/collector": b"".join(map(text, hec)),
        "/loki/api/v1/push": text(loki),
        "/v1/logs": text(otlp),
        "/gelf": text(gelf),
        "/api/es/_bulk": b"\n".join(map(text, bulk)),
    }
    for path, body in cases.items():
        expect_an_answer(send(client, token, path, body))


@QUICK
@given(labels=st.text(max_size=60), line=st.text(max_size=60), seconds=st.integers(-(2**63), 2**63 - 1))
def test_any_loki_message(client: Client, token: str, labels: str, line: str, seconds: int) -> None:
    request = PushRequest()
    entry = request.streams.add(labels=labels.encode("utf-8", "replace").decode()).entries.add()
    entry.line, entry.timestamp.seconds = line.encode("utf-8", "replace").decode(), seconds
    body = bytes(cramjam.snappy.compress_raw(request.SerializeToString()))
    assert send(client, token, "/loki/api/v1/push", body, PROTOBUF).status_code == 204


@QUICK
@given(
    header=st.text(max_size=60)
    | st.binary(max_size=40).map(lambda raw: "Basic " + base64.b64encode(raw).decode())
)
def test_any_authorization(client: Client, token: str, header: str) -> None:
    answer = client.post("/api/es/_bulk", b"{}", content_type=JSON, headers={"Authorization": header})
    assert answer.status_code == 401


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


@pytest.mark.parametrize("depth", [200, 300, 900, 5000, 200_000])
def test_no_depth_is_a_fault(client: Client, token: str, depth: int) -> None:
    deep = nested(depth)
    bodies = {
        "/api/es/_bulk": f'{{"index":{{}}}}\n{{"a":\r{deep}}}\n',
        "/services/collector": f'{{"event": {{"a": {deep}}}}}',
        "/services/collector/ack?channel=x": deep,
        "/loki/api/v1/push": f'{{"streams": [{{"stream": {{"a": {deep}}}, "values": [["1", "{{\\"a\\": {deep}}}"]]}}]}}',
        "/v1/logs": f'{{"resourceLogs": [{{"scopeLogs": [{{"logRecords": [{{"body": {{"stringValue": {deep}}}}}]}}]}}]}}',
        "/gelf": f'{{"short_message": "x", "_a": {deep}}}',
    }
    for path, body in bodies.items():
        expect_an_answer(send(client, token, path, body.encode()))
