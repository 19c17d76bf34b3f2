"""The table of events: its columns in ECS names, its index and its partitions.

``ensure()`` may run at every start: it creates what is missing and adds columns that a newer release has.
Column order here is the order of the leaf's canonical form (``canonical``); new columns go to the end.
"""

from dataclasses import dataclass

from ingestion.store.client import client, translated
from ingestion.store.identities import RECORD_IDS

KEYWORD = "LowCardinality(String)"
TEXT = "String"
MOMENT = "DateTime64(6, 'UTC')"
NO_ADDRESS = "::"
NO_SEVERITY = 255
INTEGERS = {"UInt8": 1, "UInt16": 2, "UInt32": 4, "UInt64": 8, "Int64": 8}  # bytes


@dataclass(frozen=True)
class Column:
    """``codec`` is ClickHouse's; empty means the table's default, LZ4."""

    name: str
    type: str
    codec: str = "ZSTD(1)"

    @property
    def ddl(self) -> str:
        codec = f" CODEC({self.codec})" if self.codec else ""
        return f"`{self.name}` {self.type}{codec}"


COLUMNS = (
    Column("id", "UInt64", "Delta, ZSTD(1)"),
    Column("source", KEYWORD),
    Column("retention_class", KEYWORD),
    Column("timestamp", MOMENT, "Delta, ZSTD(1)"),
    Column("event.created", TEXT),
    Column("received_at", MOMENT, "Delta, ZSTD(1)"),
    Column("clock_offset", "Int64"),  # microseconds subtracted from what the source wrote
    Column("time_quality", KEYWORD),  # stated | inferred | arrival
    Column("event.dataset", KEYWORD),  # the format it was read as
    Column("event.id", TEXT),
    Column("event.action", KEYWORD),
    Column("event.category", KEYWORD),
    Column("event.outcome", KEYWORD),
    Column("log.level", KEYWORD),
    Column("severity", "UInt8"),  # RFC 5424: 0 emergency to 7 debug; 255 unknown
    Column("user.name", TEXT),
    Column("source.ip", "IPv6"),  # IPv4 mapped (::ffff:0:0/96); :: for none
    Column("source.address", TEXT),
    Column("source.port", "UInt16"),
    Column("host.name", KEYWORD),
    Column("service.name", KEYWORD),
    Column("process.name", KEYWORD),
    Column("process.pid", "UInt32"),
    Column("url.path", TEXT),
    Column("url.original", TEXT),
    Column("http.request.method", KEYWORD),
    Column("http.response.status_code", "UInt16"),
    Column("http.response.body.bytes", "UInt64"),
    Column("user_agent.original", TEXT),
    Column("trace.id", TEXT),
    Column("message", TEXT),
    Column("fields", "JSON(max_dynamic_paths=128)"),  # everything else, under dotted names
    Column("raw", TEXT),  # the exact bytes of the line
)
NAMES = tuple(column.name for column in COLUMNS)

# RFC 6962 leaf over every column in order, as ClickHouse's RowBinary writes them, `fields` as its JSON text.
CANONICAL = ", ".join("toJSONString(`fields`)" if name == "fields" else f"`{name}`" for name in NAMES)
LEAF = f"SHA256(concat(unhex('00'), formatRow('RowBinary', {CANONICAL})))"

# A merge writes everything anew, the text index too, and costs more than half of an insert. So a flood is left in as
# many parts as a search still reads fast, about 100,000 events each, and is merged once.
MERGE_AT_ONCE = 16

EVENTS = f"""
CREATE TABLE IF NOT EXISTS events (
    {", ".join(column.ddl for column in COLUMNS)},
    batch UInt64 ALIAS bitShiftRight(id, 20),
    leaf FixedString(32) ALIAS {LEAF},
    INDEX raw_words raw TYPE text(tokenizer = 'splitByNonAlpha', preprocessor = lower(raw)),
    INDEX id_range id TYPE minmax GRANULARITY 1,
    INDEX trace_id `trace.id` TYPE bloom_filter(0.01) GRANULARITY 4
) ENGINE = MergeTree
PARTITION BY (retention_class, toDate(received_at))
ORDER BY (timestamp, id)
SETTINGS
    index_granularity = 2048,
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    min_bytes_for_wide_part = 268435456,
    min_parts_to_merge_at_once = {MERGE_AT_ONCE}
"""

# The same columns, kept nowhere: finds lines that the engine refuses without storing anything.
PROBE = f"""
CREATE TABLE IF NOT EXISTS events_probe ({", ".join(f"`{column.name}` {column.type}" for column in COLUMNS)})
ENGINE = Null
"""


def ensure() -> None:
    """Create the table, or add the columns it lacks. Raises ``StoreUnavailable`` or ``BadStatement``."""
    keeper = client("keeper")
    with translated():
        keeper.command(EVENTS)
        keeper.command(f"ALTER TABLE events MODIFY SETTING min_parts_to_merge_at_once = {MERGE_AT_ONCE}")
        keeper.command(PROBE)
        keeper.command(RECORD_IDS)
        for column in _missing():
            keeper.command(f"ALTER TABLE events ADD COLUMN IF NOT EXISTS {column.ddl}")
            keeper.command(f"ALTER TABLE events_probe ADD COLUMN IF NOT EXISTS `{column.name}` {column.type}")


def _missing() -> list[Column]:
    found = client("keeper").query(
        "SELECT name FROM system.columns WHERE table = 'events' AND database = currentDatabase()"
    )
    present = {str(row[0]) for row in found.result_rows}
    return [column for column in COLUMNS if column.name not in present]
