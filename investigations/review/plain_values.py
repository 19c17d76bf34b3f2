"""Searching masked records by plain values: a word also means the pseudonym that it would have become.

For people who may see originals. The rest finds a pseudonym only by the pseudonym.
"""

from collections.abc import Sequence

from ingestion.normalise.masking.profile import Profile
from ingestion.privacy import masks
from investigations.query.fields import Kind, field_spec
from investigations.query.nodes import And, Field, Node, Not, Or, Text, all_of, any_of

MOST = 12  # words of a query that are looked up; more are no search for a person
IN_FIELD = frozenset({Kind.KEYWORD, Kind.TEXT, Kind.OTHER})


def with_pseudonyms(node: Node) -> Node:
    """The query in which every plain value may stand as its pseudonym, or as a secret's token, too."""
    return Expansion(masks.kinds_in_use()).of(node)


class Expansion:
    """One query's expansion; what is looked up is limited, the rest of the query stays as it is."""

    def __init__(self, kinds: Profile) -> None:
        self._kinds = kinds
        self._left = MOST

    def of(self, node: Node) -> Node:
        if isinstance(node, Not):
            return Not(self.of(node.part))
        if isinstance(node, And):
            return all_of(self.of(part) for part in node.parts)
        if isinstance(node, Or):
            return any_of(self.of(part) for part in node.parts)
        if isinstance(node, Text):
            return any_of([node, *(Text(token) for token in self._tokens(node.text))])
        if isinstance(node, Field) and isinstance(node.test, Text):
            return any_of([node, *self._in_field(node, node.test)])
        return node

    def _in_field(self, node: Field, test: Text) -> list[Node]:
        """An address's column holds addresses alone: its pseudonym stands in the line."""
        kind = field_spec(node.name).kind
        if kind in IN_FIELD:
            return [Field(node.name, Text(token)) for token in self._tokens(test.text)]
        return [Text(token) for token in self._tokens(test.text)] if kind is Kind.ADDRESS else []

    def _tokens(self, value: str) -> Sequence[str]:
        if self._left == 0:
            return ()
        self._left -= 1
        return masks.stand_ins(value, self._kinds)
