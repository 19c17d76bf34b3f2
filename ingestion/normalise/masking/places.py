"""Secrets that only their place tells: in a file of PostgreSQL's passwords, before a pipe, behind a user's name, on a card's track."""

import re

from ingestion.normalise.masking.bare import bare_end, token_end
from ingestion.normalise.masking.checks import is_card
from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.names import is_placeholder
from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.tokens import holds_token

# What reads a password from its input.
SINK = (
    rb"(?:sudo (?:[^|\n]{0,40} )?-[a-zA-Z]{0,3}S|[^|\n]{0,80}--?(?:password-stdin|passphrase-fd|stdin|pass stdin)"
    rb"|(?:sudo )?(?:passwd|chpasswd|smbpasswd|kinit|su|cryptsetup|runas)\b)"
)
PIPED = compiled(rb"(\\*[\"']?)([^|\n\"']{1,200}?)(?:\\*[\"'])? ?\| ?" + SINK)
WITH_USER = compiled(rb"[\w.@-]{1,64}:")
AGES = re.compile(rb":[*!]{1,2}:\d{0,6}:\d{0,6}:\d{0,6}:")
PGPASS = compiled(rb":(?:\d{4}|\*):[\w*.-]{1,64}:[\w@.*-]{1,64}:")
HOST = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.*]"
CODE = compiled(rb"\b(\d{4,8})$")
STATUS = re.compile(
    rb"(?i:status|error|exit|return|response|reason|result|http|event|message|country|zip|postal|area) ?\Z"
)
LONGEST_STATUS = 10
FOLLOWING = re.compile(rb"\d{4,8}+")
# Words of BIP 39's lists, and groups as Matrix and others write their recovery keys.
WORDS = re.compile(
    rb"[a-z]{3,8}(?: [a-z]{3,8}){11,23}(?![\w])|[A-Za-z0-9]{4}(?: [A-Za-z0-9]{4}){7,15}(?![\w])"
)
NO_PASSWORD = re.compile(rb"<(?:via |no |CHAP-Password>)")  # what FreeRADIUS writes where it knows none
COLON = 58
MACHINE = b"[host/"  # a computer, not a user and a password
SLASHED = compiled(rb"()([^\s\]\"'@]{1,128})")
IN_BRACKETS = compiled(rb"(b?\\*['\"])?([^\]\"\n]{1,128})")  # b'…' as Python writes bytes
BEFORE_HOST = compiled(rb"()([^\s\"']{1,128})@[\w.:-]+")
TRACK_1 = compiled(rb"[bB](\d{13,16})(?:\^|%5[eE])[^?\n\"]{2,80}\??")


def piped(found: Findings, at: int) -> int:
    """``echo … | sudo -S``; ``at`` is behind the word that writes."""
    text = found.text
    _, end = text.line(at)
    said = PIPED.match(text.body, at, min(end, at + 400))
    if said is None or holds_token(said[2]):
        return at
    start, stop = said.span(2)
    if user := WITH_USER.match(text.body, start, stop):
        start = user.end()
    value = text.body[start:stop]
    stop = start + len(value.rstrip(b" \\"))
    if value[:1] != b"$" and not is_placeholder(value.strip()):
        found.secret("password", start, stop)
        return stop
    return at


def pgpass(found: Findings, at: int) -> int:
    """``host:5432:database:user:password``, the lines of PostgreSQL's password file; ``at`` is its first colon."""
    text = found.text
    begin, end = text.line(at)
    head = PGPASS.match(text.body, at, end)
    host = text.body[max(begin, at - 100) : at].rstrip(
        HOST
    )  # what stands before the host: no colon, as in an ARN
    if not at or AGES.match(text.body, at, end):
        return at + 1  # ada:*:19700:0:99999:7:::
    if head is None or text.body[at - 1] not in HOST or host.endswith(b":"):
        return at + 1
    start = head.end()
    stop = bare_end(text, start, end)
    if token_end(text, start, end) < 0 and not is_placeholder(text.body[start:stop]):
        found.secret("password", start, stop)
    return max(stop, start)


def slashed(found: Findings, start: int, at: int) -> int:
    """``sqlplus name/…@host``, ``login attempt [name/…]``, ``secretsdump.py domain/name:…@host`` from ``start`` on."""
    text = found.text
    _, end = text.line(at)
    is_in_brackets = b"[" in text.body[start:at]
    form = IN_BRACKETS if is_in_brackets else BEFORE_HOST if text.body[at - 1] == COLON else SLASHED
    said = form.match(text.body, at, end)
    if said is None or token_end(text, at, end) >= 0 or is_placeholder(said[2]):
        return at
    if text.body.endswith(MACHINE, 0, at) or NO_PASSWORD.match(text.body, said.start(2), end):
        return at
    quote = said[1].lstrip(b"b\\") if said[1] else b""
    stop = said.start(2) + len(said[2].removesuffix(quote).rstrip(b"\\") if quote else said[2])
    if stop > said.start(2):
        found.secret("password", said.start(2), stop)
    return said.end(2)


def track(found: Findings, at: int) -> int:
    """The first track of a card's stripe (ISO/IEC 7813): its number, holder, expiry and check value go as one."""
    text = found.text
    _, end = text.line(at)
    start = at + text.body[at : at + 4].lower().find(b"b")
    said = TRACK_1.match(text.body, start, end)
    if said is None or not is_card(said[1]):
        return at + 1
    found.known("card", start, said.end(), said[1])
    return said.end()


def sms(found: Findings, at: int, behind: int) -> int:
    """``482915 is your code``; the code ends at ``at``."""
    start, _ = found.text.line(at)
    code = CODE.search(found.text.body[max(start, found.done, at - 9) : at])
    if code is not None:
        found.secret("code", at - len(code[1]), at)
    return behind


def code(found: Findings, at: int) -> int:
    """``use 482915 to log in``; the code begins at ``at``."""
    _, end = found.text.line(at)
    if said := FOLLOWING.match(found.text.body, at, end):
        found.secret("code", at, said.end())
        return said.end()
    return at


def code_used(found: Findings, start: int, at: int) -> int:
    """``code 482915 expires``, where it is not that of an error or an answer."""
    begin, _ = found.text.line(start)
    is_status = STATUS.search(found.text.body, max(begin, start - LONGEST_STATUS), start)
    return at if is_status else code(found, at)


def words(found: Findings, at: int) -> int:
    """A recovery phrase of 12 to 24 words or a recovery key in groups: it is one value."""
    _, end = found.text.line(at)
    if said := WORDS.match(found.text.body, at, end):
        found.secret("secret", at, said.end())
        return said.end()
    return at
