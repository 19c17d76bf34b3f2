"""The HTTP Event Collector with a real logging handler, and by hand."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from splunk_handler import SplunkHandler

from ingestion.pipeline import numbering
from ingestion.pipeline.models import SpoolItem
from ingestion.pipeline.seal import seal_next
from ingestion.receive import backlog
from ingestion.sources.models import IngestToken, Source
from portal.core.secrets import new_secret
from tests.senders.conftest import Sealed, balance

URL = "/services/collector"
CHANNEL = "0aeeac95-ac74-4aa9-b30d-6c4c0ac581ba"


def post(client: Client, path: str, body: str | bytes, token: str, **headers: str) -> Any:
    return client.post(
        URL + path,
        body,
        content_type="application/json",
        headers={"Authorization": f"Splunk {token}", **headers},
    )


def test_only_a_token_is_let_in(client: Client, token: str) -> None:
    for path in ("", "/event", "/raw", "/ack"):
        answer = post(client, path, '{"event": "x"}', "lti_00000000_x")
        assert (answer.status_code, answer.json()["code"]) == (403, 4), path
    assert not SpoolItem.objects.exists()
    assert client.get(f"{URL}/health").json()["code"] == 17


def a_token(**fields: object) -> str:
    secret = new_secret("lti")
    IngestToken.objects.create(
        source=Source.objects.get(), name="other", prefix=secret.prefix, digest=secret.digest, **fields
    )
    return secret.plain


def test_who_is_refused_hears_splunks_words(client: Client, token: str) -> None:
    """https://help.splunk.com, "Troubleshoot HTTP Event Collector": senders tell by them what is wrong."""
    now = timezone.now()
    live, over = token, a_token(expires_at=now - timedelta(seconds=1))
    gone, elsewhere = a_token(revoked_at=now), a_token(networks=["192.0.2.0/24"])
    cases: dict[str, tuple[str, tuple[int, int, str]]] = {
        "nothing": ("", (401, 2, "Token is required")),
        "no token behind the scheme": ("Splunk ", (401, 2, "Token is required")),
        "no scheme": (live, (401, 3, "Invalid authorization")),
        "another scheme": (f"Digest {live}", (401, 3, "Invalid authorization")),
        "no Base64": ("Basic ***", (401, 3, "Invalid authorization")),
        "unknown": ("Splunk lti_00000000_x", (403, 4, "Invalid token")),
        "not the secret": (f"Splunk {live[:-4]}AAAA", (403, 4, "Invalid token")),
        "revoked, not the secret": (f"Splunk {gone[:-4]}AAAA", (403, 4, "Invalid token")),
        "from elsewhere": (f"Splunk {elsewhere}", (403, 4, "Invalid token")),
        "revoked": (f"Splunk {gone}", (403, 1, "Token disabled")),
        "expired": (f"Bearer {over}", (403, 1, "Token disabled")),
    }
    for case, (header, expected) in cases.items():
        headers = {"Authorization": header} if header else {}
        answer = client.post(URL, '{"event": "x"}', content_type="application/json", headers=headers)
        said = answer.json()
        assert (answer.status_code, said["code"], said["text"]) == expected, case
        assert answer.has_header("WWW-Authenticate") is (answer.status_code == 401), case
    Source.objects.update(is_open=False)
    answer = post(client, "", '{"event": "x"}', live)
    assert (answer.status_code, answer.json()["code"], answer.json()["text"]) == (403, 1, "Token disabled")
    assert not SpoolItem.objects.exists()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param("nonsense", "not JSON", id="no JSON"),
        pytest.param("[1]", "The body has to be an object; it is a list.", id="a list"),
        pytest.param("7", "The body has to be an object; it is a number.", id="a number"),
        pytest.param("{}", "acks has to be a list; it is missing.", id="no acks"),
        pytest.param('{"acks": "1"}', "acks has to be a list; it is text.", id="text"),
        pytest.param('{"acks": null}', "acks has to be a list; it is null.", id="null"),
        pytest.param('{"acks": {"1": true}}', "acks has to be a list; it is an object.", id="an object"),
        pytest.param(
            '{"acks": [1, "2"]}', "acks[1] has to be a whole number; it is text.", id="a number as text"
        ),
        pytest.param('{"acks": [true]}', "acks[0] has to be a whole number; it is true or false.", id="true"),
        pytest.param(f'{{"acks": {[1] * 10_001}}}', "at most 10,000", id="too many"),
    ],
)
def test_what_is_no_question_about_acknowledgements_is_named(
    client: Client, token: str, body: str, said: str
) -> None:
    answer = post(client, "/ack", body, token, **{"X-Splunk-Request-Channel": CHANNEL})
    assert (answer.status_code, answer.json()["code"]) == (400, 6)
    assert answer.json()["text"] == "Invalid data format"
    assert said in answer.json()["detail"]


def test_a_logging_handler_works_unchanged(portal: str, token: str, sealed: Sealed) -> None:
    host, port = portal.removeprefix("http://").split(":")
    handler = SplunkHandler(
        host=host, port=port, token=token, index="main", protocol="http", hostname="till-3", source="till",
        sourcetype="python", flush_interval=0, verify=False,
    )  # fmt: skip
    log = logging.Logger("till")
    log.addHandler(handler)
    log.warning("drawer %s", "open")
    log.error("no paper")
    log.removeHandler(handler)
    handler.shutdown()
    events = sealed()
    assert [event["message"] for event in events] == ["drawer open", "no paper"]
    assert {event["host.name"] for event in events} == {"till-3"}
    assert events[0]["fields"]["splunk"] == {"index": "main", "source": "till", "sourcetype": "python"}
    assert {event["time_quality"] for event in events} == {"stated"}


def test_envelopes_become_fields(client: Client, token: str, sealed: Sealed) -> None:
    body = (
        '{"time": 1795252503.123456, "host": "a", "event": "first", "fields": {"user.name": "ines"}}'
        '{"time": "1795252503", "event": {"msg": "second", "action": "login", "n": [1, {"x": 2}]}}\r\n'
        '[{"event": 3}, {"host": "h", "event": {"message": "fourth", "host.name": "inner", "utf": "\\ud800é"}}]'
    )
    assert post(client, "/event", body, token).json() == {"text": "Success", "code": 0}
    first, second, third, fourth = sealed()
    assert (first["message"], first["host.name"], first["user.name"]) == ("first", "a", "ines")
    assert first["timestamp"].isoformat() == "2026-11-21T09:15:03.123456+00:00"
    assert (second["message"], second["event.action"]) == ("second", "login")
    assert second["fields"] == {"n": [1, {"x": 2}]}
    assert third["message"] == "3"
    assert (fourth["host.name"], fourth["fields"]["splunk"]["event"]["host"]["name"]) == ("h", "inner")


def test_three_that_say_the_same_are_all_kept(client: Client, token: str, sealed: Sealed) -> None:
    body = (
        b'{"host": "h", "fields": {"host.name": "indexed"}, "event": {"message": "m", "host.name": "inner"}}'
    )
    assert post(client, "/event", body.decode(), token).status_code == 200
    (event,) = sealed()
    assert event["host.name"] == "h"
    kept = event["fields"]["splunk"]["event"]
    assert kept["host"]["name"] == "indexed"
    assert kept["splunk"]["event"]["host"]["name"] == "inner"


@pytest.mark.parametrize(
    ("body", "code", "number", "kept"),
    [
        pytest.param('{"event": "a"}{"nothing": 1}{"event": "c"}', 12, 1, 1, id="no event"),
        pytest.param('{"event": ""}', 13, 0, 0, id="blank event"),
        pytest.param('{"event": "a"}{"event": "b"}{"event": ', 6, 2, 2, id="cut short"),
        pytest.param('{"event": "a", "fields": [1]}', 15, 0, 0, id="bad fields"),
        pytest.param("[" * 100_000, 6, 0, 0, id="nested for ever"),
        pytest.param("\x00", 6, 0, 0, id="not JSON"),
        pytest.param('{"event": {"n": NaN}}', 6, 0, 0, id="a number that JSON has not"),
    ],
)
def test_a_bad_event_is_named_and_those_before_it_are_taken(
    client: Client, token: str, body: str, code: int, number: int, kept: int
) -> None:
    answer = post(client, "", body, token)
    assert answer.status_code == 400
    assert (answer.json()["code"], answer.json()["invalid-event-number"]) == (code, number)
    assert SpoolItem.objects.count() == bool(kept)


def test_acknowledgement_waits_for_the_seal(client: Client, token: str, sealed: Sealed) -> None:
    assert post(client, "/ack", '{"acks": [1]}', token).json()["code"] == 10
    channel = {"X-Splunk-Request-Channel": CHANNEL}
    given = post(client, "", '{"event": "a"}', token, **channel).json()["ackId"]
    asked = f'{{"acks": [{given}, 999999999]}}'
    assert post(client, "/ack", asked, token, **channel).json()["acks"] == {
        str(given): False,
        "999999999": False,
    }
    sealed()
    assert post(client, "/ack", asked, token, **channel).json()["acks"] == {
        str(given): True,
        "999999999": False,
    }
    assert post(client, "/ack", "nonsense", token, **channel).status_code == 400


def test_acknowledgement_follows_a_batch_that_gets_another_number(
    client: Client, token: str, sealed: Sealed
) -> None:
    """As the sealer gives it one whose number the event store has from before a restore; twice, if need be."""
    channel = {"X-Splunk-Request-Channel": CHANNEL}
    first, second = (
        post(client, "", f'{{"event": "{one}"}}', token, **channel).json()["ackId"] for one in "ab"
    )
    asked = f'{{"acks": [{first}, {second}]}}'
    for _ in range(2):
        numbering.renumber([SpoolItem.objects.exclude(number=second).get().number])
    SpoolItem.objects.exclude(number=second).update(retry_at=timezone.now() + timedelta(hours=1))
    assert seal_next() is not None
    answer = post(client, "/ack", asked, token, **channel).json()["acks"]
    assert not any(answer.values()), "what was sent before the second is not stored yet"
    SpoolItem.objects.update(retry_at=timezone.now())
    sealed()
    assert all(post(client, "/ack", asked, token, **channel).json()["acks"].values())


def test_raw_lines_keep_their_bytes(client: Client, token: str, sealed: Sealed) -> None:
    lines = b"<38>Nov 21 09:00:00 shop sshd[7]: Failed password for root from 192.0.2.1 port 22 ssh2\n"
    answer = post(client, "/raw?sourcetype=syslog&host=shop&source=/var/log/auth.log", lines, token)
    assert answer.json()["code"] == 0
    assert SpoolItem.objects.get().filename == "shop:/var/log/auth.log"
    (event,) = sealed()
    assert (event["raw"], event["event.dataset"], event["user.name"]) == (
        lines[:-1],
        "syslog",
        "root",
    )
    assert balance() == (1, 1, 0, 0)


def test_limits_in_splunks_words(client: Client, token: str, settings: Settings) -> None:
    assert post(client, "", "", token).json()["code"] == 5
    settings.MAX_DOCUMENT_BYTES = 100
    assert post(client, "", '{"event": "x"}' * 100, token).status_code == 413
    settings.MAX_SPOOL_BYTES = 0
    backlog.look_again()
    answer = post(client, "", '{"event": "x"}', token)
    assert (answer.status_code, answer.json()["code"]) == (429, 9)
    assert client.get(f"{URL}/health").status_code == 503
