"""Rows with the same bytes: they are sealed one at a time, in the order of their numbers.

Otherwise the second could be stored as new while the first, whose events a crash left behind, was taken for its
duplicate. So when the first is parked the second is too, and whoever lets one go lets both go. What its sender cannot
send again (``may_repeat``) has no twins.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from ingestion.pipeline.models import Batch, SpoolItem
from portal.core import locks

GIVEN = "unnest(%s::bigint[], %s::bigint[], %s::bytea[], %s::integer[]) AS item (number, source_id, sha256, occurrence)"
ELDERS = f"""
    SELECT DISTINCT ON (item.number) item.number, elder.number, elder.state
    FROM {GIVEN} JOIN pipeline_spoolitem AS elder USING (source_id, sha256, occurrence)
    WHERE elder.number < item.number AND NOT elder.may_repeat
    ORDER BY item.number, elder.number
"""  # noqa: S608 - constants of ours
FORMER = f"""
    SELECT DISTINCT ON (item.number) item.number, batch.number
    FROM {GIVEN} JOIN pipeline_batch AS batch USING (source_id, sha256, occurrence)
    WHERE batch.duplicate_of_id IS NULL AND NOT batch.may_repeat
    ORDER BY item.number, batch.again DESC
"""  # noqa: S608 - constants of ours


def held_elsewhere(items: Sequence[SpoolItem]) -> set[int]:
    """Take the rows' contents for the transaction; gives the numbers of those that another sealer has."""
    names = {_lock(item): item.number for item in items}
    ours = locks.taken_of(sorted(names))
    return {number for name, number in names.items() if name not in ours}


def elders(items: Sequence[SpoolItem]) -> Mapping[int, tuple[int, bool]]:
    """By row: the first with the same bytes that came before and is not sealed yet, and whether that one is stuck."""
    return {
        number: (elder, state == SpoolItem.State.PARKED) for number, elder, state in _asked(ELDERS, items)
    }


def former(items: Sequence[SpoolItem]) -> Mapping[int, Batch]:
    """By row: the last batch that the same bytes became, and that is no duplicate."""
    found = dict(_asked(FORMER, items))
    batches = Batch.objects.in_bulk(set(found.values()))
    return {number: batches[batch] for number, batch in found.items()}


def _lock(item: SpoolItem) -> str:
    return f"seal:{item.source_id}:{bytes(item.sha256).hex()}:{item.occurrence}"


def _asked(sql: str, items: Sequence[SpoolItem]) -> list[tuple[Any, ...]]:
    items = [item for item in items if not item.may_repeat]
    if not items:
        return []
    values = (
        [item.number for item in items],
        [item.source_id for item in items],
        [bytes(item.sha256) for item in items],
        [item.occurrence for item in items],
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
