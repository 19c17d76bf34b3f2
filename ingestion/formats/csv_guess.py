"""What a table's columns may be, from a header and some rows: a first proposal for a person to correct."""

from collections.abc import Sequence
from itertools import islice

from ingestion.formats import csv_table, written_times
from ingestion.formats.csv_mapping import TIME, Column, CsvColumns
from ingestion.formats.documents import text_of
from ingestion.formats.table import cells, rows
from ingestion.normalise.clock import Arrival

MOST_ROWS = 50
LONGEST_NAME = 100
FEWEST_OF_DATE = 4  # digits


def guess(sample: bytes, arrival: Arrival) -> CsvColumns:
    """Delimiter, header, meanings and the time's form. Raises ``ValueError`` when it is no table."""
    texts = [text_of(raw).removeprefix("\ufeff") for _, raw in islice(rows(sample), MOST_ROWS)]
    if not texts:
        raise ValueError("There is no line in it.")
    delimiter = max(csv_table.DELIMITERS, key=texts[0].count)
    table = [cells(text, delimiter) for text in texts]
    has_header = _is_header(table[0], arrival)
    names = (
        [name.strip() for name in table[0]]
        if has_header
        else [f"column{n}" for n in range(1, len(table[0]) + 1)]
    )
    values = [row for row in table[has_header:] if len(row) == len(names)]
    times = _times(names, values, arrival)
    columns = tuple(Column(name, TIME if place in times else "") for place, name in enumerate(names))
    written = [" ".join(row[place].strip() for place in times) for row in values]
    form = written_times.guessed([text for text in written if text], arrival) if times else ""
    return CsvColumns(_with_meanings(columns), delimiter, has_header, form or "")


def _is_header(row: Sequence[str], arrival: Arrival) -> bool:
    """Names, each once: no numbers, no times."""
    names = [cell.strip() for cell in row]
    return len(set(names)) == len(names) and all(_is_name(name, arrival) for name in names)


def _is_name(text: str, arrival: Arrival) -> bool:
    if not 0 < len(text) <= LONGEST_NAME or written_times.are_times([text], arrival):
        return False
    digits = sum(character.isdigit() for character in text)
    numeric = text.replace(".", "").replace("-", "").replace(":", "").isdigit()
    return not numeric and not (text[0].isdigit() and digits >= FEWEST_OF_DATE and digits * 2 > len(text))


def _times(names: Sequence[str], values: Sequence[Sequence[str]], arrival: Arrival) -> list[int]:
    """Places of the columns that are the time together: by their names, else by what stands in them."""
    lower = [name.lower() for name in names]
    if "date" in lower and "time" in lower:
        return sorted((lower.index("date"), lower.index("time")))
    if known := next((name for name in csv_table.TIMES if name in lower), None):
        return [lower.index(known)]
    return next(([place] for place in range(len(names)) if _is_time(values, place, arrival)), [])


def _is_time(values: Sequence[Sequence[str]], place: int, arrival: Arrival) -> bool:
    return written_times.are_times([row[place].strip() for row in values if row[place].strip()], arrival)


def _with_meanings(columns: Sequence[Column]) -> tuple[Column, ...]:
    """ECS names for what columns are commonly called, each given once."""
    found: list[Column] = []
    for one in columns:
        meant = csv_table.MEANT.get(one.name.lower().replace(" ", "_"), "")
        taken = {other.field for other in found}
        found.append(one if one.field or meant in taken else Column(one.name, meant))
    return tuple(found)
