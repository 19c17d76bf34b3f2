"""What a query finds, in the real event store: the table of the documentation, and that nothing is lost."""

import json
from uuid import uuid4

import pytest

from ingestion.store import read, write
from investigations.query.compile import check
from investigations.query.errors import QueryError
from investigations.query.parse import parse
from investigations.query.scope import Scoped, check_scope
from investigations.query.statements import ids
from portal.core.eventid import position_of
from portal.core.timephrase import EARLIEST, LATEST
from tests.store.batches import incoming

SOURCE = f"test-matching-{uuid4().hex[:8]}"
LINES: list[dict[str, object] | str] = [
    {
        "@timestamp": "2026-11-21T10:00:00Z",
        "message": "Failed password for root from 10.0.0.1 port 22",
        "user": {"name": "Root"},
        "source": {"ip": "10.0.0.1"},
        "log": {"level": "error"},
        "a": {"b": "X", "n": 5},
    },
    {
        "@timestamp": "2026-11-20T10:00:00Z",
        "message": "110.0.0.15 says Grüße 50%_ of it",
        "http": {"response": {"status_code": 503}},
        "a": {"n": 7.5, "list": ["P", "q"]},
    },
    {
        "@timestamp": "2026-11-19T10:00:00Z",
        "message": "C:\\Users\\x fail_ed e-mail",
        "source": {"ip": "fe80::1"},
        "user": {"name": "admin2"},
    },
    {"@timestamp": "2026-11-18T10:00:00Z", "message": "plain words: failure, refused \u202egnp.exe"},
]


@pytest.fixture(scope="module")
def stored(event_tables: None) -> None:
    body = "\n".join(
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in LINES
    )
    write.seal(incoming(body.encode(), source=SOURCE))


def found(query: str) -> set[int]:
    node = parse(query)
    check(node, query)
    statement = ids(Scoped(node, frozenset({SOURCE}), EARLIEST, LATEST), limit=100)
    check_scope(statement, frozenset({SOURCE}))
    return {position_of(row[0]) for row in read.run(statement, timeout_s=20).rows}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("*", {0, 1, 2, 3}, id="everything"),
        pytest.param("failed", {0}, id="a word without regard to case"),
        pytest.param("FAIL", {2}, id="a word is whole; an underscore ends it"),
        pytest.param("fail*", {0, 2, 3}, id="a beginning"),
        pytest.param("*ailed", {0}, id="an ending"),
        pytest.param("f?iled", {0}, id="one character"),
        pytest.param("10.0.0.1", {0}, id="an address is not found inside a longer one"),
        pytest.param("10.0.0.*", {0}, id="nor is its beginning"),
        pytest.param("110.0.0.15", {1}, id="the longer address"),
        pytest.param("GRÜßE", {1}, id="case beyond ASCII"),
        pytest.param("grü*", {1}, id="a beginning beyond ASCII"),
        pytest.param('"password for root"', {0}, id="a phrase"),
        pytest.param('"for password"', set(), id="a phrase keeps its order"),
        pytest.param("root password", {0}, id="words in any order"),
        pytest.param("root OR refused", {0, 3}, id="either"),
        pytest.param("NOT failed", {1, 2, 3}, id="without"),
        pytest.param("50%_", {1}, id="signs that LIKE would take for wildcards"),
        pytest.param("e-mail", {2}, id="a word with a hyphen"),
        pytest.param("user.name:root", {0}, id="a value without regard to case"),
        pytest.param("user.name:admin", set(), id="a value is whole"),
        pytest.param("user.name:admin?", {2}, id="a value with a wildcard"),
        pytest.param("user.name:(root OR admin2)", {0, 2}, id="one of two values"),
        pytest.param("user.name:*", {0, 2}, id="has a value"),
        pytest.param('user.name:""', {1, 3}, id="has no value"),
        pytest.param("-user.name:root", {1, 2, 3}, id="absent is not that value"),
        pytest.param("source.ip:10.0.0.0/8", {0}, id="a network"),
        pytest.param("source.ip:10.0.0.1", {0}, id="an address"),
        pytest.param("source.ip:fe80::/10", {2}, id="an IPv6 network"),
        pytest.param("source.ip:10.*", {0}, id="an address with a wildcard"),
        pytest.param("-source.ip:*", {1, 3}, id="no address"),
        pytest.param("http.response.status_code:>=500", {1}, id="at least"),
        pytest.param("http.response.status_code:5*", {1}, id="a number with a wildcard"),
        pytest.param("http.response.status_code:[400 TO 499]", set(), id="a range of numbers"),
        pytest.param("severity:error", {0}, id="a severity by name"),
        pytest.param("severity:<=3", {0}, id="a severity by number"),
        pytest.param("timestamp:2026-11-21", {0}, id="a day"),
        pytest.param("timestamp:[2026-11-19 TO 2026-11-20]", {1, 2}, id="both days whole"),
        pytest.param("timestamp:<2026-11-20", {2, 3}, id="before a day"),
        pytest.param("a.b:x", {0}, id="a field of the record's own"),
        pytest.param("a.n:>=5", {0, 1}, id="its numbers"),
        pytest.param("a.n:{5 TO *]", {1}, id="an open range of them"),
        pytest.param("a.list:p", {1}, id="an item of a list"),
        pytest.param("a.list:Q*", {1}, id="an item with a wildcard"),
        pytest.param("NOT a.list:p", {0, 2, 3}, id="absent lists lack the item"),
        pytest.param("never.seen:1", set(), id="a field nobody sent"),
        pytest.param("NOT never.seen:1", {0, 1, 2, 3}, id="which everyone lacks"),
        pytest.param(
            "events:1 OR source.bytes:1 OR x--y:1 OR source:nobody",
            set(),
            id="names the store keeps to itself",
        ),
        pytest.param(f"source:{SOURCE}", {0, 1, 2, 3}, id="the source"),
        pytest.param("message:refused", {3}, id="a word of the message"),
    ],
)
def test_finds(stored: None, query: str, expected: set[int]) -> None:
    assert found(query) == expected


@pytest.mark.parametrize(
    ("query", "column", "reason"),
    [
        ("a severity:loud", 3, "0 to 7"),
        ("source.ip:300.1.1.1", 1, "address such as"),
        ("http.response.status_code:-1", 1, "whole number"),
        ("http.response.status_code:>99999", 1, "0 to 65535"),
        ("timestamp:soon", 1, "is a time"),
        ("timestamp:2026*", 1, "write a range"),
        ("message:>5", 1, "no order"),
        ("a.b:>five", 1, "with a number"),
        ("a.b:>nan", 1, "with a number"),
    ],
)
def test_refuses_values_that_do_not_fit(query: str, column: int, reason: str) -> None:
    with pytest.raises(QueryError) as caught:
        check(parse(query), query)
    assert (caught.value.column, reason in caught.value.reason) == (column, True), caught.value.reason
    assert caught.value.text == query


def test_hostile_values_change_nothing_but_the_answer(stored: None) -> None:
    for text in (
        "' OR 1=1 --",
        "x') OR (1",
        "{p0:String}",
        "\\' ; DROP TABLE events",
        "%",
        "(?s).*",
        "\x00",
        "\n",
    ):
        quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        assert found(f"user.name:{quoted}") == set()
        if text.strip():
            assert found(f"nothinghere {quoted}") == set()
    assert found("*") == {0, 1, 2, 3}
