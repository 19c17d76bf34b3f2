"""Delimited text with quotes (RFC 4180): records that may span lines, each with its own bytes."""

import csv
from collections.abc import Iterator

MOST_LINES = 1000  # of one record; a quote that is never closed would swallow the file


def rows(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Records that are not blank, with the numbers of their first lines and without their line ends."""
    held: list[bytes] = []
    first, quoted = 0, False
    for number, line in enumerate(body.split(b"\n")):
        if not held:
            if b'"' not in line:  # nearly all
                raw = line.removesuffix(b"\r")
                if raw and not raw.isspace():
                    yield number, raw
                continue
            first = number
        held.append(line)
        quoted ^= line.count(b'"') % 2 == 1
        if not quoted or len(held) > MOST_LINES:
            yield from _joined(first, held)
            held, quoted = [], False
    yield from _joined(first, held)


def _joined(first: int, held: list[bytes]) -> Iterator[tuple[int, bytes]]:
    raw = b"\n".join(held).removesuffix(b"\r")
    if raw.strip():
        yield first, raw


def joins(body: bytes) -> bool:
    """Whether lines of it may be parts of records."""
    return b'"' in body


def cells(text: str, delimiter: str = ",") -> list[str]:
    """Raises ``ValueError`` when it is no record of such a table."""
    if '"' not in text and "\r" not in text and "\n" not in text:
        return text.replace("\0", "\ufffd").split(delimiter) if text else []
    csv.field_size_limit(2**21)
    try:
        return next(csv.reader([text.replace("\0", "\ufffd")], delimiter=delimiter), [])
    except csv.Error as error:
        raise ValueError(str(error)) from error
