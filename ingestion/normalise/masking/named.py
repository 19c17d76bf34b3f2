"""Secrets that a name announces: ``password=…``, ``"token": "…"``, ``<secret>…</secret>``, ``--api-key …``."""

import re
from functools import lru_cache

from ingestion.normalise.masking import headers, several
from ingestion.normalise.masking.bare import odd_end, simple_end, token_end
from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.names import (
    CALLS,
    FOLDER,
    MANY_RANDOM,
    SIGN_ENDS_WORD,
    is_harmless,
    is_of_a_table,
    is_of_many,
    is_page_mark,
    kind_of,
    stands_alone,
)
from ingestion.normalise.masking.nested import strings_inside
from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.text import SINGLE, SPACE, Quote, Text
from ingestion.normalise.masking.tokens import holds_token

# Of a name without quotes, a quote right behind its sign may be the end of the text around it.
ENDS_TEXT = re.compile(rb"\\*+\"(?:[ \t]*+(?:[,\]}:]|\Z)|; ?send )")  # the end that is given is one
# N'…', b"…", Some("…"), md5('…'), string(12) "…": what a value may be wrapped in
IN_BRACES = re.compile(rb"\{\{-? ?(?=\\*+[\"'][^\"'{}\n]{1,256}+[\"'] ?-?\}\})")  # {{ "…" }} of a template
KEY_IN_PIECES = re.compile(rb"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY")
WRAPPED = re.compile(
    rb"""(?:[A-Za-z_][\w.:]{0,30}+\((?:\d{1,4}\) )?|[bBuUrRfFN$]{1,2}+|<<)(?=\\*+["']|\\++u002[27]|&(?:quot|apos|#39|#x27);)"""
)
INNER = compiled(rb"(?:\s|\\[nrt])*<(?:!\[CDATA\[|[\w:.-]{1,40}(?:[ \t][^<>]{0,80})?>)(?:[ \t]*<string>)?")
BEGIN_INNER = frozenset(b"<\\ \t\r\f")
LESS = {b">": b"<", b"&gt;": b"&lt;"}
BECOMES = compiled(rb"\\*[\"'] (?:->|=>) ")
BYTES = (b"b'", b'b"')
PATH = re.compile(rb"[A-Za-z_]\w*+(?:::|[(<{])|[A-Za-z_]++(?![\w+/=])")
CALL_OF_ANOTHER = re.compile(rb"\[[A-Za-z.]{3,60}+\]::|(?i:get)?env\(")
NUMBER = re.compile(rb"-?\d++(?:\.\d++)?(?:[eE][+-]?\d++)?")
LITERAL = re.compile(rb"(?i:null|none|true|false|undefined|nan)\b")
MORE_CODES = re.compile(rb",? ([A-Za-z0-9]{4,10}+(?:-[A-Za-z0-9]{4,10}+){0,3}+)(?![\w-])")
DIGIT = re.compile(rb"[0-9]")
QUERY = 66
MOST_OF_ELEMENT = 4096
OF_CLOSING = 40
CLOSING = compiled(rb"\\*/[\w:.-]*")
MOST_OF_OBJECT = 2048
# The password must have a digit, can't be blank, is too short: what a form says of a field.
SENTENCE = re.compile(
    rb"(?i)(?:(?:the |this |your )?[\w ]{0,40}?\b(?:field|value|password|token|secret) )?(?:is|are|must|may|can't|cannot|can not|should|has|have|does|do|was|needs?|contains?) (?:[a-z]{2,}\b|a )"
)
VALUES = (b"value", b"val", b"secretvalue", b"secret_value")
SHORTEST_LISTED = 8
IS_KEY = re.compile(rb"""\\*+["'][ \t]*+:""")
OFTEN_LISTED = (b"_", b"session")  # columns and fields have such names, and others stand beside them
LONGEST_LOOKED_INTO = 256  # bytes of a harmless value, so that those in each other take linear time
BROAD = frozenset({"password", "cookie"})  # everything in an object of that name is secret
TELLING = frozenset(
    b"current previous primary secondary new old stringvalue string_value s access refresh value val data content plain plaintext plain_text text raw string key secret token".split()
)


def named(found: Findings, term: bytes, start: int, close: bytes, sign: bytes, at: int) -> int:
    """A name ends before ``close`` and ``sign``; its value begins at ``at``. Gives where to go on."""
    text = found.text
    before = text.name_before(start, found.done)
    if not stands_alone(term, before):
        return at
    kind = kind_of(term)
    is_name = (
        sign == b":" and not close and text.body[start - 1 : start] == b":"
    )  # arn:aws:secretsmanager:…:secret:name
    if is_name or is_page_mark(kind, before):
        return at
    _, end = text.line(at)
    if at >= end:
        return at
    if less := less_of(sign):
        tag = text.body.rfind(less, max(start - OF_CLOSING, 0), start)
        # </password>, and not </b> password>
        is_closing = tag >= 0 and CLOSING.fullmatch(text.body, tag + len(less), start) is not None
        return at if is_closing else _element(found, kind, term, at, end, less)
    first = text.body[at : at + 1]
    if first == b"{" and (braces := IN_BRACES.match(text.body, at, end)):
        at = braces.end()
    elif first == b"-" and KEY_IN_PIECES.match(text.body, at, end):
        return at  # PRIVATE_KEY=-----BEGIN …, to be found as what it is
    quote = Quote.at(text, at, end, close)
    is_of_keys = is_of_many(term) and kind != "password"
    if quote is not None and not is_of_keys:
        # A quote with fewer backslashes than the one behind the name may end the text that both stand in.
        closed = bool(close) and close.count(b"\\") <= quote.depth
        return _quoted(found, kind, term, quote, closed, at, end)
    if quote is not None:
        start = at + len(quote.mark)
        return several.in_a_text(found, kind, term, start, quote.close(text, start, end))
    first = text.body[at : at + 1]
    if not close and first == b"[" and (inner := Quote.at(text, at + 1, end)):
        close = inner.mark  # passwords: ["…", "…"]
    if close and first in b"[{":
        return _nested(found, kind, term, close, at, end)
    if first == b"[" and is_of_many(term):
        return several.in_brackets(found, kind, term, at + 1, end)
    if is_of_keys:
        return several.in_a_row(found, kind, term, at, end)
    return _bare(found, kind, term, close, sign, at, end)


def listed(found: Findings, term: bytes, close: int, at: int) -> int:
    """``["X-Api-Key", "…"]``: a header and its value one after the other; ``close`` is where the name ends.

    Lists of names look the same (``["api-key", "password"]``): only what is no word goes.
    """
    text = found.text
    _, end = text.line(at)
    mark = text.body[close : close + 1]
    slashes = len(text.body[close : close + 8]) - len(text.body[close : close + 8].lstrip(b"\\"))
    quote = Quote(text.body[close : close + slashes + 1] if mark else b'"')
    stop = quote.close(text, at, _within(text, quote, at, end))
    last = text.body[at:stop].rpartition(b" ")[2]
    before = text.name_before(close - len(term), found.done)
    is_other = term.startswith(OFTEN_LISTED) and MANY_RANDOM.fullmatch(last) is None
    is_other |= IS_KEY.match(text.body, stop) is not None  # "Reset user password","resultType":"Success"
    is_other |= is_page_mark(kind_of(term.lstrip(b"_-")), before) or is_of_a_table(before)
    if headers.is_random(last) and len(last) >= SHORTEST_LISTED and not is_other and not holds_token(last):
        value(found, kind_of(term), term, at, stop, quote)
        return stop
    return close - len(term)


def element(found: Findings, term: bytes, at: int) -> int:
    """``<name attribute="…">value</name>``; ``at`` is behind the opening tag."""
    _, end = found.text.line(at)
    return _element(found, kind_of(term), term, at, end) if at < end else at


def _quoted(found: Findings, kind: str, term: bytes, quote: Quote, closed: bool, at: int, end: int) -> int:
    text = found.text
    if not closed and quote.mark.endswith(b'"') and ENDS_TEXT.match(text.body, at, end):
        return at
    start = at + len(quote.mark)
    stop = quote.close(text, start, _within(text, quote, start, end))
    if stop == start and text.body.startswith(quote.mark * 2, start):  # three of them
        start += 2 * len(quote.mark)
        stop = quote.close(text, start, _within(text, quote, start, end))
    is_masked = value(found, kind, term, start, stop, quote)
    if is_masked and (arrow := BECOMES.match(text.body, stop, end)):
        after = Quote.at(text, arrow.end(), end)
        if after is not None:  # password: "…" -> "…"
            begin = arrow.end() + len(after.mark)
            found.plan(kind, term, begin, after.close(text, begin, end), after)
    return stop if is_masked or stop - start > LONGEST_LOOKED_INTO else start


def _within(text: Text, quote: Quote, start: int, end: int) -> int:
    """Single quotes inside JSON end with the text that they stand in."""
    if quote.mark != b"'" or not text.json_depth(start):
        return end
    return Quote(b'"').close(text, start, end)


def value(found: Findings, kind: str, term: bytes, start: int, stop: int, quote: Quote | None) -> bool:
    """One whole value between quotes or tags; ``False`` where it is harmless, and may hold something else."""
    said = found.text.body[start:stop]
    if kind == "authorization":
        headers.authorization(found, start, stop, whole=True)
    elif kind == "cookie":
        headers.cookies(found, start, stop, whole=True)
    elif is_harmless(kind, term, said, prose=False):
        return False
    else:
        found.secret(kind, start, stop, quote=quote)
    return True


def _nested(found: Findings, kind: str, term: bytes, close: bytes, at: int, end: int) -> int:
    """Every text in an array or object of that name; in objects of tokens those with a telling name."""
    text = found.text
    inside_list = text.body[at : at + 1] == b"["
    line_end = end
    if kind not in BROAD and not inside_list:
        end = min(end, at + MOST_OF_OBJECT)  # it is looked at again for its own names
    strings, stop, signs = strings_inside(text, close, at, end)
    if text.is_seen_again(at, stop, signs):
        return found.rest(at)
    quote = SINGLE.get(close) or Quote(close)
    if inside_list and is_of_many(term) and kind != "password" and any(name for name, _, _ in strings):
        for name, start, finish in strings:  # of objects, whose own names may tell more
            found.plan(kind, term[:-1] if name.lower() in VALUES else term, start, finish, quote)
        return at + 1
    for name, start, finish in strings:
        if text.is_crowded(start):
            return found.rest(start)
        text.work += 1
        is_id = kind == "session" and name.lower() == b"id"
        if kind in BROAD or inside_list or is_id or name.lower() in TELLING:
            if finish == end < line_end:  # the object was looked at up to here, but its value may go on
                finish = quote.close(text, start, line_end)
            part = "cookie value" if kind == "cookie" and name else kind
            if part == "cookie value":
                found.secret(headers.cookie_kind(name), start, finish, quote=quote)
            elif not (inside_list and _is_sentence(text.body[start:finish])):
                value(found, kind, term, start, finish, quote)
    return stop if kind in BROAD or inside_list else at + 1


def _is_sentence(said: bytes) -> bool:
    return b" " in said and SENTENCE.match(said) is not None


def less_of(sign: bytes) -> bytes:
    """The ``<`` of a ``>``, also of one that JSON or a web server wrote as an escape; nothing for other signs."""
    if sign[:1] == b"\\":
        is_arrow = b"3d" in sign.lower()  # => with both as escapes
        return sign[:-1] + b"c" if sign[-1:] in b"eE" and not is_arrow else b""
    return LESS.get(sign, b"")


def _element(found: Findings, kind: str, term: bytes, at: int, end: int, less: bytes = b"<") -> int:
    """``<name>value</name>``, or the value of an element whose attribute names it."""
    body, end = found.text.body, min(end, at + MOST_OF_ELEMENT)
    if less == b"<" and body[at] in BEGIN_INNER and (inner := INNER.match(body, at, end)):
        at = inner.end()  # <password><![CDATA[…]]>, <password><value>…
        if inner[0].endswith(b"["):
            less = b"]]>"
    stop = body.find(less, at, end)
    if stop <= at or (less != b"]]>" and body[stop + len(less) : stop + len(less) + 1] not in (b"/", b"\\")):
        return at
    return stop if value(found, kind, term, at, stop, None) else at  # it ends where the next begins


def _bare(found: Findings, kind: str, term: bytes, close: bytes, sign: bytes, at: int, end: int) -> int:
    text = found.text
    masked = token_end(text, at, end)
    if masked >= 0:
        return masked
    if sign == b":" and text.body[at : at + 1] == b":":
        if PATH.match(text.body, at + 1, end):
            return at  # Credential::new
        at += 1
    if CALL_OF_ANOTHER.match(text.body, at, end):
        return at  # $cred = [PSCredential]::new(…), env('DB_PASSWORD', …)
    is_member = sign == b":" and close[-1:] in (b'"', b"'")
    if is_member and (literal := LITERAL.match(text.body, at, end)):
        return literal.end()
    number = NUMBER.match(text.body, at, end) if is_member else None
    if number is not None:
        if not is_harmless(kind, term, number[0], prose=False):
            found.secret(kind, at, number.end(), wrap=close)
        return number.end()
    if kind in ("authorization", "cookie") and text.body[at : at + 1] == b"[":
        at += 1  # map[Authorization:[Bearer …]], as Go writes headers
    if kind == "authorization" and text.body[at : at + 2] in BYTES:
        at += 2
    if kind == "authorization":
        return headers.authorization(found, at, end, whole=False)
    if kind == "cookie":
        return headers.cookies(found, at, end, whole=False)
    encoded = sign[:1] == b"%"
    stop = simple_end(text, at, end)
    if stop - at < 3:
        if wrapped := WRAPPED.match(text.body, at, end):
            quote = Quote.at(text, wrapped.end(), end)
            return _quoted(found, kind, term, quote, True, wrapped.end(), end) if quote else at
        # Only passwords hold commas; in a row of cells not even they.
        in_csv = None if kind in ("password", "secret") else True
        stop = odd_end(text, at, end, in_csv, encoded) if stop == at else stop
    value = text.body[at:stop]
    is_word = not close and (sign == b":" or SIGN_ENDS_WORD.match(text.body, at - 3) is not None)
    if _is_call(text, value, stop) or is_harmless(kind, term, value, prose=is_word):
        return at if stop - at <= LONGEST_LOOKED_INTO else stop  # token: 4111 1111 1111 1111
    if (
        kind != "password"
        and value.lower() in headers.SCHEMES
        and headers.WITH_SCHEME.match(text.body, at, end)
    ):
        return at  # token: Bearer …
    in_query = b"%" in value and sign == b"=" and _is_in_query(text, at)
    found.secret(kind, at, stop, encoded=encoded or in_query)
    if kind == "code" and term[-5:].lower() == b"codes":
        return _more_codes(found, stop, end, len(value))
    return max(stop, at)


def _more_codes(found: Findings, at: int, end: int, length: int) -> int:
    """What follows the first of ``recovery codes: …, …``; words have no digit, nor all of them its length and a hyphen."""
    while more := MORE_CODES.match(found.text.body, at, end):
        if not (DIGIT.search(more[1]) or (b"-" in more[1] and len(more[1]) == length)):
            break
        found.secret("code", *more.span(1))
        at = more.end()
    return at


def _is_call(text: Text, value: bytes, stop: int) -> bool:
    """``password = new Password(…)``."""
    return text.body[stop : stop + 1] == b" " and value.lower().lstrip(b"(") in CALLS


def _is_in_query(text: Text, at: int) -> bool:
    """Whether the line has a sign of a URL's query shortly before."""
    before = text.body[max(at - QUERY, text.line(at)[0]) : at]
    return b"&" in before or b"?" in before


def argument(found: Findings, name: bytes, at: int) -> int:
    """``["--password", "…"]``; ``at`` is where the next of the list begins."""
    text = found.text
    _, end = text.line(at)
    quote = Quote.at(text, at, end)
    if quote is None or text.body.startswith(b"-", at + len(quote.mark)):
        return at
    term = name.rsplit(b"-", 1)[-1].lower()
    return _quoted(found, kind_of(term), term, quote, True, at, end)


def part(found: Findings, term: bytes, at: int) -> int:
    """A part of a form that was written on one line, up to the escape of its line end."""
    text = found.text
    _, end = text.line(at)
    stop = text.body.find(b"\\", at, end)
    return stop if stop > at and value(found, kind_of(term), term, at, stop, None) else at


def option(found: Findings, name: bytes, start: int, at: int) -> int:
    """``--password value`` of a command line; the name begins at ``start``."""
    text = found.text
    body = text.body
    _, end = text.line(at)
    term, kind = _option(name)
    before = text.name_before(start, found.done)
    is_other = before != b"" and not before.startswith(b"-")  # GET /reset-password HTTP/1.1, x-api-key …
    stop = simple_end(text, at, end)
    if stop == at:
        if body.startswith(b"->", at):
            return 0  # x-api-key -> …, to be found as a name
        if body[at : at + 1] in (b"-", b""):
            return at
        if body[at : at + 1] == b"=" or body[at : at + 2] in (b": ", b":=", b"+=", b"\\=", b":\\"):
            return 0  # User-Password = …, to be found as a name
        quote = Quote.at(text, at, end)
        if quote is not None and not (text.json_depth(at) and ENDS_TEXT.match(body, at, end)):
            return _quoted(found, kind, term, quote, True, at, end)
        stop = odd_end(text, at, end, False, False)
    value = body[at:stop]
    if kind == "apikey" and FOLDER.match(value):
        return stop
    if _is_call(text, value, stop):
        return at  # -Password (ConvertTo-SecureString …)
    if is_other and MANY_RANDOM.fullmatch(value) is None:
        return at
    if not is_harmless(kind, term, value, prose=True):
        found.secret(kind, at, stop)
    return max(stop, at)


@lru_cache(maxsize=1024)
def _option(name: bytes) -> tuple[bytes, str]:
    term = name.lstrip(b"-").lower()
    if not term.startswith(b"session"):
        term = term.rsplit(b"-", 1)[-1]
    return term, kind_of(term)


def phrase(found: Findings, opening: int, at: int) -> int:
    """``IDENTIFIED BY '…'`` and ``PASSWORD '…'`` of SQL; the quote stands from ``opening`` to before ``at``."""
    text = found.text
    _, end = text.line(at)
    quote = Quote(text.body[opening:at])
    if quote.mark.endswith(b'"') and ENDS_TEXT.match(text.body, at - 1, end):
        return at - 1
    stop = quote.close(text, at, _within(text, quote, at, end))
    if stop == end and text.body[stop : stop + 1] != quote.mark:
        return at
    value(found, "password", b"password", at, stop, quote)
    return stop


def skip_space(text: Text, at: int, end: int) -> int:
    while at < end and text.body[at] in SPACE:
        at += 1
    return at
