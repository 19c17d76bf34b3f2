"""Where a value without quotes ends. Secrets hold any sign, so a separator counts only where something follows it.

``password=Tr0ub4dor&3`` ends with the 3, ``password=x&user=y`` before the ampersand.
"""

import re

from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.text import Text
from ingestion.normalise.masking.tokens import BEGINNINGS, WHOLE_TOKEN

# Letters and digits up to a space or the end, as most values are. One class of signs, so Python's own expression reads
# each byte once, and it is called in a third of the time.
SIMPLE = re.compile(rb"""[A-Za-z0-9_]++(?=[ \t\r\n\f"]|\Z)""")
PIECE = re.compile(rb"""[^\t\n\f\r "<&;,|\\%]++""")
# Of Python's own, for which the end that is given is one.
FOLLOWS_AMPERSAND = re.compile(
    rb"(?:amp;)?[\w.%\[\]-]{1,64}(?:\\*+=|\\++u003[dD]|%3[dD])|(?:quot|lt|gt|apos|#\d{1,5});|[\s\"']|\Z"
)
FOLLOWS_SEMICOLON = re.compile(rb"[\w. -]{1,40}+=|[\s\"']|\Z")
FOLLOWS_COMMA = re.compile(rb"\"?[\w.-]{1,40}+\"?[=:]|[\s\"'{\[]|\Z")
FOLLOWS = {ord("&"): FOLLOWS_AMPERSAND, ord(";"): FOLLOWS_SEMICOLON}
BACKSLASH = 92
SLASHES = compiled(rb"\\+|.")
ESCAPED_SEPARATOR = compiled(rb"(\\+)(?:[nrt]|u00(?:0[ad9]|2[0267]|3[ceCE]))")
# \naws_secret_access_key = …: a line of a document that a text holds, escaped or quoted
NEXT_NAME = re.compile(rb"\\++[nr][\w.-]{2,60}+[ ]{0,3}+[=:]")
ENCODED_SEPARATOR = compiled(rb"%(?:25)?(?:26|2[027cC]|0[aAdD]|3[bB])")
BRACKETS = {b")": b"(", b"]": b"[", b"}": b"{"}
CLOSING = b")]}>',;."
MOST_CLOSING = 8
MOST_PIECES = 500  # of one value, each behind a sign that might have ended it


def simple_end(text: Text, at: int, end: int) -> int:
    """The end of a value of letters and digits alone; ``at`` where there is none, or more of it may follow."""
    found = SIMPLE.match(text.body, at, end)
    return found.end() if found else at


def bare_end(text: Text, at: int, end: int, *, in_csv: bool | None = False, encoded: bool = False) -> int:
    """The end of the value that begins at ``at``; it is ``at`` where there is none. ``None`` for ``in_csv``: the line tells."""
    if (simple := simple_end(text, at, end)) > at:
        return simple
    return odd_end(text, at, end, in_csv, encoded)


def odd_end(text: Text, at: int, end: int, in_csv: bool | None, encoded: bool) -> int:
    """As ``bare_end``, of a value that is not of letters and digits alone."""
    place, pieces = at, 0
    while place < end:
        pieces += 1
        if pieces > MOST_PIECES:
            text.work += pieces // 4
            return end
        piece = PIECE.match(text.body, place, end)
        place = piece.end() if piece else place
        if place >= end:
            break
        sign = text.body[place]
        if follows := FOLLOWS.get(sign):
            is_end = follows.match(text.body, place + 1, end) is not None
        else:
            is_end = _ends(text, at, place, end, in_csv, encoded)
        if is_end:
            break
        place = SLASHES.reach(text.body, place, end) if sign == BACKSLASH else place + 1
    text.work += pieces // 4
    return _without_closing(text.body, at, place)


def _ends(text: Text, at: int, place: int, end: int, in_csv: bool | None, encoded: bool) -> bool:
    sign = text.body[place : place + 1]
    if sign in (b"|", b","):
        if in_csv or (in_csv is None and text.is_table(at) and not text.json_depth(at)):
            return True
        follows = FOLLOWS_SEMICOLON if sign == b"|" else FOLLOWS_COMMA
        return follows.match(text.body, place + 1, end) is not None
    if sign == b"<":
        return text.body.startswith(b"</", place)
    if sign == b"%":
        return encoded and ENCODED_SEPARATOR.match(text.body, place, end) is not None
    if sign == b"\\":
        return _is_escape(text, place, end)
    return True


def _is_escape(text: Text, place: int, end: int) -> bool:
    """Whether what follows is a line end, a quote or an ampersand that JSON wrote as an escape.

    An even number of backslashes is a backslash of the value itself, unless one JSON document stands in another.
    """
    after = SLASHES.reach(text.body, place, end)
    if text.body[after : after + 1] == b'"':
        return True
    if NEXT_NAME.match(text.body, place, end):
        return True
    found = ESCAPED_SEPARATOR.match(text.body, place, end)
    depth = text.json_depth(place) if found else 0
    return found is not None and (depth > 1 or (depth == 1 and len(found[1]) % 2 == 1))


def _without_closing(body: bytes, at: int, end: int) -> int:
    """Without what closes the surroundings: brackets that the value does not open, commas, backslashes of a quote."""
    for _ in range(MOST_CLOSING):
        last = body[end - 1 : end]
        opening = BRACKETS.get(last)
        if end > at and (
            last == b"\\" or (last in CLOSING and (opening is None or opening not in body[at:end]))
        ):
            end -= 1
        else:
            break
    return end


def token_end(text: Text, at: int, end: int) -> int:
    """The end of a token that stands at ``at``, or -1: what is masked already stays."""
    found = WHOLE_TOKEN.match(text.body, at, end) if text.body.startswith(BEGINNINGS, at) else None
    return found.end() if found else -1
