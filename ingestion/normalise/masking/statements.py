"""``INSERT INTO users (name, password) VALUES ('ada', '…')``: a value whose column is named before the list that it stands in."""

from functools import lru_cache

from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.names import SUFFIX, TERM, kind_of, stands_alone
from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.text import Quote

INSERT = rb"(?P<insert>\b(?i:insert|replace|merge|upsert)(?: \w{1,12}){0,2} (?i:into) [^\s(]{1,100} ?\()"
MOST_OF_COLUMNS = 4096
COLUMNS = compiled(rb"([^()\n]*)\)[^()\n]{0,80}?(?i:values?)(?:\\+[nrt]|\s)*")
SECRET = compiled(rb"(?i)(.*?)(" + TERM + rb")" + SUFFIX)
QUOTES = b" \t\\`\"'[]"
ROW = compiled(rb"(?:,|\\+[nrt]|\s)*\(")
# A text, a call with one list of arguments, or anything else up to the next comma.
CELL = compiled(
    rb"(?:\\+[nrt]|\s)*(?:[NEnebB]?(\\*[\"']|&(?:#x27|#39|quot|apos);|\\+u0027)|(?:[^,()\"'\n\\]|\\+[nrt]|\([^()\n]*\)|\\*\"[^\"\\\n]*\\*\")*)"
)
NEXT = compiled(rb"(?:\\+[nrt]|\s|::\w+)*([,)])")


def insert(found: Findings, at: int) -> int:
    """``at`` is behind the bracket that opens the columns; the values are looked at when the search has come to them."""
    text = found.text
    _, end = text.line(at)
    columns = COLUMNS.match(text.body, at, min(end, at + MOST_OF_COLUMNS))
    if columns is None:
        return at
    terms = [_term(name) for name in columns[1].split(b",")]
    place = columns.end()
    if any(terms):
        while row := ROW.match(text.body, place, end):
            place = _row(found, terms, row.end(), end)
    return columns.end()


@lru_cache(maxsize=1024)
def _term(column: bytes) -> bytes:
    said = SECRET.fullmatch(column.strip(QUOTES))
    return said[2] if said is not None and stands_alone(said[2], said[1]) else b""


def _row(found: Findings, terms: list[bytes], at: int, end: int) -> int:
    text = found.text
    for term in terms:
        cell = CELL.match(text.body, at, end)
        if cell is None:
            return at
        at = cell.end()
        if mark := cell[1]:
            quote = Quote(mark)
            stop = _close(found, quote, at, end)
            if term:
                found.plan(kind_of(term), term, at, stop, quote)
            at = stop + len(mark)
        text.work += 1
        sign = NEXT.match(text.body, at, end)
        if sign is None or sign[1] == b")":
            return sign.end() if sign else at
        at = sign.end()
    return at


def _close(found: Findings, quote: Quote, at: int, end: int) -> int:
    """SQL writes a quote in a text twice."""
    body, twice = found.text.body, quote.mark * 2
    stop = quote.close(found.text, at, end)
    while body.startswith(twice, stop):
        stop = quote.close(found.text, stop + len(twice), end)
    return stop
