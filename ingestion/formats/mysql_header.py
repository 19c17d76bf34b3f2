"""The three lines that MySQL writes whenever it opens its general or slow log: its version, its socket, the columns.

A statement may hold such lines too, so they are the header's only where a batch begins with them, or as all three at
the end of a record: they stay in its bytes then, and do not count as said by it.
"""

import re
from collections.abc import Iterator

from ingestion.formats.blocks import blocks
from ingestion.formats.documents import text_of

COLUMNS = rb"Time[\t ]{1,40}Id Command[\t ]{1,20}Argument[\t ]{0,9}\r?"
LINES = (
    rb"\S{1,300}, Version: [^\r\n]{1,200} \([^\r\n]{0,200}\)\. (?:started with:|embedded library)\r?",
    rb"(?i:tcp port): \d{1,5}(?:  Unix socket: |, Named Pipe: )\S{0,300}\r?",
    COLUMNS,
)
WHOLE = rb"\n".join(LINES)
ALONE = re.compile(rb"(?:\xef\xbb\xbf)?(?:(?:%b\n)?%b\n)?%b" % LINES)
BEHIND = re.compile(rb"\n%b\s*\Z" % WHOLE)
LONGEST = 1024  # bytes of the three lines


def records(body: bytes, begins: re.Pattern[bytes]) -> Iterator[tuple[int, bytes, str]]:
    """``blocks`` but for the header in front of them, each with the text in which it says something."""
    for number, (place, raw) in enumerate(blocks(body, begins)):
        if number or not is_alone(raw):
            yield place, raw, text_of(without(raw)).removeprefix("\ufeff")


def is_alone(raw: bytes) -> bool:
    """Whether a batch's beginning is a header, or the end of one, and nothing else."""
    return len(raw) <= LONGEST and bool(ALONE.fullmatch(raw))


def without(raw: bytes) -> bytes:
    """A record without the header behind it, which the server wrote when it opened the log again."""
    found = BEHIND.search(raw, max(len(raw) - LONGEST, 0))
    return raw[: found.start()] if found else raw
