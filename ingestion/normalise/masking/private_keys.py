"""Private keys in PEM (RFC 7468) and PuTTY's form, on one line with escaped ends or over many, each with its own prefix."""

import re

from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.tokens import is_token

RUN = compiled(rb"([A-Za-z0-9+/=_-]{2,})[\s\"',\\\]]*$")
TAIL = 400  # bytes at the end of a line that can hold a line of a key
SURE = 32  # a run of that length belongs to a key even when its end is missing
MOST_LINES = 120  # an RSA key of 8192 bits has 100
MOST_MISSES = 4
OPENING = b"PRIVATE KEY"
SUM = compiled(rb"(?:^|\s)=[A-Za-z0-9+/]{4}$")
WHOLE = compiled(rb"[^\"'<]*")
PUTTY = compiled(rb"Private-Lines: (\d{1,3})")
ENDS = re.compile(rb"(?:\\++[rn])++")  # of lines in a text of JSON
LAST_ENDS = re.compile(rb"(?:\\++[rn])++\Z")


def private_key(found: Findings, start: int, at: int) -> int:
    """``at`` is behind the line of dashes that opens the key at ``start``."""
    text = found.text
    _, line_end = text.line(at)
    if putty := PUTTY.match(text.body, start, line_end):
        if (ends := ENDS.match(text.body, putty.end(), line_end)) is not None:
            return _putty_in_a_text(found, ends.end(), line_end)
        return lines(found, line_end, int(putty[1]))
    end = text.next_key_end(at)
    if 0 <= end <= line_end:
        _one_piece(found, at, end)
        return end
    rest = WHOLE.reach(text.body, at, line_end)
    rest = at + len(text.body[at:rest].rstrip(b"\\"))  # of an escaped quote both stay
    if rest - at >= SURE:  # cut off, on one line
        _one_piece(found, at, rest)
        return rest
    for edit in found.inner(text.body[at:line_end]):  # what else the line says, before the lines behind it
        found.as_it_is(edit._replace(start=at + edit.start, end=at + edit.end))
    return lines(found, line_end, MOST_LINES)


def _putty_in_a_text(found: Findings, at: int, end: int) -> int:
    """The lines of a key whose ends are written as escapes, up to its check sum."""
    body = found.text.body
    stop = WHOLE.reach(body, at, end)
    mac = body.find(b"Private-MAC", at, stop)
    said = body[at : mac if mac >= 0 else stop].rstrip(b"\\")
    said = LAST_ENDS.sub(b"", said)
    if said and not is_token(said):
        found.known("privatekey", at, at + len(said), said)
    return at + len(said)


def _one_piece(found: Findings, start: int, end: int) -> None:
    inner = found.text.body[start:end]
    lead = len(inner) - len(inner.lstrip(b" "))
    said = inner.strip(b" ")
    if said and b'"' not in inner.replace(b'\\"', b""):
        if not is_token(said):
            found.known("privatekey", start + lead, start + lead + len(said), said)
        return
    _tail(found, start, end, least=2)


def lines(found: Findings, at: int, most: int = MOST_LINES) -> int:
    """The lines behind ``at``, up to the one that ends the key or to a few that have nothing of a key.

    Lines of others may stand between. What is short is taken for the key's last piece only right above its end: nobody
    is to blank other lines by writing the beginning of a key into a log.
    """
    text = found.text
    found.is_over_lines = True
    misses, last, above = 0, (at, at), (at, at)
    for _ in range(most):
        start = text.body.find(b"\n", at) + 1
        if start == 0:
            return at
        _, stop = text.line(start)
        if b"-----END" in text.body[max(start, stop - TAIL) : stop]:
            if SUM.search(text.body[max(last[0], last[1] - TAIL) : last[1]]):
                _tail(found, *above, least=2)  # of PGP a check sum follows the last piece
            _tail(found, *last, least=2)
            return stop
        misses = 0 if _tail(found, start, stop, least=SURE) else misses + 1
        if misses == MOST_MISSES:
            return at
        at, above, last = stop, last, (start, stop)
    if most < MOST_LINES and text.body.find(b"Private-MAC", at, min(at + TAIL, text.line(at + 1)[1])) > at:
        _tail(found, *last, least=2)  # of PuTTY's as many lines as were announced, and the check sum follows
    return at


def _tail(found: Findings, start: int, stop: int, *, least: int) -> bool:
    """Replace what a line of a key ends with, when it is long enough; whether it was."""
    begin = max(start, stop - TAIL, found.done)
    run = RUN.search(found.text.body[begin:stop]) if begin < stop else None
    if run is None or len(run[1]) < least:
        return False
    if not is_token(run[1]):
        found.known("privatekey", begin + run.start(1), begin + run.end(1), run[1])
    return True
