"""Tokens in the path of a URL: whoever has a link for resetting, inviting, sharing or posting may do it."""

import re

from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.inside import is_mixed
from ingestion.normalise.masking.tokens import holds_token

# A part of a path that says so, and one behind it that may be the token.
PATH = (
    rb"(?P<path>\\*/(?i:[\w-]*(?:reset|activat|verif|confirm|magic|invit|unsubscribe|hook|token|share|private|signed|secret|callback|recover|unlock|integration|authorize|inputs|receiver|feed|accept)[\w-]*"
    rb"|key|login|sso|ical|s|l|magic|services|with/key|live\d?)\\*/)[\w%~.-]{3}"
)
# Python's own, for they are called for every path: each byte is read once.
PART = re.compile(rb"\\*+/?([\w%~.:=-]++)")
SIGNS = b"_%~.:=-"
MOST_PARTS, SHORTEST, MOST, UUID_LENGTH = 5, 15, 512, 36
HEX = re.compile(rb"[0-9a-fA-F]{32,}+")
UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# A stream's key in four or five groups of letters and digits.
GROUPS = re.compile(rb"[a-z0-9]{4}(?:-[a-z0-9]{4}){3,4}")
OF_HOOKS = (b"hook", b"inputs", b"receiver")


def path(found: Findings, said: bytes, at: int) -> int:
    """Parts of a path from ``at`` on, a few behind the word that tells: those that are random go."""
    text = found.text
    _, end = text.line(at)
    word = said.strip(b"/\\").lower()
    for _ in range(MOST_PARTS):
        part = PART.match(text.body, at, min(end, at + MOST))
        if part is None:
            break
        start, stop = part.span(1)
        start += part[1].rfind(b":") + 1
        if part[1].startswith(b"private-"):
            start += len(b"private-")
        if stop - start >= SHORTEST and _is_token(word, text.body[start:stop]) and not holds_token(part[1]):
            found.secret("token", start, stop)
        at = stop
        text.work += 1
    return at


def _is_token(word: bytes, said: bytes) -> bool:
    if said.count(b".") > 2:
        return False
    if len(said) == UUID_LENGTH and UUID.fullmatch(said):
        return any(mark in word for mark in OF_HOOKS)
    letters = said.translate(None, SIGNS)
    if letters.isdigit():
        return False
    if HEX.fullmatch(said) is not None:
        return True
    if b"-" in said and GROUPS.fullmatch(said) is not None:
        return any(48 <= byte <= 57 for byte in said)
    return len(letters) >= SHORTEST - 3 and is_mixed(letters)
