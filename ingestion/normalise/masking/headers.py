"""Credentials in headers: ``Authorization`` with its schemes (RFC 9110, 11.4), ``Cookie`` and ``Set-Cookie`` (RFC 6265)."""

import base64
import binascii

from ingestion.normalise.masking.bare import bare_end, token_end
from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.names import PLACEHOLDER, PROSE
from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.tokens import TOKEN

SCHEME = compiled(
    rb"(?i)(bearer|basic|token|api-?key|key|negotiate|ntlm|digest|ssws|aws4-hmac-sha256|hmac|splunk|hawk|dpop|pat)[ \t:]+"
)
PARAMETERS = compiled(
    rb"(?i)[\w-]+=(?:\\*\"[^\"\\]*\\*\"|[^\s,\"\\]+)(?:,[ \t]*[\w-]+=(?:\\*\"[^\"\\]*\\*\"|[^\s,\"\\]+))*"
)
CREDENTIAL = compiled(rb"[A-Za-z0-9+/=_.~-]+")
COOKIE = compiled(rb"([^=;,\s\"\\]{1,128})=([^;,\s\"\\]*)(;[ \t+]*)?")
ATTRIBUTES = frozenset(
    {b"path", b"domain", b"expires", b"max-age", b"samesite", b"priority", b"version", b"comment"}
)
SESSION = compiled(rb"(?i).*(?:sess|sid|auth|login|token|jwt).*")


def authorization(found: Findings, start: int, end: int, *, whole: bool) -> int:
    """The value of an Authorization header; ``whole`` when all up to ``end`` is the value."""
    text = found.text
    scheme = SCHEME.match(text.body, start, end)
    at = scheme.end() if scheme else start
    if TOKEN.match(text.body, at, end):
        return max(token_end(text, at, end), at)
    parameters = PARAMETERS.match(text.body, at, end) if scheme else None
    stop = end if whole else parameters.end() if parameters else bare_end(text, at, end)
    said = text.body[at:stop]
    if not said or PLACEHOLDER.fullmatch(said) or said.lower().rstrip(b".,;:!") in PROSE:
        return stop
    if scheme and scheme[1].lower() == b"basic":
        basic(found, at, stop)
    else:
        found.secret("token", at, stop)
    return stop


def basic(found: Findings, start: int, end: int) -> bool:
    """``Basic`` credentials get the token of the password in them (RFC 7617); ``False`` when they are none."""
    try:
        said = base64.b64decode(found.text.body[start:end], validate=True)
    except (binascii.Error, ValueError):
        said = b""
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
    credential = CREDENTIAL.match(text.body, at, end)
    if credential is None or TOKEN.match(text.body, at, end):
        return at
    said = credential[0].rstrip(b".")
    stop = at + len(said)
    if name.lower() == b"basic":
        if not _is_basic(said):
            return at
        basic(found, at, stop)
    elif len(said) < 8 or not _is_random(said):
        return at
    else:
        found.secret("token", at, stop)
    return stop


def _is_basic(said: bytes) -> bool:
    try:
        return b":" in base64.b64decode(said, validate=True)
    except (binascii.Error, ValueError):
        return False


def _is_random(said: bytes) -> bool:
    """Not a word: it has digits, or both cases inside, or signs that words lack."""
    inner = said[1:]
    return (
        any(48 <= byte <= 57 for byte in said)
        or (inner != inner.lower() and inner != inner.upper())
        or len(said) > 24
    )


def cookies(found: Findings, start: int, end: int, *, whole: bool) -> int:
    """``name=value; name=value``: the values. A value alone is one cookie when it is ``whole``."""
    text = found.text
    pair = COOKIE.match(text.body, start, end)
    if pair is None:
        if whole and not PLACEHOLDER.fullmatch(text.body[start:end]):
            found.secret("cookie", start, end)
            return end
        return start
    at = start
    while pair is not None:
        more = pair[3]
        if pair[1].lower() in ATTRIBUTES:  # the value of Expires has spaces
            at = text.body.find(b";", pair.start(2), end) if b";" in text.body[pair.start(2) : end] else end
            break
        if not PLACEHOLDER.fullmatch(pair[2]):
            found.secret(cookie_kind(pair[1]), pair.start(2), pair.end(2))
        at = pair.end()
        pair = COOKIE.match(text.body, at, end) if more else None
    return at


def cookie_kind(name: bytes) -> str:
    return "session" if SESSION.fullmatch(name) else "cookie"
