"""Several formats in one batch: each line is read by its own format, at its own place."""

from collections import Counter
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

import pytest

from ingestion.formats import FORMATS, mixed
from ingestion.formats.detect import detect
from ingestion.formats.format import Sample
from tests.store.batches import sealed

SYSLOG = b"Nov 20 04:12:55 gate sshd[811]: Failed password for root from 203.0.113.7 port 40022 ssh2"
ACCESS = b'192.0.2.3 - ada [21/Nov/2026:10:30:00 +0000] "GET /a?x=1 HTTP/1.1" 404 5 "-" "Browser/1"'
JSON = b'{"time":"2026-11-21T20:00:02Z","level":"warn","msg":"stock low"}'
LOGFMT = b'time=2026-11-21T20:00:03Z level=info msg="two words" user=ada'
PROGRAM = b"2026-11-21 20:00:01,250 ERROR [main] shop.Till: lost"
TRACE = b"java.lang.Error: no\n\tat shop.Till.pay(Till.java:7)"
CLOUDTRAIL = (
    b'{"eventVersion":"1.08","eventTime":"2026-11-21T20:00:01Z","eventSource":"s3.amazonaws.com","eventName":"GetObject",'
    b'"awsRegion":"x","sourceIPAddress":"192.0.2.9","userIdentity":{"type":"IAMUser","userName":"ada"},"eventID":"e1"}'
)
W3C = b"#Version: 1.0\n#Fields: date time c-ip cs-method\n2026-11-21 20:00:01 192.0.2.1 GET\n2026-11-21 20:00:02 192.0.2.2 PUT"


@pytest.mark.usefixtures("event_tables")
def test_each_line_is_read_by_its_own_format() -> None:
    body = b"\n".join(
        [SYSLOG, ACCESS, b"", JSON, LOGFMT, PROGRAM, TRACE, CLOUDTRAIL, b"starting up", SYSLOG, JSON]
    )
    result, events = sealed(body)
    assert (result.format, result.quarantined, result.received) == ("mixed", [], 9)
    by_position = {event["id"] % 2**20: event for event in events}
    assert {place: event["event.dataset"] for place, event in by_position.items()} == {
        0: "syslog", 1: "combined", 3: "ndjson", 4: "logfmt", 5: "program", 8: "cloudtrail", 9: "plain", 10: "syslog", 11: "ndjson",
    }  # fmt: skip
    assert by_position[0]["event.action"] == "authn_login_fail"
    assert (by_position[1]["url.path"], by_position[1]["http.response.status_code"]) == ("/a", 404)
    assert by_position[5]["raw"] == PROGRAM + b"\n" + TRACE
    assert by_position[4]["fields"] == {}
    assert by_position[8]["user.name"] == "ada"


@pytest.mark.usefixtures("event_tables")
@pytest.mark.parametrize("others", [4, 45])
def test_a_few_of_a_server_s_json_lines_are_logins(others: int) -> None:
    """One in fifty is enough: what JSON is by its members' names it is not by chance."""
    login = (
        b'{"level":"error","msg":"Unsuccessful 1FA authentication attempt by user \'bo\'","remote_ip":"203.0.113.7","path":"/",'
        b'"time":"2026-11-21T20:00:01Z"}'
    )
    result, events = sealed(b"\n".join([*[JSON] * others, login]))
    assert (result.format, result.quarantined, result.received) == ("mixed", [], others + 1)
    found = {event["event.dataset"]: event for event in events}
    assert (found["saas_audit"]["event.action"], found["saas_audit"]["user.name"]) == (
        "authn_login_fail",
        "bo",
    )
    assert (found["ndjson"]["message"], found["ndjson"]["event.action"]) == ("stock low", "")


@pytest.mark.usefixtures("event_tables")
def test_files_one_behind_the_other() -> None:
    """The second begins far behind what the first lines show; a W3C file keeps its header's meaning."""
    body = b"\n".join([*[SYSLOG] * 3000, *[ACCESS] * 200, W3C, *[b"{ broken"] * 2, JSON])
    result, events = sealed(body)
    assert result.format == "mixed"
    counted = Counter(event["event.dataset"] for event in events)
    assert counted == {"syslog": 3000, "combined": 200, "w3c": 2, "ndjson": 1, "plain": 2}
    assert {event["http.request.method"] for event in events if event["event.dataset"] == "w3c"} == {
        "GET",
        "PUT",
    }
    assert result.received == result.stored


@pytest.mark.usefixtures("event_tables")
def test_a_broken_line_of_a_batch_of_several_has_its_format_s_reason() -> None:
    bad = ACCESS.replace(b"21/Nov", b"32/Nov")
    result, _ = sealed(b"\n".join([SYSLOG, SYSLOG, ACCESS, bad, JSON, b'{"a":', JSON]))
    assert [(line.position, line.reason) for line in result.quarantined] == [
        (3, "unreadable_time"),
        (5, "not_json"),
    ]


WHOLE_TIMES = [
    (b"2026-11-21T20:00:01.123+01:00 web1 sshd[12]: error: no key", "web1", "sshd"),
    (b"2026-11-21T20:00:01Z web1 nginx: up", "web1", "nginx"),
    (b"2026-11-21T20:00:01.250001+00:00 web1 till: ERROR shut", "web1", "till"),
    (b"2026-11-21T20:00:01+0100 gate kernel: Error: no disk", "gate", "kernel"),
    (b"2026-11-21 20:00:01.250001+0100  mac2 till[9]: error: shut", "mac2", "till"),
    (b"Sat 2026-11-21 20:00:01 UTC gate till[9]: ERROR shut", "gate", "till"),
    (b"Sat Nov 21 20:00:01 2026 daemon.err till[9]: ERROR shut", "", "till"),
]
OF_PROGRAMS = [
    b"2026-11-21T20:00:01Z ERROR shop.Till: lost",
    b"2026-11-21T20:00:01Z info main: up",
    b"2026-11-21T20:00:01Z worker INFO: up",
    b"2026-11-21T20:00:01.250Z main ERROR Till: lost",
    b"2026-11-21T20:00:01.250Z Connection refused: error",
    b"2026-11-21 20:00:01 web1 till: ERROR lost",
]


@pytest.mark.parametrize(("line", "host", "process"), WHOLE_TIMES)
@pytest.mark.usefixtures("event_tables")
def test_a_line_of_syslog_keeps_host_and_process_whatever_its_level(
    line: bytes, host: str, process: str
) -> None:
    """Alone, and where other formats are in the batch."""
    for body in (line + b"\n" + line, b"\n".join([line, ACCESS, JSON, line])):
        _, events = sealed(body)
        assert [(one["host.name"], one["process.name"]) for one in (events[0], events[-1])] == [
            (host, process)
        ] * 2


@pytest.mark.parametrize("line", OF_PROGRAMS)
def test_a_level_is_no_host_and_no_process(line: bytes) -> None:
    assert detect(line + b"\n" + line).name == "program"
    assert mixed.name_of(line, mixed.signatures_of(FORMATS)) == "program"


ORDINARY = [
    pytest.param([SYSLOG] * 99 + [JSON], "syslog", id="one line of another kind has strayed in"),
    pytest.param([JSON] * 5 + [b"oops"], "ndjson", id="a line of no kind"),
    pytest.param([PROGRAM, TRACE] * 20, "program", id="stack traces"),
    pytest.param([b"hello", b"world", SYSLOG], "plain", id="prose with one lucky line"),
    pytest.param([CLOUDTRAIL] * 3, "cloudtrail", id="what is JSON too"),
    pytest.param([SYSLOG, b"\tcontinued"] * 9, "syslog", id="continued lines"),
    pytest.param(
        [b"20:00:01.123 worker info: job 5 done"] * 9, "plain", id="hours with a level in small letters"
    ),
    pytest.param([b"10:15:30.123 main INFO started"] * 9, "plain", id="hours with a level further on"),
    pytest.param(
        [b"2026-11-21 20:00:01,250 error: lost"] * 9, "program", id="days with a level in small letters"
    ),
    pytest.param([b"  5 Ping x", b"  3 hello"], "plain", id="counted words"),
    pytest.param(
        [b"when,who,what"] + [b"2026-11-21T20:00:01Z,ada,logged in now"] * 9,
        "plain",
        id="cells that begin with a time",
    ),
    pytest.param([b"2026-11-21T20:00:01.250123456Z starting up"] * 9, "plain", id="docker's, of no program"),
    pytest.param([b"2026-11-21T20:00:01.250123456Z ERROR: lost"] * 9, "program", id="docker's, with a level"),
    pytest.param(
        [b"2026-11-21T20:00:01.250123+00:00 gate sshd[811]: Connection closed by 192.0.2.7 port 4"] * 9,
        "syslog",
        id="rsyslog's",
    ),
    pytest.param(
        [b"2026-11-21T20:00:01+01:00 config: loaded a file"] * 3, "syslog", id="a word that BIND has too"
    ),
    pytest.param(
        [
            b'{"time":"2026-11-21T20:00:01Z","request":{"method":"GET","remote_addr":"192.0.2.4:77"},"status":200,"duration":12}'
        ]
        * 3,
        "ndjson",
        id="a request with its address",
    ),
    pytest.param(
        [
            b'192.0.2.4 - - [21/Nov/2026 20:00:01] "GET / HTTP/1.1" 200 -',
            *[b"2026-11-21 20:00:02 did a thing"] * 50,
        ],
        "plain",
        id="one request among what a program says",
    ),
    *(
        pytest.param([line] * 3, expected, id=line[:60].decode())
        for line, expected in (
            (b"Nov 21 20:00:01 <auth.info> gate sshd[77]: Accepted publickey for ada", "syslog"),
            (b"Nov 21 20:00:01 <info> NetworkManager: up", "syslog"),
            (b"INFO     | 2026-11-21 20:00:01,250 | shop.till | started", "plain"),
            (b"20261121 200001 INFO started", "plain"),
            (b'192.0.2.7 - 77 [21/Nov/2026:20:00:01 +0000] 200 512 "GET / HTTP/1.1" x', "plain"),
            (b"[2026-11-21T20:00:01.250+0000][info] Server started", "program"),
            (b"[2026-11-21T20:00:01.250+0100][app] hi", "plain"),
            (b"2026-11-21 20:00:01.250 77 88 I started the thing", "plain"),
            (b'[21/Nov/2026:20:00:01 +0000] 192.0.2.7 - abc "GET / HTTP/1.1" 1375 200', "plain"),
            (b'[2026-11-21T20:00:01.250Z] "GET /a HTTP/1.1" 200 took', "plain"),
            (b'[2026-11-21T20:00:01.250Z] "GET /error HTTP/2" 200 - 0 5 1 1 "-" "c" "r" "a" "-"', "envoy"),
            (b'{"messageType":"ORDER_PLACED","timestamp":"2026-11-21T20:00:01Z","msg":"order"}', "ndjson"),
            (b'{"owner":"ada","logGroup":"tills","msg":"hi"}', "ndjson"),
            (b'{"msg":"made","date_create":1795291201,"user":"ada"}', "ndjson"),
            (b'{"msg":"made","event_type_id":5,"user":"ada"}', "ndjson"),
            (b'{"msg":"told","arn":"arn:aws:guardduty:eu-west-1:123456789012:detector/2"}', "ndjson"),
            (b'{"msg":"seen","hostIdentifier":"7"}', "ndjson"),
            (b'{"msg":"order","attributes":{"time":"noon","items":1}}', "ndjson"),
            (b'{"msg":"made","eventCreationTime":"2026-11-21T20:00:01Z"}', "ndjson"),
        )
    ),
    pytest.param([b"\t\t    5 Query\tselect 1"] * 3, "mysql_general", id="statements of one second"),
]


@pytest.mark.parametrize(("lines", "expected"), ORDINARY)
def test_batches_of_one_format_stay_so(lines: list[bytes], expected: str) -> None:
    assert detect(b"\n".join(lines)).name == expected


def test_every_format_s_samples_are_of_one_format() -> None:
    for one in FORMATS.values():
        if one.name == "envelope":  # receivers name it; nothing is detected as it
            continue
        lines = [sample.line for sample in one.samples if not one.recognise and b"\n" not in sample.line]
        looks_like = (
            "ndjson" if one.name == "envelope" else one.name
        )  # receivers say that lines are envelopes
        assert not lines or detect(b"\n".join(lines * 3)).name == looks_like


# What reads a line without the engine puts a word on what the engine only counts: the level of a response.
EMPTY = ("empty",)  # a member that says nothing is left out
OTHERWISE = {"log.level", "raw"}


@pytest.mark.usefixtures("event_tables")
@pytest.mark.parametrize("name", ["syslog", "combined", "logfmt", "plain"])
def test_a_line_means_the_same_alone_and_among_others(name: str) -> None:
    key = attrgetter("arrived", "zone")
    for (arrived, zone), group in groupby(sorted(FORMATS[name].samples, key=key), key=key):
        samples = list(group)
        body = b"\n".join(sample.line + b"\n" + JSON for sample in samples)
        _, events = sealed(body, format="mixed", received_at=datetime.fromisoformat(arrived), zone=zone)
        start = 0
        for sample in samples:
            end = start + sample.line.count(b"\n") + 1
            event = next(
                event
                for event in events
                if start <= event["id"] % 2**20 < end and event["event.dataset"] == name
            )
            start = end + 1
            check_alike(sample, event)


NGINX = b'2026/11/21 20:00:01 [error] 31#32: *3 FastCGI sent in stderr: "PHP message: one'


@pytest.mark.usefixtures("event_tables")
def test_nginx_s_records_end_where_their_quotation_does() -> None:
    """What another program writes behind it is no part of it."""
    whole = (
        NGINX + b'\nPHP message: two" while reading, client: 192.0.2.7, server: a, request: "GET / HTTP/1.1"'
    )
    shut = b'2026/11/21 20:00:02 [error] 31#32: *4 open() "/x" failed, client: 192.0.2.7, server: a'
    for stray in (1, 2):
        body = b"\n".join([whole, *[SYSLOG] * stray, shut, whole])
        result, events = sealed(body)
        raws = [event["raw"] for event in events] + [line.raw for line in result.quarantined]
        assert Counter(raws) == {whole: 2, shut: 1, SYSLOG: stray} if stray == 1 else SYSLOG in raws
        logins = [event for event in events if event["event.action"] == "authn_login_fail"]
        assert len(logins) == (stray if stray > 1 else 0)
        assert [line.reason for line in result.quarantined] == ["not_nginx_error"] * (stray == 1)


def check_alike(sample: Sample, event: dict[str, Any]) -> None:
    expected = {key: value for key, value in sample.expected.items() if key not in OTHERWISE}
    event["timestamp"] = event["timestamp"].isoformat(timespec="microseconds").replace("+00:00", "Z")
    event["fields"].update({name: "" for name in EMPTY if name in sample.line.decode("utf-8", "replace")})
    if "community_id" not in str(expected):
        event["fields"].get("network", {}).pop("community_id", None)  # as test_community_id has it
    assert {key: event[key] for key in expected} == expected
