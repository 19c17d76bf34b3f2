"""A request's body: framed by length or in chunks, perhaps compressed, handed to the engine as a file."""

import io
import os
import zlib
from collections import deque
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import HTTP
from io import BufferedIOBase
from mmap import mmap
from typing import ClassVar, Protocol, cast

import lz4.frame
import zstandard

MOST = 2 * 2**30  # bytes of one body, decompressed
STEP = 2**20


SPARES, SPARE_BYTES = 2, 64 * STEP  # files that are kept, and the largest of them
Data = mmap | bytes


class BadRequest(Exception):
    """The request cannot be understood; the message may be shown."""


class Decompressor(Protocol):
    def decompress(self, data: bytes, /) -> bytes: ...


class _Plain:
    def decompress(self, data: bytes, /) -> bytes:
        return data


class Body:
    """A request's body. The engine reads it as a file that exists in memory only, so that a large one is copied once.

    Files of large bodies are used again: to have the kernel find and clear that many pages takes as long as the copy.
    Only after ``reusable`` was set: a statement that failed or was killed may still have a reader.
    """

    _spare: ClassVar[deque[int]] = deque()

    def __init__(self, size: int) -> None:
        self.reusable = False
        self.data: Data = b""
        self._descriptor = _spare_or_new(self._spare if size >= STEP else deque())
        try:
            os.truncate(self._descriptor, size)
            self.data = mmap(self._descriptor, size) if size else b""
        except (OSError, ValueError):
            os.close(self._descriptor)
            raise

    @classmethod
    def of(cls, data: bytes) -> "Body":
        return cls._filled(len(data), io.BytesIO(data))

    @classmethod
    def read(cls, stream: BufferedIOBase, size: int) -> "Body":
        """Raises ``BadRequest`` when the stream ends before."""
        return cls._filled(size, stream)

    @classmethod
    def _filled(cls, size: int, stream: BufferedIOBase) -> "Body":
        body = cls(size)
        try:
            with memoryview(body.data) as view:
                if size and stream.readinto(view) != size:
                    raise BadRequest("The connection ended inside the body.")
        except BaseException:
            body.close()
            raise
        return body

    @property
    def path(self) -> str:
        """Readable until the body is closed."""
        return f"/proc/self/fd/{self._descriptor}"

    def clear(self) -> None:
        """Forget what was read; the file is empty then."""
        if isinstance(self.data, mmap):
            self.data.close()
        self.data = b""
        os.truncate(self._descriptor, 0)

    def close(self) -> None:
        size = len(self.data)
        if isinstance(self.data, mmap):
            self.data.close()
        self.data = b""
        if self.reusable and STEP <= size <= SPARE_BYTES and len(self._spare) < SPARES:
            self._spare.append(self._descriptor)
        else:
            os.close(self._descriptor)


def _spare_or_new(spare: deque[int]) -> int:
    try:
        return spare.pop()
    except IndexError:  # none, or another thread was faster
        return os.memfd_create("body", os.MFD_CLOEXEC)


def read_body(stream: BufferedIOBase, headers: dict[str, str]) -> Body:
    """The whole body, decompressed. Header names are in lower case."""
    if headers.get("content-encoding", "identity") != "identity" or "transfer-encoding" in headers:
        return Body.of(_decompressed(stream, headers))
    return Body.read(stream, _length(headers.get("content-length", "0")))


def _decompressed(stream: BufferedIOBase, headers: dict[str, str]) -> bytes:
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


def form_fields(headers: dict[str, str], body: Data) -> dict[str, str]:
    """The fields of a multipart form (RFC 7578), which clients send when an address would grow too long; else none."""
    kind = headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        return {}
    form = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode("latin-1") + bytes(body), policy=HTTP)
    return {
        str(part.get_param("name", header="content-disposition")): _content(part)
        for part in form.iter_parts()
    }


def _content(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode("utf-8") if isinstance(content, bytes) else ""


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
