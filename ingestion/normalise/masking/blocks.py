"""Values that go on over several lines below a name: blocks of YAML, documents up to their word, lists with an item a line.

Only what is written as one goes: lines as far in as the first, lines up to the word that ends them, items alone in
their lines. What looks like a record of its own ends it, so that nobody blanks the lines of others by ending one with a name.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.names import harmless_of, is_placeholder, kind_of
from ingestion.normalise.masking.tokens import is_token

MOST_LINES, MOST_OF_DOCUMENT, MOST_WORDS, LONGEST_ENDS, MOST_INDENT = 40, 4096, 4, 64, 80
AROUND = b' \r\n\\"'  # what may follow the word of a document
# Python's own, each byte read once. Items: - a1, "a1", and each with a comma behind it.
ITEM = re.compile(
    rb"(?:- {1,4})?(?:\\*[\"']([^\"'\\\r\n]{1,1024}+)\\*[\"']|([^\s\"'\\:{}\[\],]{1,1024}+)),?[ \t]*+"
)
# - name: api and value: … below it
PAIR = re.compile(
    rb"- {1,4}(?:name|key): ?(?:\\*+[\"'])?+[\w./-]{1,64}+(?:\\*+[\"'])?+(?:\r?\n|(?:\\++r)?\\++n) {1,40}(?:value|data): ?"
    rb"(?:\\*+[\"']([^\"'\\\r\n]{1,1024}+)\\*+[\"']|([^\s\"'\\:{}\[\],]{1,1024}+))[ \t]*+"
)
# A time, a level, a priority of syslog, a frame of a stack, the address that a line of a web server begins with, an object.
RECORD = re.compile(
    rb"\[?(?:\d{4}[/-]\d\d|\d\d:\d\d|[A-Z][a-z]{2} [ \d]\d )|\d{10}(?:\.\d{3,9})?[ |\t]|<\d{1,3}>|\d{1,3}(?:\.\d{1,3}){3}[ ]|\{\\*\"\w{1,64}\\*\":|\[?(?i:trace|debug|info|notice|warn|warning|error|fatal|critical)\b|at [\w$.]+\(|File \"|Caused by|[\w.]+=[^\s=]"
)
Spans = Sequence[tuple[int, int]]


class Ends(NamedTuple):
    """What stands between two lines: the sign that ends one, and how far in the next begins."""

    line: bytes
    indent: bytes


def ends(said: bytes) -> Ends:
    """``said`` is what stands between a name's sign and the line below."""
    return _ends(said) if len(said) <= LONGEST_ENDS else _ends_of(said)


def _ends_of(said: bytes) -> Ends:
    line = said.strip(b" \t")
    return Ends(line, said[len(said.rstrip(b" \t")) :])


_ends = lru_cache(maxsize=256)(_ends_of)


def items(found: Findings, term: bytes, between: Ends, at: int) -> int:
    """``- a1`` and ``"a1",``, one below the other from ``at`` on."""
    body, kind = found.text.body, kind_of(term)
    is_harmless, is_harmless_alone = harmless_of(kind, term), harmless_of(kind, term[:-1])
    line, indent = between
    for _ in range(MOST_LINES):
        said = (pair := PAIR.match(body, at)) or ITEM.match(body, at)
        ends_text = pair is not None and body[pair.end() : pair.end() + 1] in (b"", b'"', b"\\")
        if said is None or not (ends_text or body.startswith((line, b"]"), said.end())):
            break
        first, stop = said.span(said.lastindex or 1)
        value = body[first:stop]
        if not (
            is_token(value) or is_placeholder(value) or (is_harmless_alone if pair else is_harmless)(value)
        ):
            found.secret(kind, first, stop)
        at = said.end() + len(line)
        if not body.startswith(indent, at):
            break
        at += len(indent)
    return max(found.done, at - len(indent))


def more(body: bytes, ends: Ends, line: re.Pattern[bytes], at: int) -> Spans:
    """The lines behind the first of a block, which ends at ``at``: those that are as far in."""
    return list(_lines(body, ends.line + ends.indent, line, at, len(body)))


def document(body: bytes, ends: Ends, line: re.Pattern[bytes], word: bytes, at: int) -> Spans:
    """As ``more``, up to the line that is only the word; nothing where there is none."""
    alone = word.lstrip(b"-~")
    place = at
    for _ in range(MOST_WORDS if alone != word else 1):
        if alone == word:
            place = body.find(ends.line + word, place, at + MOST_OF_DOCUMENT) + len(ends.line)
        else:
            place = body.find(alone, place, at + MOST_OF_DOCUMENT)
        if place < at:
            break
        behind = place + len(alone)
        is_alone = body[max(at, place - MOST_INDENT) : place].rstrip(b" \t").endswith(ends.line)
        if is_alone and (behind == len(body) or body[behind : behind + 1] in AROUND):
            return list(_lines(body, ends.line, line, at, place))
        place = behind
    return ()


def _lines(
    body: bytes, between: bytes, line: re.Pattern[bytes], at: int, stop: int
) -> Iterator[tuple[int, int]]:
    for _ in range(MOST_LINES):
        if not body.startswith(between, at):
            return
        at += len(between)
        indent = body[at : at + MOST_INDENT]
        at += len(indent) - len(indent.lstrip(b" \t"))
        said = line.match(body, at)
        if said is None or at >= stop or RECORD.match(body, at):
            return
        yield at, said.end()
        at = said.end()


def rest(found: Findings, kind: str, spans: Spans) -> int:
    """Each of the lines is a value."""
    for first, stop in spans:
        value = found.text.body[first:stop].rstrip()
        if not (is_token(value) or is_placeholder(value)):
            found.secret(kind, first, first + len(value))
    return found.done
