"""Passwords that stand alone in the line below what asks for them: parts of a form, dialogues of SMTP, POP3, FTP and IMAP."""

import re

from ingestion.normalise.masking.argument_forms import NAME
from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.names import is_placeholder
from ingestion.normalise.masking.tokens import is_token

_END = rb"(?:\r?\n|(?:\\+r)?\\+n)"  # or as JSON writes it in a text
_CLIENT = rb"(?:C: |[<>-]{1,3} )?"
NEXT_LINE = (
    rb"(?P<next_line>form-data; name=\\*\"(?i:[\w\[\].-]{0,32}(?:password|passwd|pass|pwd|secret|token|pin|otp|api_?key)\]?)\\*\""
    + _END
    + _END
    + rb"|\b334 UGFzc3dvcmQ6"
    + _END
    + _CLIENT
    + rb"|AUTH(?:ENTICATE)? PLAIN"
    + _END
    + rb"(?:S: |[<>-]{1,3} )?(?:334|\+) ?"
    + _END
    + _CLIENT
    + rb"|(?-i:LOGIN) "
    + NAME
    + rb" \{\d{1,3}\+?\}"
    + _END
    + _CLIENT
    + rb"|(?:\+OK|(?:\b|n)331[^\r\n\"\\]{0,60}[Pp]assword)[^\r\n\"\\]{0,60}"
    + _END
    + _CLIENT
    + rb"PASS |password to proceed to installation:"
    + _END
    + rb"(?:"
    + _END
    + rb")?[ \t]{0,8}|\b[Pp]assword for the [\w.-]{1,64} user \(reset with [^\n)]{1,80}\):"
    + _END
    + rb"[ \t]{0,8})[^\s\"\\]"
)
# Python's own, each byte read once: all that the line holds.
VALUE = re.compile(rb"[^\s\"\\]{1,256}+(?=[\r\n\"\\]|\Z)")


# A server that asks does so at the line's end: a trace's id that holds 331 asks nobody.
ASKING = re.compile(rb"(?:\+OK|331[^\r\n\"\\]{0,60}[Pp]assword)[^\r\n\"\\]{0,60}\Z")
LONGEST_ASKING = 140


def asks(line: bytes) -> bool:
    """Whether a line, without blanks at its end, may be one that the password stands below."""
    return (
        b"form-data; name=" in line
        or line.endswith((b"334 UGFzc3dvcmQ6", b" PLAIN"))
        or (line.endswith(b"}") and b"LOGIN " in line)
        or ASKING.search(line[-LONGEST_ASKING:]) is not None
    )


def next_line(found: Findings, start: int, at: int) -> int:
    """What asks begins at ``start``, and the answer at ``at``."""
    body = found.text.body
    found.is_over_lines |= b"\n" in body[start:at]
    said = VALUE.match(body, at)
    if said is None or is_token(said[0]) or is_placeholder(said[0]):
        return at
    found.secret("password", at, said.end())
    return said.end()
