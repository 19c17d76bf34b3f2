"""What Postfix says beside who and from where: the mail's ends, its identities, the host that it goes to and the cipher.

Each kind of line is read from its beginning on, and an address that holds a quotation mark or an angle bracket is not
believed: what others wrote into a line (a mailbox, a greeting, another server's answer) then chooses nothing.
The same expression serves the engine (``members``) and lines that Python reads (``facts``).
https://www.postfix.org/postconf.5.html#enable_long_queue_ids
"""

import re

from ingestion.formats.documents import Document
from ingestion.normalise.times import literal

PROGRAM = "postfix"
QUEUE = r"[0-9A-F]{5,16}|[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,24}"
# Without bounds: the engine compiles what it is given anew with each plan, and 255 times a class is 255 of them.
NAME = r"(?:unknown|([A-Za-z0-9._-]+))"
BOX = r'<([^<>"]*)>'
KINDS = (
    (rf"(?:dis)?connect from {NAME}\[", ("source.domain",)),
    (rf"(?:lost connection|timeout) after [A-Z][A-Za-z -]{{1,60}}(?: \(\d+ bytes\))? from {NAME}\[", ("source.domain",)),
    (rf"client={NAME}\[", ("source.domain",)),
    (rf"warning: {NAME}\[[0-9A-Fa-f.:]+\]: SASL ", ("source.domain",)),
    (
        rf'(?:NOQUEUE: )?(?:milter-)?reject: [A-Z-]{{1,30}} from {NAME}\[[^"]*?; from={BOX}(?: to={BOX})? proto=',
        ("source.domain", "email.from.address", "email.to.address"),
    ),
    (rf"from={BOX}, size=", ("email.from.address",)),
    (
        rf"to={BOX}, (?:orig_to=<[^<>\"]*>, )?relay=(?:([A-Za-z0-9._-]+)\[([0-9A-Fa-f.:]+)\]:(\d{{1,5}}))?",
        ("email.to.address", "destination.domain", "destination.ip", "destination.port"),
    ),
    (r"(?:resent-)?message-id=<([^<>\s]+)>", ("email.message_id",)),
    (
        rf"[A-Z][a-z]{{2,9}} TLS connection established to {NAME}\[([0-9A-Fa-f.:]+)\]:(\d{{1,5}}): TLSv(\d(?:\.\d)?) with cipher ([A-Z0-9_-]+)",
        ("destination.domain", "destination.ip", "destination.port", "tls.version", "tls.cipher"),
    ),
    (
        rf"[A-Z][a-z]{{2,9}} TLS connection established from {NAME}\[[^:\]]*[^\]]*\]: TLSv(\d(?:\.\d)?) with cipher ([A-Z0-9_-]+)",
        ("source.domain", "tls.version", "tls.cipher"),
    ),
    (
        r"CONNECT from \[[0-9A-Fa-f.:]+\]:\d{1,5} to \[([0-9A-Fa-f.:]+)\]:(\d{1,5})$",
        ("destination.ip", "destination.port"),
    ),
)  # fmt: skip
SAID = rf"^(?:({QUEUE}): )?(?:{'|'.join(pattern for pattern, _ in KINDS)}|)"
NAMES = ("email.local_id", *(name for _, names in KINDS for name in names))
NUMBER = "destination.port"
_SAID = re.compile(SAID, re.DOTALL)


def members(program: str, said: str) -> str:
    """The engine's expression of JSON members, each with a comma before it; empty for other programs."""
    begins = ", ".join(literal(f',"{name}":' + " " * (name == NUMBER)) for name in NAMES)
    written = "if(endsWith(name, ':'), toJSONString(value), toString(toUInt16OrZero(value)))"
    one = f"(name, value) -> if(value = '', '', concat(name, {written}))"
    values = f"extractGroups({said}, {literal('(?s)' + SAID)})"
    told = f"arrayStringConcat(arrayMap({one}, [{begins}], arrayResize({values}, {len(NAMES)}, '')))"
    return f"if(startsWith({program}, '{PROGRAM}'), {told}, '')"


def facts(program: str, said: str) -> Document:
    """The same without the engine."""
    found = _SAID.match(said) if program.startswith(PROGRAM) else None
    groups = zip(NAMES, found.groups(), strict=True) if found else ()
    return {name: int(value) if name == NUMBER else value for name, value in groups if value}
