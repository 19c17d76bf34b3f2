"""The one statement that stores a batch: the engine reads lines and writes events."""

from collections.abc import Mapping, Sequence
from enum import Enum
from types import MappingProxyType

from ingestion.formats import ndjson
from ingestion.formats.format import Format, Stage
from ingestion.formats.record import Record
from ingestion.store.schema import COLUMNS, NAMES

EVENTS, PROBE = "events", "events_probe"
MOST_LINES = 2**21  # of one insert: more would be several blocks, of which a crash may leave some
NONE = {"String": "''", "LowCardinality(String)": "''", "IPv6": "toIPv6('::')"}
ARRIVED = "fromUnixTimestamp64Micro({received_at:Int64}, 'UTC')"

# Lines as bytes; a carriage return before the line feed belongs to the line's end. Blank lines are no records.
GIVEN = """
    SELECT position, raw, if(isValidUTF8(raw), raw, toValidUTF8(raw)) AS text
    FROM (
        SELECT rowNumberInAllBlocks() AS position, if(endsWith(given, '\\r'), substring(given, 1, length(given) - 1), given) AS raw
        FROM input('given String')
    )
    WHERE raw != '' AND length(raw) <= {longest:UInt64}
"""
# Records that were taken apart before (``formats.record``), with the document that is read in place of their bytes.
PREPARED = """
    SELECT position, raw, written, guessed, dataset, multiIf(document != '', document, isValidUTF8(raw), raw, toValidUTF8(raw)) AS text
    FROM input('position UInt32, raw String, document String, written String, guessed Bool, dataset String')
    WHERE raw != '' AND length(raw) <= {longest:UInt64}
"""
INPUTS = {"LineAsString": GIVEN, "RowBinary": PREPARED}
OWN = {
    "event.dataset": "if(dataset = '', {format:String}, dataset)",
    "event.created": "if(written = '', created, written)",
    "time_quality": "multiIf(stated IS NULL, 'arrival', inferred OR guessed, 'inferred', 'stated')",
}

TYPES = {column.name: column.type for column in COLUMNS}
DOCUMENTS = ndjson.FORMAT
GUEST = "dataset != ''"
OF_RECORD = ("position", "raw", "written", "guessed", "dataset", "arrived")
ENDS = ("created", "stated", "inferred", "sound")  # what every format's stages end with

# Instead of WHERE: the planner would split the expressions around a filter, which doubles the time to plan.
KEPT = "(if(sound, [1], [])) AS kept"


def corrected(ahead: str) -> Mapping[str, str]:
    """Time as the source's clock would have it if it ran right; ``ahead`` is how many microseconds it runs ahead."""
    return {
        "timestamp": f"if(stated IS NULL, arrived, addMicroseconds(assumeNotNull(stated), -{ahead}))",
        "clock_offset": f"if(stated IS NULL, 0, {ahead})",
    }


COMMON = {
    "id": "{first_id:UInt64} + position",
    "source": "{source:String}",
    "retention_class": "{retention_class:String}",
    "event.created": "created",
    "received_at": "arrived",
    **corrected("{clock_offset:Int64}"),
    "time_quality": "multiIf(stated IS NULL, 'arrival', inferred, 'inferred', 'stated')",
    "event.dataset": "{format:String}",
    "raw": "raw",
}
# One thread keeps the lines' order, and one block makes the insert atomic and its repetition recognisable. Two
# sealers use two cores. Times inside `fields` stay as they were written.
SETTINGS: Mapping[str, object] = {
    "max_threads": 1,
    "max_insert_threads": 1,
    "input_format_parallel_parsing": 0,
    "max_insert_block_size": MOST_LINES,
    "min_insert_block_size_rows": MOST_LINES,
    "min_insert_block_size_bytes": 0,
    "insert_deduplicate": 1,
    "async_insert": 0,
    "input_format_try_infer_dates": 0,
    "input_format_try_infer_datetimes": 0,
    "type_json_skip_duplicated_paths": 1,
    "max_query_size": 2**20,
    # Both compare every expression of a statement with the others, which for a format of many rules takes four times
    # as long as all the rest of planning; no format gets faster by what they find.
    "optimize_and_compare_chain": 0,
    "query_plan_merge_expressions": 0,
    "optimize_on_insert": 0,
}


class Guests(Enum):
    """Which records of a batch come with a document of a format that they name, to be read in place of their lines."""

    NONE = "none"
    SOME = "some"
    ALL = "all"


def guests_of(records: Sequence[Record]) -> Guests:
    many = sum(1 for record in records if record.dataset)
    return Guests.NONE if not many else Guests.ALL if many == len(records) else Guests.SOME


def statement(
    one: Format, table: str = EVENTS, encoding: str = "LineAsString", guests: Guests = Guests.NONE
) -> str:
    """``INSERT INTO … SELECT … FROM input(…) FORMAT …`` for a format; the records go with it in ``encoding``."""
    names = ", ".join(f"`{name}`" for name in NAMES)
    own = OWN if encoding == "RowBinary" else {}
    # Every part is a constant of ours; values are bound.
    return f"INSERT INTO {table} ({names}) {selection(one, INPUTS[encoding], own, guests=guests)} FORMAT {encoding}"


def selection(
    one: Format,
    source: str,
    own: Mapping[str, str],
    arrived: Stage = MappingProxyType({"arrived": ARRIVED}),
    guests: Guests = Guests.NONE,
) -> str:
    """``SELECT …`` of the events that a format makes of ``source``; ``own`` replaces columns' expressions."""
    source = _staged(arrived, source)
    one = DOCUMENTS if guests is Guests.ALL else one
    if guests is Guests.SOME and one.stages is not DOCUMENTS.stages:
        source, columns = _with_guests(one, source)
    else:
        source, columns = _read(one, source), one.columns
    values = ", ".join(f"{own.get(name) or _value(columns, name)} AS `{name}`" for name in NAMES)
    return f"SELECT {values} FROM ({source}) ARRAY JOIN {KEPT}"  # noqa: S608


def _read(one: Format, source: str) -> str:
    for stage in one.stages:
        source = _staged(stage, source)
    return source


def _staged(stage: Stage, source: str) -> str:
    made = ", ".join(f"{expression} AS {name}" for name, expression in stage.items())
    return f"SELECT *, {made} FROM ({source})"  # noqa: S608


def _with_guests(one: Format, source: str) -> tuple[str, Mapping[str, str]]:
    """Both ways to read over all records, each with nothing to read in the other's; then what fits the record is taken.

    Gives the source of all names that columns are made of, and the columns by those names.
    """
    names = [name for name in NAMES if name not in COMMON]
    made = {f"c_{place}": name for place, name in enumerate(names)}
    documents = f"SELECT *, if({GUEST}, text, '{{}}') AS document FROM ({source})"  # noqa: S608
    apart = f"SELECT * REPLACE (if({GUEST}, '', text) AS text) FROM ({documents})"  # noqa: S608
    own = [f"{name} AS o_{name}" for name in ENDS]
    own += [f"{_expression(one.columns, name)} AS o_{short}" for short, name in made.items()]
    hosts = f"SELECT {', '.join((*OF_RECORD, 'document', *own))} FROM ({_read(one, apart)})"  # noqa: S608
    told = f"SELECT *, document AS text FROM ({hosts})"  # noqa: S608
    taken = [f"if({GUEST}, {name}, o_{name}) AS t_{name}" for name in ENDS]
    taken += [
        f"if({GUEST}, {_expression(DOCUMENTS.columns, name)}, o_{short}) AS {short}"
        for short, name in made.items()
    ]
    both = f"SELECT {', '.join((*OF_RECORD, *taken))} FROM ({_read(DOCUMENTS, told)})"  # noqa: S608
    ends = ", ".join(f"t_{name} AS {name}" for name in ENDS)
    columns = {name: short for short, name in made.items()}
    return f"SELECT {', '.join((*OF_RECORD, *made))}, {ends} FROM ({both})", columns  # noqa: S608


def _value(columns: Mapping[str, str], name: str) -> str:
    if name in COMMON:
        return COMMON[name]
    expression = _expression(columns, name)
    return f"JSONExtract({expression}, '{TYPES[name]}')" if name == "fields" else expression


def _expression(columns: Mapping[str, str], name: str) -> str:
    if name in columns:
        return columns[name]
    if name == "fields":
        return "'{}'"
    return "255" if name == "severity" else NONE.get(TYPES[name], "0")
