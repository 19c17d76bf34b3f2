"""Batches that can be read each by itself, from streams in which a header says what the rest means."""

import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.formats import json_documents
from ingestion.formats.csv_mapping import TIME, Column, CsvColumns
from ingestion.formats.table import rows
from ingestion.receive import json_pieces
from ingestion.receive.errors import TooLarge
from ingestion.receive.lines import Limits, split
from ingestion.receive.pieces import EVTX, EVTX_CHUNK, EVTX_HEADER, pieces
from ingestion.sources.models import CsvMapping
from tests.support.cost import least_seconds

LIMITS = Limits(batch_bytes=80, batch_lines=2**20, line_bytes=2**20)
W3C = b"#Version: 1.0\n#Fields: date time c-ip\n"
LINE = b"2026-11-21 20:00:01 192.0.2.7\n"


def test_a_header_stands_in_front_of_every_batch() -> None:
    found = list(pieces([W3C + LINE * 9], LIMITS))
    assert len(found) > 3
    assert all(batch.startswith(W3C) for batch in found)
    assert b"".join(batch.removeprefix(W3C) for batch in found) == LINE * 9


def test_the_latest_header_counts() -> None:
    changed = W3C + LINE + b"#Fields: c-ip date time\n" + LINE * 4
    last = list(pieces([changed], LIMITS))[-1]
    assert last.startswith(b"#Version: 1.0\n#Fields: c-ip date time\n")


def test_event_logs_are_cut_between_chunks() -> None:
    header = EVTX.ljust(EVTX_HEADER, b"h")
    chunks = [bytes([number]) * EVTX_CHUNK for number in range(5)]
    body = header + b"".join(chunks) + b"rest"
    limits = Limits(EVTX_HEADER + 2 * EVTX_CHUNK, 2**20, 2**20)
    found = list(pieces([body[start : start + 1000] for start in range(0, len(body), 1000)], limits))
    assert found == [
        header + chunks[0] + chunks[1],
        header + chunks[2] + chunks[3],
        header + chunks[4] + b"rest",
    ]


@pytest.mark.parametrize("body", [b"", b"plain\n" * 50, b"# a comment\n" * 40])
def test_other_streams_are_cut_like_lines(body: bytes) -> None:
    assert list(pieces([body], LIMITS)) == list(split([body], LIMITS))


@settings(deadline=None)
@given(st.lists(st.binary(max_size=60)), st.booleans())
def test_no_byte_is_lost(parts: list[bytes], with_header: bool) -> None:
    chunks = [W3C, *parts] if with_header else parts
    lines = b"".join(chunks).replace(b"\r", b"").split(b"\n")
    told = b"\n".join(b"".join(pieces(chunks, LIMITS)).replace(b"\r", b"").split(b"\n"))
    assert all(line in told for line in lines)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_becomes_utf_8_wherever_the_chunks_end(encoding: str) -> None:
    text = "Zeile ü\r\n" * 3 + "\U0001f512 \u0a0a\n"
    body = ("\ufeff" + text).encode(encoding)
    for size in (1, 3, len(body)):
        chunks = [body[start : start + size] for start in range(0, len(body), size)]
        assert b"".join(pieces(chunks, Limits(10, 100, 1000))) == text.encode()


@pytest.mark.parametrize("text", ['{"msg":"one"}\n{"msg":"two"}\n', "time,text\n2026-11-21 20:00:01,x\n"])
def test_a_mark_of_utf_8_is_no_part_of_the_first_record(text: str) -> None:
    body = ("\ufeff" + text).encode()
    for size in (1, 2, len(body)):
        chunks = [body[start : start + size] for start in range(0, len(body), size)]
        assert b"".join(pieces(chunks, Limits(2**20, 100, 1000))) == text.encode()


ROW = '2026-11-21 20:00:01,"first line\nsecond ""line""\nthird %d",x\n'
BARE = CsvMapping(
    said=CsvColumns((Column("a", TIME), Column("b"), Column("c")), ",", has_header=False).as_dict()
)
PG = '2026-11-21 20:00:01.250 UTC,"ada","shop",77,"192.0.2.4:5022",6741c2b1.4d,3,"SELECT",,,,LOG,00000,"select\n%d\n",,,\n'


@pytest.mark.parametrize(
    "limits", [Limits(150, 100, 2**20), Limits(2**20, 70, 2**20)], ids=["bytes", "lines"]
)
@pytest.mark.parametrize(
    ("header", "row", "mapping", "encoding"),
    [
        pytest.param("time,text,note\n", ROW, None, "utf-8", id="header"),
        pytest.param("time,text,note\n", ROW, None, "utf-16", id="UTF-16"),
        pytest.param("time,text,note\n", ROW, None, "utf-8-sig", id="marked"),
        pytest.param("", ROW, BARE, "utf-8", id="mapping without header"),
        pytest.param("", PG, None, "utf-8", id="csvlog"),
    ],
)
def test_tables_are_cut_behind_records(
    header: str, row: str, mapping: CsvMapping | None, encoding: str, limits: Limits
) -> None:
    text = [row % n for n in range(60)]
    body = (header + "".join(text)).encode(encoding)
    cut = list(pieces([body], limits, mapping))
    assert len(cut) > 2
    found = [raw.decode() + "\n" for batch in cut for _, raw in rows(batch)]
    assert [one for one in found if one != header] == text


def test_a_quote_without_end_stops_no_cut() -> None:
    body = b"time,text,note\n" + b'2026-11-21 20:00:01,"never ends,x\n' + b"2026-11-21 20:00:01,a,x\n" * 3000
    cut = list(pieces([body], Limits(2000, 2**20, 2**20)))
    assert max(map(len, cut)) < 2100
    assert sum(batch.count(b"\n") for batch in cut) == 3002 + len(cut) - 1


# --- JSON documents ---------------------------------------------------------------------------------

HOSTILE = st.text(alphabet='{}[]",:\\n \\\\aü\U0001f512', max_size=20)
VALUES = st.recursive(
    st.none() | st.integers() | HOSTILE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(HOSTILE, inner, max_size=3),
    max_leaves=6,
)
RECORDS = st.lists(st.dictionaries(HOSTILE, VALUES, max_size=4), min_size=1, max_size=12)


def put_together(records: list[dict[str, object]], how: str, indent: int | None, escaped: bool) -> bytes:
    if how == "array":
        text = json.dumps(records, indent=indent, ensure_ascii=escaped)
    elif how == "envelope":
        text = json.dumps(
            {"Records": records, "more": {"a": 1}, "b": [{}, {}, {}]}, indent=indent, ensure_ascii=escaped
        )
    elif how == "arrays":
        text = "\n".join(json.dumps([one, one], indent=indent, ensure_ascii=escaped) for one in records)
    else:
        text = "\n".join(
            json.dumps({"n": 1, **one}, indent=indent or 1, ensure_ascii=escaped) for one in records
        )
    return text.encode()


def read(batches: list[bytes]) -> list[object]:
    """The records as they are read, each batch by itself."""
    found: list[object] = []
    for batch in batches:
        records = json_documents.records(batch)
        texts = batch.splitlines() if records is None else [one.raw for one in records]
        refused = [one for one in records or () if one.refusal]
        assert {one.refusal for one in refused} <= {json_documents.BESIDE}
        texts = [text for text in texts if text not in [one.raw for one in refused]]
        found += [json.loads(text) for text in texts]
        found += [one.raw for one in refused]
    return found


def test_an_envelope_is_known_behind_a_long_first_member() -> None:
    said = {"@odata.context": "https://example.net/" + "x" * 1000, "value": [{"n": n} for n in range(20)]}
    cut = list(pieces([json.dumps(said, indent=2).encode()], Limits(1200, 100, 2**20)))
    assert len(cut) > 1
    assert read(cut) == said["value"]


@pytest.mark.parametrize("block", [16, 2**16])
def test_lists_beside_an_envelope_s_own_hold_no_records(block: int) -> None:
    body = json.dumps({"Records": [{"n": n} for n in range(20)], "hosts": [{"host": n} for n in range(20)]})
    with patch.object(json_pieces, "BLOCK", block):
        cut = list(pieces([body.encode() * 2], LIMITS))
    assert len(cut) > 4
    beside = body[body.index('"hosts"') : -1].encode()
    assert read(cut) == [*({"n": n} for n in range(20)), beside] * 2


@settings(deadline=None)
@given(
    RECORDS,
    st.sampled_from(["array", "envelope", "arrays", "spread"]),
    st.sampled_from([None, 1, 4]),
    st.booleans(),
    st.integers(1, 200),
    st.integers(2, 40),
    st.integers(1, 7),
)
def test_json_is_cut_between_records_wherever_blocks_and_chunks_end(
    records: list[dict[str, object]],
    how: str,
    indent: int | None,
    escaped: bool,
    most: int,
    block: int,
    lines: int,
) -> None:
    body = put_together(records, how, indent, escaped)
    limits = Limits(most, lines, 2**20)
    if not json_documents.is_document(body):
        return
    with patch.object(json_pieces, "BLOCK", block):
        cut = list(pieces([body], limits))
        assert cut == list(pieces([body[at : at + 3] for at in range(0, len(body), 3)], limits))
    assert read(cut) == read([body])
    if len(body) <= most and lines // 2 >= body.count(b"}"):  # half may be left for what is no object
        assert cut == [body], "what fits stays as it is"
    if block >= 16:  # the blanks behind a comma fit in
        assert all(len(one) <= most + block + 150 or len(read([one])) <= 2 for one in cut)


def test_a_long_json_array_is_cut_in_bounded_memory() -> None:
    record = json.dumps(
        [{"text": 'a "quoted" } \\ ] text', "deep": {"list": [{"n": 1}, {}]}}] * 40, indent=2
    )[1:-1]
    longest = count()

    def chunks() -> Iterator[bytes]:
        yield b"["
        for number in range(300):
            yield (record.strip() + ("," if number < 299 else "")).encode()
        yield b"]"

    limits = Limits(2**18, 2**20, 2**20)
    found = 0
    for batch in pieces(chunks(), limits):
        assert len(batch) <= limits.batch_bytes + 2
        found += len(json.loads(batch))
        next(longest)
    assert found == 300 * 40
    assert next(longest) > 4


@pytest.mark.parametrize("opening", ["[\n", "["])
def test_a_broken_record_spoils_no_more_than_its_batch(opening: str) -> None:
    good = [json.dumps({"n": number, "text": "x" * 20}, indent=2) for number in range(400)]
    broken = [*good[:100], '{\n  "n": "no end', *good[100:]]
    body = (opening + ",\n".join(broken) + "\n]").encode()
    with patch.object(json_pieces, "BLOCK", 256):
        batches = list(pieces([body], Limits(2000, 2**20, 3000)))
    assert len(batches) > 8
    whole = [one for batch in batches for one in json_documents.records(batch) or () if not one.refusal]
    assert len(whole) >= 398


def test_a_record_without_end_is_refused() -> None:
    endless = (b'{"a":"' + b"[" * 4096 for _ in range(100))
    with pytest.raises(TooLarge, match="bracket or quote"):
        list(pieces([b"[", *endless], Limits(2**12, 2**20, 2**14)))


def test_objects_with_commas_between_them_need_no_list() -> None:
    body = b"".join(b'{"n":%d},\n' % number for number in range(200))
    batches = list(pieces([body], Limits(300, 2**20, 2**10)))
    assert len(batches) > 4
    assert [one["n"] for one in read(batches) if isinstance(one, dict)] == list(range(200))


@pytest.mark.parametrize("body", [b'[{"a":"' + b"a" * 2**21, b"[{}" + b" " * 2**21], ids=["text", "blanks"])
def test_what_has_no_end_is_looked_through_once(body: bytes) -> None:
    """Beginning again at each block took minutes for a few megabytes."""

    def cut() -> None:
        with patch.object(json_pieces, "BLOCK", 256), suppress(TooLarge):
            list(pieces([body], Limits(2**21, 2**20, 2**23)))

    assert least_seconds(cut, enough=3) < 3
