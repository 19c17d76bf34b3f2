"""Values that JSON cannot hold as they are, put so that it can: nothing is left out, and what was changed shows."""

import json
import re
from collections.abc import Iterable, Mapping

import orjson

from portal.core import compact

LARGE = re.compile(rb"[\s:,\[](?:-[0-9]{19}|[0-9]{20})")


def read(text: bytes) -> object:
    """JSON, with the digits of a whole number beyond 64 bits as text: ``orjson`` would round it. Raises ``orjson.JSONDecodeError``."""
    found = orjson.loads(text)
    if not LARGE.search(text):
        return found
    try:
        return json.loads(text, parse_int=_whole)
    except RecursionError:
        return found


def _whole(digits: str) -> int | str:
    return number if len(digits) <= 20 and -(2**63) <= (number := int(digits)) < 2**64 else digits


def repaired(value: object) -> object:
    """Lone surrogates as ``\\udc80`` in text, and numbers beyond 64 bits as text."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        return {repaired(name): repaired(inner) for name, inner in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, (bytes, bytearray)):
        return [repaired(inner) for inner in value]
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        return str(value)
    return value


def written(value: object) -> bytes:
    """``value`` as JSON, repaired where it has to be. Raises ``ValueError`` for what is nested deeper than 254."""
    try:
        return compact.dumps(value)
    except orjson.JSONEncodeError:
        pass
    try:
        return compact.dumps(repaired(value))
    except (orjson.JSONEncodeError, RecursionError) as error:
        raise ValueError(f"The record cannot be written as JSON: {error}.") from None
