"""Reading one value: a word, a phrase, a comparison or a range."""

from investigations.query.nodes import Between, Compare, Exists, Like, Piece, Test, Text, Wild, pattern
from investigations.query.scan import WORD_ENDS, Scanner

RANGE_ENDS = WORD_ENDS | {"]", "}"}


class Values:
    """Reads values where the scanner stands."""

    def __init__(self, scan: Scanner) -> None:
        self.scan = scan

    def test(self, name: str) -> Test:
        """What stands after ``name:``; never a parenthesis, which the caller reads."""
        at = self.scan.at
        for operator in (">=", "<=", ">", "<"):
            if self.scan.take(operator):
                return Compare(operator, self._operand(WORD_ENDS), at)
        if self.scan.peek() in {"[", "{"}:
            return self._between()
        if self.scan.peek() in {"", ")"} or self.scan.peek().isspace():
            raise self.scan.error(f'A value is missing after "{name}:". Write {name}:* for any value.')
        found = self.word_or_phrase()
        return Exists(at) if found == Like((Wild.MANY,)) else found

    def word_or_phrase(self) -> Text | Like:
        at = self.scan.at
        if self.scan.peek() == '"':
            return Text(self.scan.take_phrase(), at)
        return pattern(self.scan.take_word(), at)

    def _between(self) -> Between:
        at = self.scan.at
        with_low = self.scan.peek() == "["
        self.scan.at += 1
        low = self._end_of_range()
        self.scan.skip_space()
        if not self.scan.take_keyword("TO"):
            raise self.scan.error("A range looks like [low TO high]; TO is missing here.")
        high = self._end_of_range()
        self.scan.skip_space()
        if self.scan.peek() not in {"]", "}"}:
            raise self.scan.error("The range that opens here is not closed with ] or }.", at)
        with_high = self.scan.peek() == "]"
        self.scan.at += 1
        return Between(low, high, with_low, with_high, at)

    def _end_of_range(self) -> str | None:
        self.scan.skip_space()
        if self.scan.peek() == "*" and (
            not self.scan.peek(1) or self.scan.peek(1).isspace() or self.scan.peek(1) in "]}"
        ):
            self.scan.at += 1
            return None
        return self._operand(RANGE_ENDS)

    def _operand(self, ends: frozenset[str]) -> str:
        """A plain value: what is compared by order has no wildcards."""
        at = self.scan.at
        if self.scan.peek() == '"':
            return self.scan.take_phrase()
        pieces: list[Piece] = self.scan.take_word(ends)
        if not pieces:
            raise self.scan.error("A value is missing here.", at)
        if any(isinstance(piece, Wild) for piece in pieces):
            raise self.scan.error("A comparison takes a plain value, without * or ?.", at)
        return "".join(str(piece) for piece in pieces)
