"""Reading words, phrases and field names off the text, with positions.

A backslash takes the meaning from the special character after it; before anything else it stands for itself, so
``C:\\Users`` needs no doubling.
"""

import re
from ipaddress import ip_address

from investigations.query.errors import QueryError
from investigations.query.nodes import Piece, Wild

SPECIAL = frozenset('\\*?"():[]{}<>=+-!&|')
WORD_ENDS = frozenset('()"')
NAME = re.compile(r"[A-Za-z_@][A-Za-z0-9_@-]*(?:\.[A-Za-z0-9_@-]+)*")
MAX_NAME = 200
MAC = re.compile(r"[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}")


class Scanner:
    """A position in the text and the few ways to move it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def error(self, reason: str, at: int | None = None) -> QueryError:
        return QueryError(reason, at=self.at if at is None else at, text=self.text)

    def skip_space(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def peek(self, ahead: int = 0) -> str:
        """The character there, or an empty string past the end."""
        return self.text[self.at + ahead : self.at + ahead + 1]

    def take(self, expected: str) -> bool:
        if self.text.startswith(expected, self.at):
            self.at += len(expected)
            return True
        return False

    def take_keyword(self, *spellings: str) -> bool:
        """A keyword that ends where a word would; otherwise nothing moves."""
        for spelling in spellings:
            after = self.text[self.at + len(spelling) : self.at + len(spelling) + 1]
            if self.text.startswith(spelling, self.at) and (
                not after or after.isspace() or after in WORD_ENDS
            ):
                self.at += len(spelling)
                return True
        return False

    def take_phrase(self) -> str:
        """What stands between quotes; the opening one is next."""
        start = self.at
        self.at += 1
        out: list[str] = []
        while (char := self.peek()) != '"':
            if not char:
                raise self.error("The quote that opens here is not closed.", start)
            if char == "\\" and self.peek(1) in {'"', "\\"}:
                self.at += 1
                char = self.peek()
            out.append(char)
            self.at += 1
        self.at += 1
        return "".join(out)

    def take_word(self, ends: frozenset[str] = WORD_ENDS) -> list[Piece]:
        """The pieces up to white space or one of ``ends``; possibly none."""
        out: list[Piece] = []
        while (char := self.peek()) and not char.isspace() and char not in ends:
            if char == "\\" and (self.peek(1) in SPECIAL or self.peek(1).isspace()):
                self.at += 1
                out.append(self.peek())
            else:
                out.append(Wild(char) if char in "*?" else char)
            self.at += 1
        return out

    def take_name(self) -> str:
        """A field name and its colon, or an empty string when what comes is a word.

        URLs (``https://…``), hardware addresses and IPv6 addresses hold colons and are words.
        """
        match = NAME.match(self.text, self.at)
        if match is None or self.text[match.end() : match.end() + 1] != ":" or self._is_literal(match.end()):
            return ""
        if len(match[0]) > MAX_NAME:
            raise self.error(f"A field name has at most {MAX_NAME} characters.")
        self.at = match.end() + 1
        return match[0]

    def _is_literal(self, colon: int) -> bool:
        if self.text[colon + 1 : colon + 2] == ":" or self.text.startswith("//", colon + 1):
            return True
        word = re.split(r'[\s()"]', self.text[self.at :], maxsplit=1)[0]
        return MAC.fullmatch(word) is not None or _is_address(word)


def _is_address(word: str) -> bool:
    try:
        ip_address(word)
    except ValueError:
        return False
    return True
