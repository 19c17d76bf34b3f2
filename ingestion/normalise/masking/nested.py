"""Texts inside an array or object of JSON, found without building it: it may be cut off, or stand escaped in a text."""

import re

from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.text import SINGLE, Quote, Text

SIGNS = compiled(rb"""\\*["']|[\[\]{}]""")
SIGNS_DOUBLED = compiled(rb"""(?:\\*"){2}|\\*["']|[\[\]{}]""")
# A list of texts without escapes, whose end or last member may stand in another line. Python's own, each byte read once; the end that
# is given is one.
TEXT = re.compile(rb'"([^"\\\r\n]*+)"')
PLAIN = re.compile(
    rb'(\[[ \t]*+"[^"\\\r\n]*+"(?:[ \t]*+,[ \t]*+"[^"\\\r\n]*+")*)[ \t]*+(?:\]|,?[ \t]*+(?:"[^"\\\r\n]*+"[ \t]*+:[ \t]*+)?\Z)'
)
COLON = re.compile(rb"[ \t]*+:")
OPENING, CLOSING = (b"[", b"{"), (b"]", b"}")
SIGNS_A_STEP = 8  # see Text.work
MOST_SIGNS = 10_000
String = tuple[bytes, int, int]  # the member's name, start and end of its text


def strings_inside(text: Text, mark: bytes, at: int, end: int) -> tuple[list[String], int, int]:
    """The texts of what begins at ``at`` with a bracket, quoted by ``mark``, where it ends, and how many signs were passed."""
    found: list[String] = []
    depth, name, quote = 0, b"", SINGLE.get(mark) or Quote(mark)
    signs, passed = (SIGNS_DOUBLED if quote.is_doubled else SIGNS), 0
    body = text.body
    if mark == b'"' and (plain := PLAIN.match(body, at, end)):
        found = [(b"", *one.span(1)) for one in TEXT.finditer(body, at, plain.end(1))]
        if len(found) + 2 <= MOST_SIGNS:
            text.work += (len(found) + 2) // SIGNS_A_STEP
            return found, plain.end(), len(found) + 2
        found = []
    while at < end:
        passed += 1
        text.work += passed % SIGNS_A_STEP == 0
        if passed > MOST_SIGNS:
            return [*found, (b"", at, end)], end, passed  # the rest is one
        begin, behind = signs.span(body, at, end)
        if begin < 0:
            return found, end, passed
        at, sign = behind, body[begin:behind]
        if sign in OPENING:
            depth += 1
        elif sign in CLOSING:
            depth -= 1
            if depth == 0:
                return found, at, passed
        elif sign == mark:
            stop = quote.close(text, at, end)
            behind = min(stop + len(mark), end)
            if COLON.match(body, behind, end):
                name = body[at:stop]
            else:
                found.append((name, at, stop))
            at = behind
        elif len(sign) < len(mark):
            return found, begin, passed  # the text that all of it stands in has ended
    return found, end, passed
