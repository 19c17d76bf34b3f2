"""What an uploaded file looks like where it was read as something else, for the page that tells what became of it.

Nothing is read otherwise for it: what was named is obeyed, and a table whose time nobody named is lines of text. The person
who sent the file can tell whether that is what they meant.
"""

from datetime import UTC, datetime

from ingestion.formats.csv_guess import guess
from ingestion.formats.csv_mapping import TIME
from ingestion.formats.detect import READS_TOO, detect
from ingestion.formats.documents import text_of
from ingestion.formats.format import Format
from ingestion.formats.table import cells, rows
from ingestion.normalise.clock import Arrival
from ingestion.pipeline.models import SpoolItem

HEAD = 16 * 1024  # bytes in which a table shows itself
LEAST_COLUMNS, LEAST_ROWS = 3, 2
MOST_STRAY = 0.1  # part of the rows that may have another width
PLAIN = "plain"
TABLE = "table"  # with a header, a time in its rows, and no name for it that is known


def looks_like(item: SpoolItem, body: bytes, used: Format) -> str:
    """The name of another format, ``TABLE``, or nothing."""
    if item.upload_id is None or item.may_repeat:
        return ""
    if item.format_hint or item.source.format:
        found = detect(body).name
        if found not in (PLAIN, used.name) and found not in READS_TOO.get(used.name, ()):
            return found
    return TABLE if used.name == PLAIN and is_table(body[:HEAD]) else ""


def is_table(head: bytes) -> bool:
    """Whether its first lines are a header and rows of which nearly all are as wide, with a time in the same place."""
    whole = head if len(head) < HEAD else head[: head.rfind(b"\n") + 1]
    try:
        columns = guess(whole, Arrival(datetime.now(UTC), "UTC"))
        widths = [len(cells(text_of(raw), columns.delimiter)) for _, raw in rows(whole)]
    except ValueError:
        return False
    has_time = columns.has_header and any(one.field == TIME for one in columns.columns)
    wide = widths.count(max(LEAST_COLUMNS, len(columns.columns)))
    return has_time and wide > LEAST_ROWS and len(widths) - wide <= MOST_STRAY * len(widths)
