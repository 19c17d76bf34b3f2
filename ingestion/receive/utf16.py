"""UTF-16 text, as Windows' tools write it, turned into UTF-8 while it streams in; its byte order mark tells it.

What is no UTF-16 inside becomes U+FFFD: there are no lines to keep apart otherwise.
"""

import codecs
from collections.abc import Iterable, Iterator

UTF8_MARK = codecs.BOM_UTF8
MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def is_marked(head: bytes) -> bool:
    return head.startswith(MARKS) and not head.startswith(codecs.BOM_UTF32_LE)


def without(mark: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The stream behind a mark that its first chunk begins with."""
    rest = iter(chunks)
    yield next(rest, b"").removeprefix(mark)
    yield from rest


def as_utf8(chunks: Iterable[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")
