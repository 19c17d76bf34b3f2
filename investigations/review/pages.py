"""Building a page of results out of several statements that run at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from ingestion.store.read import Rows, Statement
from investigations.query import statements
from investigations.query.buckets import is_open_ended, origin_for, width_for
from investigations.query.fields import CORE, FACETS
from investigations.query.highlight import terms
from investigations.query.nodes import Everything, Field, Node, leaves
from investigations.query.scope import Scoped
from investigations.query.statements import Cursor
from investigations.review.asked import zone_of
from investigations.review.engine import Runner
from investigations.review.errors import Stopped
from investigations.review.events import encodable
from investigations.review.found import Around, Bar, Event, Facet, Found, Histogram, Row, Value
from portal.core.microseconds import MICROSECOND
from portal.core.timephrase import EARLIEST, LATEST
from portal.core.timerange import TimeRange

FACET_TOP = 6


@dataclass(frozen=True)
class Page:
    """What is to be shown: ``zone`` places the bars; one row more than ``limit`` is read to know whether there are older ones.

    ``query`` is what was asked. ``scoped`` may hold pseudonyms of its words, which nobody is told without a step-up.
    """

    query: str
    scoped: Scoped
    range: TimeRange
    zone: str
    columns: tuple[str, ...]
    after: Cursor | None
    limit: int

    def _newest(self) -> Statement:
        return statements.newest(self.scoped, limit=self.limit + 1, after=self.after, columns=self.columns)

    def _found(self, answer: Rows) -> Found:
        rows = [row_of(values) for values in answer.rows]
        older = rows[self.limit - 1].cursor if len(rows) > self.limit else None
        return Found(
            query=self.query,
            range=self.range,
            rows=rows[: self.limit],
            columns=self.columns,
            older=older,
            terms=terms(self.scoped.node),
        )

    def rows_only(self, runner: Runner) -> Found:
        return self._found(runner.run(self._newest(), "rows"))

    def whole(self, runner: Runner) -> Found:
        """The rows beside the histogram, which says where the top values begin.

        Whoever stops it gets what was there by then. Raises ``Stopped`` when that is no row.
        """
        with runner.beside(self._newest(), "rows") as rows:
            counted = self._counted(runner)
            found = replace(self._found(rows.result()), **counted)
        if found.stopped and not found.rows:
            raise Stopped("The search was stopped before it had found anything.")
        return found if found.stopped or found.total else self._empty(runner, found)

    def _counted(self, runner: Runner) -> dict[str, Any]:
        """Histogram, total and top values, as far as they were counted before somebody stopped it."""
        counted: dict[str, Any] = {}
        try:
            chart = histogram(runner, self.scoped, self.zone)
            counted |= {"histogram": chart, "total": chart.total}
            counted["facets"] = top_values(runner, self.scoped, chart) if chart.total else []
        except Stopped:
            counted["stopped"] = True
        return counted

    def _empty(self, runner: Runner, found: Found) -> Found:
        """Nothing matches: when was the newest record at all, and is some field of the query one nobody has sent?"""
        everything = Scoped(Everything(), self.scoped.sources, EARLIEST, LATEST)
        newest = runner.run(statements.newest(everything, limit=1), "rows").rows
        unseen = [name for name in own_fields(self.scoped.node) if not _is_known(runner, everything, name)]
        return replace(found, newest=newest[0][1] if newest else None, unseen_fields=unseen)


def own_fields(node: Node) -> list[str]:
    """Fields of the query that have no column of their own, each once."""
    named = (leaf.name for leaf, _ in leaves(node) if isinstance(leaf, Field))
    return [name for name in dict.fromkeys(named) if name not in CORE]


def _is_known(runner: Runner, everything: Scoped, name: str) -> bool:
    return bool(runner.run(statements.has_field(everything, name), "fields").rows)


def row_of(values: Sequence[object]) -> Row:
    event_id, timestamp, source, severity, text, size, flag, *cells = values
    assert isinstance(timestamp, datetime)  # noqa: S101 - the statement's own column type
    return Row(
        int(str(event_id)),
        timestamp,
        str(source),
        int(str(severity)),
        str(text),
        int(str(size)),
        tuple(str(cell) for cell in cells),
        str(flag),
    )


@dataclass(frozen=True)
class Bars:
    scoped: Scoped
    origin: datetime
    width: timedelta

    @classmethod
    def over(cls, scoped: Scoped, zone: str) -> "Bars":
        width = width_for(scoped.end - scoped.start)
        return cls(scoped, origin_for(scoped.start, width, zone_of(zone)), width)

    @property
    def statement(self) -> Statement:
        return statements.histogram(self.scoped, origin=self.origin, width=self.width)

    def read(self, answer: Rows) -> Histogram:
        counted = {
            int(bucket): (int(n), int(errors), int(warnings)) for bucket, n, errors, warnings in answer.rows
        }
        last = -((self.origin - self.scoped.end) // self.width)
        bars = [
            Bar(self.origin + number * self.width, *counted.get(number, (0, 0, 0))) for number in range(last)
        ]
        return Histogram(self.origin, self.width, bars)


def histogram(runner: Runner, scoped: Scoped, zone: str) -> Histogram:
    if is_open_ended(scoped.start, scoped.end):
        return fit(runner, scoped, zone, runner.run(statements.extent(scoped), "extent"))
    bars = Bars.over(scoped, zone)
    return bars.read(runner.run(bars.statement, "histogram"))


def fit(runner: Runner, scoped: Scoped, zone: str, extent: Rows) -> Histogram:
    """Bars over the time in which there is something."""
    count, oldest, newest = extent.rows[0]
    if not count:
        return Histogram(scoped.start, width_for(scoped.end - scoped.start))
    bars = Bars.over(replace(scoped, start=oldest, end=newest + MICROSECOND), zone)
    return bars.read(runner.run(bars.statement, "histogram"))


def top_values(runner: Runner, scoped: Scoped, chart: Histogram) -> list[Facet]:
    """Top values among the newest matches: as many whole bars from the newest on as the sample holds.

    The histogram says how far back that is, so the cost stays the same however much matches.
    """
    sample, counted, start = settings.FACET_SAMPLE, 0, scoped.start
    for bar in reversed(chart.bars):
        if counted and counted + bar.count > sample:
            break
        counted, start = counted + bar.count, bar.start
    newest = replace(scoped, start=max(start, scoped.start))
    return facets(
        runner.run(statements.facets(newest, sample=sample, top=FACET_TOP), "facets"), min(counted, sample)
    )


def facets(answer: Rows, counted: int) -> list[Facet]:
    """One for each field of ``FACETS`` that has values."""
    rows: dict[int, list[tuple[str, int, int]]] = {}
    for number, value, count, different in answer.rows:
        rows.setdefault(int(number), []).append((str(value), int(count), int(different)))
    return [
        Facet(
            FACETS[number],
            [Value(str(encodable(value)), count) for value, count, _ in found],
            found[0][2],
            counted,
        )
        for number, found in sorted(rows.items())
    ]


def facet(name: str, answer: Rows) -> Facet:
    rows = answer.rows
    different, counted = (int(rows[0][2]), int(rows[0][3])) if rows else (0, 0)
    return Facet(name, [Value(str(encodable(row[0])), int(row[1])) for row in rows], different, counted)


def around(runner: Runner, scoped: Scoped, centre: Event, *, before: int, after: int) -> Around:
    at = Cursor(centre.timestamp, centre.id)
    sides = runner.together(
        {
            "rows": statements.beside(scoped, at, limit=before, later=False),
            "extent": statements.beside(scoped, at, limit=after, later=True),
        }
    )
    earlier, later = ([row_of(values) for values in sides[part].rows] for part in ("rows", "extent"))
    return Around(centre.row, earlier[::-1], later)
