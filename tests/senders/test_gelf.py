"""GELF over HTTP with a real logging handler, and by hand."""

import gzip
import logging
import zlib
from typing import Any

import orjson
import pytest
from django.test import Client
from pygelf import GelfHttpHandler
from pytest_django import Settings

from ingestion.pipeline.models import SpoolItem
from tests.senders.conftest import Sealed, wait_for_records

URL = "/gelf"
MESSAGE = {
    "version": "1.1", "host": "shop-1", "short_message": "drawer open", "full_message": "Trace:\nline",
    "timestamp": 1795252503.123456, "level": 4, "_user_name": "ines", "_source_ip": "192.0.2.7", "_n": 3, "_id": "no",
}  # fmt: skip


def post(client: Client, body: bytes, token: str) -> Any:
    return client.post(
        URL, body, content_type="application/json", headers={"Authorization": f"Bearer {token}"}
    )


def test_only_a_token_is_let_in(client: Client, token: str) -> None:
    assert post(client, orjson.dumps(MESSAGE), "lti_00000000_x").status_code == 401
    assert not SpoolItem.objects.exists()


@pytest.mark.parametrize("compress", [True, False], ids=["compressed", "plain"])
def test_a_logging_handler_works(portal: str, token: str, sealed: Sealed, compress: bool) -> None:
    host, port = portal.removeprefix("http://").split(":")
    handler = GelfHttpHandler(host, int(port), compress=compress, _shop="north")
    handler.headers["Authorization"] = f"Bearer {token}"
    log = logging.Logger("till")
    log.addHandler(handler)
    log.warning("drawer %s", "open")
    wait_for_records(1)
    (event,) = sealed()
    assert (event["message"], event["severity"], event["fields"]["shop"]) == ("drawer open", 4, "north")
    assert event["time_quality"] == "stated"


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zlib.compress], ids=["plain", "gzip", "zlib"])
def test_a_message_becomes_a_record(client: Client, token: str, sealed: Sealed, pack: Any) -> None:
    assert post(client, pack(orjson.dumps(MESSAGE)), token).status_code == 202
    (event,) = sealed()
    assert event["timestamp"].isoformat() == "2026-11-21T09:15:03.123456+00:00"
    assert (event["message"], event["host.name"], event["log.level"]) == ("drawer open", "shop-1", "warning")
    assert (event["user.name"], event["source.ip"]) == ("ines", "192.0.2.7")
    assert event["fields"] == {"gelf": {"full_message": "Trace:\nline"}, "n": 3}


def test_several_messages_one_a_line(client: Client, token: str, sealed: Sealed) -> None:
    body = b"\n".join(orjson.dumps({**MESSAGE, "short_message": text}) for text in ("a", "b")) + b"\n"
    assert post(client, body, token).status_code == 202
    assert [event["message"] for event in sealed()] == ["a", "b"]


def test_bad_messages_are_refused_whole(client: Client, token: str, settings: Settings) -> None:
    good = orjson.dumps(MESSAGE)
    for body in (b"", b"x", b"[1]", b"{}", b'{"short_message": 1}', good + b"\n{}", zlib.compress(good)[:-3]):
        assert post(client, body, token).status_code == 400, body[:40]
    settings.MAX_DOCUMENT_BYTES = 10**5
    assert post(client, zlib.compress(bytes(10**6)), token).status_code == 413
    assert not SpoolItem.objects.exists()


def test_what_a_program_adds_takes_no_place_of_gelfs_own(client: Client, token: str, sealed: Sealed) -> None:
    added = {
        "_message": "inner",
        "_host.name": "other",
        "_@timestamp": "2001-01-01T00:00:00Z",
        "_n": 1,
        "n": 2,
    }
    body = {**added, **MESSAGE, "_n": 1}
    assert post(client, orjson.dumps(body), token).status_code == 202
    alone = {"short_message": "no level", "host": "till", "_log.level": "error"}
    assert post(client, orjson.dumps(alone), token).status_code == 202
    event, other = sealed()
    assert (event["message"], event["host.name"]) == ("drawer open", "shop-1")
    assert event["timestamp"].isoformat() == "2026-11-21T09:15:03.123456+00:00"
    kept = event["fields"]["gelf"]
    assert (kept["message"], kept["host"], kept["@timestamp"]) == (
        "inner",
        {"name": "other"},
        "2001-01-01T00:00:00Z",
    )
    assert (event["fields"]["n"], kept["n"]) == (1, 2)
    assert (other["message"], other["log.level"]) == ("no level", "error")
