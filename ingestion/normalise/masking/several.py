"""Names of many (``tokens``, ``apiKeys``, ``passwords``): each of a list without quotes, or in one text, is a value.

``tokens: 512`` and the words of a sentence stand behind such names too, so of all but passwords only what is as random
as a key goes.
"""

import re

from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.names import harmless_of, is_placeholder
from ingestion.normalise.masking.tokens import is_token

# Python's own, each byte read once.
ITEM = re.compile(rb"[^\s\"'\\,;|&<>\[\]{}()]++")
IN_A_ROW = re.compile(rb"[^\s\"'\\,;|&<>\[\]{}()]++(?:,[^\s\"'\\,;|&<>\[\]{}()]++)*+")


def in_brackets(found: Findings, kind: str, term: bytes, at: int, end: int) -> int:
    """``[a, b]`` and ``[a b]``, also cut short: ``at`` is behind the bracket that opens."""
    stop = found.text.body.find(b"]", at, end)
    return _each(found, kind, term, at, stop if stop >= 0 else end)


def in_a_text(found: Findings, kind: str, term: bytes, at: int, stop: int) -> int:
    """``"a,b"``: what stands between the quotes."""
    return _each(found, kind, term, at, stop)


def in_a_row(found: Findings, kind: str, term: bytes, at: int, end: int) -> int:
    """``a,b``: up to a space."""
    row = IN_A_ROW.match(found.text.body, at, end)
    return _each(found, kind, term, at, row.end()) if row else at


def _each(found: Findings, kind: str, term: bytes, at: int, stop: int) -> int:
    """Where the last value that was one ends; another name may stand behind it."""
    text, is_harmless = found.text, harmless_of(kind, term)
    items = [item.span() for item in ITEM.finditer(text.body, at, stop)]
    if text.is_seen_again(at, stop, len(items)):
        return found.rest(at)
    behind = at
    for start, finish in items:
        said = text.body[start:finish]
        if not (is_token(said) or is_placeholder(said) or is_harmless(said)):
            found.secret(kind, start, finish)
            behind = finish
        text.work += 1
        if text.is_crowded(start):
            return found.rest(start)
    return behind
