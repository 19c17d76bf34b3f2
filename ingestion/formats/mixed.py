"""Several formats in one batch, as ``cat *.log`` or a container's output makes them: each line is read by its own.

Lines are told apart by the formats' signatures, in the order of detection. Those of one format are taken out together,
read as if they were a batch by themselves, and put back at their places. What belongs to no format is plain, or continues
the record before it where that format's records may span lines. One insert stores them all.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from ingestion.formats import program
from ingestion.formats.documents import careful, format_of, record, text_of
from ingestion.formats.format import Format, Reason, Sample
from ingestion.formats.record import Record
from ingestion.formats.signatures import Signatures
from ingestion.formats.syslog import continues
from ingestion.normalise.clock import Arrival

LONGEST = 8192  # bytes of a line that its signature is looked for in
PROGRAM_S = re.compile(b"^(?:%b)" % program.BEGINS.pattern, program.BEGINS.flags | re.MULTILINE)
SPANNING = frozenset({"program", "syslog"})
W3C_HEADER = re.compile(
    rb"(?:\xef\xbb\xbf)?#(?:Software|Version|Fields|Date|Start-Date|Remark): ?", re.IGNORECASE
)
W3C_LINE = re.compile(rb"\d{4}-\d\d-\d\d[ \t]\d\d:\d\d:\d\d[ \t]")
HEADER_BYTES = (b"#", b"\xef")
BLANK = b" \t"
Formats = Mapping[str, Format]


_MADE: dict[int, Signatures] = {}


def signatures_of(formats: Formats) -> Signatures:
    """Made once; the formats are the same ones as long as the process lives."""
    if id(formats) not in _MADE:
        _MADE[id(formats)] = Signatures(formats)
    return _MADE[id(formats)]


def name_of(line: bytes, known: Signatures, before: str = "") -> str:
    """The format that a line looks like, or empty; ``before`` is that of the line before it."""
    head = line[:LONGEST]
    if before == "w3c" and W3C_LINE.match(head):
        return "w3c"
    if head[:1] in HEADER_BYTES and W3C_HEADER.match(head):
        return "w3c"
    return known.first(head)


def named(body: bytes, known: Signatures) -> Iterator[tuple[int, bytes, str, bool]]:
    """Each line with its 0-based number, the format it belongs to, and whether it continues the record before it."""
    before = ""
    for number, line in enumerate(body.split(b"\n")):
        if not line.strip():
            continue
        name = "" if line[:1] in BLANK else name_of(line, known, before)
        # A program's record goes on until the next begins; syslog's only with lines that are set in.
        goes_on = not name and (before == "program" or (before in SPANNING and line[:1] in BLANK))
        before = name or (before if goes_on else "plain")
        yield number, line, before, goes_on


def divided(body: bytes, known: Signatures) -> Mapping[str, list[tuple[int, bytes]]]:
    """The lines of each format, with their numbers."""
    found: dict[str, list[tuple[int, bytes]]] = {}
    for number, line, name, _ in named(body, known):
        found.setdefault(name, []).append((number, line))
    return found


def spans_with(formats: Callable[[], Formats]) -> Callable[[bytes], Iterator[tuple[int, bytes]]]:
    """``Format.spans``: a record's lines, where all but the first continue it."""

    def spans(body: bytes) -> Iterator[tuple[int, bytes]]:
        held: list[tuple[int, bytes]] = []
        for number, line, _, goes_on in named(body, signatures_of(formats())):
            if held and not goes_on:
                yield _joined(held)
                held = []
            held.append((number, line))
        if held:
            yield _joined(held)

    return spans


def _joined(lines: Sequence[tuple[int, bytes]]) -> tuple[int, bytes]:
    """With the blank lines between them, so that as many line feeds are in it."""
    if len(lines) == 1:
        return lines[0]
    at = dict(lines)
    first = lines[0][0]
    return first, b"\n".join(at.get(number, b"") for number in range(first, lines[-1][0] + 1))


def prepare_with(formats: Callable[[], Formats]) -> Callable[[bytes, Arrival], Sequence[Record]]:
    """``Format.prepare``; the formats are asked for late because this one is among them."""

    def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
        parts = divided(body, signatures_of(formats()))
        records = [one for name, lines in parts.items() for one in read(formats()[name], lines, arrival)]
        return sorted(records, key=attrgetter("position"))

    return prepare


def read(one: Format, lines: Sequence[tuple[int, bytes]], arrival: Arrival) -> Iterator[Record]:
    """The records of one format's lines at their own places."""
    body = b"\n".join(line for _, line in lines)
    found = one.prepare(body, arrival) if one.prepare and not (one.apart and not one.apart(body)) else None
    # Records of a JSON document are numbered by themselves: where lines hold several they may be more than the lines.
    if found is None or any(part.position >= len(lines) for part in found):
        for place, line in lines:
            yield _of_line(one, place, line.removesuffix(b"\r"), arrival)
        return
    for part in found:
        place = lines[part.position][0]
        if part.document or part.refusal:
            part.position, part.dataset = place, one.name
            yield part
        else:
            yield _of_line(one, place, part.raw, arrival)


def _of_line(one: Format, place: int, raw: bytes, arrival: Arrival) -> Record:
    if one.line is None:
        return Record(place, raw, dataset=one.name)
    return record(place, raw, careful(one.line, text_of(raw)), arrival, one.name)


def explain_with(formats: Callable[[], Formats]) -> Callable[[bytes], Reason]:
    def explain(line: bytes) -> Reason:
        return formats()[name_of(line, signatures_of(formats())) or "plain"].explain(line)

    return explain


SAMPLE = (
    b"Nov 20 04:12:55 gate sshd[811]: Failed password for root from 203.0.113.7 port 40022 ssh2\n"
    b'192.0.2.3 - - [21/Nov/2026:10:30:00 +0000] "GET / HTTP/1.1" 200 5\n'
    b"2026-11-21 20:00:01,250 ERROR [main] shop.Till: lost\njava.lang.Error: no\n\tat shop.Till.pay(Till.java:7)\n"
    b"starting up\n"
    b'{"time":"2026-11-21T20:00:02Z","level":"warn","msg":"stock low"}'
)


def make(formats: Callable[[], Formats]) -> Format:
    one = format_of(
        "mixed",
        "Several formats, line by line",
        prepare_with(formats),
        joins=lambda body: continues(body) or bool(PROGRAM_S.search(body)),
        spans=spans_with(formats),
        samples=(
            Sample(
                SAMPLE,
                {
                    "timestamp": "2026-11-21T20:00:02.000000Z",
                    "message": "stock low",
                    "severity": 4,
                    "event.dataset": "ndjson",
                },
                raw=SAMPLE.rsplit(b"\n", 1)[1],
            ),
        ),
    )
    return replace(one, explain=explain_with(formats))
