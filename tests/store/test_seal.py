"""Storing batches: the balance, repetition, the root, and records that mean harm."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.formats import FORMATS
from ingestion.store import canonical, joint, read, write
from ingestion.store.client import client
from ingestion.store.errors import BadBatch
from ingestion.store.given import Lines
from ingestion.store.leaves import Hashed, hashed
from portal.core.canonical import merkle_root
from tests.store.batches import ARRIVED, events, incoming, leaves, sealed

pytestmark = pytest.mark.usefixtures("event_tables")


def test_lines_are_kept_byte_for_byte_and_counted() -> None:
    body = b'{"a":1}\r\n\r\n\n{"a":2}\nbroken\n{"a":3}'
    result, stored = sealed(body, format="ndjson")
    assert (result.received, result.stored, len(result.quarantined)) == (4, 3, 1)
    assert [event["raw"] for event in stored] == [b'{"a":1}', b'{"a":2}', b'{"a":3}']
    assert [event["id"] & 0xFFFFF for event in stored] == [0, 3, 5]
    assert (result.quarantined[0].position, result.quarantined[0].raw) == (4, b"broken")


def test_the_root_is_over_leaves_that_anyone_can_compute() -> None:
    batch = incoming(
        b"\n".join(b'{"msg":"line %d","n":{"x":[%d,"y"]},"ip":"192.0.2.1"}' % (n, n) for n in range(11))
    )
    result = write.seal(batch)
    rows = read.events_by_ids(
        [(batch.number << 20) + place for place in range(11)], frozenset({"test-store"})
    )
    assert [row["leaf"] for row in rows] == leaves(batch.number) == [canonical.leaf(row) for row in rows]
    assert result.root == merkle_root(leaves(batch.number))


@pytest.mark.parametrize("count", [1, 2, 3, 5, 64, 1000])
def test_the_engines_root_has_the_shape_of_rfc_6962(count: int) -> None:
    batch, beside = incoming(b"x\n" * count), incoming(b"beside it\n")
    assert write.seal(batch).root == merkle_root(leaves(batch.number))
    write.seal(beside)
    assert hashed([batch.number, beside.number, beside.number + 2**40]) == {
        one.number: Hashed(events, merkle_root(leaves(one.number)))
        for one, events in ((batch, count), (beside, 1))
    }


def test_an_empty_batch_has_the_root_of_nothing() -> None:
    result, _ = sealed(b"\n\r\n")
    assert (result.received, result.stored, result.root) == (0, 0, merkle_root([]))


def test_a_repeated_batch_changes_nothing() -> None:
    batch = incoming(b'{"a":1}\nbroken\n', format="ndjson")
    first = write.seal(batch)
    assert write.seal(batch) == first
    assert len(events(batch.number)) == 1


def test_the_engine_itself_knows_a_repeated_insert() -> None:
    """Even when nobody looks first: a crash between the engine's answer and PostgreSQL's commit."""
    batch = incoming(b'{"a":1}\n{"a":2}\n')
    with patch.object(write, "stored", return_value={}):
        write.seal(batch)
        write.seal(batch)
    assert len(events(batch.number)) == 2


def test_batches_stored_together_are_as_if_each_came_alone() -> None:
    """Ids, arrivals, roots and balances; blank lines, missing last line feeds and other formats between them."""
    later = ARRIVED + timedelta(hours=2)
    bodies = [
        (b'{"a":1}\n\n{"a":2}', ARRIVED),
        (b"broken\n", ARRIVED),
        (b'\n{"a":3}\nbroken\n{"a":4}\n', later),
        (b"[" + b'{"a":5}' + b"]", later),
        (b'{"a":6}\n', later + timedelta(days=1)),
    ]
    many = [incoming(body, format="ndjson", received_at=at) for body, at in bodies]
    results = write.seal_together(many)
    assert [(one.received, one.stored) for one in results] == [(2, 2), (1, 0), (3, 2), (1, 1), (1, 1)]
    assert [line.position for line in results[2].quarantined] == [2]
    for batch, result in zip(many, results, strict=True):
        assert {event["received_at"] for event in events(batch.number)} <= {batch.received_at}
        assert result.root == merkle_root(leaves(batch.number))
        alone, _ = sealed(batch.body, format="ndjson", received_at=batch.received_at)
        assert (alone.received, alone.stored, alone.first, alone.last) == (
            result.received, result.stored, result.first, result.last,
        )  # fmt: skip
    assert [event["id"] & 0xFFFFF for event in events(many[2].number)] == [1, 3]


DOCUMENTS = [
    (
        b"CEF:0|Acme|Wall|2|100|port scan|7|src=198.51.100.9 suser=ada\n\nCEF:0|Acme|Wall|2|100|port scan|7|src=198.51.100.7\n",
        "cef",
    ),
    (b"LEEF:1.0|Acme|Gate|3|login|src=192.0.2.8\tusrName=ada\nno more\n", "leef"),
    (b"none\n", "leef"),
    (b'[{"a":1},{"a":2}]', "ndjson"),
    (b"<134>Nov 21 20:00:01 fw2 CEF:0|Acme|Wall|2|100|port scan|7|src=198.51.100.9", "cef"),
    (b'2026-11-21T20:00:01Z ERROR shop.Till: lost\n{"time":"2026-11-21T20:00:01Z","a":3}\n', "mixed"),
]


def test_documents_of_several_formats_are_stored_by_one_insert_as_if_each_came_alone() -> None:
    many = [
        incoming(body, format=name, received_at=ARRIVED + timedelta(minutes=place))
        for place, (body, name) in enumerate(DOCUMENTS)
    ]
    with patch.object(write, "_execute", wraps=write._execute) as execute:
        results = write.seal_together(many)
        assert write.seal_together(many) == results
    assert execute.call_count == 1
    assert [(one.received, one.stored) for one in results] == [(2, 2), (2, 1), (1, 0), (2, 2), (1, 1), (2, 2)]
    for batch, result in zip(many, results, strict=True):
        assert result.root == merkle_root(leaves(batch.number))
        name = batch.format.name
        alone, other = sealed(batch.body, format=name, received_at=batch.received_at)
        assert (alone.format, alone.quarantined) == (result.format, result.quarantined)
        assert _apart_from_number(events(batch.number)) == _apart_from_number(other)


@pytest.mark.parametrize("name", ["syslog", "cef"], ids=["lines", "documents"])
def test_batches_of_several_sources_are_stored_by_one_insert_as_if_each_came_alone(name: str) -> None:
    """Each under its own name and by its own clock; another zone or class needs an insert of its own."""
    body = {
        "syslog": b"<38>Nov 21 19:59:50 gate sshd[7]: Accepted password for ada from 192.0.2.9 port 4 ssh2\n",
        "cef": b"Nov 21 19:59:50 fw2 CEF:0|Acme|Wall|2|100|port scan|7|src=198.51.100.9\n<134>no time\n",
    }[name]
    own: list[dict[str, Any]] = [
        {"source": "joint-a"},
        {"source": "joint-b", "clock_offset": timedelta(hours=2)},
        {"source": "joint-c", "clock_offset": timedelta(milliseconds=-1500), "longest_line": 2**20},
        {"source": "joint-d", "zone": "Asia/Tokyo"},
        {"source": "joint-e", "retention_class": "joint-other"},
        {"source": "joint-f", "longest_line": 60},
    ]
    many = [incoming(body, format=name, received_at=ARRIVED, **one) for one in own]
    with patch.object(write, "_execute", wraps=write._execute) as execute:
        results = write.seal_together(many)
    assert execute.call_count == 4
    assert write.seal_together(many) == results
    for batch, result, one in zip(many, results, own, strict=True):
        stored = events(batch.number)
        assert {event["source"] for event in stored} <= {one["source"]}
        alone, other = sealed(body, format=name, received_at=ARRIVED, **one)
        assert (alone.quarantined, alone.first) == (result.quarantined, result.first)
        assert _apart_from_number(stored) == _apart_from_number(other)
    assert [one.first and one.first.hour for one in results[:4]] == [19, 17, 19, 10]


def _apart_from_number(stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    own = ("id", "batch", "leaf", "record")
    return [{**one, "place": one["id"] & 0xFFFFF} | dict.fromkeys(own) for one in stored]


def test_batches_stored_together_and_repeated_change_nothing() -> None:
    many = [incoming(b'{"a":%d}\n' % number) for number in range(4)]
    first = write.seal_together(many)
    assert write.seal_together(many) == first
    with patch.object(write, "stored", return_value={}):  # as when the engine was still busy with the first
        assert write.seal_together(many) == first
    assert [len(events(batch.number)) for batch in many] == [1, 1, 1, 1]


def test_one_insert_is_one_block_whatever_the_lines_are() -> None:
    many = [(incoming(b"", format="plain"), Lines(b"x\n" * 2**20)) for _ in range(5)]
    assert [len(together) for together in joint.groups(many)] == [2, 2, 1]


def test_one_record_that_the_engine_refuses_holds_no_other_batch_up() -> None:
    """The joint insert stores nothing then, and each half goes by itself, down to the batch at fault."""
    many = [incoming(b'{"a":%d}\n' % number) for number in range(16)]
    execute = write._execute
    made: list[int] = []

    def refusing(sql: str, values: dict[str, object], data: bytes, token: str) -> None:
        if b'{"a":13}' in data:
            raise BadBatch("the engine failed")
        execute(sql, values, data, token)
        made.append(len(data.split()))

    with patch.object(write, "_execute", refusing):
        results = write.seal_together(many)
    assert [one.stored for one in results] == [*[1] * 13, 0, 1, 1]
    assert results[13].quarantined[0].reason == "engine_refused"
    assert made == [8, 4, 1, 0, 2], "lines of each insert"
    with patch.object(write, "stored", return_value={}), patch.object(write, "_execute", refusing):
        assert write.seal_together(many) == results, "the same again, as when the engine was still busy"
    assert [len(events(batch.number)) for batch in many] == [*[1] * 13, 0, 1, 1]


def test_too_many_lines_are_refused_whole() -> None:
    with pytest.raises(BadBatch, match="more than 1,048,576 records"):
        write.seal(incoming(b"x\n" * (2**20 + 1)))


def test_a_long_line_is_stored_up_to_the_limit_and_quarantined_above() -> None:
    fits, too_long = b"a" * 2**20, b"b" * (2**20 + 1)
    result, stored = sealed(fits + b"\n" + too_long + b"\n")
    assert [event["raw"] for event in stored] == [fits]
    assert [(line.reason, line.raw) for line in result.quarantined] == [("too_long", too_long)]


HOSTILE = [
    pytest.param(b"<script>alert(1)</script><img src=x onerror=alert(1)>", id="html"),
    pytest.param(b"\x1b[2J\x1b]0;owned\x07 cleared", id="ansi"),
    pytest.param(b"before\x00after", id="nul"),
    pytest.param(b"\xff\xfe\xc0\x80\xed\xa0\x80 bytes", id="invalid utf-8"),
    pytest.param("a \u202egnp.exe \u2066b".encode(), id="bidi"),
    pytest.param(b"one\rtwo\x0bthree\x85four", id="line breaks of other kinds"),
    pytest.param(b"'; DROP TABLE events; -- {scope:Array(String)} \\' \\\\", id="sql"),
]


@pytest.mark.parametrize("payload", HOSTILE)
@pytest.mark.parametrize("format", ["plain", "syslog", "combined"])
def test_hostile_bytes_are_stored_as_they_came(payload: bytes, format: str) -> None:
    around = {
        "plain": b"%s",
        "syslog": b"Nov 21 20:00:00 host prog[1]: %s",
        "combined": b'192.0.2.1 - - [21/Nov/2026:20:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "%s"',
    }
    line = around[format] % payload.replace(b'"', b"'")
    result, stored = sealed(line + b"\n", format=format)
    assert result.stored == 1, result.quarantined
    assert stored[0]["raw"] == line
    for value in stored[0].values():
        if isinstance(value, str):
            value.encode("utf-8")  # no surrogates: derived text is valid


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_json_is_stored_with_its_bytes(payload: bytes) -> None:
    text = payload.decode("utf-8", "replace")
    line = orjson.dumps({"message": text, text: text})
    result, stored = sealed(line + b"\n", format="ndjson")
    assert result.received == result.stored + len(result.quarantined) == 1
    kept = stored[0]["raw"] if stored else result.quarantined[0].raw
    assert kept == line


LINE = st.one_of(
    st.binary(max_size=60),
    st.sampled_from([sample.line for one in FORMATS.values() for sample in one.samples]),
    st.builds(
        lambda line, place, noise: line[: place % (len(line) + 1)] + noise + line[place % (len(line) + 1) :],
        st.sampled_from([sample.line for one in FORMATS.values() for sample in one.samples]),
        st.integers(0, 500),
        st.binary(max_size=4),
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(LINE, max_size=8),
    ending=st.sampled_from([b"\n", b"\r\n"]),
    format=st.sampled_from(list(FORMATS)),
)
def test_any_bytes_balance_and_stay(lines: list[bytes], ending: bytes, format: str) -> None:
    body = ending.join(lines)
    given_lines = [line.removesuffix(b"\r") for line in body.split(b"\n")]
    result, stored = sealed(body, format=format)
    kept = {event["id"] & 0xFFFFF: event["raw"] for event in stored}
    kept |= {line.position: line.raw for line in result.quarantined}
    assert result.received == result.stored + len(result.quarantined) == len(kept)
    if (
        FORMATS[format].prepare is None
    ):  # otherwise a record may be several lines, and a line may be no record
        assert kept == {place: line for place, line in enumerate(given_lines) if line}


def test_a_line_on_which_the_engine_fails_is_set_apart() -> None:
    """Stands in for a fault of the engine: an expression that throws for one line."""
    plain = FORMATS["plain"]
    columns = {**plain.columns, "message": "concat(text, toString(toUInt8(if(text = 'bad', text, '1'))))"}
    body = b"good\nbad\nalso good\n"
    batch = replace(incoming(body, format="plain"), format=replace(plain, columns=columns))
    result = write.seal(batch)
    assert (result.received, result.stored) == (3, 2)
    assert [(line.position, line.reason) for line in result.quarantined] == [(1, "engine_refused")]
    assert [event["raw"] for event in events(batch.number)] == [b"good", b"also good"]


def test_words_are_found_through_the_text_index() -> None:
    number = sealed(b"needle%d in a haystack\n" % id(ARRIVED))[1][0]["id"]
    sql = "EXPLAIN indexes = 1 SELECT id FROM events WHERE hasAllTokens(raw, 'needle')"
    plan = "\n".join(str(row[0]) for row in client("reader").query(sql).result_rows)
    assert number and "raw_words" in plan
