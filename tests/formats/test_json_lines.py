"""JSON lines: names, nesting, what stays in the event's own fields, what is refused."""

import pytest

from tests.store.batches import sealed

pytestmark = pytest.mark.usefixtures("event_tables")


def only(line: bytes) -> dict[str, object]:
    result, events = sealed(line + b"\n", format="ndjson")
    assert result.stored == 1, result.quarantined
    return events[0]


def test_dotted_and_nested_names_mean_the_same() -> None:
    nested = only(
        b'{"http":{"request":{"method":"PUT","id":"x"},"response":{"body":{"bytes":5}}},"url":{"path":"/p"}}'
    )
    dotted = only(
        b'{"http.request.method":"PUT","http.request.id":"x","http.response.body.bytes":5,"url.path":"/p"}'
    )
    names = ("http.request.method", "http.response.body.bytes", "url.path", "fields")
    assert [nested[name] for name in names] == [dotted[name] for name in names]
    assert nested["fields"] == {"http": {"request": {"id": "x"}}}


def test_the_first_of_two_names_becomes_the_column_and_the_other_stays() -> None:
    event = only(b'{"user":"ada","username":"lovelace","msg":"a","message":"b"}')
    assert (event["user.name"], event["message"]) == ("ada", "a")
    assert event["fields"] == {"username": "lovelace", "message": "b"}


def test_a_value_that_does_not_fit_its_column_stays_in_the_fields() -> None:
    event = only(b'{"status":"broken","pid":"12","bytes":-1}')
    assert (event["http.response.status_code"], event["process.pid"], event["http.response.body.bytes"]) == (
        0,
        12,
        0,
    )
    assert event["fields"] == {"status": "broken", "bytes": -1}


def test_nothing_is_invented_for_null_and_empty_values() -> None:
    event = only(b'{"user":null,"username":"","userid":"u1","level":null}')
    assert (event["user.name"], event["log.level"], event["severity"]) == ("u1", "", 255)


def test_values_in_fields_stay_as_they_were_written() -> None:
    event = only(
        b'{"day":"2026-11-21 10:00:00","n":7,"f":1.5,"b":true,"l":[1,"x"],"o":{"p":{"q":"r"}},"big":"12"}'
    )
    assert event["fields"] == {
        "day": "2026-11-21 10:00:00", "n": 7, "f": 1.5, "b": True, "l": [1, "x"], "o": {"p": {"q": "r"}}, "big": "12",
    }  # fmt: skip


def test_an_empty_object_is_a_record() -> None:
    assert only(b"{ }")["time_quality"] == "arrival"


REFUSED = [
    pytest.param(b'{"a":', "not_json", "character 6", id="cut off"),
    pytest.param(b"[1,2]", "not_an_object", "JSON, but not an object", id="a list"),
    pytest.param(b'"text"', "not_an_object", "JSON, but not an object", id="a text"),
    pytest.param(b"plain words", "not_json", "Not JSON", id="no JSON"),
    pytest.param(b'{"a":1}{"b":2}', "not_json", "character 8", id="two objects"),
    pytest.param(b'{"a":"\\ud800"}', "not_json", "", id="half a character"),
]


@pytest.mark.parametrize(("line", "reason", "says"), REFUSED)
def test_what_is_no_object_is_quarantined_with_its_reason(line: bytes, reason: str, says: str) -> None:
    result, events = sealed(b'{"good":1}\n' + line + b'\n{"good":2}\n', format="ndjson")
    assert [event["fields"] for event in events] == [{"good": 1}, {"good": 2}]
    assert [(one.position, one.raw, one.reason) for one in result.quarantined] == [(1, line, reason)]
    assert says in result.quarantined[0].detail


OWASP = [
    pytest.param(
        "authn_login_fail:otto", ("authn_login_fail", "authentication", "failure", "otto"), id="fail"
    ),
    pytest.param(
        "authn_login_success:otto", ("authn_login_success", "authentication", "success", "otto"), id="success"
    ),
    pytest.param("authz_fail:otto,/admin", ("authz_fail", "iam", "failure", "otto"), id="two arguments"),
    pytest.param("sys_startup:ada", ("sys_startup", "host", "", ""), id="not about a user"),
    pytest.param("sys_shutdown", ("sys_shutdown", "host", "", ""), id="no argument"),
    pytest.param("order placed", ("order placed", "", "", ""), id="something else"),
]


@pytest.mark.parametrize(("text", "expected"), OWASP)
def test_owasp_vocabulary(text: str, expected: tuple[str, ...]) -> None:
    event = only(f'{{"event":"{text}"}}'.encode())
    assert (
        tuple(event[name] for name in ("event.action", "event.category", "event.outcome", "user.name"))
        == expected
    )
