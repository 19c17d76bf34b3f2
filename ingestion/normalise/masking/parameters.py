"""Values that PostgreSQL writes apart from their statement: ``parameters: $1 = 'ada', $2 = '…'``.

Nothing at a value tells what it is, but the record's statement may: where it names a password, a token or their like,
all values go. The statement stands before them in the record, behind them in a JSON document, or in the lines above.
"""

import re

from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.names import is_placeholder, kind_of
from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.tokens import is_token

PARAMETERS = rb"(?P<parameters>(?i:parameters)(?:\\*\")?: ?(?:\\*\")?)\$\d{1,5} = "
# What Django, TypeORM and Sequelize write behind a statement: ; args=('ada', '…'), -- PARAMETERS: ["ada","…"], VALUES ($1,$2); "ada", "…"
BEHIND = rb"(?P<behind>; args=[(\[]|-- PARAMETERS: \[|\$\d{1,5}\);? )(?:\\*[\"']|\"\"|&(?:quot|#x27);|\d)"
NAMED = compiled(
    rb"(?i)password|passwd|passphrase|passcode|(?:secret|token|credential|cookie)s?(?:\b|_|(?-i:[A-Z]))|(?:api|access|private|session)_?key|session_?id|jwt|card_?(?:number|no)|(?:\b|_)(?:pwd|pw|pin|otp|psk|cvv)(?:\b|_)"
)
HUMP = re.compile(rb"(?<=[a-z])[A-Z]\Z")  # tokenHash is found up to its H
# Python's own, each byte read once; the end that is given is one.
VALUE = re.compile(rb"\$\d{1,5}+ = (?:'((?:[^'\n]|'')*+)'|'([^'\"\\\n]*+)|[^\s,'\"\\]{1,40}+)(?:, )?")
ABOVE = re.compile(rb"(?:\bDETAIL:|\bQuery)[ \t]*+\Z|^[ \t]*+\Z")
MOST_ABOVE, MOST_LINES, LONGEST_BEFORE = 4096, 8, 16


LISTED = re.compile(
    rb"(\"\"|\\*+[\"']|&(?:quot|#x27);)([^\"'\\&\n]{1,256}+)\1|-?\d{1,20}+(?:\.\d{1,20}+)?|(?i:null|none|true|false)"
)
COMMA = re.compile(rb",[ ]?")


def behind(found: Findings, start: int, at: int) -> int:
    """The values from ``at`` on belong to the statement before ``start``: all texts go where it names a secret."""
    text = found.text
    begin, end = text.line(at)
    first, stop = text.first_named.span(NAMED, text, begin)
    if not first < stop <= start:
        return at
    kind = kind_of(HUMP.sub(b"", text.body[first:stop].strip(b"_")))
    while said := LISTED.match(text.body, at, end):
        at = said.end()
        if said[2] and not (is_token(said[2]) or is_placeholder(said[2])):
            found.secret(kind, *said.span(2))
        if text.is_crowded(at):
            return found.rest(at)
        comma = COMMA.match(text.body, at, end)
        if comma is None:
            break
        at = comma.end()
    return at


def parameters(found: Findings, start: int, at: int) -> int:
    """The list begins at ``at``, the word before it at ``start``."""
    text = found.text
    begin, end = text.line(at)
    spans, behind = [], at
    while said := VALUE.match(text.body, behind, end):
        spans.append(said.span(said.lastindex) if said.lastindex else (behind, behind))
        behind = said.end()
    term = _term(found, begin, start, behind)
    if not term:
        return at
    kind = kind_of(HUMP.sub(b"", term.strip(b"_")))
    for first, stop in spans:
        value = text.body[first:stop]
        if not (is_token(value) or is_placeholder(value)):
            found.secret(kind, first, stop)
        if text.is_crowded(first):
            return found.rest(first)
    return behind


def _term(found: Findings, begin: int, start: int, behind: int) -> bytes:
    """What the statement names, or nothing."""
    text = found.text
    first, stop = text.first_named.span(NAMED, text, begin)
    if first >= start:
        first, stop = text.next_named.span(NAMED, text, behind)
    if first < stop:
        return text.body[first:stop]
    if ABOVE.search(text.body, max(begin, start - LONGEST_BEFORE), start) is None:
        return b""
    above = NAMED.search(text.body, _statement(text.body, begin), begin)
    found.is_over_lines |= above is not None
    return above[0] if above is not None else b""


def _statement(body: bytes, begin: int) -> int:
    """Where the line above begins, or the first of those that it goes on from: the others begin with a tab."""
    least = max(begin - MOST_ABOVE, 0)
    for _ in range(MOST_LINES):
        begin = body.rfind(b"\n", least, max(begin - 1, least)) + 1 or least
        if body[begin : begin + 1] != b"\t":
            break
    return begin
