"""Loki push with a real logging handler (JSON), and the protobuf that agents send."""

import logging
from typing import Any

import cramjam
import logging_loki
import orjson
import pytest
from django.test import Client
from pytest_django import Settings

from ingestion.pipeline.models import SpoolItem
from ingestion.receive.loki_message import PushRequest, labels_of
from tests.senders.conftest import Sealed

URL = "/loki/api/v1/push"
NANO = 1_795_252_503_123_456_789


def post(
    client: Client, body: bytes, token: str, content_type: str = "application/json", **headers: str
) -> Any:
    return client.post(
        URL, body, content_type=content_type, headers={"Authorization": f"Bearer {token}", **headers}
    )


def pushed(client: Client, token: str, *values: object, **labels: str) -> Any:
    return post(client, orjson.dumps({"streams": [{"stream": labels, "values": values}]}), token)


def message(*lines: str, labels: str = '{job="till", host="shop-1"}') -> bytes:
    request = PushRequest()
    stream = request.streams.add(labels=labels)
    for line in lines:
        entry = stream.entries.add(line=line)
        entry.timestamp.seconds, entry.timestamp.nanos = divmod(NANO, 10**9)
        entry.structuredMetadata.add(name="trace_id", value="abc123")
    return bytes(request.SerializeToString())


def test_only_a_token_is_let_in(client: Client, token: str) -> None:
    assert pushed(client, "lti_00000000_x", [str(NANO), "x"]).status_code == 401
    assert not SpoolItem.objects.exists()


def test_a_logging_handler_works_unchanged(portal: str, token: str, sealed: Sealed) -> None:
    handler = logging_loki.LokiHandler(
        url=portal + URL, tags={"application": "till", "host": "shop-1"}, auth=("any", token), version="1"
    )
    failed: list[object] = []
    handler.handleError = failed.append
    log = logging.Logger("till")
    log.addHandler(handler)
    log.warning("drawer open", extra={"tags": {"user": "ines"}})
    assert failed == []
    (event,) = sealed()
    assert (event["message"], event["host.name"], event["log.level"]) == ("drawer open", "shop-1", "warning")
    assert event["severity"] == 4
    assert event["fields"]["labels"] == {"application": "till", "logger": "till", "user": "ines"}
    assert event["time_quality"] == "stated"


def test_snappy_protobuf_is_read(client: Client, token: str, sealed: Sealed) -> None:
    body = bytes(cramjam.snappy.compress_raw(message("plain words", '{"msg": "own", "level": "error"}')))
    answer = post(client, body, token, "application/x-protobuf", **{"Content-Encoding": "snappy"})
    assert answer.status_code == 204
    plain, own = sealed()
    assert (plain["message"], plain["service.name"], plain["host.name"]) == ("plain words", "till", "shop-1")
    assert plain["timestamp"].isoformat() == "2026-11-21T09:15:03.123456+00:00"
    assert plain["event.created"] == str(NANO)
    assert plain["trace.id"] == "abc123"
    assert (own["message"], own["severity"]) == ("own", 3)


def test_labels_and_metadata_never_hide_each_other(client: Client, token: str, sealed: Sealed) -> None:
    line = [str(NANO), '{"host": "in the line"}', {"detected_level": "info", "host": "of the entry"}]
    assert pushed(client, token, line, host="of the stream", level="warn").status_code == 204
    (event,) = sealed()
    assert (event["host.name"], event["log.level"]) == ("of the stream", "warn")
    assert event["fields"]["metadata"] == {"host": "of the entry", "detected_level": "info"}
    assert event["fields"]["host"] == "in the line"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ('{a="b", c_d="x,\\"y\\"\\n"}', {"a": "b", "c_d": 'x,"y"\n'}),
        ("{a=`b`}", {"a": "b"}),
        ("{}", {}),
        ('{a="b", nonsense', {"stream": '{a="b", nonsense'}),
    ],
)
def test_label_text(text: str, labels: dict[str, str]) -> None:
    assert labels_of(text) == labels


@pytest.mark.parametrize(("labels", "entries"), [({"job": "x" * 10_000}, 2000), ({}, 20_000)])
def test_records_out_of_proportion_to_the_request_are_refused(
    client: Client, token: str, settings: Settings, labels: dict[str, str], entries: int
) -> None:
    settings.MAX_DOCUMENT_BYTES = 2**20
    body = orjson.dumps({"streams": [{"stream": labels, "values": [["", ""]] * entries}]})
    assert post(client, body, token).status_code == 413


def test_what_is_said_once_may_be_kilobytes_in_each_record(
    client: Client, token: str, settings: Settings
) -> None:
    body = orjson.dumps({"streams": [{"stream": {"job": "x" * 10_000}, "values": [[str(NANO), "a"]] * 500}]})
    settings.MAX_DOCUMENT_BYTES = 6 * 10**6
    assert post(client, body, token).status_code == 204


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("x", "not JSON"),
        ("[]", "The body has to be an object; it is a list."),
        ("{}", "streams has to be a list; it is missing."),
        ('{"streams": "x"}', "streams has to be a list; it is text."),
        ('{"streams": null}', "streams has to be a list; it is null."),
        ('{"streams": ["x"]}', "streams[0] has to be an object; it is text."),
        ('{"streams": [{"stream": [], "values": []}, {"stream": [7], "values": []}]}', "streams[1].stream has to be an object; it is a list."),
        ('{"streams": [{"stream": {}}]}', "streams[0].values has to be a list; it is missing."),
        ('{"streams": [{"values": {"a": 1}}]}', "streams[0].values has to be a list; it is an object."),
        ('{"streams": [{"values": ["x"]}]}', "streams[0].values[0] has to be a list; it is text."),
        ('{"streams": [{"values": [["1", "a"], ["1"]]}]}', "streams[0].values[1] has to hold a time and a line; it has 1 of them."),
        ('{"streams": [{"values": [["1", 2]]}]}', "streams[0].values[0][1] has to be text; it is a number."),
        ('{"streams": [{"values": [[{}, "x"]]}]}', "streams[0].values[0][0] has to be text; it is an object."),
        ('{"streams": [{"values": [["1", "x", "y"]]}]}', "streams[0].values[0][2] has to be an object; it is text."),
    ],
)  # fmt: skip
def test_what_is_no_push_request_is_named(client: Client, token: str, body: str, said: str) -> None:
    answer = post(client, body.encode(), token)
    assert answer.status_code == 400
    assert answer.content.decode().startswith("This is no push request: ")
    assert said in answer.content.decode()
    assert not SpoolItem.objects.exists()


def test_bad_requests_are_refused(client: Client, token: str, settings: Settings) -> None:
    protobuf = "application/x-protobuf"
    bomb = bytes(cramjam.snappy.compress_raw(bytes(10**6)))
    settings.MAX_DOCUMENT_BYTES = 10**5
    settings.MAX_LINE_BYTES = 1000
    cases: list[tuple[int, bytes, str]] = [
        (400, b"", "application/json"),
        (400, b"{}", "application/json"),
        (400, b'{"streams": 7}', "application/json"),
        (400, b'{"streams": [{"values": [[1]]}]}', "application/json"),
        (400, b'{"streams": []}', "application/json"),
        (400, b"garbage", protobuf),
        (400, bytes(cramjam.snappy.compress_raw(b"\xff\xff\xff")), protobuf),
        (413, bomb, protobuf),
    ]
    for status, body, content_type in cases:
        assert post(client, body, token, content_type).status_code == status, body[:40]
    assert not SpoolItem.objects.exists()
    answer = pushed(client, token, [str(NANO), "good"], [str(NANO), "x" * 1000])
    assert answer.status_code == 400
    assert answer.content.startswith(b"1 of 2 entries were not taken")
    assert SpoolItem.objects.count() == 1
