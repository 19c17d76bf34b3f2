"""What a word, a phrase and a wildcard mean in text, as SQL.

A word matches where it stands between word boundaries, without regard to case: ``fail`` is not in ``failed``, and
``10.0.0.1`` is not in ``110.0.0.15``. ASCII letters and digits and every character beyond ASCII make up words; that is
the event store's own tokenizer (``splitByNonAlpha``), so the text index answers for whole tokens and a regular
expression (RE2, linear time) decides the rest. Tokens beyond ASCII are left to the expression, because the index folds
the case of ASCII only and would lose matches.
"""

import re
from collections.abc import Iterator, Sequence

from investigations.query.bind import Binder
from investigations.query.nodes import Like, Piece, Text, Wild

TOKEN = re.compile(r"[0-9A-Za-z\x80-\U0010ffff]+")
BOUNDARY = r"[\x00-/:-@\[-`{-\x7f]"
WILD = {Wild.MANY: r"\S*", Wild.ONE: r"\S"}


def in_text(column: str, test: Text | Like, bind: Binder) -> str:
    """The condition that ``test`` stands in ``column``; the text index is used where there is one."""
    pieces: tuple[Piece, ...] = (test.text,) if isinstance(test, Text) else test.pieces
    conditions = []
    if tokens := sorted(set(whole_tokens(pieces))):
        conditions.append(f"hasAllTokens({column}, {bind(tokens, 'Array(String)')})")
    if not _is_one_token(pieces):
        conditions.append(f"match({column}, {bind(expression(pieces), 'String')})")
    return f"({' AND '.join(conditions)})"


def _is_one_token(pieces: Sequence[Piece]) -> bool:
    only = pieces[0]
    return len(pieces) == 1 and isinstance(only, str) and only.isascii() and TOKEN.fullmatch(only) is not None


def whole_tokens(pieces: Sequence[Piece]) -> Iterator[str]:
    """ASCII tokens, lower-cased, that a matching line must hold whole: those that touch no wildcard."""
    for number, piece in enumerate(pieces):
        if not isinstance(piece, str):
            continue
        for found in TOKEN.finditer(piece):
            open_left = number > 0 and found.start() == 0
            open_right = number < len(pieces) - 1 and found.end() == len(piece)
            if found[0].isascii() and not open_left and not open_right:
                yield found[0].lower()


def expression(pieces: Sequence[Piece]) -> str:
    """The RE2 expression of what matches, boundaries included.

    A wildcard stands for characters other than white space, so it stays inside one word of the line; at the ends
    of the pattern it says that anything may follow or go before.
    """
    inner = list(pieces)
    open_left, open_right = inner[0] is Wild.MANY, inner[-1] is Wild.MANY
    inner = inner[int(open_left) : len(inner) - int(open_right) or None]
    body = "".join(WILD[piece] if isinstance(piece, Wild) else escaped(piece) for piece in inner)
    left = f"(?:^|{BOUNDARY})" if not open_left and _edge(inner, 0) else ""
    right = f"(?:$|{BOUNDARY})" if not open_right and _edge(inner, -1) else ""
    return f"(?i){left}{body}{right}"


def _edge(pieces: Sequence[Piece], which: int) -> bool:
    """Whether a boundary is due there: the pattern begins (or ends) with a letter, a digit or ``?``."""
    if not pieces:
        return False
    piece = pieces[which]
    return piece is Wild.ONE or (isinstance(piece, str) and TOKEN.fullmatch(piece[which]) is not None)


def escaped(text: str) -> str:
    """``text`` for RE2: everything that is no ASCII letter or digit by its code point."""
    return "".join(char if char.isascii() and char.isalnum() else f"\\x{{{ord(char):x}}}" for char in text)
