"""Whatever arrives in whatever format: every record is stored or quarantined, and nothing falls over."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache, partial
from itertools import islice
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psutil import Process

from ingestion.formats import FORMATS, bounds, csv_mapping
from ingestion.formats.detect import detect
from ingestion.formats.format import Format
from ingestion.normalise.clock import Arrival
from ingestion.store.given import given as given_to_store
from ingestion.store.write import SealResult, seal_together
from tests.store.batches import events, incoming, sealed
from tests.support.cost import least_seconds

ARRIVAL = Arrival(datetime(2026, 11, 21, 20, 36, 1, tzinfo=UTC))
PREPARED = [name for name, one in FORMATS.items() if one.prepare]
HOSTILE = (
    b"\x00", b"\xff\xfe\xfd", b"\xed\xa0\x80", b'"' * 7, b"[" * 3000, b"{" * 3000, b'{"a":' * 1500, b"=" * 50, b"|" * 50,
    b"\\" * 51, b"#Fields:", b"#fields", b"#separator \\xzz", b"9" * 5000, b"%" * 9, b"'", b"\r\r\n", b" " * 2000,
    b'{"eventTime":{"a":[]},"userIdentity":7}', b'{"published":1e999,"outcome":null}', b'{"log":3}', b"\xe2\x80\xae",
)  # fmt: skip


def damaged(one: Format) -> st.SearchStrategy[bytes]:
    """Samples with bytes changed, cut or put in; and anything else."""
    lines = [sample.line for sample in one.samples] or [b"ElfFile\x00" + b"\x00" * 5000]

    @st.composite
    def change(draw: st.DrawFn) -> bytes:
        line = draw(st.sampled_from(lines))
        at = draw(st.integers(0, len(line)))
        gap = draw(st.integers(0, 8))
        return line[:at] + draw(st.binary(max_size=6) | st.sampled_from(HOSTILE)) + line[at + gap :]

    return st.lists(change() | st.binary(max_size=80) | st.sampled_from(HOSTILE), max_size=6).map(b"\n".join)


@pytest.mark.parametrize("name", PREPARED)
def test_any_bytes_come_apart_in_order(name: str) -> None:
    @given(damaged(FORMATS[name]))
    def check(body: bytes) -> None:
        prepare = FORMATS[name].prepare
        assert prepare
        records = prepare(body, ARRIVAL) or []
        assert all(record.raw for record in records)
        positions = [record.position for record in records]
        assert positions == sorted(set(positions))
        detect(body)

    check()


LAST_DECIMAL = re.compile(rb"\d{1,20}\.\d{1,20}(?=[^.\d]*$)")


def hostile_bodies(one: Format) -> Iterator[bytes]:
    """For each sample: whole, cut in two, and next to everything hostile."""
    for sample in one.samples:
        yield sample.line
        yield sample.line[: len(sample.line) // 2]
        yield sample.line[len(sample.line) // 2 :]
        yield LAST_DECIMAL.sub(b"9" * 400, sample.line)  # more than a float holds
    yield from HOSTILE


@cache
def _hostile() -> dict[str, tuple[SealResult, list[dict[str, Any]]]]:
    """By format; they go to the store together, which then plans few inserts."""
    many = [incoming(b"\n".join(hostile_bodies(one)), format=name) for name, one in FORMATS.items()]
    return {
        batch.format.name: (result, events(batch.number))
        for batch, result in zip(many, seal_together(many), strict=True)
    }


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.usefixtures("event_tables")
def test_hostile_records_balance_in_the_store(name: str) -> None:
    result, events = _hostile()[name]
    assert result.received == result.stored + len(result.quarantined)
    assert len(events) == result.stored
    assert all(line.reason and line.detail for line in result.quarantined)


NUMBER = re.compile(rb"\d+")
NO_NUMBERS = (
    b"9" * 4301,
    "²".encode(),
    b"9" * 400,
)  # more than int() reads, a digit that it does not, no float either
JSON_VALUE = re.compile(rb':\s*("(?:[^"\\]|\\.)*"|-?\d[\d.]*|true|false|null)')
OTHER_VALUES = (
    b"null",
    b"[]",
    b"{}",
    b"true",
    b"-1",
    b"1e308",
    b'[{"a":1}]',
    b'{"a":{"b":[]}}',
    b'["x",7]',
    b'"\\u0000"',
)
MOST_PLACES = 40  # of a sample


def odd_values(line: bytes) -> Iterator[bytes]:
    """The sample with another number or another JSON value at each of its places."""
    for expression, group, others in ((NUMBER, 0, NO_NUMBERS), (JSON_VALUE, 1, OTHER_VALUES)):
        for found in islice(expression.finditer(line), MOST_PLACES):
            start, end = found.span(group)
            yield from (line[:start] + other + line[end:] for other in others)


@pytest.mark.parametrize("name", FORMATS)
def test_a_value_that_cannot_be_refuses_its_record_alone(name: str) -> None:
    for sample in FORMATS[name].samples:
        for body in odd_values(sample.line):
            records = list(given_to_store(FORMATS[name], body, ARRIVAL).records())
            assert all(one.refusal is None or one.refusal.detail for one in records), body[:200]


# ./test tests/formats --hypothesis-profile=thorough takes more and larger examples than the usual run.
THOROUGH = settings().max_examples >= 600
# Of the processor's time; what takes quadratic time takes minutes. A little body pays for what is made once.
SIZE, MOST_S = (1_000_000, 1.2) if THOROUGH else (50_000, 0.12)
MOST_DEPTH, MOST_KEYS = 64, 2000
REPEATED = (
    b" ", b"a", b'"', b"[", b"{", b"a ", b'" "', b"=a ", b"\\", b" \n", b"for a from b ", b"[1:2:3] ", b"<Event ",
    b"{}", b"<Event></Event>", b"# Time: 1\n", b"type=A msg=audit(1.1:1): ",
)  # fmt: skip
LINES = {  # what one long line is cut off for, many of some length are not
    "cisco, groups": ("cisco", b"%ASA-6-302013: ", b"group "),
    "cisco, names": ("cisco", b"%ASA-6-302013: ", b"a-"),
    "citrix, blanks": ("citrix", b"<134> 11/21/2026:20:00:01", b" "),
    "citrix, parts": ("citrix", b"<134> 11/21/2026:20:00:01 GMT a 0-PPE-0 : default TCP A 7 0 : ", b" "),
    "barracuda": ("barracuda", b"<129>2026-11-21 20:00:01 +0000  a WF ", b"[ "),
    "program": ("program", b"2026-11-21 20:00:01.250 ", b"::"),
    "haproxy": ("haproxy", b"", b"::"),
    "tomcat": (
        "tomcat_access",
        b'192.0.2.8 - - [21/Nov/2026:20:00:01 +0000] "GET /a HTTP/1.1" 404 - "-" "-" X-Forwarded-For=',
        b" " * 1990 + b'"x',
    ),
    "snort, beginnings": ("snort", b"", b"[1:2:3] "),
    "snort, ends": ("snort", b"[1:2:3] ", b" {"),
    "mixed, set in": ("mixed", b"Nov 20 04:12:55 gate app: y\n", b" a\nb 7\n"),
}
SHORT_LINES = (
    b"a\n",
    b'"\n',
    b"{}\n",
    b"a b c d e f g\n",
    b"1,2,3,4,5,6,7\n",
    b"2026-11-21 20:00:01\n",
    b"a=\n",
    b"{\n",
    b'{"@timestamp":1}\n',
)
MANY_NAMES = b" ".join(b"c%d" % number for number in range(9000))
HEADERS = {
    "csv": (b"time," + b",".join(b"c%d" % number for number in range(4000)) + b"\n",),
    "w3c": (
        b"#Version: 1.0\n#Fields: " + MANY_NAMES + b"\n",
        b"#Version: 1.0\n#Fields: a b " + b"n" * 9000 + b"\n",
    ),
    "zeek": (b"#separator \\x20\n#fields " + MANY_NAMES + b"\n",),
}


def expensive(one: Format) -> Iterator[bytes]:
    """Bodies that cost as much as can be, as far as anybody has thought of it; those that follow no sample come first."""
    for part in (*REPEATED, *SHORT_LINES):
        yield part * (SIZE // len(part))
    for sample in one.samples[:1]:
        for part in REPEATED:
            yield sample.line[: len(sample.line) // 2] + part * (SIZE // len(part))
        if b"\n" in sample.line:
            head = sample.line[: sample.line.rindex(b"\n", 0, -1) + 1]
            yield from (head + line * (SIZE // len(line)) for line in SHORT_LINES)
    for header in HEADERS.get(one.name, ()):
        yield from (header + line * (SIZE // len(line)) for line in SHORT_LINES)


def read(one: Format, body: bytes, *, detected: bool) -> None:
    """All that is done to a body in Python, as if every record of it came to quarantine."""
    for found in given_to_store(one, body, ARRIVAL).records():
        if not found.refusal:
            bounds.beyond(found.document or found.raw, MOST_DEPTH, MOST_KEYS)
            one.explain(found.raw)
    if one.line:
        one.line(body.decode("utf-8", "replace"))
    if detected:
        detect(body)


@pytest.mark.parametrize(("name", "start", "part"), LINES.values(), ids=LINES)
def test_many_hostile_lines_take_little_time(name: str, start: bytes, part: bytes) -> None:
    body = (start + part * (2000 // len(part)) + b"\n") * 60
    assert least_seconds(partial(read, FORMATS[name], body, detected=True), MOST_S) < MOST_S


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        pytest.param(b"RecordId,AuditData\rName", [b'1,"{}"'], id="carriage return"),
        pytest.param(b'RecordId,a"b,AuditData\nc"d', [b'1,"{}"'], id="lines"),
        pytest.param(b'RecordId,AuditData,"' + b"x" * 2**21, [], id="without an end"),
    ],
)
def test_a_header_of_an_export_may_hold_anything(header: bytes, rows: list[bytes]) -> None:
    body = header + b'\r\n1,"{}"\r\n'
    assert [one.raw for one in given_to_store(FORMATS["o365"], body, ARRIVAL).records()] == rows


def test_rows_of_the_day_before_a_header_are_records() -> None:
    rows = [b"10,11/21/26,20:00:0%d,Assign,192.0.2.4,pc7,0A1B2C3D4E5F,," % second for second in (1, 2)]
    head = b"\t\tMicrosoft DHCP Service Activity Log\n\nID,Date,Time,Description,IP Address,Host Name,MAC Address"
    body = b"\r\n".join([rows[0], head, rows[1]])
    assert [one.raw for one in given_to_store(FORMATS["microsoft_dhcp"], body, ARRIVAL).records()] == rows


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_bytes_take_linear_time(name: str) -> None:
    one = FORMATS[name]
    for number, body in enumerate(expensive(one)):
        # Detection of those that follow no sample is the same for every format.
        detected = number >= len(REPEATED) + len(SHORT_LINES) or name == "plain"
        taken = least_seconds(partial(read, one, body, detected=detected), MOST_S)
        assert taken < MOST_S, (name, body[:80], len(body))


@pytest.mark.parametrize("format", ["w3c", "ndjson"])
@pytest.mark.usefixtures("event_tables")
def test_lines_too_short_to_be_records_are_refused_together(format: str) -> None:
    whole = {"w3c": b"#Version: 1.0\n#Fields: date time c-ip\n2026-11-21 20:00:01 192.0.2.7\n"}.get(
        format, b'{"time":"2026-11-21T20:00:01Z"}\n'
    )
    again = whole.split(b"\n")[-2] + b"\n"
    result, events = sealed(whole + b"x\n" * 9_000 + again + b"x\n" * 9_000 + again, format=format)
    assert (result.received, result.stored) == (3 + len(result.quarantined), 3), "lines among them are read"
    crowds = [line for line in result.quarantined if line.reason == "lines_too_short"]
    assert len(crowds) == 2
    assert crowds[1].detail.startswith("8,") and " lines in 1" in crowds[1].detail
    assert sum(line.raw.count(b"x") for line in result.quarantined) == 18_000, "nothing of it is lost"
    assert len(result.quarantined) < 8200, "only what is shorter than a stretch is read line by line"
    first, second, third = (event["id"] % 2**20 for event in events)
    assert (second - first, third - first) == (9_001, 18_002), "other lines keep their places"


TOO_SHORT = {
    "postgresql": (b'2026-11-21 20:00:01.250 UTC,"x"\n', b'"\n"\n'),
    "csv": (b"time,text\n", b'"\n"\n'),
    "syslog": (b"Nov 20 04:12:55 gate app: y\n\ty\n", b"x\n"),
    "mixed": (b"Nov 20 04:12:55 gate app: y\n\ty\n", b"x\n"),
    "mysql_slow": (b"# Time: 2026-11-21T20:00:01.250001Z\n# User@Host: a[a] @  []\n", b"# Time: 1\n"),
    "combined": (b"one\n", b" \n"),
    "nginx_error": (b"2026/11/21 20:00:01 [error] 31#32: *3 z\n", b"y\n"),
    "cloudtrail": (b'{"Records":[', b'{"a":1},'),
    "plain": (b"starting\n", b"=\n"),
    "zeek": (b"#separator \\x20\n#fields ts a\n", b"{\n"),
    "envelope": (b"", b"{\n"),
}


@pytest.mark.parametrize("name", TOO_SHORT)
def test_records_of_several_lines_too_short_to_be_any_are_refused_together(name: str) -> None:
    head, short = TOO_SHORT[name]
    end = b"{}]}" if name == "cloudtrail" else b""
    found = list(given_to_store(FORMATS[name], head + short * 20_000 + end, ARRIVAL).records())
    assert any(one.refusal and one.refusal.code == "lines_too_short" for one in found)
    assert len(found) < 4_000, "only what is shorter than a stretch is read one by one"
    assert sum(one.raw.count(short.strip(b",\n")) for one in found) == 20_000, "nothing of it is lost"
    positions = [one.position for one in found]
    assert positions == sorted(set(positions))


def test_a_short_first_line_alone_is_no_crowd() -> None:
    """It may name columns, so it is never taken out, though it counts among the short ones."""
    body = b'{"a":1}\n' + b'{"a":12345}\n' * 1_400
    assert given_to_store(FORMATS["ndjson"], body, ARRIVAL).received == 1_401


@given(
    st.lists(st.sampled_from([b"\n", b"\r\n", b"{}", b"x\n", b'{"a":"long enough"}\n' * 700]), max_size=12),
    st.sampled_from(["combined", "plain"]),
)
def test_the_greatest_position_is_the_last_line_s(parts: list[bytes], name: str) -> None:
    """It is counted on the way: with crowds taken out, across stretches, without a line feed at the end, or empty."""
    body = b"".join(part * (9_000 if part == b"x\n" else 1) for part in parts)
    lines = len(body.split(b"\n")) - (not body or body.endswith(b"\n"))
    assert given_to_store(FORMATS[name], body, ARRIVAL).highest == lines - 1


SPANNING = {
    "csv": (b"time,text\n", b'1795291201,"' + b"a\n" * 90 + b'b"\n', 1),
    "postgresql": (b"", b'2026-11-21 20:00:01.250 UTC,"' + b"a\n" * 90 + b'b"\n', 0),
    "syslog": (b"", b"Nov 20 04:12:55 gate app: x\n" + b"\ta\n" * 90, 0),
    "mixed": (b"", b"2026-11-21 20:00:01,250 ERROR [main] lost\n" + b"a\n" * 90, 0),
}


@pytest.mark.parametrize("name", SPANNING)
def test_records_of_many_short_lines_are_not_cut_apart(name: str) -> None:
    head, whole, first = SPANNING[name]
    found = list(given_to_store(FORMATS[name], head + whole * 200, ARRIVAL).records())
    lines = whole.count(b"\n")
    expected = [(first + lines * number, whole.rstrip(b"\n")) for number in range(200)]
    assert [(one.position, one.raw) for one in found] == expected


def test_a_mapped_table_s_rows_are_not_cut_apart_either() -> None:
    head, whole, _ = SPANNING["csv"]
    mapped = csv_mapping.CsvColumns((csv_mapping.Column("time", "@timestamp"), csv_mapping.Column("text")))
    found = given_to_store(csv_mapping.format_of(mapped, 1), head + whole * 200, ARRIVAL).records()
    assert {one.raw for one in found} == {whole.rstrip(b"\n")}


GENERAL = b"2026-11-21T20:00:01.250001Z\t    8 "
OF_THE_SERVER = b"Time                 Id Command    Argument\n"


def test_nothing_behind_the_general_log_s_header_is_lost() -> None:
    unknown, query = GENERAL + b"Teleport\tx\n", GENERAL + b"Query\tselect 1\nTcp port: x\ndrop table t\n"
    found = given_to_store(FORMATS["mysql_general"], OF_THE_SERVER + unknown + query, ARRIVAL).records()
    assert [(one.raw, bool(one.refusal)) for one in found] == [
        ((OF_THE_SERVER + unknown).strip(), True),
        (query.strip(), False),
    ]


@pytest.mark.parametrize(("said", "kept"), [(b"Node name: db-1\n\n", 0), (b"somebody was here\n", 1)])
def test_only_what_oracle_writes_of_itself_is_no_record(said: bytes, kept: int) -> None:
    body = b"Audit file /till.aud\n" + said + b"Sat Nov 21 20:00:01 2026\nLENGTH : '160'\n"
    found = list(given_to_store(FORMATS["oracle_audit"], body, ARRIVAL).records())
    assert [bool(one.refusal) for one in found] == [True] * kept + [False]


OPENED = (
    b"/usr/sbin/mysqld, Version: 8.4.3 (Example). started with:\nTcp port: 3306  Unix socket: /run/mysqld.sock\n"
    + OF_THE_SERVER
)


@pytest.mark.parametrize(
    "lines", [OPENED, OF_THE_SERVER, OPENED + b"select 2\n"], ids=["all", "one", "inside"]
)
@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("mysql_general", GENERAL + b"Query\tselect 1\n"),
        ("mysql_slow", b"# Time: 2026-11-21T20:00:01.250001Z\n# User@Host: ada[ada] @ app1 []\nselect 1\n"),
    ],
)
def test_a_statement_keeps_lines_that_a_server_might_have_written(
    name: str, first: bytes, lines: bytes
) -> None:
    body = OPENED + first + lines + first
    assert detect(body).name == name
    found = list(given_to_store(FORMATS[name], body, ARRIVAL).records())
    assert [one.raw for one in found] == [(first + lines).strip(), first.strip()]
    said = "select 1\n" + lines.decode() if lines != OPENED else "select 1"
    assert orjson.loads(found[0].document)["message"] == said.strip()


@pytest.mark.usefixtures("event_tables")
def test_marks_of_journalctl_stand_where_the_entry_behind_them_does() -> None:
    boot = b"-- Boot %032x --"
    lines = [
        b"-- Logs begin at Fri 2026-11-20 10:00:00 UTC, end at Sat 2026-11-21 10:00:00 UTC. --",
        b"2026-11-20T10:00:00+00:00 gate sshd[811]: stopped\r",
        boot % 1 + b"\r",
        b"2026-11-20T11:00:00+00:00 gate app[1]: up\n\tand running",
        b"-- said a program --",
        boot % 2,
    ]
    assert detect(b"\n".join(lines[1:3])).name == "syslog"
    result, events = sealed(b"\n".join(lines), format="syslog")
    assert (result.received, result.stored, [one.raw for one in result.quarantined]) == (6, 5, [lines[4]])
    assert [(event["timestamp"].hour, event["event.action"]) for event in events] == [
        (10, ""), (10, ""), (11, "sys_startup"), (11, ""), (11, "sys_startup"),
    ]  # fmt: skip
    assert [event["time_quality"] for event in events] == ["inferred", "stated"] * 2 + ["inferred"]
    assert {event["host.name"] for event in events} == {"gate"}
    assert events[2]["raw"] == boot % 1


def test_documents_are_kept_in_little_memory() -> None:
    """orjson's own results stand in kilobytes each."""
    body = b"time,a\n" + b"1795291201,5\n" * 20_000
    process = Process()
    before = process.memory_info().rss
    records = given_to_store(FORMATS["csv"], body, ARRIVAL)
    assert process.memory_info().rss - before < 40 * 2**20
    assert records.received == 20_000


def test_what_is_no_entry_of_the_journal_is_refused_together() -> None:
    entry = b"__REALTIME_TIMESTAMP=1795291201250001\nMESSAGE=x\n\n"
    found = list(
        given_to_store(FORMATS["journald_export"], entry + b"x\n\n" * 9_000 + entry, ARRIVAL).records()
    )
    assert [bool(one.refusal) for one in found] == [False, True, True, False]
    assert [one.position for one in (found[0], found[1], found[-1])] == [0, 3, 18_003]
    assert sum(one.raw.count(b"x") for one in found[1:-1]) == 9_000, "nothing of it is lost"
