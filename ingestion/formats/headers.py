"""Header lines that say what the lines behind them mean: W3C's directives and Zeek's."""

import re

MOST_LINES = 64
MOST_BYTES = 64 * 1024
BEGINNING = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*#(?:Software|Version|Fields|Date|GMT-Offset|Start-Date|separator|Time Format)\b",
    re.I,
)
LINE = re.compile(rb"^(?:\xef\xbb\xbf)?(#[A-Za-z][A-Za-z_-]*(?: Format)?)[^\n]*\n", re.MULTILINE)


def begins_with_one(head: bytes) -> bool:
    return bool(BEGINNING.match(head))


def in_force(batch: bytes, before: bytes = b"") -> bytes:
    """The header lines that hold behind ``batch``, one of each name, in the order in which they first stood."""
    lines: dict[bytes, bytes] = {}
    for part in (before, batch):
        for found in LINE.finditer(part):
            lines[found[1].lower()] = found[0]
    return b"".join(list(lines.values())[:MOST_LINES])
