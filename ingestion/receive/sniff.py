"""What a file is by its first bytes, whatever it is called."""

from collections.abc import Iterable, Iterator
from itertools import chain

from ingestion.receive.errors import WrongKind

HEAD = 512
PACKED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
ENDINGS = {".gz": "gzip", ".gzip": "gzip", ".zst": "zstd", ".zstd": "zstd"}
TAR = (257, b"ustar")
# Signatures of what people take for a log file now and then, and of what has no lines at all.
NOT_LINES = {
    b"PK\x03\x04": "a ZIP archive (or an Office document); unpack it first",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive; unpack it first",
    b"Rar!\x1a\x07": "a RAR archive; unpack it first",
    b"BZh": "compressed with bzip2; use gzip or Zstandard",
    b"\xfd7zXZ\x00": "compressed with xz; use gzip or Zstandard",
    b"%PDF-": "a PDF document",
    b"\x89PNG\r\n": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x7fELF": "a program",
    b"SQLite format 3\x00": "an SQLite database",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office document or installer",
    b"\xff\xfe": "UTF-16 text; convert it to UTF-8 first",
    b"\xfe\xff": "UTF-16 text; convert it to UTF-8 first",
}


def peek(chunks: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes (512, or all there are) and the whole stream again."""
    rest = iter(chunks)
    first = b""
    for chunk in rest:
        first += chunk
        if len(first) >= HEAD:
            break
    return first[:HEAD], chain([first] if first else [], rest)


def packing(head: bytes, filename: str) -> str:
    """``gzip``, ``zstd`` or empty. Raises ``WrongKind`` when the name promises a packing that the bytes deny."""
    found = next((kind for signature, kind in PACKED.items() if head.startswith(signature)), "")
    promised = next((kind for ending, kind in ENDINGS.items() if filename.lower().endswith(ending)), "")
    if promised and promised != found:
        raise WrongKind(
            f"The name says that it is packed with {promised}, and its first bytes say that it is not."
        )
    return found


def refuse_what_has_no_lines(head: bytes) -> None:
    """Raise ``WrongKind`` for archives, pictures, programs and the like."""
    for signature, kind in NOT_LINES.items():
        if head.startswith(signature):
            raise WrongKind(f"This is {kind}.")
    place, signature = TAR
    if head[place:].startswith(signature):
        raise WrongKind("This is a tar archive; unpack it first.")
