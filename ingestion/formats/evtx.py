"""Windows event logs (EVTX): binary, in chunks of 64 KiB behind a header of 4 KiB.

A record's bytes mean nothing without its chunk, so what is kept as ``raw`` is the whole record as JSON. The receiver
repeats the header in front of each batch of a long file.
https://github.com/libyal/libevtx/blob/main/documentation/Windows%20XML%20Event%20Log%20(EVTX).asciidoc
"""

from collections.abc import Sequence

import orjson

from ingestion.formats.documents import careful_of, format_of, record
from ingestion.formats.evtx_decode import HEADER, texts
from ingestion.formats.format import Reason
from ingestion.formats.record import Record
from ingestion.formats.windows_events import document
from ingestion.normalise.clock import Arrival

MAGIC = b"ElfFile\x00"


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    if len(body) < HEADER or not body.startswith(MAGIC):
        not_evtx = Reason("not_evtx", "Not a Windows event log, or cut short.")
        return [Record(0, not_evtx.detail.encode(), refusal=not_evtx)]
    return [_record(position, text, arrival) for position, text in enumerate(texts(body))]


def _record(position: int, text: str | Reason, arrival: Arrival) -> Record:
    if isinstance(text, Reason):
        return Record(position, text.detail.encode(), refusal=text)
    raw = text.encode("utf-8", "surrogateescape")
    try:
        event = orjson.loads(raw).get("Event")
    except orjson.JSONDecodeError:
        event = None
    if not isinstance(event, dict):
        return Record(position, raw, refusal=Reason("damaged_record", "The record has no Event element."))
    return record(position, raw, careful_of({}, lambda: document(event)), arrival)


# No samples here: the format is binary. The tests read real files where there are some, and what events mean is data.
FORMAT = format_of(
    "evtx",
    "Windows event log (EVTX)",
    prepare,
    samples=(),
    recognise=lambda head: head.startswith(MAGIC),
    has_short_lines=True,
)
