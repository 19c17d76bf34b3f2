"""Passwords in command lines without a name in front, as process creation events record them, and in sentences."""

from ingestion.normalise.masking.bare import bare_end, token_end
from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.named import ENDS_TEXT
from ingestion.normalise.masking.names import PLACEHOLDER, PROSE
from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.text import Quote
from ingestion.normalise.masking.tokens import TOKEN

COMMANDS = (
    rb"\bnet1? {1,4}use [^\n\"|]{0,100}/user:[^\s/\"']{1,64} {1,4}|\bredis-cli [^\n\"|]{0,60}-a {1,4}"
    rb"|\bldap[a-z]{3,8} [^\n\"|]{0,100} -w {1,4}|\b(?:(?:docker|podman|az) login|mongo[a-z]{0,7}) [^\n\"|]{0,100} -p {1,4}"
    rb"|\bmysql[a-z]{0,6} [^\n\"|]{0,60} (?-i:-p)|\b(?:smb|rpc)[a-z]{3,6} [^\n\"|]{0,60} -U ?[^\s%\"']{1,64}%|\bhtpasswd -[a-zB]{0,6}b[a-zB]{0,6} [^\s\"']{1,64} [^\s\"']{1,64} "
    rb"|\bnet1?(?:\.exe)?[\"']? {1,4}user {1,4}[^\s/\"'\\]{1,64} {1,4}|\bsshpass {1,4}-p ?"
    rb"|psexec(?:64)?(?:\.exe)?[\"']? [^\n\"|]{0,100} -p {1,4}| /rp {1,4}|convertto-securestring {1,4}(?:-string {1,4})?"
)
NO_VALUE = (b"/", b"-", b"*", b"")
LIKE_A_PASSWORD = compiled(rb".*(?:[0-9!#$%&*+=?^~]|[a-z][A-Z]).*")
SHORTEST_SAID = 5


def command(found: Findings, at: int) -> int:
    """``net user ada …``, ``sshpass -p …``, ``ConvertTo-SecureString "…"``."""
    text = found.text
    _, end = text.line(at)
    masked = token_end(text, at, end)
    if masked >= 0 or at >= end:
        return max(masked, at)
    quote = Quote.at(text, at, end)
    if quote is not None and not ENDS_TEXT.match(text.body, at, end):
        start = at + len(quote.mark)
        stop = quote.close(text, start, end)
    else:
        start, stop, quote = at, bare_end(text, at, end), None
    value = text.body[start:stop]
    if value[:1] not in NO_VALUE and not PLACEHOLDER.fullmatch(value):
        found.secret("password", start, stop, quote=quote)
        return stop
    return at


def said(found: Findings, at: int) -> int:
    """``the password is …``: only what looks like one, because a sentence may go on in any way."""
    text = found.text
    _, end = text.line(at)
    stop = bare_end(text, at, end)
    value = text.body[at:stop].rstrip(b".,!?")
    is_word = value.lower() in PROSE or not LIKE_A_PASSWORD.fullmatch(value)
    if len(value) < SHORTEST_SAID or is_word or PLACEHOLDER.fullmatch(value) or TOKEN.search(value):
        return at
    found.secret("password", at, at + len(value))
    return at + len(value)
