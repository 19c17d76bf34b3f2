"""The quick way to a line's format finds the same one as trying all signatures in their order."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.formats import FORMATS
from ingestion.formats.documents import NEVER
from ingestion.formats.needs import needs
from ingestion.formats.signatures import Signatures

KNOWN = Signatures(FORMATS)
TRIED = [
    (name, one.signature.match)
    for name, one in FORMATS.items()
    if name != "plain" and one.signature is not NEVER
]
LINES = [line for one in FORMATS.values() for sample in one.samples for line in sample.line.split(b"\n")]


def in_order(line: bytes) -> str:
    return next((name for name, match in TRIED if match(line)), "")


def test_every_line_of_every_sample_is_found() -> None:
    assert [line for line in LINES if KNOWN.first(line) != in_order(line)] == []
    assert KNOWN.first(b"") == in_order(b"")


@given(
    st.sampled_from(LINES),
    st.sampled_from(LINES),
    st.integers(0, 300),
    st.integers(0, 300),
    st.binary(max_size=4),
)
def test_so_are_lines_made_of_two(one: bytes, other: bytes, end: int, start: int, between: bytes) -> None:
    line = one[:end] + between + other[start:]
    assert KNOWN.first(line) == in_order(line)


@pytest.mark.parametrize(
    ("pattern", "first", "texts"),
    [
        pytest.param(rb"ab\d+", {b"a"}, [b"ab"], id="letters"),
        pytest.param(rb"(?i:k)[^\n]", {b"k", b"K"}, [b""], id="either case"),
        pytest.param(rb"(?i)K=", {b"k", b"K"}, [b"="], id="either case of all"),
        pytest.param(rb"a?(?:bc|d)", {b"a", b"b", b"d"}, [b"bc", b"d"], id="a choice"),
        pytest.param(rb"(?:x|)y", {b"x", b"y"}, [b"y"], id="an empty choice"),
        pytest.param(rb"(?=[^\n]*needle)[pq](?!other)", {b"p", b"q"}, [b"needle"], id="what lies ahead"),
        pytest.param(rb"(?:ab){2}c*", {b"a"}, [b"ab"], id="repeated"),
        pytest.param(rb"(?>u)v++", {b"u"}, [b"u"], id="atomic"),
    ],
)
def test_what_an_expression_needs(pattern: bytes, first: set[bytes], texts: Sequence[bytes]) -> None:
    found = needs(re.compile(pattern))
    assert (set(found.first), list(found.best)) == (first, texts)


def test_what_may_be_anything_needs_nothing() -> None:
    assert needs(re.compile(rb"x*")).first == {bytes([byte]) for byte in range(256)} | {b""}
    assert needs(re.compile(rb"[^a]", re.DOTALL)).first == {bytes([byte]) for byte in range(256)}
