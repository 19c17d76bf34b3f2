"""Values that stand in the line below their name: ``password: |`` of YAML, documents of JSON and XML over many lines.

Every line of a log is a record of its own, but who prints a document prints them together. What is below a name is
taken only where the name ends its line and the value fills its own, farther in.
"""

import re

from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.names import SUFFIX, TERM, harmless_of, is_placeholder, kind_of
from ingestion.normalise.masking.tokens import is_token

_LINE_END = rb"[ \t]*(?:\r?\n|(?:\\+r)?\\+n)"  # or as JSON writes it in a text
BELOW = (
    rb"(?P<below>(?i:"
    + TERM
    + rb"))(?i:"
    + SUFFIX
    + rb")(?P<below_sign>(?:\\*[\"'])?:(?:[ ]?[|>][+-]?)?|[ \t]*=[ ]?<<[-~]?\w{1,16}|>)"
    + _LINE_END
    + rb"[ \t]{0,40}"
)
# - name: DB_PASSWORD and value: … below it; "name": "DB_PASSWORD", and "value": "…"
NAMED_BELOW = (
    rb"(?P<named_below>(?i:"
    + TERM
    + rb"))(?i:"
    + SUFFIX
    + rb")(?:\\*[\"'])?,?"
    + _LINE_END
    + rb"[ \t]{1,40}(?:\\*[\"'])?value(?:\\*[\"'])?: ?"
)
IN_NAME = re.compile(rb"\bname(?:\\*[\"'])?: ?(?:\\*[\"'])?[\w.-]{0,64}\Z")  # the end that is given is one
LONGEST_BEFORE = 80
# How a line ends that the next one may belong to.
ENDS = (b":", b"|", b">", b"+", b"-", b",")
BLOCK = (b"|", b">", b"+", b"-")
# Python's own, each byte read once. A line of a block; a text; one word with a digit or a sign, and no name of another.
LINE = re.compile(rb"([^\r\n]{1,4096}+)")
ESCAPED_LINE = re.compile(rb"([^\r\n\\\"]{1,4096}+)")
_STOP = rb"[ \t]*+(?=[\r\n\\\"]|\Z)"
_TEXT = rb"\\*+[\"']([^\"'\\\r\n]{1,4096}+)\\*+[\"'],?" + _STOP
TEXT = re.compile(_TEXT)
WORD = re.compile(
    rb"(?=[^\r\n]{0,255}[0-9!#$%&*+=?^~])([^\s\"'<>{}\[\]\\:-][^\s\"'<>{}\[\]\\:]{4,255}+)" + _STOP
)
ELEMENT = re.compile(rb"([^<>\r\n\\]{1,4096}+)(?:\r?\n|(?:\\+r)?\\+n)[ \t]*+</")
VALUE = re.compile(_TEXT + rb"|([^\s\"'{}\[\]\\]{1,4096}+)" + _STOP)


def goes_on(line: bytes) -> bool:
    """Whether a line may be the first of two that belong together."""
    tail = line.rstrip(b" \t\r")
    return tail.endswith(ENDS) or b"name:" in tail or b"<<" in tail


def below(found: Findings, term: bytes, sign: bytes, start: int, at: int) -> int:
    """What stands at ``at`` belongs to the name at ``start``, in the line above."""
    body = found.text.body
    is_block = b"<<" in sign
    if not is_block and body[at - 1] not in b" \t":
        return at  # a prompt, and what the program said then
    if sign == b">":
        said = ELEMENT.match(body, at)
    elif is_block or sign.endswith(BLOCK):
        said = (ESCAPED_LINE if b"\\" in body[start:at] else LINE).match(body, at)
    else:
        said = TEXT.match(body, at) or WORD.match(body, at)
    return _take(found, term, said, start, at)


def named_below(found: Findings, term: bytes, start: int, at: int) -> int:
    """``value: …`` below ``name: DB_PASSWORD``, which begins at ``start``; the value does at ``at``."""
    begin, _ = found.text.line(start)
    if IN_NAME.search(found.text.body, max(begin, start - LONGEST_BEFORE), start) is None:
        return start + len(term)
    return _take(found, term, VALUE.match(found.text.body, at), start, at)


def _take(found: Findings, term: bytes, said: re.Match[bytes] | None, start: int, at: int) -> int:
    body = found.text.body
    found.is_over_lines |= b"\n" in body[start:at]
    kind = kind_of(term)
    if said is None or kind in ("authorization", "cookie"):
        return at
    first, stop = said.span(said.lastindex or 1)
    value = body[first:stop].rstrip()
    if is_token(value) or is_placeholder(value) or harmless_of(kind, term)(value):
        return at
    found.secret(kind, first, first + len(value))
    return first + len(value)
