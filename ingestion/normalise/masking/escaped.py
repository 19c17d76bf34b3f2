"""Names of members whose letters are written as escapes (``"p\\u0061ssword"``): nobody writes them so by accident."""

import re
from functools import lru_cache

from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.named import named
from ingestion.normalise.masking.names import SUFFIX, TERM
from ingestion.normalise.masking.plain import plain
from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.text import Quote

JSON = Quote(b'"')
REST = re.compile(rb"((?:[A-Za-z0-9_.-]|\\++u00[0-9a-fA-F]{2}){0,100}+)(\\*\")[ \t]*(:)[ \t]*")
BEFORE = compiled(rb"((?:[A-Za-z0-9_.-]|\\+u00[0-9a-fA-F]{2})*)$")
# Of names in which a u stands behind each of them: Python's own takes a fifth of the time.
SLASHES = re.compile(rb"\\+u")
SECRET = compiled(rb"(?i).*?(" + TERM + rb")" + SUFFIX)
LONGEST = 300


def escaped(found: Findings, at: int) -> int:
    """An escaped letter stands at ``at``; when it belongs to the name of a member, its value is looked at."""
    text = found.text
    start, end = text.line(at)
    rest = REST.match(text.body, at, end)
    if rest is None:
        return at + 6
    above = text.body[max(start, at - LONGEST, found.done) : at].rstrip(b"\\")
    before = None if above.endswith(b'"') else BEFORE.search(above)
    term = _term(before[1] + rest[1] if before else rest[1])
    return named(found, term, at, rest[2], rest[3], rest.end()) if term else rest.end(1)


@lru_cache(maxsize=1024)
def _term(spelled: bytes) -> bytes:
    """What makes a name secret, or nothing."""
    secret = SECRET.fullmatch(plain(SLASHES.sub(rb"\\u", spelled), JSON))
    return secret[1] if secret else b""
