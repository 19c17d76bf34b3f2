"""The index of words in events' lines: left out of an insert, with a filter in its place, and made later."""

from datetime import date

from ingestion.store.client import client, translated
from ingestion.store.schema import WORD_FILTER, WORDS


def left_out(late: bool) -> dict[str, str]:
    """The setting of an insert whose words are indexed ``late``, or with it."""
    return {"exclude_materialize_skip_indexes_on_insert": WORDS if late else WORD_FILTER}


def index(retention_class: str, day: date) -> None:
    """Have the store index what is not indexed in that partition; returns when it has written the wish down."""
    with translated():
        client("keeper").command(
            f"ALTER TABLE events MATERIALIZE INDEX {WORDS} IN PARTITION ({{class:String}}, {{day:Date}})",
            parameters={"class": retention_class, "day": day},
            settings={"mutations_sync": 0},
        )


def are_being_indexed() -> bool:
    """Whether such a wish is not fulfilled yet."""
    sql = """
        SELECT count() FROM system.mutations
        WHERE NOT is_done AND table = 'events' AND database = currentDatabase()
    """
    with translated():
        return bool(client("keeper").query(sql).result_rows[0][0])
