"""Where a line of JSON is cut off: what the value that stands for its rest needs around it to leave JSON (RFC 8259).

Without this the line would end in the middle of a text or a list, and be refused for what masking made of it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

# A text, closed or not; a sign; a number or a word. What an alternative took it never gives back: linear in time.
PART = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[{}\[\],:]|[^\s"{}\[\],:]++', re.DOTALL)
WHOLE_LETTERS = re.compile(rb'(?:[^"\\]|\\u[0-9A-Fa-f]{4}|\\[^u])*+', re.DOTALL)
TAIL = re.compile(rb"[\s}\],]*+")  # closes what lines before it opened
PAIRS = {b"{": b"}", b"[": b"]"}
NAME, COLON, VALUE, COMMA = range(
    4
)  # what comes next: the name of a member, its colon, a value, a comma or the end


class Ending(NamedTuple):
    """The rest begins at ``at``; what stands for it goes between ``before`` and ``behind``."""

    at: int
    before: bytes
    behind: bytes


def ending(line: bytes, at: int, least: int) -> Ending | None:
    """How the JSON in a line goes on when its rest from ``at`` becomes one value; nothing before ``least`` is given up.

    ``None`` where ``at`` stands in no JSON, or in JSON that the line does not close.
    """
    begin = 0 if line[:1] in PAIRS else line.find(b'{"')
    if not 0 <= begin < at:
        return None
    opened: list[bytes] = []
    expected, cut = VALUE, None
    for found in PART.finditer(line, begin):
        part = found[0]
        if cut is None and found.end() > at:
            if not opened:
                return None
            cut = _cut(line, at, least, found, expected, opened)
        if part in PAIRS:
            opened.append(part)
            expected = NAME if part == b"{" else VALUE
        elif part in (b"}", b"]"):
            if not opened or PAIRS[opened.pop()] != part:
                return None
            if cut and not opened:
                tail = TAIL.fullmatch(line, found.end())
                return cut._replace(behind=cut.behind + (tail[0] if tail else b""))
            expected = COMMA
        else:
            expected = _behind(part, expected, opened)
    return None


def _behind(part: bytes, expected: int, opened: Sequence[bytes]) -> int:
    if part == b":":
        return VALUE
    if part == b",":
        return NAME if opened and opened[-1] == b"{" else VALUE
    return COLON if expected == NAME else COMMA


def _behind_letter(line: bytes, start: int, at: int) -> int:
    """``at``, or the end of the last letter before it: neither an escape nor UTF-8 is cut."""
    whole = WHOLE_LETTERS.match(line, start, at)
    at = whole.end() if whole else at
    while at > start and line[at] & 0xC0 == 0x80:
        at -= 1
    return at


def _cut(
    line: bytes, at: int, least: int, part: re.Match[bytes], expected: int, opened: Sequence[bytes]
) -> Ending:
    closing = b"".join(PAIRS[one] for one in reversed(opened))
    if part[0][:1] == b'"' and part.start() < at:
        behind = b'":""' if expected == NAME else b'"'
        return Ending(max(_behind_letter(line, part.start() + 1, at), least), b" ", behind + closing)
    if part.start() < at:  # within a number: it goes as a whole
        at = max(part.start(), least)
    is_member = opened[-1] == b"{"
    name = b'"masked":"' if is_member else b'"'
    before = {NAME: name, COLON: b':"', VALUE: b'"', COMMA: b"," + name}[expected]
    return Ending(at, before, b'"' + closing)
