"""What journalctl writes between the journal's entries when it shows them as lines of syslog: where a boot begins, and the like.

Such a line has neither time nor host. It gets those of the entry behind it, else before it, and journalctl as the program.
https://www.freedesktop.org/software/systemd/man/latest/journalctl.html
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingestion.formats.record import Record

MARK = re.compile(
    rb"-- (?:(?:Boot [0-9a-f]{32}|Reboot|No entries|(?:Logs begin|Journal begins) at [^\n]{1,200}) --|cursor: \S{1,400})"
)
NEXT = re.compile(rb"\n-- ")  # ``in`` takes five times as long where line feeds are frequent


def has_some(body: bytes) -> bool:
    return body.startswith(b"-- ") or bool(NEXT.search(body))


def placed(records: Sequence[Record], beginning: re.Pattern[bytes]) -> list[Record]:
    """The records, each mark among them to be read as an entry. ``beginning`` is that of one: its time and host."""
    found = list(records)
    near = b""
    for number, one in [*enumerate(records), *reversed([*enumerate(records)])]:
        if begins := beginning.match(one.raw):
            near = begins[0]
        elif near and MARK.fullmatch(one.raw):
            found[number] = replace(one, document=near + b"journalctl: " + one.raw, inferred=True)
    return found
