"""Batches that can be read each by itself, from streams in which a header says what the rest means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.receive.lines import Limits, split
from ingestion.receive.pieces import EVTX, EVTX_CHUNK, EVTX_HEADER, pieces

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
