"""The one spelling of a value, so that it has the same token in JSON, in a URL and in plain text."""

from urllib.parse import unquote_to_bytes

import orjson

from ingestion.normalise.masking.text import Quote

DEEPEST = 4  # JSON in JSON in JSON in JSON


def plain(value: bytes, quote: Quote | None = None, *, encoded: bool = False) -> bytes:
    """The value without the escapes of what it stands in; as it is where they cannot be read."""
    if quote is not None and b"\\" in value and quote.mark.endswith(b'"'):
        value = _unescaped(value, (quote.depth + 1).bit_length())
    if quote is not None and b"\\" in value and quote.mark.endswith((b"u0022", b"u0027")):
        value = _unescaped(value, 1)
    if quote is not None and b'""' in value and quote.mark == b'""':
        value = value.replace(b'""""', b'"')
    if b"%" in value and (encoded or (quote is not None and quote.mark.startswith(b"%"))):
        value = unquote_to_bytes(value)
    return value


def _unescaped(value: bytes, depth: int) -> bytes:
    for _ in range(min(depth, DEEPEST)):
        try:
            value = str(orjson.loads(b'"' + value + b'"')).encode("utf-8", "surrogatepass")
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            return value
    return value
