"""Credentials in URLs and connection strings: the password before ``@``, signatures and codes in the query."""

import re

from ingestion.normalise.masking import headers
from ingestion.normalise.masking.bare import bare_end, token_end
from ingestion.normalise.masking.found import SHORTEST_KIND, Findings
from ingestion.normalise.masking.inside import is_mixed
from ingestion.normalise.masking.names import is_placeholder
from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.text import LONGEST_NAME
from ingestion.normalise.masking.vendors import VENDOR

MORE = re.compile(rb"[^\t\n\f\r /\"'<>?\\]*@")  # a password that holds an @ itself
DRIVER = compiled(rb"[\w.%-]{1,64}:([^\s@:/\"'\\]{1,128}|'[^\s@:/\"'\\]{1,128}')$")
DIGITS = b"0123456789"
# name:…@host, with a port or a path behind it, or where it is plainly no mail address.
HOST = rb"(?P<host>[A-Za-z_]:)[^\s:/\"'\\<>,;(){}\[\]]{6,24}@[A-Za-z0-9][\w.-]{0,62}"
PLACE = re.compile(rb"(?::{1,2}\d{2,5}|::[\w-]{1,32})(?!\w)|/")
NAME = compiled(rb"([\w.%+-]{1,64})$")
SIGNS = re.compile(rb"[!#$%^*]")
SHORTEST_MIXED = 10
NO_NAME = frozenset(b"sip sips tel mailto http https".split())
# Before an address of mail, or what has its form; of a driver's or a number's they are names of accounts.
LABELS = NO_NAME | frozenset(
    b"user username from to cc bcc mail email e-mail owner sender id cid mid urn acct xmpp npm image sha256 address alias author by caller cn"
    b" committer envelope-from error for identity imap info jid label login mailbox message-id msgid name peer principal rcpt recipient"
    b" reply reply-to return-path smtp subject thread upn uid userid users warn warning".split()
)
# WEB01$@CORP.EXAMPLE, a machine's account; com.example.Till$Drawer2@1a2b3c4d, an object of Java.
NO_PASSWORD = re.compile(rb"[\w.-]++\$@[A-Z0-9.-]++\Z|[A-Za-z_$][\w$.-]*+@(?=[a-f]*+\d)[0-9a-f]{6,8}\Z")
NO_PASSWORDS = (b"", b"x-oauth-basic", b"x", b"X")
SHORTEST_CODE = 12
LOOSE = (
    b"key",
    b"auth",
    b"hmac",
    b"magic",
    b"reset",
    b"md5",
    b"state",
)  # what else stands behind them: the key of a cache, a way to sign in
COLON = 58
RUN = compiled(rb"[\w-]*")
HEX = compiled(rb"[0-9a-f]{32,}")


def password(found: Findings, begin: int, start: int, end: int) -> int:
    """What stands from ``start`` to the last ``@`` before the host; ``end`` is behind the first one."""
    text = found.text
    if start - begin >= SHORTEST_KIND:
        _user(found, begin, start, text.body[start : end - 1] in NO_PASSWORDS)
    _, line_end = text.line(end)
    more = MORE.match(text.body, end, line_end)
    stop = (more.end() if more else end) - 1
    if not is_placeholder(text.body[start:stop]):
        found.secret("password", start, stop, encoded=True)
    return max(stop, end)


def user_end(body: bytes, begin: int) -> int:
    """Where the password begins behind ``://name:``, which no colon stands in; -1 where it begins otherwise."""
    return body.find(b":", begin + 1) + 1 if body[begin] == COLON else -1


def _user(found: Findings, begin: int, end: int, is_alone: bool) -> None:
    """``https://KEY:@host`` and ``https://KEY:x-oauth-basic@host``: a name that is a key itself."""
    body = found.text.body
    if key := VENDOR.search(body, begin, end):
        found.secret("apikey", key.start(), key.end())
    elif is_alone and is_key(body[(start := body.rfind(b"/", begin, end) + 1) : end - 1]):
        found.secret("token", start, end - 1)


def token(found: Findings, start: int, end: int) -> int:
    """``https://TOKEN@host``; a name of a person is no token."""
    if headers.is_random(found.text.body[start:end]) and any(
        48 <= byte <= 57 for byte in found.text.body[start:end]
    ):
        found.secret("token", start, end)
        return end
    return start


def encoded(found: Findings, begin: int, start: int, end: int) -> int:
    """A password, of a URL that is a value in another; ``end`` is behind the ``%40``."""
    _user(found, begin, start, False)
    stop = found.text.body.rfind(b"%", start, end)
    stop -= 2 * found.text.body.endswith(b"%25", start, stop + 3)
    found.secret("password", start, stop, encoded=True)
    return end


def driver(found: Findings, at: int) -> None:
    """``name:password@tcp(host)``, as drivers for Go write it, and ``name:password@192.0.2.7``; ``at`` is the ``@``."""
    text = found.text
    start, _ = text.line(at)
    least = max(start, found.done, at - 200)
    said = DRIVER.search(text.body[least:at])
    if said is None or is_placeholder(said[1]):
        return
    start, stop = (least + place for place in said.span(1))
    if text.body[at + 1] not in DIGITS:
        found.secret("password", start, stop)
    elif headers.is_value(said[1].strip(b"'")) and said[0].partition(b":")[0].lower() not in NO_NAME:
        quoted = said[1][:1] == said[1][-1:] == b"'"
        found.secret("password", start + quoted, stop - quoted)


def host(found: Findings, at: int, behind: int) -> int:
    """``name:…@db.example:5432``; the password begins at ``at``, and the host ends at ``behind``."""
    text = found.text
    start, end = text.line(at)
    sign = text.body.rfind(b"@", at, behind)
    if text.body.startswith(b"(", behind):
        driver(found, sign)
        return behind
    said = text.body[at:sign]
    name = NAME.search(text.body[max(start, found.done, at - 1 - LONGEST_NAME) : at - 1])
    if name is None or name[1].lower() in LABELS or is_placeholder(said):
        return at
    if not headers.is_value(said):
        return at
    place = PLACE.match(text.body, behind, end)
    is_host = place is not None and (place[0] != b"/" or b"." in text.body[sign:behind])
    if not (is_host or (_is_no_mail(said) and not NO_PASSWORD.match(text.body, at, behind))):
        return at
    found.secret("password", at, sign)
    return behind


def _is_no_mail(said: bytes) -> bool:
    """Whether it is no part of a mail address behind a label: it has signs, or is as random as a key."""
    return SIGNS.search(said) is not None or is_key(said) or (len(said) >= SHORTEST_MIXED and is_mixed(said))


def signed(found: Findings, name: bytes, at: int) -> int:
    """Signatures, tickets and authorisation codes in a query: they let in whoever has the URL."""
    text = found.text
    _, end = text.line(at)
    masked = token_end(text, at, end)
    if masked >= 0:
        return masked
    if name.lower().endswith(LOOSE):
        stop = RUN.reach(text.body, at, end)
        if not is_key(text.body[at:stop]):
            return stop
    else:
        stop = bare_end(text, at, end)
    if stop - at >= SHORTEST_CODE and not is_placeholder(text.body[at:stop]):
        found.secret("token", at, stop, encoded=True)
        return stop
    return at


def is_key(said: bytes) -> bool:
    return HEX.fullmatch(said) is not None or (len(said) >= 16 and is_mixed(said))


def login(found: Findings, at: int) -> int:
    """``curl -u name:password``; ``at`` is behind the colon."""
    text = found.text
    _, end = text.line(at)
    masked = token_end(text, at, end)
    if masked >= 0:
        return masked
    if text.body.startswith(b"//", at):
        return at - 1  # -u https://…, to be found as a URL
    stop = bare_end(text, at, end)
    if text.body[at:stop].isdigit() and text.body[at - 2 : at - 1].isdigit():
        return stop  # docker run --user 1000:1000
    if stop > at and not is_placeholder(text.body[at:stop]):
        found.secret("password", at, stop)
    return max(stop, at)
