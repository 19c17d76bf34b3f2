"""A line of another format that comes as the message of an envelope is read too, whichever way the envelope comes."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from django.test import Client

from ingestion.formats import FORMATS, envelope, mixed
from ingestion.normalise.clock import Arrival
from ingestion.pipeline.models import Batch
from tests.senders.conftest import Sealed, balance
from tests.senders.test_otlp import exported

ARRIVAL = Arrival(datetime(2026, 11, 21, 20, 36, tzinfo=UTC))
LINE = "<38>Nov 21 09:15:01 gate sshd[811]: Failed password for otto from 203.0.113.7 port 40022 ssh2"
NANO, SECONDS = "1795252503123456000", 1795252503.123456
ENVELOPES: dict[str, tuple[str, dict[str, Any]]] = {
    "hec": ("/services/collector", {"time": SECONDS, "host": "collector", "sourcetype": "linux", "event": LINE}),
    "loki": ("/loki/api/v1/push", {"streams": [{"stream": {"host": "collector"}, "values": [[NANO, LINE]]}]}),
    "gelf": (
        "/gelf",
        {"version": "1.1", "host": "collector", "timestamp": SECONDS, "short_message": "Failed pass…", "full_message": LINE},
    ),
    "otlp": (
        "/v1/logs",
        orjson.loads(exported({"timeUnixNano": NANO, "body": {"stringValue": LINE}}, **{"host.name": "collector"})),
    ),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("how", sorted(ENVELOPES))
def test_the_envelope_counts_and_the_line_says_the_rest(
    client: Client, token: str, sealed: Sealed, how: str
) -> None:
    path, body = ENVELOPES[how]
    answer = client.post(
        path,
        orjson.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code < 300
    (event,) = sealed()
    assert event["timestamp"].isoformat() == "2026-11-21T09:15:03.123456+00:00"
    assert (event["host.name"], event["time_quality"], event["event.dataset"]) == (
        "collector",
        "stated",
        "syslog",
    )
    assert (event["event.action"], event["event.outcome"]) == ("authn_login_fail", "failure")
    assert (event["user.name"], event["source.ip"], event["process.name"]) == ("otto", "203.0.113.7", "sshd")
    assert event["message"] == LINE.split(": ", 1)[1]
    assert event["fields"]["inner"] == {"timestamp": "Nov 21 09:15:01", "host": {"name": "gate"}}
    assert LINE.encode() in event["raw"], "as it came"
    assert orjson.loads(event["raw"])["host.name"] == "collector"
    assert Batch.objects.get().format == "envelope"
    assert balance() == (1, 1, 0, 0)


@pytest.mark.django_db
def test_messages_that_are_no_lines_stay_json_lines(client: Client, token: str, sealed: Sealed) -> None:
    said = [
        "2026 was a good year",
        "http://x is down",
        "a: b",
        "[main] started",
        "Mon is late",
        "<b>html</b>",
    ]
    body = b"".join(orjson.dumps({"event": text}) for text in said)
    client.post(
        "/services/collector",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert [event["message"] for event in sealed()] == said
    assert Batch.objects.get().format == "ndjson", "read by the engine alone"


ACCESS = '192.0.2.3 - ada [21/Nov/2026:10:30:00 +0000] "GET /x HTTP/1.1" 403 5'
TRAIL = '{"eventVersion":"1.08","eventTime":"2026-11-21T20:00:01Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"x","errorCode":"AccessDenied"}'
TRACE = "2026-11-21 20:00:01,250 ERROR [main] shop.Till: lost\n\tat shop.Till.pay(Till.java:7)"


@pytest.mark.parametrize(
    ("text", "dataset", "expected"),
    [
        pytest.param(ACCESS, "combined", {"user.name": "ada", "http.response.status_code": 403}, id="access"),
        pytest.param(TRAIL, "cloudtrail", {"event.action": "authz_fail", "event.outcome": "failure"}, id="cloud"),
        pytest.param(TRACE, "program", {"inner.log.level": "ERROR", "error.stack_trace": "\tat shop.Till.pay(Till.java:7)"}, id="trace"),
        pytest.param('level=warn msg="low" user=bo', "logfmt", {"msg": "low", "user": "bo"}, id="logfmt"),
        pytest.param('{"msg":"low","host":"inner"}', "ndjson", {"msg": "low", "inner.host.name": "inner"}, id="json"),
        pytest.param("<13>Feb 30 10:00:00 gate app: never", "ndjson", {}, id="no such time"),
        pytest.param(f"{LINE}\n{LINE}", "ndjson", {}, id="two lines"),
        pytest.param('{"a":[\n1]}{"b":1}{"c":1}{"d":1}', "ndjson", {}, id="more records than lines"),
        pytest.param('{"deep":' + '{"a":' * 300 + "1" + "}" * 301, "ndjson", {}, id="nested too deeply"),
        pytest.param('{"log":{"level":"debug","logger":"a"}}', "ndjson",
                     {"log.level": "warn", "log.origin": "app", "log.logger": "a", "inner.log.level": "debug"}, id="objects of one name"),
    ],
)  # fmt: skip
def test_what_a_message_holds_is_told_by_its_beginning(
    text: str, dataset: str, expected: dict[str, object]
) -> None:
    raw = orjson.dumps({"@timestamp": "2026-11-21T20:00:00Z", "host": "outer", "log": {"level": "warn", "origin": "app"}, "message": text})  # fmt: skip
    found = envelope.opened(3, raw, FORMATS, ARRIVAL)
    assert (found.position, found.raw, found.dataset, found.refusal) == (3, raw, dataset, None)
    said = orjson.loads(found.document) if found.document else {}
    assert {name: said.get(name) for name in expected} == expected
    assert said.get("host", "outer") == "outer"


def test_of_members_that_repeat_the_first_counts() -> None:
    """Receivers put what they know before what the sender says."""
    raw = orjson.dumps({"host": "outer", "message": LINE})[:-1] + b',"host":"forged"}'
    found = orjson.loads(envelope.opened(0, raw, FORMATS, ARRIVAL).document)
    assert (found["host"], found["inner.host.name"]) == ("outer", "gate")


def test_lines_that_hold_several_records_stay_lines_among_others() -> None:
    lines = [(4, b'{"a":['), (6, b'1]}{"b":1}{"c":1}{"d":1}')]
    found = mixed.read(FORMATS["ndjson"], lines, ARRIVAL)
    assert [(one.position, one.raw) for one in found] == lines
