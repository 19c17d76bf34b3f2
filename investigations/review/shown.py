"""Results in the shapes that templates and the page's script read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from investigations.query.errors import QueryError
from investigations.query.fields import is_field_name
from investigations.query.nodes import Text, leaves
from investigations.query.parse import parse
from investigations.review.events import as_text, encodable
from investigations.review.found import Found, Row
from portal.accounts.actor import Actor
from portal.accounts.roles import Capability
from portal.core.inert import inert
from portal.core.microseconds import MICROSECOND
from portal.core.timerange import TimeRange, iso

WIDER = (("1h", "Last hour"), ("24h", "Last 24 hours"), ("7d", "Last 7 days"), ("all", "All time"))
AROUND_NEWEST = timedelta(minutes=15)
LINE_CHARS = 480  # of a line in the table
BEFORE_MATCH = 120
FILTER_CHARS = 500  # a longer value is no filter


@dataclass(frozen=True)
class ShownValue:
    """``text`` is shown inert; ``plain`` goes into attributes, from where it becomes a filter, unless it is too long."""

    name: str
    text: str
    plain: str
    moment: datetime | None = None

    @property
    def is_field(self) -> bool:
        """Whether a query or a column can name it."""
        return is_field_name(self.name)


@dataclass(frozen=True)
class ShownRow:
    id: int
    timestamp: datetime
    severity: int
    source: str
    cells: Sequence[ShownValue]
    line: SafeString
    flag: str


def shown_value(name: str, value: object) -> ShownValue:
    text = as_text(value)
    plain = str(encodable(text)) if len(text) <= FILTER_CHARS else ""
    return ShownValue(name, text, plain, value if isinstance(value, datetime) else None)


def table_rows(found: Found) -> list[ShownRow]:
    return [
        ShownRow(
            row.id,
            row.timestamp,
            row.severity,
            row.source,
            [shown_value(name, cell) for name, cell in zip(found.columns, row.cells, strict=True)],
            marked_line(row, found.terms),
            row.flag,
        )
        for row in found.rows
    ]


def marked_line(row: Row, terms: Sequence[str]) -> SafeString:
    """A piece of the line that shows the first match, inert, with matches marked."""
    start = first_match(row.text, terms)
    start = start - BEFORE_MATCH if start > LINE_CHARS - BEFORE_MATCH else 0
    piece = row.text[start : start + LINE_CHARS]
    size = len(piece.encode("utf-8", "surrogateescape")) + len(
        row.text[:start].encode("utf-8", "surrogateescape")
    )
    more = row.text_bytes - size
    return format_html(
        "{}{}{}",
        mark_safe('<span class="ctl">…</span>') if start else "",
        mark_safe(inert(piece, terms=terms)),  # noqa: S308 - escaped there
        format_html('<span class="ctl">… {} more bytes</span>', f"{more:,}") if more > 0 else "",
    )


def first_match(text: str, terms: Sequence[str]) -> int:
    if not terms:
        return 0
    found = re.search("|".join(re.escape(term) for term in terms), text, re.IGNORECASE)
    return found.start() if found else 0


def search_url(query: str = "", phrase: str = "") -> str:
    """The address of a search; query and range stand in its fragment."""
    wanted = {name: value for name, value in (("q", query), ("range", phrase)) if value}
    return reverse("review:search") + (f"#{urlencode(wanted, quote_via=quote)}" if wanted else "")


def query_error(error: QueryError) -> dict[str, object]:
    """The query split at the place of the mistake; past its end, ``at`` is empty."""
    at = error.column - 1
    return {
        "column": error.column,
        "reason": error.reason,
        "before": error.text[:at],
        "at": error.text[at : at + 1],
        "after": error.text[at + 1 :],
    }


def chart_data(found: Found) -> dict[str, object]:
    """For the script: starts in seconds since 1970, then counts of all, errors and warnings, bar by bar."""
    chart = found.histogram
    if chart is None:
        return {}
    return {
        "width": chart.width.total_seconds(),
        "from": found.range.start.timestamp(),
        "to": found.range.end.timestamp(),
        "start": [bar.start.timestamp() for bar in chart.bars],
        "all": [bar.count for bar in chart.bars],
        "errors": [bar.errors for bar in chart.bars],
        "warnings": [bar.warnings for bar in chart.bars],
    }


def range_label(found: TimeRange) -> dict[str, object]:
    """What the picker and the script need: the phrase, whether it moves with the clock, and what it means now."""
    return {
        "phrase": found.phrase,
        "absolute": found.absolute,
        "start": found.start,
        "end": found.end,
        "is_all": found.phrase in {"all", "all time", "ever"},
        "moves": found.follows_now,
        "seconds": found.length.total_seconds(),
    }


def empty_state(found: Found, actor: Actor) -> dict[str, object]:
    """Why there may be nothing, and what to try next."""
    newest = found.newest
    shown = f"{iso(newest - AROUND_NEWEST)}/{iso(newest + MICROSECOND)}" if newest else ""
    narrow = found.range.length
    lengths = {"1h": 3600, "24h": 86400, "7d": 604800, "all": 10**11}
    return {
        "newest": newest,
        "newest_range": shown,
        "wider": [(phrase, label) for phrase, label in WIDER if lengths[phrase] > narrow.total_seconds()],
        "unseen": found.unseen_fields,
        "is_everything": found.query == "*",
        "words": [
            leaf.text for leaf, wanted in leaves(parse(found.query)) if wanted and isinstance(leaf, Text)
        ][:3],
        "may_upload": actor.can(Capability.UPLOAD),
    }
