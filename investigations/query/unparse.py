"""Nodes to their one canonical spelling, which receipts keep and ``parse`` reads back to the same nodes."""

import re

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
    Or,
    Test,
    Text,
    Wild,
)
from investigations.query.scan import SPECIAL

PLAIN = re.compile(r"[A-Za-z0-9_./@][A-Za-z0-9_./@-]*")
KEYWORDS = frozenset({"AND", "OR", "NOT", "TO"})


def unparse(node: Node) -> str:
    if isinstance(node, Everything):
        return "*"
    if isinstance(node, And):
        return " ".join(_inside(part, Or) for part in node.parts)
    if isinstance(node, Or):
        return " OR ".join(_inside(part) for part in node.parts)
    if isinstance(node, Not):
        return f"NOT {_inside(node.part, And, Or)}"
    if isinstance(node, Field):
        return f"{node.name}:{_test(node.test)}"
    return _test(node)


def _inside(part: Node, *looser: type[Node]) -> str:
    """In parentheses where the part binds looser than what it stands in."""
    return f"({unparse(part)})" if isinstance(part, looser) else unparse(part)


def _test(test: Test) -> str:
    if isinstance(test, Exists):
        return "*"
    if isinstance(test, Compare):
        return f"{test.operator}{quoted(test.value)}"
    if isinstance(test, Between):
        low, high = (_end(value) for value in (test.low, test.high))
        return f"{'[' if test.with_low else '{'}{low} TO {high}{']' if test.with_high else '}'}"
    return quoted(test.text) if isinstance(test, Text) else _like(test)


def _end(value: str | None) -> str:
    return "*" if value is None else quoted(value)


def quoted(text: str) -> str:
    """As it is where nothing in it means anything; otherwise between quotes."""
    if PLAIN.fullmatch(text) and text not in KEYWORDS:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _like(test: Like) -> str:
    return "".join(piece.value if isinstance(piece, Wild) else _escaped(piece) for piece in test.pieces)


def _escaped(literal: str) -> str:
    return "".join(f"\\{char}" if char in SPECIAL or char.isspace() else char for char in literal)
