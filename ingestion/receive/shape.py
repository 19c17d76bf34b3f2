"""What is wrong with the shape of a JSON document: which member, what it has to be, and what it is.

Reading goes through documents without asking this; it is looked for where reading failed, to tell the sender.
"""

from collections.abc import Callable, Mapping
from typing import Any

import orjson

MISSING = object()
Check = Callable[[Any, str], str]  # a value and where it stands; a sentence, or nothing when it is right


def not_json(error: orjson.JSONDecodeError) -> str:
    return f"It is not JSON: {error.msg}, at character {error.pos + 1}."


def wrong(where: str, wanted: str, value: object) -> str:
    return f"{where or 'The body'} has to be {wanted}; it is {_kind(value)}."


def _kind(value: object) -> str:
    if value is MISSING or value is None:
        return "null" if value is None else "missing"
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list"}
    return kinds.get(type(value), "an object")


def an_object(members: Mapping[str, Check], *, needed: bool = False) -> Check:
    """With these members, and any others. Unless it is ``needed``, anything empty will do, as some senders write it."""

    def check(value: Any, where: str) -> str:
        if not isinstance(value, dict):
            return wrong(where, "an object", value) if needed or _says_something(value) else ""
        for name, inner in members.items():
            if fault := inner(value.get(name, MISSING), f"{where}.{name}" if where else name):
                return fault
        return ""

    return check


def a_list(of: Check, *, needed: bool = False) -> Check:
    """Of such items; ``needed`` as with ``an_object``."""

    def check(value: Any, where: str) -> str:
        if not isinstance(value, list):
            return wrong(where, "a list", value) if needed or _says_something(value) else ""
        faults = (of(one, f"{where}[{place}]") for place, one in enumerate(value))
        return next(filter(None, faults), "")

    return check


def text(value: Any, where: str) -> str:
    return "" if isinstance(value, str) else wrong(where, "text", value)


def number(value: Any, where: str) -> str:
    """A whole one, as JSON writes it."""
    return "" if type(value) is int else wrong(where, "a whole number", value)


def written_number(value: Any, where: str) -> str:
    """A whole one, as a number or as text; where there is any."""
    if value is MISSING:
        return ""
    try:
        int(value)
    except (TypeError, ValueError):
        return wrong(where, "a whole number", value)
    return ""


def number_or_nothing(value: Any, where: str) -> str:
    return written_number(value, where) if _says_something(value) else ""


def _says_something(value: object) -> bool:
    return value is not MISSING and bool(value)
