"""Nodes to a condition in the event store's SQL. Field names are checked identifiers; values are bound, always."""

from investigations.query.bind import Binder
from investigations.query.errors import QueryError
from investigations.query.fields import FieldSpec, field_spec
from investigations.query.kinds import BY_KIND
from investigations.query.nodes import And, Everything, Exists, Field, Like, Node, Not, Text
from investigations.query.words import in_text


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
