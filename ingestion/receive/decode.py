"""Undoing compression as it streams in, in bounded steps: no small request may become an endless one."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import zstandard

from ingestion.receive.errors import BadEncoding, TooLarge, UnsupportedEncoding

STEP = 2**20  # bytes of output of one step
GZIP_ONLY = 16 + zlib.MAX_WBITS
ZLIB_ONLY = zlib.MAX_WBITS
# RFC 9659: what a receiver of Content-Encoding zstd must accept, and needs not exceed.
ZSTD_WINDOW = 8 * 2**20
# A Zstandard block of 4 bytes can stand for 128 KiB, so a piece of this size gives 32 MiB at worst.
ZSTD_PIECE = 1024
RATIO_FROM = 8 * 2**20  # output below this is no bomb, whatever its ratio
RATIO = 250  # deflate cannot exceed 1,032; repetitive logs reach about 60


@dataclass
class Meter:
    """Bytes in and out, the most that may come out, and how many times what went in. ``refusal`` is raised for more."""

    most: int
    times: int = RATIO
    refusal: type[TooLarge] = TooLarge
    taken: int = 0
    given: int = 0

    def count_in(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.taken += len(chunk)
            yield chunk

    def count_out(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.given += len(piece)
            if self.given > self.most:
                raise self.refusal(
                    f"It holds more than {self.most:,} bytes uncompressed. Send it in several parts."
                )
            if self.given > RATIO_FROM and self.given > self.times * self.taken:
                raise self.refusal(
                    f"It expands to more than {self.times} times its size and is refused as a compression bomb."
                )
            if piece:
                yield piece


def decoded(chunks: Iterable[bytes], encoding: str, most: int) -> Iterator[bytes]:
    """The bytes behind ``encoding`` (a Content-Encoding: empty, identity, gzip, deflate or zstd), at most ``most`` of them.

    Raises ``BadEncoding``, ``TooLarge`` and ``UnsupportedEncoding``, the last one at once.
    """
    decoder = decoder_of(encoding)
    meter = Meter(most)
    return meter.count_out(decoder(meter.count_in(chunks)))


def decoder_of(encoding: str) -> Callable[[Iterable[bytes]], Iterator[bytes]]:
    try:
        return DECODERS[encoding.strip().lower()]
    except KeyError:
        raise UnsupportedEncoding(
            f"Content-Encoding {encoding[:40]!r} is not known. Use gzip or zstd, or none."
        ) from None


def plain(chunks: Iterable[bytes]) -> Iterator[bytes]:
    yield from chunks


def gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """RFC 1952, with any number of members one after the other, as ``cat a.gz b.gz`` makes them."""
    stream = zlib.decompressobj(GZIP_ONLY)
    try:
        for chunk in chunks:
            while chunk:
                if stream.eof:
                    stream = zlib.decompressobj(GZIP_ONLY)
                yield stream.decompress(chunk, STEP)
                chunk = stream.unused_data if stream.eof else stream.unconsumed_tail
        yield stream.flush()
    except zlib.error as error:
        raise BadEncoding("The gzip data is damaged. Compress the file again and resend it.") from error
    if not stream.eof:
        raise BadEncoding("The gzip data ends too early. Resend it whole.")


def inflate(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """RFC 1950, which HTTP calls deflate: one stream, behind which nothing may stand that would be passed over."""
    stream = zlib.decompressobj(ZLIB_ONLY)
    try:
        for chunk in chunks:
            while chunk and not stream.eof:
                yield stream.decompress(chunk, STEP)
                chunk = stream.unconsumed_tail
            if chunk or stream.unused_data:
                raise BadEncoding("More follows the end of the zlib data. Send it as one stream.")
        yield stream.flush()
    except zlib.error as error:
        raise BadEncoding("The zlib data is damaged. Compress it again and resend it.") from error
    if not stream.eof:
        raise BadEncoding("The zlib data ends too early. Resend it whole.")


def unzstd(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """RFC 8878, with any number of frames."""
    decompressor = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
    stream = decompressor.decompressobj()
    try:
        for piece in _pieces(chunks):
            while piece:
                if stream.eof:
                    stream = decompressor.decompressobj()
                yield stream.decompress(piece)
                piece = stream.unused_data if stream.eof else b""
    except zstandard.ZstdError as error:
        raise BadEncoding(
            "The Zstandard data is damaged, or was made with a window of more than 8 MiB (--long)."
        ) from error
    if not stream.eof:
        raise BadEncoding("The Zstandard data ends too early. Resend it whole.")


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        for start in range(0, len(chunk), ZSTD_PIECE):
            yield chunk[start : start + ZSTD_PIECE]


DECODERS = {
    "": plain,
    "identity": plain,
    "gzip": gunzip,
    "x-gzip": gunzip,
    "deflate": inflate,
    "zstd": unzstd,
}
