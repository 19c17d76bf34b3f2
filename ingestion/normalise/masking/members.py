"""Objects whose members say together what is secret: a value before its name, a JSON Web Key, a Kubernetes Secret."""

import re

from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.named import value
from ingestion.normalise.masking.names import SUFFIX, TERM, is_placeholder, kind_of
from ingestion.normalise.masking.nested import strings_inside
from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.text import Quote
from ingestion.normalise.masking.tokens import is_token

_QUOTE = rb"(?:\\*[\"']|\"\")"
_COLON = _QUOTE + rb"[ \t]*:[ \t]*"
VALUE_NAMES = rb"(?:parameter|new|old|rejected)?[_-]?val(?:ue)?s?|v|content|text|data|#text|\$|new|old|input"
NAME_NAMES = rb"(?:parameter|display|@)?(?:name|key)|variable|field|path|param|id|label|attribute|k"
# {"value":"…","name":"DB_PASSWORD"}. A quote ends each candidate, so they do not overlap however many there are.
VALUE_FIRST = (
    rb"(?P<value_first>"
    + _QUOTE
    + rb"(?i:"
    + VALUE_NAMES
    + rb")"
    + _COLON
    + rb"\\*[\"'])[^\"'\\\n]+"
    + _QUOTE
    + rb",[ \t]*(?:"
    + _QUOTE
    + rb"[\w@#$-]{1,24}"
    + _COLON
    + rb"(?:"
    + _QUOTE
    + rb"[^\"'\\\n]{0,64}"
    + _QUOTE
    + rb"|true|false|null|\d{1,9}),[ \t]*){0,2}?"
    + _QUOTE
    + rb"(?i:"
    + NAME_NAMES
    + rb")"
    + _COLON
    + _QUOTE
    + rb"[^\"'\\\n]*?(?P<value_first_term>(?i:"
    + TERM
    + rb"))(?i:"
    + SUFFIX
    + rb")"
    + _QUOTE
)
# <add value="…" key="DbPassword"/>
ATTRIBUTE_FIRST = (
    rb"(?P<attribute_first>\bvalue=\\*[\"'])[^\"'\\<>\n]+\\*[\"'][ \t]+(?:name|key|id)=\\*[\"'][^\"'\\<>\n]*?(?P<attribute_first_term>(?i:"
    + TERM
    + rb"))\\*[\"']"
)
KEY_TYPE = rb"(?P<key_type>\\*[\"']kty\\*[\"']:)"
MANIFEST = rb"(?P<manifest>kind(?:\\*[\"'])?:[ ]?(?:\\*[\"'])?Secret(?:List)?\b)"
MOST_OF_KEY = 16 * 1024
# RFC 7518, 6.2.2, 6.3.2 and 6.4.1.
PRIVATE = compiled(rb"\\*[\"'](?:d|p|q|dp|dq|qi|k)\\*[\"']:[ ]?\\*[\"']([\w+/=-]{8,})\\*[\"']")
DATA = compiled(rb"(?:stringData|\bdata|\\ndata)(?:(\\*[\"']):[ ]?(\{)[^{}\n]*\}|:(\\+n)( +))")
ENTRY = compiled(rb"[\w.-]{1,253}: *\\*[\"']?([^\s\"'\\|>][^\s\"'\\]*)")
# Python's own, each byte read once.
SIMPLE = re.compile(rb'"[^"\n]*+"[ \t]*+:[ \t]*+"([^"\n]*+)"')
FLAT = compiled(rb"[^{}\n]*")


def value_first(found: Findings, term: bytes, start: int) -> int:
    """The value begins at ``start``, behind its quote; its name follows and was recognised."""
    text = found.text
    _, end = text.line(start)
    mark = text.body[start - 1 : start]
    before = text.body[max(0, start - 9) : start - 1]
    quote = Quote(before[len(before.rstrip(b"\\")) :] + mark)
    stop = quote.close(text, start, end)
    value(found, kind_of(term), term, start, stop, quote)
    return stop


def key_type(found: Findings, at: int) -> int:
    """A JSON Web Key: its private members, before ``kty`` and behind it. It holds no other object."""
    text = found.text
    line, line_end = text.line(at)
    if at < text.key_end:
        return at
    begin = text.body.rfind(b"{", max(line, text.key_end, at - MOST_OF_KEY), at)
    text.key_end = end = FLAT.reach(text.body, at, min(line_end, at + MOST_OF_KEY))
    if begin < 0 or text.body[end : end + 1] != b"}":
        return at
    while (member := PRIVATE.search(text.body, begin, end)) is not None:
        begin = member.end(1)
        found.anywhere("privatekey", *member.span(1), at)
    return at


def manifest(found: Findings, at: int) -> int:
    """A Kubernetes Secret: every text of its ``data`` and ``stringData``, which may stand before its kind.

    Only of objects without others inside: the Secret may stand in the data of something else.
    """
    text = found.text
    begin, end = text.line(at)
    if text.manifest == begin:
        return at
    text.manifest = begin
    while (data := DATA.search(text.body, begin, end)) is not None:
        begin = data.end()
        if data.start(1) >= 0:
            _members(found, data[1], data.start(2), begin, at)
        else:
            begin = _entries(found, data[3], len(data[4]), begin, end, at)
    return at


def _members(found: Findings, mark: bytes, begin: int, end: int, at: int) -> None:
    body = found.text.body
    if mark == b'"' and b"\\" not in body[begin:end]:
        spans = [member.span(1) for member in SIMPLE.finditer(body, begin, end)]
    else:
        spans = [
            (start, stop) for name, start, stop in strings_inside(found.text, mark, begin, end)[0] if name
        ]
    for start, stop in spans:
        if not is_token(said := body[start:stop]) and not is_placeholder(said):
            found.anywhere("secret", start, stop, at)


def _entries(found: Findings, line_end: bytes, indent: int, at: int, end: int, here: int) -> int:
    """The lines of a YAML document that stands in a text, each with a line end written as an escape before it."""
    body = found.text.body
    while True:
        entry = ENTRY.match(body, at, end)
        if entry is not None and not is_placeholder(entry[1]):
            found.anywhere("secret", entry.start(1), entry.end(1), here)
        at = body.find(line_end, at, end)
        if at < 0:
            return end
        at += len(line_end)
        if not body.startswith(b" " * indent, at):
            return at
        at += indent
