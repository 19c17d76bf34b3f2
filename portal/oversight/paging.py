"""Pages by position in time, not by number: a list that grows at the top doesn't shift under the reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from portal.core.microseconds import moment_at, since_1970
from portal.core.problems import Problem

SIZE = 50


class BadCursor(Problem):
    code = "bad_cursor"


@dataclass(frozen=True)
class Page:
    """Rows newest first; ``newer`` and ``older`` are cursors, or empty at the ends."""

    rows: Sequence[Any]
    newer: str = ""
    older: str = ""


def page_of(rows: QuerySet[Any], cursor: str, size: int = SIZE) -> Page:
    """One page of rows that have ``at`` and a primary key.

    A cursor is ``older-MICROSECONDS-KEY`` or ``newer-MICROSECONDS-KEY``, the position of the row it starts
    beside.
    """
    direction, position = _read(rows, cursor)
    if direction == "newer":
        found = list(rows.filter(_beyond("gt", position)).order_by("at", "pk")[: size + 1])
        page, more = found[:size][::-1], len(found) > size
        return Page(
            page, _to("newer", page[0]) if more and page else "", _to("older", page[-1]) if page else ""
        )
    wanted = rows.filter(_beyond("lt", position)) if position else rows
    found = list(wanted.order_by("-at", "-pk")[: size + 1])
    page, more = found[:size], len(found) > size
    return Page(
        page, _to("newer", page[0]) if position and page else "", _to("older", page[-1]) if more else ""
    )


def _beyond(comparison: str, position: tuple[datetime, Any]) -> Q:
    at, key = position
    return Q(**{f"at__{comparison}": at}) | Q(**{"at": at, f"pk__{comparison}": key})


def _to(direction: str, row: Any) -> str:
    return f"{direction}-{since_1970(row.at)}-{row.pk}"


def _read(rows: QuerySet[Any], cursor: str) -> tuple[str, Any]:
    if not cursor:
        return "older", None
    direction, _, rest = cursor.partition("-")
    moment, _, key = rest.partition("-")
    try:
        if direction not in {"older", "newer"} or not moment.isdigit():
            raise ValueError(cursor)
        return direction, (moment_at(int(moment)), rows.model._meta.pk.to_python(key))
    except Exception as error:
        raise BadCursor("This page of the list can't be found. Go back to its beginning.") from error
