"""Cutting into batches: nothing lost, nothing changed, whatever the bytes and however they arrive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.formats.line_count import count_lines
from ingestion.receive.errors import TooLarge
from ingestion.receive.lines import BLOCK, Limits, after_lines, split

LOOSE = Limits(batch_bytes=10**6, batch_lines=10**6, line_bytes=10**6)
# Few different bytes, so that line feeds are frequent and lines repeat.
texts = st.lists(
    st.sampled_from([b"\n", b"\r\n", b"a", b"\x00\xff", b"one line\n", b"x" * 30]), max_size=60
).map(b"".join)
limits = st.builds(
    Limits, batch_bytes=st.integers(1, 80), batch_lines=st.integers(1, 12), line_bytes=st.just(10**6)
)


def chunked(data: bytes, sizes: list[int]) -> list[bytes]:
    chunks, start = [], 0
    for size in sizes:
        chunks.append(data[start : start + size])
        start += size
    return [*chunks, data[start:]]


@given(texts, limits, st.lists(st.integers(0, 40), max_size=30))
def test_splitting_loses_and_changes_nothing(data: bytes, most: Limits, sizes: list[int]) -> None:
    batches = list(split(chunked(data, sizes), most))

    assert b"".join(batches) == data
    assert all(batches), "no batch is empty"
    assert all(batch.endswith(b"\n") for batch in batches[:-1]), "no line is torn"
    assert all(count_lines(batch) <= most.batch_lines for batch in batches)
    assert all(len(batch) <= most.batch_bytes or count_lines(batch) == 1 for batch in batches)


@given(texts, limits, st.lists(st.integers(0, 40), max_size=30))
def test_the_cuts_do_not_depend_on_the_way_the_bytes_came(
    data: bytes, most: Limits, sizes: list[int]
) -> None:
    assert list(split(chunked(data, sizes), most)) == list(split([data], most))


@given(texts, st.integers(1, 20))
def test_after_lines_finds_the_line_feed_that_counting_one_by_one_finds(data: bytes, lines: int) -> None:
    end = after_lines(data, 0, lines)
    kept = data[:end]
    assert kept.count(b"\n") == min(lines, data.count(b"\n"))
    assert end == len(data) or kept.endswith(b"\n")


def test_lines_are_counted_across_blocks() -> None:
    data = b"0123456\n" * (BLOCK // 2)
    assert [count_lines(batch) for batch in split([data], Limits(10**6, 700, 10**6))] == [700, 700, 648]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", [], id="nothing"),
        pytest.param(b"a", [b"a"], id="no line feed at the end"),
        pytest.param(b"a\nb", [b"a\nb"], id="last line without line feed"),
        pytest.param(b"\n", [b"\n"], id="one empty line"),
    ],
)
def test_short_inputs(data: bytes, expected: list[bytes]) -> None:
    assert list(split([data], LOOSE)) == expected


def test_a_line_longer_than_a_batch_is_a_batch_of_its_own() -> None:
    data = b"ab\n" + b"x" * 50 + b"\ncd\n"
    assert list(split([data], Limits(10, 100, 100))) == [b"ab\n", b"x" * 50 + b"\n", b"cd\n"]


@pytest.mark.parametrize(
    "tail", [b"", b"\n", b"\nmore\n"], ids=["unfinished", "finished", "with more behind it"]
)
@pytest.mark.parametrize("size", [1, 7, 500], ids="chunks of {}".format)
def test_an_endless_line_is_refused_and_not_held(tail: bytes, size: int) -> None:
    data = b"ok\n" + b"x" * 200 + tail
    chunks = [data[i : i + size] for i in range(0, len(data), size)]
    with pytest.raises(TooLarge, match="One line is longer than 100 bytes"):
        list(split(chunks, Limits(10, 100, 100)))
