"""Wrong methods and addresses of the receivers: refused in the form that the API's other errors have, never as a page."""

from typing import Any

import pytest
from django.test import Client

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
