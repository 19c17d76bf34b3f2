"""Private keys in PEM (RFC 7468) and PuTTY's form, on one line with escaped ends or over many, each with its own prefix."""

from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.tokens import is_token

RUN = compiled(rb"([A-Za-z0-9+/=_-]{2,})[\s\"',\\\]]*$")
TAIL = 400  # bytes at the end of a line that can hold a line of a key
SURE = 32  # a run of that length belongs to a key even when its end is missing
MOST_LINES = 400
WHOLE = compiled(rb"[^\"'<]*")
PUTTY = compiled(rb"Private-Lines: (\d{1,3})")


def private_key(found: Findings, start: int, at: int) -> int:
    """``at`` is behind the line of dashes that opens the key at ``start``."""
    text = found.text
    _, line_end = text.line(at)
    if putty := PUTTY.match(text.body, start, line_end):
        return _lines(found, line_end, -1, int(putty[1]))
    end = text.next_key_end(at)
    if 0 <= end <= line_end:
        _one_piece(found, at, end)
        return end
    rest = WHOLE.match(text.body, at, line_end)
    if rest.end() - at >= SURE:  # cut off, on one line
        _one_piece(found, at, rest.end())
        return rest.end()
    return _lines(found, line_end, end, MOST_LINES)


def _one_piece(found: Findings, start: int, end: int) -> None:
    inner = found.text.body[start:end]
    lead = len(inner) - len(inner.lstrip(b" "))
    said = inner.strip(b" ")
    if said and b'"' not in inner.replace(b'\\"', b""):
        if not is_token(said):
            found.known("privatekey", start + lead, start + lead + len(said), said)
        return
    _tail(found, start, end)


def _lines(found: Findings, at: int, end: int, most: int) -> int:
    """The lines behind ``at`` up to the one that ends the key at ``end`` (-1: its end is missing)."""
    text = found.text
    for _ in range(most):
        start = text.body.find(b"\n", at) + 1
        if start == 0 or 0 <= end <= start:
            return at
        _, stop = text.line(start)
        if start <= end <= stop or b"-----END" in text.body[max(start, stop - TAIL) : stop]:
            return stop
        if not _tail(found, start, stop) and end < 0:
            return start
        at = stop
    return at


def _tail(found: Findings, start: int, stop: int) -> bool:
    """Replace what a line of a key ends with; whether it surely was one."""
    least = max(start, stop - TAIL, found.done)
    if least >= stop:
        return False
    run = RUN.search(found.text.body[least:stop])
    if run is None:
        return False
    said = run[1]
    if not is_token(said):
        found.known("privatekey", least + run.start(1), least + run.end(1), said)
    return len(said) >= SURE
