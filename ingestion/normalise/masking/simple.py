"""Names with the plainest of values behind them: letters and digits before a space, a number of JSON, a text without escapes.

Nearly all values are of these, and a batch may hold a hundred thousand. ``named`` takes the others, and would find the
same here in three times the time: what depends on the name alone is made out once for equal candidates.
"""

import re

from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.headers import SCHEMES
from ingestion.normalise.masking.named import LONGEST_LOOKED_INTO, less_of
from ingestion.normalise.masking.names import (
    CALLS,
    PROSE,
    SIGN_ENDS_WORD,
    harmless_of,
    is_of_many,
    is_page_mark,
    is_placeholder,
    kind_of,
    stands_alone,
)
from ingestion.normalise.masking.text import NAME
from ingestion.normalise.masking.tokens import BEGINNINGS, WHOLE_TOKEN

# Python's own, each byte read once. The second character of a text in quotes is not looked at by ``named`` either.
# The last is a value without quotes of other signs, none of which could end it: an ampersand does before a name and its sign.
_SIGN = rb"[^\t\n\f\r \"'<>&;,|\\%()\[\]{}."
VALUE = re.compile(
    rb'"([A-Za-z0-9][^"\\\r\n]*+)"(?! [-=]>)|([0-9]++)(?=[,}\]])|([A-Za-z0-9_]{3,}+)(?=[ \t\r\n\f"]|&[\w.%\[\]-]{1,64}\\?=|\Z)'
    rb"|(" + _SIGN + rb":]" + _SIGN + rb"]{2,}+(?:&" + _SIGN + rb"=]++){0,400}+)(?=[ \t\r\n\f\"]|\Z)"
)
TEXT, NUMBER = 1, 2
# "password= user=ada": nothing stands behind the sign.
NEXT_SETTING = re.compile(rb"[^ ]= [A-Za-z_][\w.-]{0,63}+=[^=\s]")
ARROWS = (b"-> ", b"<- ")
STEPS = frozenset(
    b"hash hashed hashing salt token digest bcrypt scrypt argon encrypt encrypted string bytes key secret form field verify check".split()
)
LINE_ENDS = (b"", b"\n", b"\r", b'"', b"\\")
QUOTES = (b"", b'"', b"'")
OPENS_KEY = b"-----BEGIN"  # of a private key, whose parts stand behind spaces
NAME_BYTES, COLON = frozenset(NAME), 58


class Name:
    """What the bytes of a candidate say of every value behind it."""

    __slots__ = (
        "after_arrow",
        "after_colon",
        "close",
        "harmless",
        "is_member",
        "is_simple",
        "kind",
        "sign",
        "term",
    )

    def __init__(self, term: bytes, close: bytes, sign: bytes) -> None:
        self.term, self.close, self.sign, self.kind = term, close, sign, kind_of(term)
        self.is_simple = (
            close in QUOTES
            and not less_of(sign)
            and self.kind not in ("authorization", "cookie")
            and not is_of_many(term)
            and not (self.kind == "code" and term.lower().endswith(b"codes"))  # others may follow
        )
        self.is_member = sign == b":" and close != b""
        self.after_colon = sign == b":" and close == b""  # in a sentence
        self.after_arrow = sign in ARROWS and close == b""  # password -> hash: a step of a program
        self.harmless = harmless_of(self.kind, term)


def simple(found: Findings, name: Name, start: int, at: int) -> int:
    """Where to go on behind the value at ``at`` of the name at ``start``; -1 where it is not so plain."""
    body = found.text.body
    value = VALUE.match(body, at)
    if value is None:
        return -1
    form = value.lastindex or TEXT
    if form != TEXT and name.is_member != (form == NUMBER):
        return -1
    if start and body[start - 1] in NAME_BYTES:
        before = found.text.name_before(start, found.done)
        if not stands_alone(name.term, before) or is_page_mark(name.kind, before):
            return at
    if name.after_colon and start and body[start - 1] == COLON:
        return -1
    return _take(found, name, value, form, at)


def _take(found: Findings, name: Name, value: re.Match[bytes], form: int, at: int) -> int:
    body, said = found.text.body, value[form]
    start, stop = value.span(form)
    after_text = at + 1 if form == TEXT else at
    is_prose = False
    if form > NUMBER:
        if said.startswith(BEGINNINGS):
            return stop if WHOLE_TOKEN.fullmatch(said) else -1
        if said == OPENS_KEY:
            return -1
        lowered = said.lower()
        if lowered in SCHEMES or (lowered in CALLS and body[stop : stop + 1] == b" "):
            return -1
        is_prose = bool(
            ((name.after_colon or SIGN_ENDS_WORD.match(body, at - 3)) and lowered.rstrip(b":!") in PROSE)
            or (name.after_arrow and said.isalpha() and said == lowered and not _ends_line(body, said, stop))
            or (
                name.after_colon and said.isalpha() and body.startswith(b" = ", stop)
            )  # Invalid password : server = …
            or (b"=" in said and NEXT_SETTING.match(body, at - 3))
        )
    if is_prose or is_placeholder(said) or name.harmless(said):
        if form == NUMBER or stop - start > LONGEST_LOOKED_INTO:
            return stop
        return after_text
    if form == NUMBER:
        found.secret(name.kind, start, stop, wrap=name.close)
    else:
        found.secret(name.kind, start, stop)
    return stop


def _ends_line(body: bytes, said: bytes, stop: int) -> bool:
    """``password -> hunter`` at the end of a line or text, and no step of a program such as ``password -> hash``."""
    return said not in STEPS and body[stop : stop + 1] in LINE_ENDS
