"""What stands in front of a Cisco device's message: a relay's time and name, the device's own, numbers that count lines.

Of two times the one next to the message is the device's; the other is the relay's.
"""

import re

from ingestion.formats.documents import Document

BSD = r"[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,6})?"
# A zone is in capitals, or one of those that stand in small letters too: devices' names stand at the same place.
ZONE = r"(?:UTC|GMT)[+-]\d{1,2}(?::?\d\d)?|[A-Z]{3,5}|[ecmp][sd]t|cest|cet|utc|gmt"
TIME = re.compile(
    rf"(?:(?P<year>\d{{4}}) )?(?P<bsd>{BSD})(?: (?P<behind>\d{{4}})(?=[ :]|$))?(?: (?P<zone>{ZONE})(?=:))?"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:?\d\d)?"
)
NAME = re.compile(r"[A-Za-z0-9][\w.:-]*$")
COUNT = re.compile(r"(?:^|[\s>])(\d{1,18}):(?= |$)")
PROCESS = re.compile(r"\b([\w.-]{1,64})\[(\d{1,10})\]: ?$")
LATE_ZONE = re.compile(rf"^ [A-Za-z0-9][\w.:-]* ({ZONE}): ?$")  # behind the name
OFFSET = re.compile(r"(?:UTC|GMT)([+-])(\d{1,2}):?(\d\d)?$")


def facts(head: str) -> Document:
    """Time and the device's name. Numbers that count lines are neither; the last one is the device's."""
    times = list(TIME.finditer(head))
    own = times[-1] if times else None
    before, behind = (TIME.sub(" ", head[: own.start()]), head[own.end() :]) if own else (head, "")
    words = [word.strip(":") for word in (behind.split() + before.split())]
    name = next((word for word in words if NAME.match(word) and not word.isdigit()), "")
    counts, process = COUNT.findall(TIME.sub(" ", head)), PROCESS.search(behind)
    late = LATE_ZONE.match(behind)
    return {
        "@timestamp": written(own, late[1] if late else "") if own else "",
        "host.name": name,
        "event.sequence": int(counts[-1]) if counts else None,
        "process.name": process[1] if process else "",
        "process.pid": int(process[2]) if process else None,
    }


def written(found: re.Match[str], late: str) -> str:
    """As ``clock`` reads it; ``late`` is a zone that stands elsewhere."""
    if not found["bsd"]:
        return found[0]
    year, zone = found["year"] or found["behind"], found["zone"] or late
    month, day, clock = found["bsd"].split(maxsplit=2)
    if " " in clock:
        year, clock = clock.split(" ", 1)
    dated = f"{month} {day:>2} {year} {clock}" if year else f"{month} {day:>2} {clock}"
    return f"{dated} {_offset(zone)}" if zone else dated


def _offset(zone: str) -> str:
    """``UTC+7:30`` as ``+0730``; a name in capitals."""
    found = OFFSET.match(zone)
    return f"{found[1]}{int(found[2]):02}{found[3] or '00'}" if found else zone.upper()
