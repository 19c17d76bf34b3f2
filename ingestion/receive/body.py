"""The body of a request as it arrives, never held whole."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, UnreadablePostError

from ingestion.receive.errors import Interrupted, TooLarge

CHUNK = 2**18


def declared_size(request: HttpRequest) -> int | None:
    """Bytes according to Content-Length; ``None`` when it is missing (chunked transfer, RFC 9112 §7.1)."""
    value = request.META.get("CONTENT_LENGTH") or ""
    return int(value) if value.isascii() and value.isdigit() else None


def chunks_of(request: HttpRequest, most: int) -> Iterator[bytes]:
    """The body in chunks of at most 256 KiB.

    Raises ``TooLarge`` at once when the declared size exceeds ``most``, or where the body itself does;
    ``Interrupted`` when fewer bytes arrive than were declared.
    """
    size = declared_size(request)
    if size is not None and size > most:
        raise _too_large(most)
    return _bounded(_reader(request, size), size, most)


def _reader(request: HttpRequest, size: int | None) -> Callable[[int], bytes]:
    """Django reads nothing without Content-Length, so a chunked body is read from the server itself."""
    if size is None and "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
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
