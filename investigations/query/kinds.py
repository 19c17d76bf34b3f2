"""What a value means in each kind of field, as SQL."""

from collections.abc import Callable

from investigations.query.addresses import address
from investigations.query.bind import Binder
from investigations.query.comparisons import like_pattern, ordered
from investigations.query.errors import QueryError
from investigations.query.fields import FieldSpec, Kind, items
from investigations.query.moments import moment_test
from investigations.query.nodes import Field, Like, Text
from investigations.query.words import in_text

SEVERITIES = ("emergency", "alert", "critical", "error", "warning", "notice", "info", "debug")
SEVERITY_ALIASES = {"emerg": 0, "panic": 0, "crit": 2, "err": 3, "warn": 4, "informational": 6}


def _keyword(spec: FieldSpec, node: Field, bind: Binder) -> str:
    test = node.test
    if isinstance(test, Text):
        return f"(lowerUTF8({spec.sql}) = {bind(test.text.lower(), 'String')})"
    if isinstance(test, Like):
        return f"({spec.sql} ILIKE {bind(like_pattern(test), 'String')})"
    return ordered(spec.sql, test, lambda value: bind(value, "String"))


def _text(spec: FieldSpec, node: Field, bind: Binder) -> str:
    if isinstance(node.test, Text | Like):
        return in_text(spec.sql, node.test, bind)
    raise QueryError(f"{spec.name} is text, which has no order; search for words in it.", at=node.at)


def _number(spec: FieldSpec, node: Field, bind: Binder) -> str:
    test = node.test
    if isinstance(test, Like):
        return f"({spec.present} AND toString({spec.sql}) LIKE {bind(like_pattern(test), 'String')})"

    def value(text: str) -> str:
        return bind(_whole(text, spec, node), "UInt64")

    if isinstance(test, Text):
        return f"({spec.sql} = {value(test.text)})"
    return f"({spec.present} AND {ordered(spec.sql, test, value)})"


def _whole(text: str, spec: FieldSpec, node: Field) -> int:
    if spec.kind is Kind.SEVERITY and (named := _severity(text)) is not None:
        return named
    if not (text.isascii() and text.isdigit()) or len(text) > 20 or int(text) > spec.limit:
        names = " or its name, such as error" if spec.kind is Kind.SEVERITY else ""
        raise QueryError(
            f"{spec.name} is a whole number from 0 to {spec.limit}{names}, not “{text[:40]}”.", at=node.at
        )
    return int(text)


def _severity(text: str) -> int | None:
    lowered = text.lower()
    return SEVERITIES.index(lowered) if lowered in SEVERITIES else SEVERITY_ALIASES.get(lowered)


def _other(spec: FieldSpec, node: Field, bind: Binder) -> str:
    """A value in the document: scalars by their text, lists by any of their items."""
    test, text = node.test, f"toString({spec.sql})"
    if isinstance(test, Text):
        wanted = bind(test.text.lower(), "String")
        return f"ifNull(lowerUTF8({text}) = {wanted} OR {_any_item(spec, f'lowerUTF8(item) = {wanted}')}, 0)"
    if isinstance(test, Like):
        wanted = bind(like_pattern(test), "String")
        return f"ifNull({text} ILIKE {wanted} OR {_any_item(spec, f'item ILIKE {wanted}')}, 0)"
    number = f"toFloat64OrNull({text})"
    return f"ifNull({ordered(number, test, lambda value: bind(_decimal(value, node), 'Float64'))}, 0)"


def _any_item(spec: FieldSpec, holds: str) -> str:
    return f"arrayExists(item -> ifNull({holds}, 0), {items(spec.name)})"


def _decimal(text: str, node: Field) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not abs(value) < float("inf"):
        raise QueryError(
            f"{node.name} can be compared with a number only, not with “{text[:40]}”.", at=node.at
        )
    return value


BY_KIND: dict[Kind, Callable[[FieldSpec, Field, Binder], str]] = {
    Kind.KEYWORD: _keyword,
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.SEVERITY: _number,
    Kind.ADDRESS: address,
    Kind.TIME: moment_test,
    Kind.OTHER: _other,
}
