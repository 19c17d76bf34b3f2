"""Text of records as inert HTML: nothing is interpreted, and nothing that hides stays hidden.

Markup is escaped. Whatever has no shape of its own or moves other text about is replaced by a visible marker:
control characters, ANSI sequences, bidirectional controls (Trojan Source, CVE-2021-42574), zero-width characters,
unusual spaces, noncharacters, lone surrogates and bytes that are not UTF-8.
"""

import re
from collections.abc import Iterable
from html import escape

MARKER = '<span class="ctl">{}</span>'
NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

# General categories Cc, Cf, Cs, Zl, Zp, Zs without the plain space, the noncharacters, variation selectors, and
# letters that draw nothing. tests/ui/test_inert.py compares this with Unicode's own tables.
_UNSEEN = (
    "\x00-\x1f\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680\u17b4\u17b5"
    "\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
)
_ANSI = r"\x1b\[[0-?]{0,64}[ -/]{0,16}[@-~]"  # a whole control sequence (ECMA-48 5.4) makes one marker
_MARKED = re.compile(f"{_ANSI}|[{_UNSEEN}]")


def as_text(value: object) -> str:
    """Bytes that are not UTF-8 become lone surrogates (PEP 383), which ``inert`` shows as the byte they were."""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode("utf-8", "surrogateescape")
    return "" if value is None else str(value)


def inert(value: object, *, lines: bool = False, terms: Iterable[str] = ()) -> str:
    """HTML of text or bytes, with ``<span class="ctl">`` around markers and ``<mark>`` around ``terms``.

    A line feed shows as ``\\n``; with ``lines`` it breaks the line instead. Terms match without regard to case.
    """
    text = as_text(value)
    wanted = "|".join(re.escape(term) for term in sorted(set(terms), key=len, reverse=True) if term)
    if not wanted:
        return _shown(text, lines)
    pieces = re.split(f"({wanted})", text, flags=re.IGNORECASE)  # every second piece is a match
    return "".join(
        f"<mark>{_shown(piece, lines)}</mark>" if odd % 2 else _shown(piece, lines)
        for odd, piece in enumerate(pieces)
    )


def _shown(text: str, lines: bool) -> str:
    out: list[str] = []
    end = 0
    for match in _MARKED.finditer(text):
        out.append(escape(text[end : match.start()]))
        out.append("\n" if lines and match[0] == "\n" else MARKER.format(escape(_name(match[0]))))
        end = match.end()
    out.append(escape(text[end:]))
    return "".join(out)


def _name(found: str) -> str:
    """How a marker reads: ``\\x1b`` for a byte, ``\\u202e`` for a character; an ANSI sequence keeps its tail."""
    first, rest = found[0], found[1:]
    code = ord(first)
    if first in NAMED:
        return NAMED[first]
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"  # a byte that is not UTF-8
    if code < 0x80:
        return f"\\x{code:02x}{rest}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
