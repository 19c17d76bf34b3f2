"""Header lines that say what the lines behind them mean: W3C's directives, Zeek's, and the names above a table."""

import re

from ingestion.formats import csv_table, vpc_flow

MOST_LINES = 64
MOST_BYTES = 64 * 1024
BEGINNING = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*#(?:Software|Version|Fields|Date|GMT-Offset|Start-Date|separator|Time Format)\b",
    re.I,
)
LINE = re.compile(rb"^(?:\xef\xbb\xbf)?(#[A-Za-z][A-Za-z_-]*(?: Format)?)[^\n]*\n", re.MULTILINE)


def begins_with_one(head: bytes) -> bool:
    return bool(BEGINNING.match(head) or csv_table.header_of(head)[0] or vpc_flow.HEADER.match(head))


def in_force(batch: bytes, before: bytes = b"") -> bytes:
    """The header lines that hold behind ``batch``, one of each name, in the order in which they first stood."""
    if not (before or batch).lstrip(b"\xef\xbb\xbf \r\n").startswith(b"#"):
        return before or batch.split(b"\n", 1)[0] + b"\n"
    lines: dict[bytes, bytes] = {}
    for part in (before, batch):
        for found in LINE.finditer(part):
            lines[found[1].lower()] = found[0]
    return b"".join(list(lines.values())[:MOST_LINES])
