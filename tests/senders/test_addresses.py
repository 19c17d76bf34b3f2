"""Wrong methods and addresses of the receivers: refused in the form that the API's other errors have, never as a page."""

from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from portal.core.secrets import new_secret

PROBLEM, JSON, TEXT = "application/problem+json", "application/json", "text/plain"
Shape = dict[str, object]


def shape_of(answer: Any) -> Shape:
    """What a program would decide by."""
    if answer["Content-Type"].startswith(TEXT):
        return {}
    said = answer.json()
    if "error" in said:
        return {"status": said["status"], "type": said["error"]["type"]}
    return {name: said[name] for name in ("status", "code") if name in said}


@pytest.mark.parametrize(
    ("url", "method", "allowed", "kind", "shape"),
    [
        ("/api/v1/ingest", "GET", "POST", PROBLEM, {"status": 405, "code": "method_not_allowed"}),
        ("/api/v1/ingest", "PUT", "POST", PROBLEM, {"status": 405, "code": "method_not_allowed"}),
        ("/api/es/_bulk", "GET", "POST, PUT", JSON, {"status": 405, "type": "method_not_allowed"}),
        ("/api/es/web/_doc", "DELETE", "POST, PUT", JSON, {"status": 405, "type": "method_not_allowed"}),
        ("/services/collector", "GET", "POST", JSON, {"code": 405}),
        ("/services/collector/event/1.0", "PUT", "POST", JSON, {"code": 405}),
        ("/services/collector/raw", "GET", "POST", JSON, {"code": 405}),
        ("/services/collector/ack", "GET", "POST", JSON, {"code": 405}),
        ("/services/collector/health", "POST", "GET, HEAD", JSON, {"code": 405}),
        ("/v1/logs", "GET", "POST", JSON, {"code": 12}),
        ("/loki/api/v1/push", "GET", "POST", TEXT, {}),
        ("/gelf", "GET", "POST", TEXT, {}),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(
    db: None, url: str, method: str, allowed: str, kind: str, shape: Shape
) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method, url, b"")
    assert (answer.status_code, answer["Allow"]) == (405, allowed)
    assert answer["Content-Type"].partition(";")[0] == kind
    assert shape_of(answer) == shape
    assert f"{method} is not answered at this address. Send {allowed}." in answer.content.decode()


@pytest.mark.parametrize(
    ("url", "kind", "shape", "hint"),
    [
        ("/api/v1/ingest/", PROBLEM, {"status": 404, "code": "not_found"}, "/api/v1/ingest"),
        ("/api/v2/search", PROBLEM, {"status": 404, "code": "not_found"}, "/api/docs/"),
        ("/_bulk", JSON, {"status": 404, "type": "not_found"}, "/api/es/"),
        ("/logs-2026/_bulk", JSON, {"status": 404, "type": "not_found"}, "/api/es/"),
        ("/web/_doc/1", JSON, {"status": 404, "type": "not_found"}, "/api/es/"),
        ("/_license", JSON, {"status": 404, "type": "not_found"}, "/api/es/"),
        ("/services/collector/nothing", JSON, {"code": 404}, "/services/collector/event"),
        ("/services/collector/", JSON, {"code": 404}, "/services/collector/event"),
        ("/v1/traces", JSON, {"code": 5}, "/v1/logs"),
        ("/v1/logs/", JSON, {"code": 5}, "/v1/logs"),
        ("/loki/api/v1/query", TEXT, {}, "/loki/api/v1/push"),
        ("/gelf/", TEXT, {}, "/gelf"),
    ],
)
def test_an_unknown_address_is_told_the_right_one(
    db: None, url: str, kind: str, shape: Shape, hint: str
) -> None:
    answer = Client(enforce_csrf_checks=True).post(url, b"{}", content_type="application/json")
    assert answer.status_code == 404
    assert answer["Content-Type"].partition(";")[0] == kind
    assert shape_of(answer) == shape
    assert hint in answer.content.decode()


def test_otlp_hears_of_a_wrong_address_in_its_own_encoding(db: None) -> None:
    assert Client().get("/v1/traces").json()["code"] == 5
    answer = Client().post("/v1/traces", b"x", content_type="application/x-protobuf")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/x-protobuf")
    assert answer.content.startswith(b"\x08\x05\x12")


def test_people_still_see_pages(db: None) -> None:
    for url in ("/nothing", "/sources/nothing/nowhere", "/v1", "/lokis"):
        answer = Client().get(url)
        assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8"), url
    assert Client().get("/api/docs")["Location"] == "/api/docs/"


APIS = [
    ("/api/v1/ingest", PROBLEM, {"status": 400, "code": "wrong_host"}),
    ("/api/v1/search", PROBLEM, {"status": 400, "code": "wrong_host"}),
    ("/api/es/_bulk", JSON, {"status": 400, "type": "wrong_host"}),
    ("/services/collector", JSON, {"code": 6}),
    ("/v1/logs", JSON, {"code": 3}),
    ("/loki/api/v1/push", TEXT, {}),
    ("/gelf", TEXT, {}),
]


@pytest.mark.parametrize(("url", "kind", "shape"), APIS)
def test_a_wrong_host_is_told_so_in_the_words_of_the_api(db: None, url: str, kind: str, shape: Shape) -> None:
    answer = Client().post(url, b"{}", content_type="application/json", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert answer["Content-Type"].partition(";")[0] == kind
    assert shape_of(answer) == shape
    assert "LANTERN_ALLOWED_HOSTS" in answer.content.decode()


def test_people_who_use_a_wrong_host_see_a_page(db: None) -> None:
    answer = Client().get("/sources/", headers={"host": "elsewhere.example"})
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (400, "text/html")


FAULTS = [
    ("/api/v1/ingest", PROBLEM, {"status": 500, "code": "internal_error"}),
    ("/api/es/_bulk", JSON, {"status": 500, "type": "internal_error"}),
    ("/services/collector", JSON, {"code": 8}),
    ("/v1/logs", JSON, {"code": 13}),
    ("/loki/api/v1/push", TEXT, {}),
    ("/gelf", TEXT, {}),
]


def failing(error: Exception) -> Any:
    """A database whose every statement ends with ``error``."""

    def fail(*statement: object) -> None:
        raise error

    return connection.execute_wrapper(fail)


@pytest.mark.parametrize(("url", "kind", "shape"), FAULTS)
def test_a_fault_is_told_in_the_words_of_the_api_and_says_nothing_of_the_inside(
    db: None, url: str, kind: str, shape: Shape
) -> None:
    token = {"authorization": f"Bearer {new_secret('lti').plain}"}
    with failing(ArithmeticError("the inside")):
        answer = Client(raise_request_exception=False).post(
            url, b"{}", content_type="application/json", headers=token
        )
    assert answer.status_code == 500
    assert answer["Content-Type"].partition(";")[0] == kind
    assert shape_of(answer) == shape
    assert "no fault of the request" in answer.content.decode()
    assert "the inside" not in answer.content.decode()


@pytest.mark.parametrize("url", ["/api/docs/", "/api/v1/search"])
def test_readers_hear_that_the_database_is_away(db: None, url: str) -> None:
    token = {"authorization": f"Bearer {new_secret('lta').plain}"}
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = "of somebody who signed in before"
    with failing(OperationalError("the inside")):
        answer = client.post(url, {}, content_type="application/json", headers=token)
    assert (answer.status_code, answer["Content-Type"]) == (503, PROBLEM)
    assert answer.json()["code"] == "unavailable"
    assert "the inside" not in answer.content.decode()
