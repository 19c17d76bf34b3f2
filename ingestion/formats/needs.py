"""What a line needs for an expression to match at its beginning: its first byte, and texts of which one stands in it.

To see that it has neither costs a fraction of trying the expression. Both are read from the expression's syntax tree and
hold for every line that it matches; what is not understood of the tree needs nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from re import _constants as ops  # type: ignore[attr-defined]  # the tree has no public name
from re import _parser as syntax  # type: ignore[attr-defined]
from typing import Any, NamedTuple

ANY = frozenset(range(256))
CLASSES = {
    ops.CATEGORY_DIGIT: re.compile(rb"\d"), ops.CATEGORY_NOT_DIGIT: re.compile(rb"\D"),
    ops.CATEGORY_SPACE: re.compile(rb"\s"), ops.CATEGORY_NOT_SPACE: re.compile(rb"\S"),
    ops.CATEGORY_WORD: re.compile(rb"\w"), ops.CATEGORY_NOT_WORD: re.compile(rb"\W"),
}  # fmt: skip
REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)
ONE_BYTE = (ops.ANY, ops.NOT_LITERAL)
ZERO_WIDTH = (ops.AT, ops.ASSERT, ops.ASSERT_NOT)
MOST_TEXTS = 12  # to look for more takes longer than to try the expression
RARE = 4  # bytes of a text that few lines have by chance
Texts = tuple[bytes, ...]


class Needs(NamedTuple):
    """``first`` holds ``b""`` too where an empty line matches; of each of ``texts`` one is in the line. What tells most comes first."""

    first: frozenset[bytes]
    texts: tuple[Texts, ...]

    @property
    def best(self) -> Texts:
        return self.texts[0] if self.texts else (b"",)


def needs(pattern: re.Pattern[bytes]) -> Needs:
    tree = syntax.parse(pattern.pattern, pattern.flags)
    folded = bool(tree.state.flags & re.IGNORECASE)
    found, passes = _first(tree, folded)
    first = frozenset(bytes([one]) for one in (ANY if passes else found))
    return Needs(
        first | {b""} if passes else first, tuple(sorted(_texts(tree, folded), key=_telling, reverse=True))
    )


def _first(tree: Iterable[Any], folded: bool) -> tuple[frozenset[int], bool]:
    """Bytes that a sequence may begin with, and whether it may match nothing; ``folded`` when case does not matter."""
    found: frozenset[int] = frozenset()
    for op, value in tree:
        own, passes = _first_of(op, value, folded)
        found |= own
        if not passes:
            return found, False
    return found, True


def _first_of(op: Any, value: Any, folded: bool) -> tuple[frozenset[int], bool]:
    if op is ops.LITERAL:
        return _cased({value}, folded), False
    if op is ops.IN:
        return _members(value, folded), False
    if op is ops.BRANCH:
        every = [_first(branch, folded) for branch in value[1]]
        return frozenset[int]().union(*(own for own, _ in every)), any(passes for _, passes in every)
    if op is ops.SUBPATTERN:
        return _first(value[3], _is_folded(value, folded))
    if op is ops.ATOMIC_GROUP:
        return _first(value, folded)
    if op in REPEATS:
        own, passes = _first(value[2], folded)
        return own, passes or value[0] == 0
    return (frozenset(), True) if op in ZERO_WIDTH else (ANY, op not in ONE_BYTE)


def _members(items: Sequence[Any], folded: bool) -> frozenset[int]:
    found: set[int] = set()
    for op, value in items:
        if op is ops.RANGE:
            found.update(range(value[0], value[1] + 1))
        elif op is ops.LITERAL:
            found.add(value)
        elif op is ops.CATEGORY:
            found.update(one for one in ANY if CLASSES[value].match(bytes([one])))
    cased = _cased(found, folded)
    return ANY - cased if items[0][0] is ops.NEGATE else cased


def _cased(found: set[int], folded: bool) -> frozenset[int]:
    letters = bytes(found)
    return frozenset(found.union(letters.lower(), letters.upper()) if folded else found)


def _is_folded(group: Any, folded: bool) -> bool:
    _, added, removed, _ = group
    return bool((folded or added & re.IGNORECASE) and not removed & re.IGNORECASE)


def _texts(tree: Iterable[Any], folded: bool) -> Iterator[Texts]:
    """Alternatives, of each of which one stands in every line that matches the sequence."""
    run = bytearray()
    for op, value, own in _flat(tree, folded):
        if op is ops.LITERAL and not (own and chr(value).isalpha()):
            run.append(value)
            continue
        if run:
            yield (bytes(run),)
            run.clear()
        if op is ops.BRANCH:
            yield from _of_branches([tuple(_texts(branch, own)) for branch in value[1]])
        elif op in REPEATS and value[0] > 0:
            yield from _texts(value[2], own)
        elif op is ops.ASSERT and value[0] > 0:  # what lies ahead stands in the line too
            yield from _texts(value[1], own)
    if run:
        yield (bytes(run),)


def _of_branches(branches: Sequence[Sequence[Texts]]) -> Iterator[Texts]:
    """One text of each branch, if each needs some and they are few."""
    if all(branches):
        texts = {text for every in branches for text in max(every, key=_telling)}
        if len(texts) <= MOST_TEXTS:
            yield tuple(sorted(texts))


def _telling(texts: Texts) -> tuple[int, int, int]:
    """Long ones tell most, then few."""
    shortest = min(map(len, texts))
    return min(shortest, RARE), -len(texts), shortest


def _flat(tree: Iterable[Any], folded: bool) -> Iterator[tuple[Any, Any, bool]]:
    """The sequence with what its groups hold in their places."""
    for op, value in tree:
        if op is ops.SUBPATTERN:
            yield from _flat(value[3], _is_folded(value, folded))
        elif op is ops.ATOMIC_GROUP:
            yield from _flat(value, folded)
        else:
            yield op, value, folded
