"""A syslog header in front of another format: RFC 3164's or 5424's, of which time, host and program are wanted."""

import re

HEADER = re.compile(
    r"(?:<\d{1,3}>)?(?:1 )?"
    r"(?P<time>[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d{1,6})?|\d{4}-\d\d-\d\dT\S{8,40}) (?P<host>\S{1,255}) "
    r"(?:(?P<program>[^\s\[:]{1,64})(?:\[(?P<pid>\d{1,10})\])?: ?)?"
)


def facility(priority: str | None) -> int | None:
    """The facility's number of a priority in decimal digits (RFC 5424, 6.2.1); nothing of none."""
    return int(priority) // 8 if priority else None


def facts(text: str) -> dict[str, object]:
    """``@timestamp`` (as written), ``host.name`` and the like from a header; nothing when there is none."""
    found = HEADER.match(text)
    if not found:
        return {}
    return {"@timestamp": found["time"], "host.name": found["host"]}
