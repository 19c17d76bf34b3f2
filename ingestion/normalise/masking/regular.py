"""Regular expressions over bytes as bytes, by RE2: whatever stands in a log, time stays linear in its length."""

from collections.abc import Iterator, Mapping, Sequence

import re2

# Bytes for an automaton's states; beyond them RE2 forgets and begins anew, which is slow where every text is new.
MEMORY = 256 * 2**20
ANYWHERE, START, WHOLE = (
    re2._re2.RE2.Anchor.UNANCHORED,
    re2._re2.RE2.Anchor.ANCHOR_START,
    re2._re2.RE2.Anchor.ANCHOR_BOTH,
)


class Found:
    """A match; groups that took no part are empty, and begin at -1."""

    __slots__ = ("_spans", "_text")

    def __init__(self, text: bytes, spans: Sequence[tuple[int, int]]) -> None:
        self._text, self._spans = text, spans

    def __getitem__(self, group: int) -> bytes:
        start, end = self._spans[group]
        return self._text[start:end] if start >= 0 else b""

    def start(self, group: int = 0) -> int:
        return self._spans[group][0]

    def end(self, group: int = 0) -> int:
        return self._spans[group][1]

    def span(self, group: int = 0) -> tuple[int, int]:
        return self._spans[group]


def _options() -> re2.Options:
    options = re2.Options()
    # Latin-1, so that every byte is a character: bytes that are no UTF-8 must not end a secret early.
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = MEMORY
    options.log_errors = False
    return options


class Expression:
    """An expression of RE2's. Positions are where to begin and where to end; ``$`` is the end of the whole text.

    It calls the binding's own object. The package's ``re``-like wrapper builds a generator and an object of Python for
    every call, which cost three times as much as the match itself (measured with lines of 430 bytes).
    """

    __slots__ = ("_match", "_pattern", "numbers")

    def __init__(self, pattern: bytes) -> None:
        self._pattern = re2.compile(pattern, _options())
        self._match = self._pattern._regexp.Match
        self.numbers: Mapping[str, int] = {
            name.decode(): number for name, number in self._pattern.groupindex.items()
        }

    def search(self, text: bytes, at: int = 0, end: int | None = None) -> Found | None:
        spans = self._match(ANYWHERE, text, at, len(text) if end is None else end)
        return Found(text, spans) if spans[0][0] >= 0 else None

    def match(self, text: bytes, at: int = 0, end: int | None = None) -> Found | None:
        spans = self._match(START, text, at, len(text) if end is None else end)
        return Found(text, spans) if spans[0][0] >= 0 else None

    def fullmatch(self, text: bytes, at: int = 0, end: int | None = None) -> Found | None:
        spans = self._match(WHOLE, text, at, len(text) if end is None else end)
        return Found(text, spans) if spans[0][0] >= 0 else None

    def is_whole(self, text: bytes) -> bool:
        """Whether it matches all of the text."""
        is_whole: bool = self._match(WHOLE, text, 0, len(text))[0][0] >= 0
        return is_whole

    def span(self, text: bytes, at: int, end: int) -> tuple[int, int]:
        """Where the first match from ``at`` on begins and ends; -1 twice when there is none."""
        found: tuple[int, int] = self._match(ANYWHERE, text, at, end)[0]
        return found

    def groups(self, text: bytes, at: int, end: int) -> Sequence[tuple[int, int]]:
        """Where the groups of a match that begins at ``at`` begin and end; -1 for those that took no part."""
        found: Sequence[tuple[int, int]] = self._match(START, text, at, end)
        return found

    def every(self, text: bytes) -> Iterator[bytes]:
        """What matches, one after the other; an expression that matches nothing at all would never end."""
        at = 0
        while (found := self.search(text, at)) is not None:
            yield found[0]
            at = found.end()

    def reach(self, text: bytes, at: int, end: int) -> int:
        """Where a match that begins at ``at`` ends; ``at`` when there is none."""
        found = self._match(START, text, at, end)[0][1]
        return found if found >= 0 else at

    def sub(self, replacement: bytes, text: bytes) -> bytes:
        replaced: bytes = self._pattern.sub(replacement, text)
        return replaced


class Which:
    """Several expressions, of which it says in one pass which match a whole text."""

    def __init__(self, patterns: Sequence[bytes]) -> None:
        expressions = re2._re2.Set(WHOLE, _options())
        for pattern in patterns:
            expressions.Add(pattern)
        expressions.Compile()
        self._match = expressions.Match

    def first(self, text: bytes) -> int:
        """The number of the first of them that matches; raises ``ValueError`` where none does."""
        found: int = min(self._match(text))
        return found


compiled = Expression
