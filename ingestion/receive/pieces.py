"""Cutting a stream into batches that can be read each by itself.

Most files are lines (UTF-16 becomes UTF-8 first, and a byte order mark goes), and any line end will do, but for
one inside a quoted cell of a table. In some a header says what the rest means: it is repeated in front of
each batch after the first, so the batches together are longer than the file by that much. JSON documents are cut between
their records, wherever lines end (``json_pieces``), and Windows event logs between their chunks. The cuts depend on the bytes alone, like those of ``lines.split``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ingestion.formats import csv_table, headers, json_documents, postgresql
from ingestion.receive import json_pieces
from ingestion.receive.errors import TooLarge
from ingestion.receive.lines import Limits, split
from ingestion.receive.sniff import peek
from ingestion.receive.utf16 import UTF8_MARK, as_utf8, is_marked, without
from ingestion.sources.models import CsvMapping

EVTX = b"ElfFile\x00"
EVTX_HEADER, EVTX_CHUNK = 4096, 65536


def pieces(chunks: Iterable[bytes], limits: Limits, mapping: CsvMapping | None = None) -> Iterator[bytes]:
    """Batches of a stream of log records. Raises ``TooLarge`` for a line that is too long or a header that is.

    ``mapping`` is the source's, which knows headers that say nothing to others.
    """
    head, whole = peek(chunks, line=True)
    if head.startswith(EVTX):
        return _event_log(whole, limits)
    if is_marked(head):
        head, whole = peek(as_utf8(whole), line=True)
    elif head.startswith(UTF8_MARK):
        head, whole = peek(without(UTF8_MARK, whole), line=True)
    if json_pieces.shape_of(head):
        head, whole = peek(whole, least=max(json_documents.HEAD, len(head)))
        return json_pieces.split(whole, limits, json_pieces.shape_of(head) or json_pieces.LOOSE)
    quoted = _is_table(head, mapping)
    if headers.begins_with_one(head) or (mapping and mapping.columns.header_of(head)):
        # Positions count the header's lines too.
        roomier = replace(limits, batch_lines=max(limits.batch_lines - headers.MOST_LINES, 1))
        return _repeating(split(whole, roomier, quoted=quoted))
    return split(whole, limits, quoted=quoted)


def _is_table(head: bytes, mapping: CsvMapping | None) -> bool:
    """Whether cells may be quoted, and lines within quotes be parts of one record."""
    known = mapping and (not mapping.columns.has_header or mapping.columns.header_of(head))
    return bool(known or csv_table.header_of(head)[0] or postgresql.CSV_LINE.match(head))


def _repeating(batches: Iterable[bytes]) -> Iterator[bytes]:
    header = b""
    for batch in batches:
        yield header + batch
        header = headers.in_force(batch, header)
        if len(header) > headers.MOST_BYTES:
            raise TooLarge(f"The header is longer than {headers.MOST_BYTES:,} bytes.")


def _event_log(chunks: Iterable[bytes], limits: Limits) -> Iterator[bytes]:
    size = max((limits.batch_bytes - EVTX_HEADER) // EVTX_CHUNK, 1) * EVTX_CHUNK
    header, held = b"", bytearray()
    for chunk in chunks:
        held += chunk
        if not header and len(held) >= EVTX_HEADER:
            header, held = bytes(held[:EVTX_HEADER]), held[EVTX_HEADER:]
        while header and len(held) > size:
            yield header + held[:size]
            del held[:size]
    if header or held:
        yield header + bytes(held)
