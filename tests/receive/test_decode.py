"""Compressed bodies: undone exactly, and never more than allowed."""

import gzip
import zlib
from collections.abc import Callable, Iterator

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from ingestion.receive.decode import RATIO_FROM, decoded
from ingestion.receive.errors import BadEncoding, TooLarge, UnsupportedEncoding

PACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "zstd": zstandard.compress,
}
MANY = 2**30


def chunks(data: bytes, size: int = 1000) -> Iterator[bytes]:
    yield from (data[i : i + size] for i in range(0, len(data), size))


@pytest.mark.parametrize("encoding", PACK)
@given(parts=st.lists(st.binary(min_size=1, max_size=3000), min_size=1, max_size=4), size=st.integers(1, 700))
def test_what_was_packed_comes_out(encoding: str, parts: list[bytes], size: int) -> None:
    packed = b"".join(PACK[encoding](part) for part in parts)  # several members or frames in a row
    assert b"".join(decoded(chunks(packed, size), encoding, MANY)) == b"".join(parts)


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_data_cut_short_is_refused(encoding: str) -> None:
    packed = PACK[encoding](b"one line\n" * 1000)
    for length in (1, len(packed) // 2, len(packed) - 1):
        with pytest.raises(BadEncoding, match="ends too early"):
            list(decoded([packed[:length]], encoding, MANY))


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_damaged_data_is_refused(encoding: str) -> None:
    with pytest.raises(BadEncoding):
        list(decoded([b'{"message": "not compressed"}\n'], encoding, MANY))


def test_a_wrong_checksum_is_refused() -> None:
    packed = bytearray(gzip.compress(b"one line\n"))
    packed[-8] ^= 1
    with pytest.raises(BadEncoding):
        list(decoded([bytes(packed)], "gzip", MANY))


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_more_than_allowed_is_refused_while_streaming(encoding: str) -> None:
    packed = PACK[encoding](bytes(range(256)) * 4000)
    given_out = 0
    with pytest.raises(TooLarge, match="more than 100,000 bytes"):
        for piece in decoded(chunks(packed), encoding, 100_000):
            given_out += len(piece)
    assert given_out <= 100_000


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_compression_bomb_is_refused_early(encoding: str) -> None:
    bomb = PACK[encoding](bytes(300 * 2**20))
    given_out = 0
    with pytest.raises(TooLarge, match="compression bomb"):
        for piece in decoded(chunks(bomb), encoding, MANY):
            given_out += len(piece)
    assert given_out <= RATIO_FROM + 2**25


def test_an_unknown_encoding_is_refused_before_anything_is_read() -> None:
    def untouched() -> Iterator[bytes]:
        raise AssertionError("nothing may be read")
        yield b""

    with pytest.raises(UnsupportedEncoding, match="'br' is not known"):
        decoded(untouched(), "br", MANY)


def test_deflate_without_a_gzip_header_is_not_gzip() -> None:
    with pytest.raises(BadEncoding):
        list(decoded([zlib.compress(b"one line\n")], "gzip", MANY))


@pytest.mark.parametrize("size", [7, 10**6])
def test_nothing_is_passed_over_behind_the_end_of_zlib_data(size: int) -> None:
    one = zlib.compress(b"first line\n" * 9)
    with pytest.raises(BadEncoding, match="as one stream"):
        list(decoded(chunks(one + zlib.compress(b"second line\n"), size), "deflate", MANY))
    assert b"".join(decoded(chunks(one, size), "deflate", MANY)) == b"first line\n" * 9
