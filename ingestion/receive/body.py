"""The body of a request as it arrives, never held whole."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, UnreadablePostError

from ingestion.receive.errors import Interrupted, LengthRequired, TooLarge
from ingestion.receive.proof import borne_out, proof_of

CHUNK = 2**18
WITHOUT_END = {"", "identity"}


def declared_size(request: HttpRequest) -> int | None:
    """Bytes according to Content-Length; ``None`` when it is missing."""
    value = request.META.get("CONTENT_LENGTH") or ""
    return int(value) if value.isascii() and value.isdigit() else None


def chunks_of(request: HttpRequest, most: int) -> Iterator[bytes]:
    """The body in chunks of at most 256 KiB.

    Raises ``LengthRequired`` where an end too early would go unnoticed, ``TooLarge`` at once when the declared
    size exceeds ``most`` and later when the body does, ``Interrupted`` when less arrives than was declared, and
    ``DigestMismatch`` when the sender signed something else.
    """
    size = declared_size(request)
    if size is not None and size > most:
        raise _too_large(most)
    if is_chunked(request) and request.headers.get("Content-Encoding", "").lower() in WITHOUT_END:
        # The web server hands over a chunked body that broke off as if it were whole; gzip and Zstandard notice.
        raise LengthRequired("Send Content-Length, or compress the body with gzip or Zstandard.")
    chunks = _bounded(_reader(request), size, most)
    proof = proof_of(request)
    return borne_out(chunks, proof) if proof.digests else chunks


def is_chunked(request: HttpRequest) -> bool:
    chunked = "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower()
    return chunked and declared_size(request) is None


def _reader(request: HttpRequest) -> Callable[[int], bytes]:
    """Django reads nothing without Content-Length, so a chunked body is read from the server itself."""
    if is_chunked(request):
        read: Callable[[int], bytes] = request.META["wsgi.input"].read
        return read
    return request.read


def _bounded(read: Callable[[int], bytes], size: int | None, most: int) -> Iterator[bytes]:
    arrived = 0
    try:
        while chunk := read(CHUNK):
            arrived += len(chunk)
            if arrived > most:
                raise _too_large(most)
            yield chunk
    except (UnreadablePostError, OSError) as error:
        raise Interrupted("The connection ended before everything had arrived. Send it again.") from error
    if size is not None and arrived < size:
        raise Interrupted(f"Only {arrived:,} of {size:,} bytes arrived. Send it again.")


def _too_large(most: int) -> TooLarge:
    return TooLarge(f"It is larger than {most:,} bytes. Send it in several parts, or compressed.")
