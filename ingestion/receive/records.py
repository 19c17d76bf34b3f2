"""Making one line of JSON out of what a sender says about a record and the record itself."""

from collections.abc import Iterable, Mapping

import orjson
from django.conf import settings

BLANK = b" \t\r\n"
JSON_OPTIONS = orjson.OPT_NON_STR_KEYS


class Unusable(ValueError):
    """One record of a request that cannot be taken; the message is for its sender."""


def require_object(text: bytes) -> None:
    """Raise ``Unusable`` unless ``text`` is one JSON object (RFC 8259) that fits in a line."""
    require_short(text)
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Unusable(f"Not JSON: {error.msg}, at character {error.pos + 1}.") from None
    if not isinstance(document, dict):
        raise Unusable("A record is one JSON object.")


def require_short(text: bytes) -> None:
    if len(text) > settings.MAX_LINE_BYTES:
        raise Unusable(f"The record has {len(text):,} bytes; at most {settings.MAX_LINE_BYTES:,} are taken.")


def spliced(facts: Mapping[str, object], document: bytes) -> bytes:
    """``document``, the text of a JSON object, with ``facts`` before its own members, as one line.

    The document's bytes stay as they are: numbers, escapes and repeated members are not rewritten, unless it spans lines. Facts come first,
    because the first of two members that say the same becomes the column. Raises ``Unusable`` as ``record`` does.
    """
    document = document.strip(BLANK)
    if b"\n" in document or b"\r" in document:  # pretty-printed; inside a string they are escaped
        document = written(orjson.loads(document))
    if not facts:
        return document
    rest = document[1:].lstrip(BLANK)
    return written(facts)[:-1] + (b"" if rest.startswith(b"}") else b",") + rest


def record(facts: Mapping[str, object]) -> bytes:
    """``facts`` as one line of JSON; what has no value is left out. Text that is not Unicode is repaired visibly.

    Raises ``Unusable`` for values nested deeper than 254, which nobody means.
    """
    return written({name: value for name, value in facts.items() if value not in (None, "")})


def written(value: object) -> bytes:
    """``value`` as JSON, on the terms of ``record``."""
    try:
        return orjson.dumps(value, option=JSON_OPTIONS)
    except orjson.JSONEncodeError:
        pass
    try:
        return orjson.dumps(_repaired(value), option=JSON_OPTIONS)
    except (orjson.JSONEncodeError, RecursionError) as error:
        raise Unusable(f"The record cannot be written as JSON: {error}.") from None


def looks_like_object(text: bytes | str) -> bool:
    """Whether a message is itself a JSON object, as many programs log them."""
    if isinstance(text, str):
        if not text.startswith("{"):
            return False
        text = text.encode("utf-8", "replace")
    if not text.startswith(b"{"):
        return False
    try:
        require_object(text)
    except Unusable:
        return False
    return True


def _repaired(value: object) -> object:
    """Lone surrogates as ``\\udc80`` in text, and numbers beyond 64 bits as text."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        return {_repaired(name): _repaired(inner) for name, inner in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, (bytes, bytearray)):
        return [_repaired(inner) for inner in value]
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        return str(value)
    return value
