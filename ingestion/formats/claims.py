"""Who asked and from where, in sentences that hold what somebody typed: ``Login failed, Username:root from 192.0.2.9 from 203.0.113.7``.

A name may hold another's address, and nothing in the line says which one the program wrote. So what could be read in two
ways is not read at all: the record says less, and nothing that its sender chose.
"""

import re


def only(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Where the pattern stands in the text; ``None`` also when it stands there with different values."""
    found = None
    for one in pattern.finditer(text):
        if found and one.groups() != found.groups():
            return None
        found = found or one
    return found
