"""Which format a batch is read in: the one that was named, its source's mapping of CSV, or what is recognised."""

from datetime import UTC, datetime

from ingestion.formats import csv_mapping, csv_table
from ingestion.formats.detect import choose
from ingestion.formats.format import Format
from ingestion.normalise.clock import Arrival
from ingestion.sources.models import CsvMapping

CSV = csv_table.FORMAT.name


def format_of(body: bytes, named: str, mapping: CsvMapping | None, zone: str = "UTC") -> Format:
    """A mapping reads what looks like its table, and what is said to be CSV and begins with no header of its own."""
    if mapping is None or named not in ("", CSV):
        return choose(named, body)
    columns = mapping.columns
    is_said = named == CSV and not csv_table.header_of(body[:65536])[0]
    if is_said or columns.is_of(body, Arrival(datetime.now(UTC), columns.zone or zone)):
        return csv_mapping.format_of(columns, mapping.pk)
    return choose(named, body)
