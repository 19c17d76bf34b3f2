"""The quick way to cut a common line apart says the same of every line as the expressions it stands in for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.formats import FORMATS
from ingestion.store.preview import preview
from tests.store.batches import incoming

MOST = 1000
WORDS = {
    "syslog": (
        b"<13>1 ", b"<191>12 ", b"2026-11-21T10:30:00.5Z ", b"2026-11-21 10:30:00Z ", b"- ", b"web-1 ", b"sshd ", b"7 ",
        b"ID47 ", b'[a@1 b="c" d.e=""]', b'[a b="\\"]"]', b'[a b="]"][c]', b'[a b= "c"]', b" ", b"\xef\xbb\xbf", b"\xef\xbb",
        b'" ', b"[", b"] ", b"\t", b"\xff", b"\xc3\xa9", b"message repeated 3 times: [ x]",
    ),
    "combined": (
        b"192.0.2.8 ", b"shop.example:8443 ", b"2001:db8::9 ", b"::1, 192.0.2.9 ", b'"192.0.2.9 ', b"- ", b"kim lee ",
        b"[21/Nov/2026:10:30:00 +0330] ", b"[21/Nov/2026:10:30:00.25 +0000] ", b'"GET /a?b=c HTTP/1.1" ', b'"GET /a b HTTP/2" ',
        b'"\\x16" ', b"200 ", b"- ", b"9", b' "-"', b' "B \\"x\\""', b' "https://a.example/"', b" 0.004", b'"', b" ", b"[",
        b"\xff",
    ),
    "ndjson": (
        b'"user.name":"x"', b'"user.name":""', b'"user.name":null', b'"msg":"told"', b'"level":"warn"', b'"message":"again"',
        b'"http.response.status_code":"abc"', b'"http.response.status_code":"404"', b'"http.response.status_code":404.0',
        b'"source.port":-1', b'"source.port":1e3', b'"source.port":[7]', b'"process.pid":" 7"', b'"process.pid":7', b'"a":1',
        b'"a":"two"', b'"b":{"c":2}', b'"b":{}', b'"":3', b'"\\u001e":1', b'"a\\u001f\\u001eb":1', b'"a.b":[1,"x",null]',
        b'"d/e":"f/\xc3\xa9"', b'"q\\"uote":true', b'"@timestamp":"bad"', b'"time":"2026-11-20T09:14:03Z"',
        b'"user":{"name":"z"}', b'"x":"null"', b'"y":"\\"\\""', b'"z" : 1.50', b'"left":null', b"{", b"}", b"\xff", b"nul",
    ),
}  # fmt: skip
QUICK = tuple(WORDS)
BETWEEN = {"syslog": b" ", "combined": b" ", "ndjson": b","}
ORDINARY = {
    "syslog": b'<13>1 2026-11-21T10:30:00.5Z web-1 sshd 7 ID47 [a@1 b="c" d.e=""] told',
    "combined": b'192.0.2.8 - kim [21/Nov/2026:10:30:00 +0330] "GET /a HTTP/1.1" 200 9 "-" "B" 0.004',
    "ndjson": b'{"@timestamp":"2026-11-20T09:14:03.250Z","user.name":"kim","http.response.status_code":200,"left":3,"message":"low"}',
}


def changed(line: bytes, name: str, words: Sequence[bytes]) -> Iterator[bytes]:
    """The line with each word put in at each place, and in place of each other."""
    between = BETWEEN[name]
    parts = (
        line.removeprefix(b"{").removesuffix(b"}").split(between) if name == "ndjson" else line.split(between)
    )
    for word, at, gap in product(words, range(len(parts) + 1), (0, 1)):
        yield shut(name, between.join([*parts[:at], word.strip(b" "), *parts[at + gap :]]))


def shut(name: str, line: bytes) -> bytes:
    return b"{" + line + b"}" if name == "ndjson" else line


def agree(name: str, given: Iterable[bytes]) -> None:
    one = FORMATS[name]
    assert any("quick" in stage for stage in one.stages)
    without = tuple({**stage, "quick": "false"} if "quick" in stage else stage for stage in one.stages)
    batch = incoming(b"\n".join(line.replace(b"\n", b" ") for line in given), format=name)
    quickly, slowly = (
        preview(each, MOST) for each in (batch, replace(batch, format=replace(one, stages=without)))
    )
    assert [pair for pair in zip(quickly, slowly, strict=True) if pair[0] != pair[1]] == []


@pytest.mark.parametrize("name", QUICK)
@pytest.mark.usefixtures("event_tables")
def test_both_ways_agree_on_a_common_line_with_one_change(name: str) -> None:
    agree(name, changed(ORDINARY[name], name, WORDS[name]))


@pytest.mark.parametrize("name", QUICK)
@pytest.mark.usefixtures("event_tables")
def test_both_ways_agree_on_any_words(name: str) -> None:
    samples = [
        line for sample in FORMATS[name].samples for line in changed(sample.line, name, WORDS[name][-8:])
    ]
    words = st.lists(st.sampled_from(WORDS[name]), max_size=14).map(
        lambda some: shut(name, (b"," if name == "ndjson" else b"").join(some))
    )

    # A statement costs more than its lines, so there are few of many.
    @settings(max_examples=settings().max_examples // 6)
    @given(st.lists(words | st.sampled_from(samples), min_size=100, max_size=200))
    def check(given: list[bytes]) -> None:
        agree(name, given)

    check()
