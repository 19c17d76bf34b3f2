"""Which format a batch is read in: the one that was named, its source's mapping of CSV, or what is recognised."""

from datetime import UTC, datetime

from ingestion.formats import csv_mapping, csv_table
from ingestion.formats.csv_mapping import CsvColumns
from ingestion.formats.detect import choose, detect
from ingestion.formats.format import Format
from ingestion.normalise.clock import Arrival
from ingestion.sources.models import CsvMapping

CSV = csv_table.FORMAT.name
HEAD = 65536  # bytes in which a header stands


def format_of(
    body: bytes, named: str, mapping: CsvMapping | None, zone: str = "UTC", *, is_replay: bool = False
) -> Format:
    """A mapping reads what begins with its table's header, and rows by their places where there can be none. It need not be saved."""
    if mapping is None or named not in ("", CSV):
        return choose(named, body)
    columns = mapping.columns
    has_no_header = is_replay or not columns.has_header
    if columns.header_of(body[:HEAD]) or (has_no_header and _is_by_place(body, named, columns, zone)):
        return csv_mapping.format_of(columns, mapping.pk or 0)
    return choose(named, body)


def _is_by_place(body: bytes, named: str, columns: CsvColumns, zone: str) -> bool:
    """Not behind names that another table begins with, nor where lines of another format happen to fit."""
    if columns.begins_with_names(body[:HEAD]):
        return False
    if named == CSV:
        return True
    arrival = Arrival(datetime.now(UTC), columns.zone or zone)
    return columns.has_such_rows(body, arrival) and detect(body).name in ("plain", CSV)
