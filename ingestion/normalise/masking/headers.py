"""Credentials in headers: ``Authorization`` with its schemes (RFC 9110, 11.4), ``Cookie`` and ``Set-Cookie`` (RFC 6265)."""

import base64
import binascii
import re

from ingestion.normalise.masking.bare import bare_end, token_end
from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.names import PROSE, is_placeholder
from ingestion.normalise.masking.regular import Found, compiled
from ingestion.normalise.masking.tokens import BEGINNINGS, TOKEN

SCHEME = compiled(
    rb"(?i)(bearer|basic|token|api-?key|key|negotiate|ntlm|digest|ssws|aws4-hmac-sha256|hmac|splunk|hawk|dpop|pat|oauth|googlelogin|sharedaccesssignature|sharedkey(?:lite)?)[ \t:]+"
)
SHORTEST_CREDENTIAL = 6
SCHEMES = (b"bearer", b"basic", b"apikey", b"negotiate")
WITH_SCHEME = compiled(rb"[A-Za-z]+ [A-Za-z0-9+/=_.~-]{6}")
OTHER_SCHEME = compiled(rb"([A-Za-z][A-Za-z-]{1,30})[ \t]+([A-Za-z0-9+/=_.~-]{8,})")
PARAMETERS = compiled(
    rb"(?i)[\w-]+(?:\\*=|\\+u003d)(?:\"\"[^\"\\]*\"\"|\\*\"[^\"\\]*\\*\"|[^\s,\"\\]+)(?:,[ \t]*[\w-]+(?:\\*=|\\+u003d)(?:\"\"[^\"\\]*\"\"|\\*\"[^\"\\]*\\*\"|[^\s,\"\\]+))*"
)
CREDENTIAL = re.compile(rb"[A-Za-z0-9+/=_.~-]*+")  # of Python's own, which reads each byte once
_NAME = rb"([^=;,\s\"\\]{1,128})"
_NEXT = rb"(;[ \t+]*)"
COOKIE = re.compile(rb"([^=;,\t\n\f\r \"\\]{1,128}+)=([^;,\t\n\f\r \"\\]*+)" + _NEXT + rb"?")
# With a comma or quotes in its value: only where another part follows, because elsewhere they end the header.
ODD_COOKIE = compiled(_NAME + rb"=(\\*\"[^\";\\\n]*\\*\"|[^;,\s\"\\]*(?:,[^;,\s\"\\=]+)+)" + _NEXT)
# One value in quotes, as some servers write it, also at the end of the header.
QUOTED_COOKIE = compiled(_NAME + rb"=(\\*\"[\w+/=.%~-]{6,}\\*\")" + _NEXT + rb"?")
ODD = (b",", b'"', b"\\")  # what a plain one ends before
WHOLE_COOKIE = compiled(_NAME + rb"[ \t]*=[ \t]*([^=].*)")
# Of Set-Cookie (RFC 6265, 4.1.1). What only has the name of one is a cookie.
_ATTRIBUTE = (
    rb"(?i:path=\\*/[\w./\\%~+-]*|domain=[\w.-]+|max-age=-?\d{1,12}|samesite=(?:strict|lax|none)|secure|httponly|partitioned"
    rb"|expires=(?:[a-z]{3,9},?[ +]\d{1,2}[ +-][a-z]{3}[ +-]\d{2,4}[ +][\d:]{5,8}[ +](?:gmt|utc)|-?\d{1,2}))"
)
ATTRIBUTE_BEGINS = frozenset(bytes([byte]) for byte in b"pdmshePDMSHE")
ATTRIBUTE = compiled(_ATTRIBUTE)
ATTRIBUTES = compiled(rb"(?:" + _ATTRIBUTE + _NEXT + rb")+")
LAST_ATTRIBUTE = re.compile(_ATTRIBUTE + rb"(?:[\s,\"\\<&)]|\Z)")  # the end that is given is one
# A part without a name: only what is no word.
FLAG = re.compile(rb"([^=;,\t\n\f\r \"\\]{8,}+)" + _NEXT + rb"?")
RANDOM = re.compile(rb"[0-9a-f]{32,}|(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9_-]{20,}")
MEMBER = re.compile(rb"[a-z]++(?:_[a-z]++)*+=[\w.-]*+")  # expires_in=3600
SESSION = re.compile(rb"(?i:sess|sid|auth|login|token|jwt)")
DIGIT = re.compile(rb"[0-9]")


def authorization(found: Findings, start: int, end: int, *, whole: bool) -> int:
    """The value of an Authorization header; ``whole`` when all up to ``end`` is the value."""
    text = found.text
    scheme = SCHEME.match(text.body, start, end)
    at = scheme.end() if scheme else _behind_other_scheme(found, start, end)
    if (masked := token_end(text, at, end)) >= 0:
        return masked
    is_basic = scheme is not None and scheme[1].lower() == b"basic"
    # The = at the end of base64 is no parameter's, nor the quote behind it.
    has_parameters = scheme is not None and not (is_basic and _is_base64(text.body, at, end))
    parameters = PARAMETERS.match(text.body, at, end) if has_parameters else None
    stop = end if whole else parameters.end() if parameters else bare_end(text, at, end)
    said = text.body[at:stop]
    if not said or is_placeholder(said) or said.lower().rstrip(b".,;:!") in PROSE:
        return stop
    if is_basic:
        basic(found, at, stop)
    else:
        found.secret("token", at, stop)
    return stop


def _behind_other_scheme(found: Findings, start: int, end: int) -> int:
    other = OTHER_SCHEME.match(found.text.body, start, end)
    return other.start(2) if other and other[1].lower() not in PROSE and is_random(other[2]) else start


def _is_base64(body: bytes, at: int, end: int) -> bool:
    """Of a name and a password, or ended by two signs, as no name of a parameter is."""
    said = body[at : _credential_end(body, at, end)]
    return b":" in decoded(said) or said.endswith(b"==")


def _credential_end(body: bytes, at: int, end: int) -> int:
    found = CREDENTIAL.match(body, at, end)
    return found.end() if found else at


def packed(found: Findings, at: int) -> int:
    """``"auth": "…"``: only what is Basic credentials, or as random as a key."""
    _, end = found.text.line(at)
    stop = _credential_end(found.text.body, at, end)
    said = decoded(found.text.body[at:stop])
    if b":" in said:
        basic(found, at, stop, said)
        return stop
    if RANDOM.fullmatch(found.text.body, at, stop):
        found.secret("token", at, stop)
        return stop
    return at


def basic(found: Findings, start: int, end: int, said: bytes | None = None) -> bool:
    """``Basic`` credentials get the token of the password in them (RFC 7617); ``False`` when they are none."""
    said = decoded(found.text.body[start:end]) if said is None else said
    _, colon, password = said.partition(b":")
    if colon and password:
        found.known("password", start, end, password)
    else:
        found.secret("token", start, end)
    return bool(colon)


def scheme(found: Findings, name: bytes, at: int) -> int:
    """``Bearer …`` or ``Basic …`` anywhere; words of a sentence after them are left."""
    text = found.text
    _, end = text.line(at)
    stop = _credential_end(text.body, at, end)
    if stop - at < SHORTEST_CREDENTIAL or token_end(text, at, end) >= 0:
        return at
    said = text.body[at:stop].rstrip(b".")
    stop = at + len(said)
    if name.lower() == b"basic":
        inner = decoded(said)
        if b":" not in inner:
            return at
        basic(found, at, stop, inner)
    elif len(said) < 8 or not is_random(said) or MEMBER.fullmatch(said):
        return at
    else:
        found.secret("token", at, stop)
    return stop


def decoded(said: bytes) -> bytes:
    """Out of base64; nothing when it is none."""
    try:
        return base64.b64decode(said, validate=True)
    except (binascii.Error, ValueError):
        return b""


def is_random(said: bytes) -> bool:
    """Not a word: it has digits, or both cases inside, or signs that words lack."""
    inner = said[1:]
    return (
        DIGIT.search(said) is not None
        or (inner != inner.lower() and inner != inner.upper())
        or len(said) > 24
    )


def is_value(said: bytes) -> bool:
    """Neither a word nor a sentence: it holds digits and letters."""
    return (
        DIGIT.search(said) is not None
        and said.lower() != said.upper()
        and (not said.startswith(BEGINNINGS) or TOKEN.match(said) is None)
    )


def cookies(found: Findings, start: int, end: int, *, whole: bool) -> int:
    """``name=value; name=value``: the values. When all up to ``end`` is the header, each part is one whatever is in it."""
    if not whole:
        return _cookies_of_a_line(found, start, end)
    at = start
    while at < end:
        stop = found.text.body.find(b";", at, end)
        stop = end if stop < 0 else stop
        _part(found, at, stop)
        at = stop + 1
        found.text.work += 1
        if found.text.is_crowded(at):
            return found.rest(at)
    return end


def _cookies_of_a_line(found: Findings, start: int, end: int) -> int:
    body = found.text.body
    at, goes_on = start, True
    while goes_on:
        if body[at : at + 1] in ATTRIBUTE_BEGINS:
            at = ATTRIBUTES.reach(body, at, end)
            if LAST_ATTRIBUTE.match(body, at, end):
                break
        pair: Found | re.Match[bytes] | None = COOKIE.match(body, at, end)
        # Where another follows a value without commas and quotes, it is no odd one.
        if pair is not None and not pair[3] and body[pair.end() : pair.end() + 1] in ODD:
            pair = ODD_COOKIE.match(body, at, end) or QUOTED_COOKIE.match(body, at, end) or pair
        if pair is None and (flag := _flag(body, at, end)):
            _cookie(found, "cookie", at, flag.end(1))
            at, goes_on = flag.end(), bool(flag[2])
            continue
        if pair is None:
            break
        _cookie(found, cookie_kind(pair[1]), pair.start(2), pair.end(2))
        at, goes_on = pair.end(), bool(pair[3])
        found.text.work += 1
        if found.text.is_crowded(at):
            return found.rest(at)
    return at


def _flag(body: bytes, at: int, end: int) -> re.Match[bytes] | None:
    flag = FLAG.match(body, at, end)
    if flag is None or not is_value(flag[1]):
        return None
    return flag if flag.end() == end or flag[2] or body[flag.end()] not in b"=," else None


def _part(found: Findings, at: int, stop: int) -> None:
    """What stands between two semicolons; without a name all of it is the value."""
    body = found.text.body
    at += len(body[at:stop]) - len(body[at:stop].lstrip(b" \t+"))
    stop = at + len(body[at:stop].rstrip(b" \t"))
    if ATTRIBUTE.fullmatch(body, at, stop):
        return
    pair = WHOLE_COOKIE.fullmatch(body, at, stop)
    if pair is None:
        _cookie(found, "cookie", at, stop)
    else:
        _cookie(found, cookie_kind(pair[1]), pair.start(2), pair.end(2))


def _cookie(found: Findings, kind: str, start: int, end: int) -> None:
    if not is_placeholder(found.text.body[start:end]):
        found.secret(kind, start, end)


def cookie_kind(name: bytes) -> str:
    return "session" if SESSION.search(name) else "cookie"
