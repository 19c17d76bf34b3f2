"""POST /api/v1/ingest through the door: who is refused, then what is taken, exactly and once."""

import gzip
import hashlib
import json
from datetime import timedelta
from io import BytesIO
from threading import Event, Semaphore
from typing import Any

import pytest
import zstandard
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from ingestion.pipeline.models import SpoolItem
from ingestion.pipeline.spooled import opened
from ingestion.receive import api, backlog, wake
from ingestion.sources.models import IngestToken, Source
from portal.audit.models import AuditEvent
from tests.receive.conftest import TokenMaker

URL = "/api/v1/ingest"
LINES = b'{"message": "one"}\n{"message": "two"}\n'
NDJSON = "application/x-ndjson"


def send(client: Client, body: bytes, **headers: str) -> Any:
    return client.post(URL, body, content_type=NDJSON, headers=headers)


def spooled() -> list[bytes]:
    """The bytes that wait, in order."""
    bodies = SpoolItem.objects.order_by("number").values_list("body", "size")
    return [opened(bytes(body), size) for body, size in bodies]


# --- who is refused -------------------------------------------------------------------------------


def test_only_a_live_token_is_let_in(client: Client, make_token: TokenMaker) -> None:
    now = timezone.now()
    live = make_token()
    refused = {
        "missing": "",
        "wrong scheme": f"Basic {live}",
        "no token at all": "Bearer ",
        "unknown": "Bearer lti_00000000_nothing",
        "no text": "Bearer lti_\x00_nothing",
        "right prefix, wrong secret": f"Bearer {live[:-4]}AAAA",
        "expired": f"Bearer {make_token(expires_at=now - timedelta(seconds=1))}",
        "revoked": f"Bearer {make_token(revoked_at=now)}",
    }
    for case, header in refused.items():
        answer = send(client, LINES, **({"Authorization": header} if header else {}))
        assert answer.status_code == 401, case
        assert answer["WWW-Authenticate"].startswith("Bearer"), case
        assert answer.json()["code"] == "not_authenticated", case
    assert spooled() == []
    reasons = (
        AuditEvent.objects.filter(outcome="failure").order_by("id").values_list("name", "detail__reason")
    )
    assert list(reasons) == [
        ("authn_login_fail", "missing"),
        ("authn_login_fail", "malformed"),
        ("authn_login_fail", "unknown"),
        ("authn_token_reuse", "expired"),
        ("authn_token_reuse", "revoked"),
    ], "one event for each reason, however often it happens within a minute"

    answer = send(client, LINES, Authorization=f"Bearer {live}")
    assert answer.status_code == 202
    assert spooled() == [LINES]


def test_a_closed_source_takes_nothing(sender: Client, source: Source) -> None:
    Source.objects.update(is_open=False)
    answer = send(sender, LINES)
    assert (answer.status_code, answer.json()["code"]) == (403, "source_closed")
    assert spooled() == []


def test_a_token_sends_to_its_own_source_only(client: Client, source: Source, make_token: TokenMaker) -> None:
    other = Source.objects.create(slug="other", name="Other", retention_class=source.retention_class)
    answer = send(client, LINES, Authorization=f"Bearer {make_token(of=other)}")
    assert answer.json()["source"] == "other"
    assert SpoolItem.objects.get().source == other


def test_reading_is_no_way_in(sender: Client) -> None:
    assert sender.get(URL).status_code == 405


# --- what is taken --------------------------------------------------------------------------------


def test_the_answer_says_what_was_taken(sender: Client, token: str) -> None:
    answer = send(sender, LINES)
    item = SpoolItem.objects.get()
    assert answer.status_code == 202
    assert answer.json() == {"accepted": len(LINES), "batches": [item.number], "source": "web"}
    assert bytes(item.sha256) == hashlib.sha256(LINES).digest()
    assert (item.size, item.how, item.sender, item.state) == (len(LINES), "api", token[:12], "waiting")
    assert item.address == "127.0.0.1"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"a line without an end", id="no line feed at the end"),
        pytest.param(b"\x00\xff\xfe\x1b[31m\r\n\xe2\x80\xae", id="hostile bytes"),
        pytest.param(b"\n\n\n", id="empty lines only"),
    ],
)
@pytest.mark.parametrize("encoding", ["", "gzip", "zstd"])
def test_bytes_are_kept_as_they_came(sender: Client, body: bytes, encoding: str) -> None:
    packed = {"": body, "gzip": gzip.compress(body), "zstd": zstandard.compress(body)}[encoding]
    answer = send(sender, packed, **({"Content-Encoding": encoding} if encoding else {}))
    assert answer.status_code == 202
    assert spooled() == [body]


def test_a_large_request_becomes_several_batches(sender: Client, settings: Settings) -> None:
    settings.MAX_BATCH_BYTES = 100
    settings.MAX_BATCH_RECORDS = 3
    body = b"".join(b"line %d\n" % number for number in range(50)) + b"x" * 300
    answer = send(sender, body)
    assert b"".join(spooled()) == body
    assert len(spooled()) == len(answer.json()["batches"]) == 19
    assert spooled()[-1] == b"x" * 300, "a line longer than a batch is one of its own"


def test_a_long_json_array_becomes_batches_that_are_lists_of_whole_records(
    sender: Client, settings: Settings
) -> None:
    settings.MAX_BATCH_BYTES = 70_000
    records = [{"n": number, "text": 'a "}, {" in it', "deep": [{}, {"x": [1]}]} for number in range(3000)]
    assert send(sender, json.dumps(records, indent=2).encode()).status_code == 202
    batches = [json.loads(batch) for batch in spooled()]
    assert len(batches) > 3
    assert [record for batch in batches for record in batch] == records


def test_a_named_format_is_passed_on_and_an_unknown_one_refused(sender: Client) -> None:
    assert (
        sender.post(f"{URL}?format=nonsense", LINES, content_type=NDJSON).json()["code"] == "unknown_format"
    )
    assert spooled() == []
    assert sender.post(f"{URL}?format=ndjson", LINES, content_type=NDJSON).status_code == 202
    assert SpoolItem.objects.get().format_hint == "ndjson"


def test_use_of_a_token_is_noted_once_a_minute(sender: Client) -> None:
    send(sender, LINES)
    first = IngestToken.objects.get().last_used_at
    send(sender, LINES)
    assert first is not None
    assert IngestToken.objects.get().last_used_at == first
    IngestToken.objects.update(last_used_at=first - timedelta(minutes=2))
    send(sender, LINES)
    latest = IngestToken.objects.get().last_used_at
    assert latest is not None
    assert latest >= first


# --- what is refused, whole ----------------------------------------------------------------------


def bomb() -> bytes:
    return gzip.compress(bytes(40 * 2**20))


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        pytest.param(b"", {}, 400, "empty_body", id="nothing"),
        pytest.param(
            gzip.compress(b""), {"Content-Encoding": "gzip"}, 400, "empty_body", id="nothing, compressed"
        ),
        pytest.param(LINES, {"Content-Encoding": "gzip"}, 400, "bad_encoding", id="not gzip"),
        pytest.param(
            gzip.compress(LINES)[:-3], {"Content-Encoding": "gzip"}, 400, "bad_encoding", id="gzip cut short"
        ),
        pytest.param(LINES, {"Content-Encoding": "br"}, 415, "unsupported_encoding", id="brotli"),
        pytest.param(bomb(), {"Content-Encoding": "gzip"}, 413, "too_large", id="gzip bomb"),
    ],
)
def test_bad_bodies_are_refused_with_the_reason(
    sender: Client, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    answer = send(sender, body, **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json().items() >= {"type": "about:blank", "status": status}.items()
    assert answer.json()["detail"]
    assert spooled() == []


def test_a_request_beyond_the_limit_is_refused(sender: Client, settings: Settings) -> None:
    settings.MAX_REQUEST_BYTES = 100
    answer = send(sender, b"x" * 101)
    assert answer.status_code == 413
    assert "larger than 100 bytes" in answer.json()["detail"]


def test_an_endless_line_is_refused_whole(sender: Client, settings: Settings) -> None:
    settings.MAX_REQUEST_BYTES, settings.MAX_BATCH_BYTES, settings.MAX_INFLATION = 1000, 100, 100
    packed = gzip.compress(LINES * 10 + b"x" * 2000)
    answer = send(sender, packed, **{"Content-Encoding": "gzip"})
    assert answer.status_code == 413
    assert "One line is longer" in answer.json()["detail"]
    assert spooled() == [], "the batches before it are not kept either"


def test_a_full_spool_asks_to_come_back(sender: Client, settings: Settings) -> None:
    settings.MAX_SPOOL_BYTES = 1
    assert send(sender, LINES).status_code == 202
    backlog.look_again()
    answer = send(sender, LINES)
    assert (answer.status_code, answer.json()["code"]) == (429, "spool_full")
    assert int(answer["Retry-After"]) > 0
    assert len(spooled()) == 1


def test_without_postgresql_the_answer_is_503(sender: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*arguments: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(api, "authenticate", gone)
    monkeypatch.setattr("django.db.connection.close", lambda: None)  # the test's own transaction lives on it
    answer = send(sender, LINES)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer["Retry-After"]


@pytest.mark.django_db(transaction=True)
def test_without_the_broker_records_are_taken(sender: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Event()

    def refuse(*arguments: object, **options: object) -> None:
        asked.set()
        raise ConnectionError("Connection refused")

    monkeypatch.setattr("ingestion.receive.wake._herald", wake.Herald())
    monkeypatch.setattr("ingestion.receive.wake.current_app.send_task", refuse)
    assert send(sender, LINES).status_code == 202
    assert asked.wait(30), "the sealers were called"
    assert send(sender, LINES).status_code == 202
    assert spooled() == [LINES, LINES]


def test_wishes_while_the_broker_is_called_become_one(monkeypatch: pytest.MonkeyPatch) -> None:
    called, go_on = Semaphore(0), Semaphore(0)

    def slow(*arguments: object, **options: object) -> None:
        called.release()
        go_on.acquire(timeout=30)

    monkeypatch.setattr("ingestion.receive.wake.current_app.send_task", slow)
    herald = wake.Herald()
    herald.ask()
    assert called.acquire(timeout=30)
    for _ in range(100):
        herald.ask()
    go_on.release()
    assert called.acquire(timeout=30), "what was asked meanwhile is not forgotten"
    go_on.release()
    assert not called.acquire(timeout=0.2), "and is asked once"


def chunked(sender: Client, body: bytes, **headers: str) -> Any:
    """As the web server hands over a body in chunked transfer coding: without a length."""
    environ: dict[str, Any] = {
        "HTTP_TRANSFER_ENCODING": "chunked",
        "CONTENT_LENGTH": "",
        "wsgi.input": BytesIO(body),
    }
    return sender.generic("POST", URL, b"", content_type=NDJSON, headers=headers, **environ)


def test_a_body_of_unknown_length_must_show_its_own_end(sender: Client) -> None:
    answer = chunked(sender, LINES)
    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")
    assert spooled() == []
    assert chunked(sender, gzip.compress(LINES)[:-5], **{"Content-Encoding": "gzip"}).status_code == 400
    assert chunked(sender, gzip.compress(LINES), **{"Content-Encoding": "gzip"}).status_code == 202
    assert spooled() == [LINES]


def test_a_body_that_breaks_off_is_not_taken(sender: Client) -> None:
    environ: dict[str, Any] = {"CONTENT_LENGTH": "100", "wsgi.input": BytesIO(LINES)}
    answer = sender.generic("POST", URL, b"", content_type=NDJSON, **environ)
    assert answer.json()["code"] == "interrupted"
    assert spooled() == []
