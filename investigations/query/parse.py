"""Text to nodes. A recursive descent parser, because it knows at each point what was expected and where.

::

    query    = [ either ]
    either   = all { OR all }
    all      = part { [ AND ] part }
    part     = ( NOT | "-" | "!" ) part | "(" either ")" | name ":" value | word | phrase
    value    = word | phrase | "(" values ")" | ( ">" | ">=" | "<" | "<=" ) operand
             | ( "[" | "{" ) operand TO operand ( "]" | "}" )
    values   = value-all { OR value-all }    (the same grammar, with every word belonging to the field)
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from investigations.query.errors import QueryError
from investigations.query.nodes import (
    Everything,
    Field,
    Like,
    Node,
    Not,
    Text,
    Wild,
    all_of,
    any_of,
)
from investigations.query.scan import Scanner
from investigations.query.values import Values

OR = ("OR", "||")
AND = ("AND", "&&")


@dataclass(frozen=True)
class Limits:
    """Characters, nesting and tests that one query may have."""

    length: int
    depth: int
    terms: int


def limits() -> Limits:
    return Limits(settings.QUERY_MAX_LENGTH, settings.QUERY_MAX_DEPTH, settings.QUERY_MAX_TERMS)


def parse(text: str) -> Node:
    """The query that ``text`` says. Raises ``QueryError`` with the column and the reason, and nothing else."""
    allowed = limits()
    if len(text) > allowed.length:
        raise QueryError(f"A query has at most {allowed.length} characters.", at=allowed.length, text=text)
    for at, char in enumerate(text):
        if "\ud800" <= char <= "\udfff":
            raise QueryError("This character is half of one (a lone surrogate).", at=at, text=text)
    return _Parser(text, allowed).query()


class _Parser:
    def __init__(self, text: str, allowed: Limits) -> None:
        self.scan = Scanner(text)
        self.values = Values(self.scan)
        self.allowed = allowed
        self.depth = 0
        self.terms = 0

    def query(self) -> Node:
        self.scan.skip_space()
        if not self.scan.peek():
            return Everything()
        node = self.either("")
        if self.scan.peek() == ")":
            raise self.scan.error("This parenthesis closes nothing.")
        return node

    def either(self, name: str) -> Node:
        """``name`` is the field that all words belong to inside ``name:( … )``, or empty."""
        parts = [self.all(name)]
        while self._keyword(OR):
            parts.append(self.all(name))
        return any_of(parts)

    def all(self, name: str) -> Node:
        parts = [self.part(name)]
        while True:
            joined = self._keyword(AND)
            if not joined and not self._another_part():
                return all_of(parts)
            parts.append(self.part(name))

    def _another_part(self) -> bool:
        self.scan.skip_space()
        if self.scan.peek() in {"", ")"}:
            return False
        before = self.scan.at
        is_or = self.scan.take_keyword(*OR)
        self.scan.at = before
        return not is_or

    def _keyword(self, spellings: tuple[str, ...]) -> bool:
        self.scan.skip_space()
        return self.scan.take_keyword(*spellings)

    def part(self, name: str) -> Node:
        self.scan.skip_space()
        self._expect_part()
        start = self.scan.at
        if self._negation():
            return Not(self._deeper(start, lambda: self.part(name)))
        if self.scan.peek() == "(":
            return self._group(name)
        return self._test_of(name) if name else self._leaf()

    def _expect_part(self) -> None:
        start = self.scan.at
        if self.scan.peek() in {"", ")"}:
            raise self.scan.error("A word, a phrase or field:value is missing here.")
        for word in (*OR, *AND):
            if self.scan.take_keyword(word):
                raise self.scan.error(
                    f'{word} needs something on both sides. To search for it, write "{word}".', start
                )

    def _negation(self) -> bool:
        """NOT, or ``-`` or ``!`` right before what it excludes; ``--force`` and ``!=`` are words."""
        if self._keyword(("NOT",)):
            return True
        first, second = self.scan.peek(), self.scan.peek(1)
        if first not in {"-", "!"} or not second or second.isspace() or second in {"-", "!", "=", ")"}:
            return False
        self.scan.at += 1
        return True

    def _group(self, name: str) -> Node:
        opened = self.scan.at
        self.scan.at += 1
        node = self._deeper(opened, lambda: self.either(name))
        self.scan.skip_space()
        if not self.scan.take(")"):
            raise self.scan.error("The parenthesis that opens here is not closed.", opened)
        return node

    def _deeper(self, start: int, inner: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > self.allowed.depth:
            raise self.scan.error(f"A query nests at most {self.allowed.depth} deep.", start)
        node = inner()
        self.depth -= 1
        return node

    def _count(self) -> None:
        self.terms += 1
        if self.terms > self.allowed.terms:
            raise self.scan.error(f"A query has at most {self.allowed.terms} tests.")

    def _leaf(self) -> Node:
        start = self.scan.at
        name = self.scan.take_name()
        if name and self.scan.peek() == "(":
            return self._group(name)
        if name:
            return self._test_of(name, start)
        self._count()
        found = self.values.word_or_phrase()
        if found == Like((Wild.MANY,)):
            return Everything()
        if isinstance(found, Text) and not found.text.strip():
            raise self.scan.error("There is nothing between these quotes.", start)
        return found

    def _test_of(self, name: str, start: int | None = None) -> Node:
        self._count()
        at = self.scan.at if start is None else start
        return Field(name, self.values.test(name), at)
