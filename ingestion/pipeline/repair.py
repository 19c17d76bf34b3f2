"""What may be tried on quarantined records: which of them, read in which format, behind which header line."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from ingestion.formats import envelope, headers
from ingestion.formats.csv_mapping import CsvColumns
from ingestion.pipeline.models import Batch, QuarantinedRecord, SpoolItem
from ingestion.pipeline.reading import format_of
from ingestion.sources.models import CsvMapping
from portal.core.eventid import MAX_RECORDS

MOST_LINES = MAX_RECORDS - headers.MOST_LINES
LINE_FEED = b"\n"
TRIED = 20  # records that are read for a preview


@dataclass(frozen=True)
class Repair:
    """``format`` empty: detected. ``reason`` empty: records of every reason. ``header`` goes in front, as UTF-8.

    The header is for formats in which a line above the records says what they mean: CSV, W3C, Zeek. ``columns`` say it of a
    table in place of its source's mapping, for these records alone.
    """

    format: str = ""
    reason: str = ""
    header: str = ""
    columns: CsvColumns | None = None

    def mapping_of(self, batch: Batch) -> CsvMapping | None:
        """The source's, or one that is not saved yet."""
        if self.columns is None:
            return batch.source.csv_mapping
        return CsvMapping(source=batch.source, number=0, said=self.columns.as_dict())

    def format_of(self, batch: Batch, body: bytes) -> str:
        """The chosen format or the one that the records look like, whatever their source is said to write.

        What a receiver wrapped is known by nothing but that receiver's word, which the batch has as its format.
        """
        wrapped = envelope.NAME if batch.format == envelope.NAME else ""
        named, zone = self.format or wrapped, batch.source.time_zone
        return format_of(body, named, self.mapping_of(batch), zone, is_replay=True).name

    def body_of(self, records: Sequence[bytes]) -> bytes:
        above = self.header.strip("\r\n").encode("utf-8", "replace")
        return b"".join(line + LINE_FEED for line in ([above] if above else []) + list(records))


def open_records(batch: Batch, reason: str = "") -> QuerySet[QuarantinedRecord]:
    """The batch's quarantined records that no replay has taken yet, in their order."""
    found = QuarantinedRecord.objects.filter(batch=batch, replay=None).order_by("position")
    return found.filter(reason=reason) if reason else found


def sample_of(batch: Batch, repair: Repair) -> str:
    """The first records as one text, with the header in front; for who may see them."""
    first = [bytes(record.raw) for record in open_records(batch, repair.reason)[:TRIED]]
    return repair.body_of(first).decode("utf-8", "replace")


def as_many_as_fit(found: QuerySet[QuarantinedRecord]) -> list[QuarantinedRecord]:
    """The first of them, as many as one batch can hold; the rest waits for the next replay."""
    taken: list[QuarantinedRecord] = []
    size = lines = 0
    for record in found.iterator(chunk_size=500):
        raw = bytes(record.raw)
        size, lines = size + len(raw) + 1, lines + raw.count(LINE_FEED) + 1
        if taken and (size > settings.MAX_BATCH_BYTES or lines > MOST_LINES):
            break
        taken.append(record)
    return taken


def as_item(batch: Batch, repair: Repair, body: bytes) -> SpoolItem:
    """The spool row that a replay would become, not saved: the original's arrival and retention class stay true."""
    return SpoolItem(
        number=batch.number,  # any number does: nothing is stored under it
        source=batch.source,
        how=batch.how,
        size=len(body),
        format_hint=repair.format_of(batch, body),
        mapping=repair.mapping_of(batch),
        may_repeat=True,
        received_at=batch.received_at,
        retention_class=batch.retention_class,
    )
