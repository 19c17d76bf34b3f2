"""Windows event logs (EVTX): binary, in chunks of 64 KiB behind a header of 4 KiB.

A record's bytes mean nothing without its chunk, so what is kept as ``raw`` is the whole record as JSON. The receiver
repeats the header in front of each batch of a long file.
https://github.com/libyal/libevtx/blob/main/documentation/Windows%20XML%20Event%20Log%20(EVTX).asciidoc
"""

import io
from collections.abc import Iterator, Sequence

import evtx
import orjson

from ingestion.formats.documents import format_of, record
from ingestion.formats.format import Reason
from ingestion.formats.record import Record
from ingestion.formats.windows_events import document
from ingestion.normalise.clock import Arrival

MAGIC = b"ElfFile\x00"
MOST_DAMAGED = 10_000  # an iterator that fails for ever must end


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    return [_record(position, text, arrival) for position, text in enumerate(_texts(body))]


def _texts(body: bytes) -> Iterator[str | Reason]:
    try:
        records = iter(evtx.PyEvtxParser(io.BytesIO(body), number_of_threads=1).records_json())
    except (OSError, RuntimeError, ValueError) as error:
        yield Reason("not_evtx", f"Not a Windows event log: {str(error)[:200]}.")
        return
    damaged = 0
    while damaged < MOST_DAMAGED:
        try:
            found = next(records)
        except StopIteration:
            return
        except (RuntimeError, ValueError, OSError) as error:
            damaged += 1
            yield Reason("damaged_record", f"The record cannot be decoded: {str(error)[:200]}.")
            continue
        if found is not None:
            yield str(found["data"])


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
    return record(position, raw, document(event), arrival)


# No samples here: the format is binary. The tests read real files where there are some, and what events mean is data.
FORMAT = format_of(
    "evtx", "Windows event log (EVTX)", prepare, samples=(), recognise=lambda head: head.startswith(MAGIC)
)
