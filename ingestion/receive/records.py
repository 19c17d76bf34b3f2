"""Making one line of JSON out of what a sender says about a record and the record itself."""

from collections.abc import Mapping

import orjson
from django.conf import settings

from ingestion.formats.repaired import written as as_json
from ingestion.receive.errors import TooLarge

BLANK = b" \t\r\n"
FEW = 1000  # records that any request may hold


class Unusable(ValueError):
    """One record of a request that cannot be taken; the message is for its sender."""


class Gathered:
    """The records of one request, which may be neither too many nor too large for its ``size`` in bytes.

    What a sender says once for many records stands in each of them: a name of a kilobyte before a hundred thousand empty
    records would be a hundred megabytes.
    """

    def __init__(self, size: int) -> None:
        self.records: list[bytes] = []
        # As much as a request may itself have is room for any: a collector's attributes are kilobytes for each record.
        self._room = max(settings.MAX_DOCUMENT_BYTES, settings.MAX_RECORDS_RATIO * size)
        least = settings.LEAST_LINE_BYTES
        self._left = FEW + size // least if least else size

    def add(self, record: bytes) -> None:
        """Raises ``Unusable`` for a record that is too long, and ``TooLarge`` when they are too much together."""
        require_short(record)
        self._room -= len(record)
        if self._room < 0:
            raise TooLarge(
                f"Its records are more than {settings.MAX_RECORDS_RATIO} times as large as the request, with what it"
                " says for many of them at once. Send it in smaller parts, or say less with each record."
            )
        self.records.append(record)

    def count(self) -> None:
        """Before each record is made, whether it can be taken or not. Raises ``TooLarge`` when they are too many."""
        self._left -= 1
        if self._left < 0:
            raise TooLarge(
                f"Its records have fewer than {settings.LEAST_LINE_BYTES} bytes on average, so it is taken for no log."
            )


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


def free_name(document: Mapping[str, object], name: str, prefix: str) -> str:
    """``name``, with ``prefix`` before it as often as it takes to find one under which nothing is said yet."""
    while document.get(name) is not None:
        name = f"{prefix}{name}"
    return name


def written(value: object) -> bytes:
    """``value`` as JSON, on the terms of ``record``."""
    try:
        return as_json(value)
    except ValueError as error:
        raise Unusable(str(error)) from None


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
