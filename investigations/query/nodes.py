"""The query as data: small frozen nodes.

``at`` is where a node began in the text, for messages; it takes no part in equality. Build ``And`` and ``Or`` with
``all_of`` and ``any_of``, which keep the tree flat, so that one meaning has one shape.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum


class Wild(Enum):
    MANY = "*"
    ONE = "?"


Piece = str | Wild


@dataclass(frozen=True)
class Everything:
    """``*``, or no query at all."""


@dataclass(frozen=True)
class Text:
    """A word or a phrase. Alone it stands in the raw line; after a field name it is the value."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Like:
    """A word with wildcards: literal pieces, never empty and never two in a row, and ``Wild`` between them."""

    pieces: tuple[Piece, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Exists:
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Compare:
    """``operator`` is one of ``<``, ``<=``, ``>``, ``>=``."""

    operator: str
    value: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Between:
    """``[low TO high]``, or ``{…}`` where an end is excluded; ``None`` leaves an end open."""

    low: str | None
    high: str | None
    with_low: bool = True
    with_high: bool = True
    at: int = field(default=0, compare=False)


Test = Text | Like | Exists | Compare | Between


@dataclass(frozen=True)
class Field:
    name: str
    test: Test
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Not:
    part: "Node"


@dataclass(frozen=True)
class And:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Or:
    parts: tuple["Node", ...]


Node = Everything | Text | Like | Field | Not | And | Or


def all_of(parts: Iterable[Node]) -> Node:
    """The parts joined by AND; one part stays itself, none is ``Everything``."""
    flat = [leaf for part in parts for leaf in (part.parts if isinstance(part, And) else (part,))]
    if not flat:
        return Everything()
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(parts: Iterable[Node]) -> Node:
    """The parts joined by OR; at least one."""
    flat = [leaf for part in parts for leaf in (part.parts if isinstance(part, Or) else (part,))]
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def pattern(pieces: Iterable[Piece], at: int = 0) -> Text | Like:
    """``Like`` in its one shape (``**`` is ``*``, neighbouring text is one piece), or ``Text`` without wildcards."""
    kept: list[Piece] = []
    for piece in pieces:
        last = kept[-1] if kept else None
        if isinstance(piece, str) and isinstance(last, str):
            kept[-1] = last + piece
        elif piece and not (piece is Wild.MANY and last is Wild.MANY):
            kept.append(piece)
    if any(isinstance(piece, Wild) for piece in kept):
        return Like(tuple(kept), at)
    return Text("".join(str(piece) for piece in kept), at)


def leaves(node: Node, positive: bool = True) -> Iterator[tuple[Text | Like | Field, bool]]:
    """Every test in the tree, with whether it is asked for (``True``) or excluded by a NOT above it."""
    if isinstance(node, Not):
        yield from leaves(node.part, not positive)
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part, positive)
    elif not isinstance(node, Everything):
        yield node, positive
