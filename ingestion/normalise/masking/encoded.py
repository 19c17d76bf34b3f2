"""Command lines that are written as hexadecimal digits or in base64: what they hold is looked at as if it stood there."""

import base64
import binascii

from ingestion.normalise.masking.edits import Edit, applied
from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.regular import compiled

# auditd writes what holds a space or a quote so (audit-userspace, auparse(3)); PowerShell takes base64 of UTF-16.
HEX = rb"(?P<hex>\b(?:proctitle|cmd|data|a\d{1,2})=)[0-9A-F]{16}"
POWERSHELL = rb"(?P<powershell>[ \"'][-/](?i:e|ec|enc|encodedcommand)[ \"',:]{1,4})[A-Za-z0-9+/]{32}"
DIGITS, BASE64 = compiled(rb"(?:[0-9A-F]{2})+"), compiled(rb"[A-Za-z0-9+/]+={0,2}")
NO_SIGN = bytes.maketrans(b"\x00\r\n\t", b"    ")  # as many bytes as before
LONGEST = 64 * 1024


def hexadecimal(found: Findings, at: int) -> int:
    """The digits begin at ``at``; those of a secret become those of its token."""
    text = found.text
    _, end = text.line(at)
    stop = DIGITS.reach(text.body, at, min(end, at + LONGEST))
    if text.body[stop : stop + 1].isalnum():
        return stop
    for edit in found.inner(bytes.fromhex(text.body[at:stop].decode()).translate(NO_SIGN)):
        token = (edit.before + edit.token + edit.behind).hex().upper().encode()
        found.as_it_is(Edit(at + 2 * edit.start, at + 2 * edit.end, edit.kind, token, edit.plain))
    return stop


def powershell(found: Findings, at: int) -> int:
    """The command begins at ``at``; it stays one, with tokens in it."""
    text = found.text
    _, end = text.line(at)
    stop = BASE64.reach(text.body, at, min(end, at + LONGEST))
    said = text.body[at:stop]
    try:
        plain = base64.b64decode(said, validate=True).decode("utf-16-le").encode()
    except (binascii.Error, UnicodeError):
        return stop
    if edits := found.inner(plain):
        masked = applied(plain, edits).decode("utf-8", "replace").encode("utf-16-le")
        found.as_it_is(Edit(at, stop, edits[0].kind, base64.b64encode(masked), said))
    return stop
