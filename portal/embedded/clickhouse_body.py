"""A request's body: framed by length or in chunks, perhaps compressed, handed to the engine as a file."""

import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import HTTP
from io import BufferedIOBase
from typing import Protocol, cast

import lz4.frame
import zstandard

MOST = 2 * 2**30  # bytes of one body, decompressed
STEP = 2**20


class BadRequest(Exception):
    """The request cannot be understood; the message may be shown."""


class Decompressor(Protocol):
    def decompress(self, data: bytes, /) -> bytes: ...


class _Plain:
    def decompress(self, data: bytes, /) -> bytes:
        return data


def read_body(stream: BufferedIOBase, headers: dict[str, str]) -> bytes:
    """The whole body, decompressed. Header names are in lower case."""
    decompressor = _decompressor(headers.get("content-encoding", ""))
    parts: list[bytes] = []
    size = 0
    for chunk in _framed(stream, headers):
        part = decompressor.decompress(chunk)
        size += len(part)
        if size > MOST:
            raise BadRequest(f"The body is larger than {MOST:,} bytes.")
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def form_fields(headers: dict[str, str], body: bytes) -> dict[str, str]:
    """The fields of a multipart form (RFC 7578), which clients send when an address would grow too long; else none."""
    kind = headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        return {}
    form = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode("latin-1") + body, policy=HTTP)
    return {
        str(part.get_param("name", header="content-disposition")): _content(part)
        for part in form.iter_parts()
    }


def _content(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode("utf-8") if isinstance(content, bytes) else ""


@contextmanager
def as_file(body: bytes) -> Iterator[str]:
    """A path under which the engine can read ``body``; it exists in memory only."""
    descriptor = os.memfd_create("body", os.MFD_CLOEXEC)
    try:
        view = memoryview(body)
        while view:
            view = view[os.write(descriptor, view) :]
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)


def _framed(stream: BufferedIOBase, headers: dict[str, str]) -> Iterator[bytes]:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        yield from _chunks(stream)
        return
    left = _length(headers.get("content-length", "0"))
    while left:
        piece = _exactly(stream, min(left, 16 * STEP))
        left -= len(piece)
        yield piece


def _chunks(stream: BufferedIOBase) -> Iterator[bytes]:
    """RFC 9112, section 7.1; trailers are read and ignored."""
    while True:
        size = _length(stream.readline(1024).split(b";")[0].strip().decode("latin-1"), 16)
        if size == 0:
            break
        yield _exactly(stream, size)
        stream.readline(8)
    while stream.readline(65536).strip():
        pass


def _length(text: str, base: int = 10) -> int:
    try:
        size = int(text, base)
    except ValueError:
        raise BadRequest("The length of the body is not a number.") from None
    if not 0 <= size <= MOST:
        raise BadRequest(f"The body is larger than {MOST:,} bytes.")
    return size


def _exactly(stream: BufferedIOBase, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise BadRequest("The connection ended inside the body.")
    return data


def _decompressor(name: str) -> Decompressor:
    if name in ("", "identity"):
        return _Plain()
    if name == "gzip":
        return zlib.decompressobj(16 + zlib.MAX_WBITS)
    if name == "zstd":
        return zstandard.ZstdDecompressor().decompressobj()
    if name == "lz4":
        return cast(Decompressor, lz4.frame.LZ4FrameDecompressor())
    raise BadRequest(f"Content-Encoding {name!r} is not supported.")
