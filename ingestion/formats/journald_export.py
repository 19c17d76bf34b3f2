"""systemd's journal in its export format (``journalctl -o export``): fields line by line, entries apart by blank lines.

A field with line ends in it has its name alone on a line, eight bytes of length, and its bytes.
https://systemd.io/JOURNAL_EXPORT_FORMATS/#journal-export-format
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from ingestion.formats.documents import Document, careful_of, format_of, record
from ingestion.formats.format import Reason, Sample
from ingestion.formats.journald import shape
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival

BEGINS = re.compile(rb"\s*(?:__CURSOR=s=|__REALTIME_TIMESTAMP=\d)")
BLANK = re.compile(rb"(?:[ \t\r]*\n)+|[ \t\r]+\Z")
STAMP = "__REALTIME_TIMESTAMP"
MOST_JOINED = 16 * 1024
REFUSAL = Reason("not_journald_export", "Not a whole entry of the journal's export format.")
Fields = Mapping[str, object]


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    return list(_records(body, arrival))


def _records(body: bytes, arrival: Arrival) -> Iterator[Record]:
    """What stands together and is no entry is one record, up to ``MOST_JOINED`` bytes of it."""
    place = line = 0
    lost = range(0), 0  # where what is no entry stands, and the line it begins in
    while place < len(body):
        if blank := BLANK.match(body, place):
            line += body.count(b"\n", place, blank.end())
            place = blank.end()
            continue
        end, said = _entry(body, place)
        is_lost = STAMP not in said
        if lost[0] and not (is_lost and end - lost[0].start <= MOST_JOINED):
            yield _refused(body, *lost)
            lost = range(0), 0
        if is_lost:
            lost = (range(lost[0].start, end), lost[1]) if lost[0] else (range(place, end), line)
        else:
            yield record(line, body[place:end].rstrip(b"\n"), _shaped(said), arrival)
        line += body.count(b"\n", place, end)
        place = end
    if lost[0]:
        yield _refused(body, *lost)


def _refused(body: bytes, where: range, line: int) -> Record:
    return Record(line, body[where.start : where.stop].rstrip(b"\n"), refusal=REFUSAL)


def _shaped(said: Fields) -> Document | Reason:
    return careful_of(said, lambda: {**shape(said), "journald": said})


def _entry(body: bytes, place: int) -> tuple[int, Fields]:
    """Where it ends, and its fields; of a field that stands several times all, of an entry that is not whole none."""
    said: dict[str, list[str]] = {}
    while place < len(body):
        end = body.find(b"\n", place)
        end = len(body) if end < 0 else end
        line = body[place:end]
        place = end + 1
        if not line.strip():
            break
        name, equals, value = line.partition(b"=")
        if not equals:
            size = int.from_bytes(body[place : place + 8], "little")
            if size > len(body) - place - 8:  # cut off, or no length at all
                end = body.find(b"\n\n", end)
                return (len(body) if end < 0 else end), {}
            value = body[place + 8 : place + 8 + size]
            place += 8 + size + 1
        said.setdefault(name.decode("utf-8", "replace"), []).append(value.decode("utf-8", "replace"))
    fields = {name: values if len(values) > 1 else values[0] for name, values in said.items()}
    return min(place, len(body)), fields


ENTRY = (
    b"__REALTIME_TIMESTAMP=1795291201250001\n_HOSTNAME=gw\nSYSLOG_IDENTIFIER=sshd\n_PID=811\nPRIORITY=6\nMESSAGE\n"
    + (73).to_bytes(8, "little")
    + b"Failed password for invalid user bo from 192.0.2.9 port 5022 ssh2\n\nsecond\n"
)
FORMAT = format_of(
    "journald_export",
    "systemd journal (export)",
    prepare,
    recognise=lambda head: bool(BEGINS.match(head)),
    has_short_lines=True,
    samples=(
        Sample(
            ENTRY + b"\n\n",
            {
                "timestamp": "2026-11-21T20:00:01.250001Z",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "bo",
                "source.ip": "192.0.2.9",
                "host.name": "gw",
                "process.pid": 811,
                "severity": 6,
            },
            raw=ENTRY.rstrip(b"\n"),
        ),
        Sample(
            "__REALTIME_TIMESTAMP=1795291201250001\nSYSLOG_PID=²\nMESSAGE=odd\n".encode(),
            {"message": "odd", "process.pid": 0},
            raw="__REALTIME_TIMESTAMP=1795291201250001\nSYSLOG_PID=²\nMESSAGE=odd".encode(),
        ),
    ),
)
