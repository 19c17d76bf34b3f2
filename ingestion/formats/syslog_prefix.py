"""A syslog header in front of another format: RFC 3164's or 5424's, of which time, host and program are wanted.

What other formats begin with may also stand inside a message, where whoever knocks at sshd has written it as a name. So
``NO_MESSAGE`` stands at the beginning of the signatures that would look for their mark anywhere in a line.
"""

import re

from ingestion.normalise.programs import RULES

HEADER = re.compile(
    r"(?:<\d{1,3}>)?(?:1 )?"
    r"(?P<time>[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d{1,6})?|\d{4}-\d\d-\d\dT\S{8,40}) (?P<host>\S{1,255}) "
    r"(?:(?P<program>[^\s\[:]{1,64})(?:\[(?P<pid>\d{1,10})\])?: ?)?"
)

# Programs whose messages are their own and never another format's line; these carry audit logs and events of formats' own.
CARRIERS = {"kernel", "audit", "hostd", "mgd"}
TELLERS = "|".join(
    sorted({re.escape(rule.program.rstrip("/")) for rule in RULES if rule.program.islower()} - CARRIERS)
)
TELLER = rf"(?:{TELLERS}|CROND?)(?:[-/.(_][^\s\[:]{{0,64}})?"
TIME = (
    r"(?:[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d(?:[.,]\d{1,6})?|\d{4}-\d\d-\d\d[T ]\S{8,40}):?"
)
BEFORE = rf"(?:<\d{{1,3}}>)?(?:\d{{1,10}}: )?(?:1 )?{TIME} "
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d"
# A word in front of what would be the mark, but for a second header and for ``audit: type=``.
PROSE = rf"(?!{MONTH})[A-Za-z][a-z]{{1,30}}(?: |: (?!\S{{1,40}}=))"
OF_TELLER = rf"(?:\S{{1,255}} )?{TELLER}(?:\[\d{{1,10}}\])?: |\S{{1,255}} {TELLER} "
IN_PROSE = (
    rf"(?:\S{{1,255}} )?[^\s\[:%]{{1,64}}(?:\[\d{{1,10}}\])?: {PROSE}"
    rf"|\S{{1,255}} \S{{1,48}} \S{{1,128}} \S{{1,32}} (?:-|\[[^\n\]]{{0,400}}\]) {PROSE}"
)
NOT_TOLD = rf"(?!{BEFORE}(?:{OF_TELLER}))".encode()
NO_MESSAGE = rf"(?!{BEFORE}(?:{OF_TELLER}|{IN_PROSE}))".encode()


def facility(priority: str | None) -> int | None:
    """The facility's number of a priority in decimal digits (RFC 5424, 6.2.1); nothing of none."""
    return int(priority) // 8 if priority else None


def facts(text: str) -> dict[str, object]:
    """``@timestamp`` (as written), ``host.name`` and the like from a header; nothing when there is none."""
    found = HEADER.match(text)
    if not found:
        return {}
    return {"@timestamp": found["time"], "host.name": found["host"]}
