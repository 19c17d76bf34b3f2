"""Nodes to a condition in the event store's SQL. Field names are checked identifiers; values are bound, always."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network

from investigations.query.bind import Binder
from investigations.query.errors import QueryError
from investigations.query.fields import FieldSpec, Kind, field_spec, items
from investigations.query.nodes import (
    And,
    Between,
    Compare,
    Everything,
    Exists,
    Field,
    Like,
    Node,
    Not,
    Text,
    Wild,
)
from investigations.query.words import in_text
from portal.core.timerange import RangeError, parse_range

SEVERITIES = ("emergency", "alert", "critical", "error", "warning", "notice", "info", "debug")
SEVERITY_ALIASES = {"emerg": 0, "panic": 0, "crit": 2, "err": 3, "warn": 4, "informational": 6}
MICROSECOND = timedelta(microseconds=1)
Bound = tuple[str, bool]


def condition(node: Node, bind: Binder) -> str:
    """The condition that an event matches ``node``, never NULL. Raises ``QueryError`` for values that don't fit."""
    if isinstance(node, Everything):
        return "1"
    if isinstance(node, Not):
        return f"NOT {condition(node.part, bind)}"
    if isinstance(node, Field):
        return _field(field_spec(node.name), node, bind)
    if isinstance(node, Text | Like):
        return in_text("raw", node, bind)
    word = " AND " if isinstance(node, And) else " OR "
    return "(" + word.join(condition(part, bind) for part in node.parts) + ")"


def check(node: Node, text: str = "") -> None:
    """Raise ``QueryError`` where a value doesn't fit its field; ``text`` is what the query was read from."""
    try:
        condition(node, Binder())
    except QueryError as error:
        raise QueryError(error.reason, at=error.column - 1, text=text) from None


def _field(spec: FieldSpec, node: Field, bind: Binder) -> str:
    test = node.test
    if isinstance(test, Exists):
        return f"({spec.present})"
    if isinstance(test, Text) and not test.text:
        return f"(NOT {spec.present})"
    return BY_KIND[spec.kind](spec, node, bind)


def _keyword(spec: FieldSpec, node: Field, bind: Binder) -> str:
    test = node.test
    if isinstance(test, Text):
        return f"(lowerUTF8({spec.sql}) = {bind(test.text.lower(), 'String')})"
    if isinstance(test, Like):
        return f"({spec.sql} ILIKE {bind(like_pattern(test), 'String')})"
    return _ordered(spec.sql, test, lambda value: bind(value, "String"))


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
    return f"({spec.present} AND {_ordered(spec.sql, test, value)})"


def _whole(text: str, spec: FieldSpec, node: Field) -> int:
    if spec.kind is Kind.SEVERITY and (named := _severity(text)) is not None:
        return named
    if not (text.isascii() and text.isdigit()) or len(text) > 20 or int(text) > spec.limit:
        names = " or its name, such as error" if spec.kind is Kind.SEVERITY else ""
        raise QueryError(f"{spec.name} is a whole number from 0 to {spec.limit}{names}, not “{text[:40]}”.", at=node.at)
    return int(text)


def _severity(text: str) -> int | None:
    lowered = text.lower()
    return SEVERITIES.index(lowered) if lowered in SEVERITIES else SEVERITY_ALIASES.get(lowered)


def _address(spec: FieldSpec, node: Field, bind: Binder) -> str:
    test = node.test
    if isinstance(test, Like):
        shown = f"replaceRegexpOne(toString({spec.sql}), '^::ffff:', '')"
        return f"({spec.present} AND {shown} ILIKE {bind(like_pattern(test), 'String')})"
    if isinstance(test, Text):
        network = _network(test.text, node)
        low, high = (bind(_mapped(end), "IPv6") for end in (network[0], network[-1]))
        return f"({spec.sql} = {low})" if network.num_addresses == 1 else f"({spec.sql} BETWEEN {low} AND {high})"
    return f"({spec.present} AND {_ordered(spec.sql, test, lambda text: bind(_mapped(_network(text, node)[0]), 'IPv6'))})"


def _network(text: str, node: Field) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        reason = f"{node.name} is an address such as 10.0.0.1 or a network such as 10.0.0.0/8, not “{text[:40]}”."
        raise QueryError(reason, at=node.at) from None


def _mapped(address: object) -> str:
    """IPv4 as IPv6 holds it (RFC 4291, 2.5.5.2), which is how the column keeps it."""
    text = str(address)
    return text if ":" in text else f"::ffff:{text}"


def _time(spec: FieldSpec, node: Field, bind: Binder) -> str:
    """``timestamp:2026-11-21`` is that day; in comparisons a day stands for its first (``<``, ``>=``) or last moment."""
    test = node.test
    if isinstance(test, Like):
        raise QueryError(f"{spec.name} is a time; write a range such as {spec.name}:[2026-11-21 TO *].", at=node.at)
    if isinstance(test, Text):
        start, end = _moments(test.text, node)
        return f"({spec.sql} >= {_moment(start, bind)} AND {spec.sql} < {_moment(end, bind)})"
    parts = []
    for operator, text in bounds(test):
        start, end = _moments(text, node)
        moment = start if operator in {">=", "<"} else end
        parts.append(f"{spec.sql} {'>=' if operator.startswith('>') else '<'} {_moment(moment, bind)}")
    return f"({' AND '.join(parts) or '1'})"


def _moments(text: str, node: Field) -> tuple[datetime, datetime]:
    """The half-open span that a written time covers: a day, or one microsecond. Without a zone it is UTC."""
    now = datetime.now(UTC)
    for phrase in (text, f"{text}/now"):
        try:
            found = parse_range(phrase, now=now)
        except RangeError:
            continue
        return (found.start, found.end) if phrase == text else (found.start, found.start + MICROSECOND)
    raise QueryError(f"{node.name} is a time such as 2026-11-21 or 2026-11-21T10:00:00Z, not “{text[:40]}”.", at=node.at)


def _moment(moment: datetime, bind: Binder) -> str:
    return bind(moment, "DateTime64(6, 'UTC')")


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
    return f"ifNull({_ordered(number, test, lambda value: bind(_decimal(value, node), 'Float64'))}, 0)"


def _any_item(spec: FieldSpec, holds: str) -> str:
    return f"arrayExists(item -> ifNull({holds}, 0), {items(spec.name)})"


def _decimal(text: str, node: Field) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not abs(value) < float("inf"):
        raise QueryError(f"{node.name} can be compared with a number only, not with “{text[:40]}”.", at=node.at)
    return value


def bounds(test: Compare | Between | Exists | Text | Like) -> list[tuple[str, str]]:
    """The one or two comparisons that a test by order is made of."""
    if isinstance(test, Compare):
        return [(test.operator, test.value)]
    found = []
    if isinstance(test, Between) and test.low is not None:
        found.append((">=" if test.with_low else ">", test.low))
    if isinstance(test, Between) and test.high is not None:
        found.append(("<=" if test.with_high else "<", test.high))
    return found


def _ordered(expression: str, test: Compare | Between | Exists, value: Callable[[str], str]) -> str:
    parts = [f"{expression} {operator} {value(text)}" for operator, text in bounds(test)]
    return f"({' AND '.join(parts) or f'{expression} IS NOT NULL'})"


def like_pattern(test: Like) -> str:
    """The pattern for LIKE: ``%`` and ``_`` are wildcards there and a backslash escapes."""
    signs = {Wild.MANY: "%", Wild.ONE: "_"}
    return "".join(signs[piece] if isinstance(piece, Wild) else _plain(piece) for piece in test.pieces)


def _plain(literal: str) -> str:
    return literal.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


BY_KIND: dict[Kind, Callable[[FieldSpec, Field, Binder], str]] = {
    Kind.KEYWORD: _keyword,
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.SEVERITY: _number,
    Kind.ADDRESS: _address,
    Kind.TIME: _time,
    Kind.OTHER: _other,
}
