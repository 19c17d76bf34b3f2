"""OTLP with OpenTelemetry's own SDK and exporter, and its JSON by hand."""

import logging
from typing import Any

import orjson
import pytest
from django.test import Client
from google.protobuf.json_format import MessageToJson
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (
    ExportLogsServiceRequest,
    ExportLogsServiceResponse,
)
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import SimpleLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from pytest_django import Settings

from ingestion.formats.otlp_record import facts_of
from ingestion.pipeline.models import SpoolItem
from ingestion.receive.otlp_message import from_json, from_protobuf
from tests.senders.conftest import Sealed

URL = "/v1/logs"
PROTOBUF = "application/x-protobuf"


def post(client: Client, body: bytes, token: str, content_type: str = "application/json") -> Any:
    return client.post(URL, body, content_type=content_type, headers={"Authorization": f"Bearer {token}"})


def exported(*records: object, **resource: str) -> bytes:
    attributes = [
        {"key": key.replace("_", "."), "value": {"stringValue": value}} for key, value in resource.items()
    ]
    logs = {"scope": {"name": "till.web"}, "logRecords": records}
    return orjson.dumps({"resourceLogs": [{"resource": {"attributes": attributes}, "scopeLogs": [logs]}]})


def test_only_a_token_is_let_in(client: Client, token: str) -> None:
    answer = post(client, exported({}), "lti_00000000_x")
    assert (answer.status_code, answer.json()["code"]) == (401, 16)
    answer = post(client, b"", "lti_00000000_x", PROTOBUF)
    assert (answer.status_code, answer["Content-Type"]) == (401, PROTOBUF)
    assert answer.content.startswith(b"\x08\x10\x12")
    assert not SpoolItem.objects.exists()


def test_the_sdk_works_unchanged(portal: str, token: str, sealed: Sealed) -> None:
    provider = LoggerProvider(Resource({"service.name": "till", "host.name": "shop-1"}))
    headers = {"Authorization": f"Bearer {token}"}
    exporter = OTLPLogExporter(portal + URL, headers=headers, compression=Compression.Gzip)
    provider.add_log_record_processor(SimpleLogRecordProcessor(exporter))
    log = logging.Logger("till.drawer")
    log.addHandler(LoggingHandler(logger_provider=provider))
    log.error("drawer %s", "stuck", extra={"client.address": "192.0.2.7", "user.name": "ines", "n": 3})
    provider.shutdown()
    (event,) = sealed()
    assert (event["message"], event["service.name"], event["host.name"]) == ("drawer stuck", "till", "shop-1")
    assert (event["source.ip"], event["user.name"], event["severity"]) == ("192.0.2.7", "ines", 3)
    assert event["fields"]["n"] == 3
    assert event["fields"]["log"]["logger"] == "till.drawer"
    assert event["time_quality"] == "stated"


def test_json_is_read(client: Client, token: str, sealed: Sealed) -> None:
    record = {
        "timeUnixNano": "1795252503123456789", "severityNumber": 13, "eventName": "login",
        "body": {"stringValue": "hello"}, "traceId": "5B8EFFF798038103D269B633813FC60C",
        "attributes": [
            {"key": "http.request.method", "value": {"stringValue": "POST"}},
            {"key": "http.response.status_code", "value": {"intValue": "403"}},
            {"key": "service.name", "value": {"stringValue": "of the record"}},
            {"key": "list", "value": {"arrayValue": {"values": [{"boolValue": True}, {"doubleValue": 1.5}]}}},
        ],
    }  # fmt: skip
    mapped = {"body": {"kvlistValue": {"values": [{"key": "user.name", "value": {"stringValue": "otto"}}]}}}
    assert post(client, exported(record, mapped, service_name="of the resource"), token).json() == {}
    first, second = sealed()
    assert first["timestamp"].isoformat() == "2026-11-21T09:15:03.123456+00:00"
    assert (first["message"], first["event.action"], first["log.level"]) == ("hello", "login", "warn")
    assert (first["http.request.method"], first["http.response.status_code"]) == ("POST", 403)
    assert first["trace.id"] == "5b8efff798038103d269b633813fc60c"
    assert first["service.name"] == "of the record"
    assert first["fields"]["resource"]["service"]["name"] == "of the resource"
    assert first["fields"]["list"] == [True, 1.5]
    assert (second["user.name"], second["time_quality"]) == ("otto", "arrival")


def test_what_the_protocol_says_of_a_scope_is_kept_either_way() -> None:
    request = ExportLogsServiceRequest()
    resource = request.resource_logs.add(schema_url="https://s.example/1")
    resource.resource.dropped_attributes_count = 1
    scope = resource.scope_logs.add(schema_url="https://s.example/2")
    scope.scope.name, scope.scope.version, scope.scope.dropped_attributes_count = "till.web", "2.1", 2
    scope.log_records.add(dropped_attributes_count=3)
    (binary,) = from_protobuf(request.SerializeToString())
    (text,) = from_json(MessageToJson(request).encode())
    assert facts_of(binary) == facts_of(text)
    assert {name: value for name, value in facts_of(text).items() if name.startswith("otel.")} == {
        "otel.dropped_attributes_count": 3,
        "otel.resource.dropped_attributes_count": 1,
        "otel.resource.schema_url": "https://s.example/1",
        "otel.scope.dropped_attributes_count": 2,
        "otel.scope.schema_url": "https://s.example/2",
        "otel.scope.version": "2.1",
    }


def test_a_record_that_is_too_long_is_partial_success(client: Client, token: str, settings: Settings) -> None:
    settings.MAX_LINE_BYTES = 1000
    body = exported({"body": {"stringValue": "x" * 1000}}, {"body": {"stringValue": "good"}})
    partial = post(client, body, token).json()["partialSuccess"]
    assert partial["rejectedLogRecords"] == "1"
    assert "at most 1,000" in partial["errorMessage"]
    assert SpoolItem.objects.count() == 1

    request = ExportLogsServiceRequest()
    request.resource_logs.add().scope_logs.add().log_records.add().body.string_value = "x" * 1000
    answer = post(client, request.SerializeToString(), token, PROTOBUF)
    assert ExportLogsServiceResponse.FromString(answer.content).partial_success.rejected_log_records == 1


def test_records_out_of_proportion_to_the_request_are_refused(
    client: Client, token: str, settings: Settings
) -> None:
    """What a resource says stands in each of its records; and empty records cost two bytes each."""
    settings.MAX_DOCUMENT_BYTES = 2**20
    for body in (exported(*[{}] * 2000, host_name="x" * 10_000), exported(*[{}] * 20_000)):
        answer = post(client, body, token)
        assert (answer.status_code, answer.json()["code"]) == (413, 3), body[:200]
    assert not SpoolItem.objects.exists()
    assert (
        post(
            client, exported(*[{"body": {"stringValue": "one"}}] * 2000, host_name="x" * 500), token
        ).status_code
        == 200
    )


def test_a_request_without_records_is_well(client: Client, token: str) -> None:
    assert post(client, b'{"resourceLogs": []}', token).json() == {}
    nothing = '{"resource": null, "scopeLogs": [{"scope": [], "logRecords": null}, {"logRecords": []}]}'
    for body in ("{}", '{"resourceLogs": null}', f'{{"resourceLogs": [{nothing}, {{"scopeLogs": null}}]}}'):
        assert post(client, body.encode(), token).json() == {}, body
    request = ExportLogsServiceRequest()
    request.resource_logs.add()
    assert post(client, request.SerializeToString(), token, PROTOBUF).status_code == 200
    assert not SpoolItem.objects.exists()


ENTRY = '{"resourceLogs": [{"scopeLogs": [{"logRecords": [%s]}]}]}'
AT = "resourceLogs[0].scopeLogs[0]"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("x", "not JSON"),
        ("[]", "The body has to be an object; it is a list."),
        ('{"resourceLogs": 5}', "resourceLogs has to be a list; it is a number."),
        ('{"resourceLogs": {"a": 1}}', "resourceLogs has to be a list; it is an object."),
        ('{"resourceLogs": ["x"]}', "resourceLogs[0] has to be an object; it is text."),
        ('{"resourceLogs": [{"resource": []}, {"resource": "x"}]}', "resourceLogs[1].resource has to be an object; it is text."),
        ('{"resourceLogs": [{"resource": {"attributes": {"a": 1}}}]}', "resourceLogs[0].resource.attributes has to be a list; it is an object."),
        ('{"resourceLogs": [{"resource": {"attributes": [{}]}}]}', "resourceLogs[0].resource.attributes[0].key has to be text; it is missing."),
        ('{"resourceLogs": [{"scopeLogs": "x"}]}', "resourceLogs[0].scopeLogs has to be a list; it is text."),
        ('{"resourceLogs": [{"scopeLogs": [7]}]}', f"{AT} has to be an object; it is a number."),
        ('{"resourceLogs": [{"scopeLogs": [{"logRecords": "x"}]}]}', f"{AT}.logRecords has to be a list; it is text."),
        ('{"resourceLogs": [{"scopeLogs": [{"scope": 7, "logRecords": [{}]}]}]}', f"{AT}.scope has to be an object; it is a number."),
        (ENTRY % '"x"', f"{AT}.logRecords[0] has to be an object; it is text."),
        (ENTRY % '{}, {"body": "x"}', f"{AT}.logRecords[1].body has to be an object; it is text."),
        (ENTRY % '{"timeUnixNano": "x"}', f"{AT}.logRecords[0].timeUnixNano has to be a whole number; it is text."),
        (ENTRY % '{"timeUnixNano": [1]}', f"{AT}.logRecords[0].timeUnixNano has to be a whole number; it is a list."),
        (ENTRY % '{"severityNumber": "WARN"}', f"{AT}.logRecords[0].severityNumber has to be a whole number; it is text."),
        (ENTRY % '{"attributes": "x"}', f"{AT}.logRecords[0].attributes has to be a list; it is text."),
        (ENTRY % '{"attributes": [{"key": "a", "value": 1}]}', f"{AT}.logRecords[0].attributes[0].value has to be an object; it is a number."),
        (ENTRY % '{"body": {"intValue": "x"}}', f"{AT}.logRecords[0].body.intValue has to be a whole number; it is text."),
        (ENTRY % '{"body": {"intValue": null}}', f"{AT}.logRecords[0].body.intValue has to be a whole number; it is null."),
        (ENTRY % '{"body": {"arrayValue": [1]}}', f"{AT}.logRecords[0].body.arrayValue has to be an object; it is a list."),
        (ENTRY % '{"body": {"arrayValue": {"values": 7}}}', f"{AT}.logRecords[0].body.arrayValue.values has to be a list; it is a number."),
    ],
)  # fmt: skip
def test_what_is_no_export_request_is_named(client: Client, token: str, body: str, said: str) -> None:
    answer = post(client, body.encode(), token)
    assert (answer.status_code, answer.json()["code"]) == (400, 3)
    assert answer.json()["message"].startswith("This is no export request: ")
    assert said in answer.json()["message"]
    assert not SpoolItem.objects.exists()


def test_bad_requests_are_refused(client: Client, token: str, settings: Settings) -> None:
    deep: object = {"stringValue": "x"}
    for _ in range(60):
        deep = {"arrayValue": {"values": [deep]}}
    for body in (
        b"garbage",
        b"[]",
        exported("text"),
        exported({"body": deep}),
        exported({"timeUnixNano": "x"}),
    ):
        answer = post(client, body, token)
        assert (answer.status_code, answer.json()["code"]) == (400, 3), body[:60]
    assert post(client, b"\xff\xff\xff", token, PROTOBUF).status_code == 400
    assert post(client, b"{}", token, "text/plain").status_code == 400
    settings.MAX_DOCUMENT_BYTES = 10
    assert post(client, exported({"body": {}}), token).status_code == 413
    assert not SpoolItem.objects.exists()
