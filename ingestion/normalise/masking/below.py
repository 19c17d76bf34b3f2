"""Values that stand in the line below their name: ``password: |`` of YAML, documents of JSON and XML over many lines.

Every line of a log is a record of its own, but who prints a document prints them together. What is below a name is
taken only where the name ends its line and the value fills its own, farther in.
"""

import re
from functools import lru_cache

from ingestion.normalise.masking import blocks, named, next_line, simple
from ingestion.normalise.masking.bare import token_end
from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.names import (
    SUFFIX,
    TERM,
    harmless_of,
    is_of_many,
    is_placeholder,
    kind_of,
    stands_alone,
)
from ingestion.normalise.masking.tokens import is_token

_LINE_END = rb"[ \t]*(?:\r?\n|(?:\\+r)?\\+n)"  # or as JSON writes it in a text
BELOW = (
    rb"(?P<below>(?i:"
    + TERM
    + rb"))(?i:"
    + SUFFIX
    + rb")(?P<below_sign>(?P<below_close>\\*[\"'])?:(?:[ ]?(?:[|>][+-]?|\[))?|[ \t]*=[ ]?<<[-~]?\w{1,16}|>|(?:\\*[\"'])?\]=>)"
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
    + rb"[ \t]{1,40}(?:\\*[\"'])?value(?P<value_close>\\*[\"'])?: ?"
)
IN_NAME = re.compile(rb"\bname(?:\\*[\"'])?: ?(?:\\*[\"'])?[\w.-]{0,64}\Z")  # the end that is given is one
LIST, OPENING = 91, b"- "
LONGEST_BEFORE, MOST_SLASHES = 80, 8
# How a line ends that the next one may belong to.
ENDS = (b":", b"|", b">", b"+", b"-", b",", b"[")
BLOCK = (b"|", b">", b"+", b"-")
OF_KEYS = (b"-----BEGIN", b"---- BEGIN", b"PuTTY-")  # a private key goes with the lines behind it
# Python's own, each byte read once. A line of a block; a text; one word with a digit or a sign, and no name of another.
LINE = re.compile(rb"([^\r\n]{1,4096}+)")
ESCAPED_LINE = re.compile(rb"([^\r\n\\\"]{1,4096}+)")
_STOP = rb"[ \t]*+(?=[\r\n\\\"]|\Z)"
TEXT = re.compile(rb"\\*+[\"']([^\"'\\\r\n]{1,4096}+)\\*+[\"'],?" + _STOP)
DUMPED = re.compile(rb"string\(\d{1,5}\) \\*+\"([^\"\\\r\n]{1,4096}+)\\*+\"")  # of PHP's var_dump
WORD = re.compile(
    rb"(?=[^\r\n]{0,255}[0-9!#$%&*+=?^~])([^\s\"'<>{}\[\]\\:-][^\s\"'<>{}\[\]\\:]{4,255}+)" + _STOP
)
# type=Bearer, kube-system/tls-2, ORA-01017, 2026/11/22, com.example.Bad$Login: what an error goes on with.
NO_WORD = re.compile(
    rb"[\w.-]++=[^=].*+|[a-z0-9._-]++(?:/[a-z0-9._-]++)++|[A-Z]{2,8}[-#]\d{1,6}|\d{4}[/-]\d\d.*+|\d{10}(?:\.\d{3,9}|\d{3,9})?(?:\W.*+)?|(?i:trace|debug|info|notice|warn|warning|error|fatal|critical)(?:\W.*+|\d{0,4})|[a-z]\w*+(?:\.[\w$]++){2,}+"
)
ELEMENT = re.compile(rb"([^<>\r\n]{1,4096}+)\r?\n[ \t]*+</")
ESCAPED_ELEMENT = re.compile(rb"([^<>\r\n\\]{1,4096}+)(?:\\+r)?\\+n[ \t]*+</")
VALUE = re.compile(
    rb"(?:\"([^\"\\\r\n]{1,4096}+)\"|'([^'\r\n]{1,4096}+)'|([^\s\"'{\[]\S{0,4095}+))[ \t]*+(?=[\r\n]|\Z)"
)


def goes_on(line: bytes) -> bool:
    """Whether a line may be the first of two that belong together."""
    tail = line.rstrip(b" \t\r")
    return tail.endswith(ENDS) or b"name:" in tail or b"<<" in tail or next_line.asks(tail)


def below(found: Findings, term: bytes, close: bytes, signs: tuple[int, int], start: int, at: int) -> int:
    """What stands at ``at`` belongs to the name at ``start``, in the line above; its sign is between ``signs``."""
    body = found.text.body
    sign = body[slice(*signs)]
    head = body[at : at + 4]
    masked = token_end(found.text, at + len(head) - len(head.lstrip(OPENING)), len(body))
    if masked >= 0:
        return masked  # and so is what stands below it
    if not stands_alone(term, found.text.name_before(start, found.done)):
        return at
    is_block, slashes = b"<<" in sign, body.count(b"\\", signs[1], at)
    if sign == b">":
        return _in_element(found, term, signs[1], start, at)
    if sign.endswith(b"[") or (body[at : at + 2] == b"- " and is_of_many(term)):
        found.is_over_lines |= not slashes
        return blocks.items(found, term, blocks.ends(body[signs[1] : at]), at)
    if not is_block and body[at - 1] not in b" \t":
        # A prompt, and what the program said then; in a line it may be the value.
        is_plain = slashes and sign.endswith(b":")
        return named.named(found, term, start, close, b":", signs[1]) if is_plain else at
    found.is_over_lines |= not slashes
    if close and sign.endswith(b":"):
        is_list = body[at] == LIST
        behind = -1 if is_list else simple.simple(found, _name(term, close), start, at)
        return behind if behind >= 0 else named.named(found, term, start, close, b":", at)
    if sign.endswith(b"=>"):
        return _take(found, term, DUMPED.match(body, at), at)
    if is_block or sign.endswith(BLOCK):
        return _in_block(found, term, sign, signs[1], at)
    said = TEXT.match(body, at) or WORD.match(body, at)
    if said is not None and said.re is WORD and NO_WORD.fullmatch(said[1]):
        return at
    return _take(found, term, said, at)


def _in_block(found: Findings, term: bytes, sign: bytes, behind: int, at: int) -> int:
    """A block begins at ``at``; the sign that opens it ends at ``behind``."""
    body = found.text.body
    ends = blocks.ends(body[behind:at])
    form = LINE if ends.line[:1] != b"\\" else _escaped_line(_slashes(ends.line))
    said = form.match(body, at)
    stop = _take(found, term, said, at)
    if said is None or stop == at:
        return at
    word = sign.partition(b"<<")[2]
    spans = (
        blocks.document(body, ends, form, word, said.end())
        if word
        else blocks.more(body, ends, form, said.end())
    )
    return blocks.rest(found, kind_of(term), spans) if spans else stop


@lru_cache(maxsize=1024)
def _name(term: bytes, close: bytes) -> simple.Name:
    return simple.Name(term, close, b":")


def _in_element(found: Findings, term: bytes, behind: int, start: int, at: int) -> int:
    """``<password>`` ends at ``behind``; over lines of a text in JSON it goes as one that stands in one line."""
    body = found.text.body
    is_escaped = b"\n" not in body[behind:at]
    found.is_over_lines |= not is_escaped
    is_farther = body[at - 1] in b" \t"
    said = (ESCAPED_ELEMENT if is_escaped else ELEMENT).match(body, at) if is_farther else None
    if said is None and is_escaped:
        return named.named(found, term, start, b"", b">", behind)
    return _take(found, term, said, at)


def _slashes(ends: bytes) -> int:
    """How many stand before the letter of a line end."""
    return len(ends) - 1 - len(ends[:-1].rstrip(b"\\"))


@lru_cache(maxsize=8)
def _escaped_line(slashes: int) -> re.Pattern[bytes]:
    """A line of a text in JSON whose line ends have so many of them, with escapes of its own (RFC 8259, section 7)."""
    if slashes > MOST_SLASHES:
        return ESCAPED_LINE
    own = rb"\\{%d}(?:\\{%d}|\\{%d}\"|[^nr\\\"\r\n])" % (slashes, slashes, slashes - 1)
    return re.compile(rb"((?:[^\r\n\\\"]|" + own + rb"){1,4096}+)")


def named_below(found: Findings, term: bytes, close: bytes, start: int, at: int) -> int:
    """``value: …`` below ``name: DB_PASSWORD``, which begins at ``start``; the value does at ``at``."""
    body = found.text.body
    is_escaped = b"\n" not in body[start:at]
    begin, _ = found.text.line(start)
    if not is_escaped and IN_NAME.search(body, max(begin, start - LONGEST_BEFORE), start) is None:
        return start + len(term)
    found.is_over_lines |= not is_escaped
    if close or is_escaped:
        return named.named(found, term, start, close, b":" if close else b"=", at)
    return _take(found, term, VALUE.match(body, at), at)


def _take(found: Findings, term: bytes, said: re.Match[bytes] | None, at: int) -> int:
    kind = kind_of(term)
    if said is None or kind in ("authorization", "cookie"):
        return at
    first, stop = said.span(said.lastindex or 1)
    value = found.text.body[first:stop].rstrip()
    if is_token(value):
        return first + len(value)
    if value.startswith(OF_KEYS) or is_placeholder(value) or harmless_of(kind, term)(value):
        return at
    found.secret(kind, first, first + len(value))
    return first + len(value)
