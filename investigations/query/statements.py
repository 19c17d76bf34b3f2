"""The statements of the review pages over a scoped query. All values are bound; every read of events is scoped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingestion.normalise.odd_times import flag_sql
from ingestion.store.read import Statement
from investigations.query.bind import Binder
from investigations.query.fields import FACETS, Kind, field_spec
from investigations.query.scope import Scoped
from portal.core.microseconds import MICROSECOND

MOMENT = "DateTime64(6, 'UTC')"
CELL_BYTES = 2000  # of a long value, in a table; the whole stands in the side panel
VALUE_BYTES = 300
MANY = 100


@dataclass(frozen=True)
class Cursor:
    """The last event of a page; the next page begins right below it, whatever has arrived since."""

    timestamp: datetime
    id: int

    def __str__(self) -> str:
        return f"{self.timestamp.isoformat()}~{self.id}"


def _made(sql: str, scoped: Scoped, bind: Binder) -> Statement:
    return Statement(sql=sql, params={**bind.params, "scope": sorted(scoped.sources)}, sources=scoped.sources)


def shown(name: str) -> str:
    """A field's value as text for a table; empty where there is none."""
    spec = field_spec(name)
    if spec.kind is Kind.ADDRESS:
        text = f"replaceRegexpOne(toString({spec.sql}), '^::ffff:', '')"
    elif spec.kind in {Kind.KEYWORD, Kind.TEXT}:
        return f"left({spec.sql}, {VALUE_BYTES})"
    else:
        text = f"left(toString({spec.sql}), {VALUE_BYTES})"
    return f"if({spec.present}, ifNull({text}, ''), '')"


TABLE_TEXT = "if(message = '', raw, message)"
ROW = f"id, timestamp, source, severity, left({TABLE_TEXT}, {CELL_BYTES}), length({TABLE_TEXT}), {flag_sql()}"
NEWEST_FIRST = "ORDER BY timestamp DESC, id DESC"


def _read(wanted: str, scoped: Scoped, bind: Binder, rest: str = "", *, also: str = "") -> str:
    """One read of events within the scope. ``wanted``, ``also`` and ``rest`` are made here, from no one's input."""
    narrower = f" AND ({also})" if also else ""
    return f"SELECT {wanted} FROM events WHERE {scoped.where(bind)}{narrower} {rest}"  # noqa: S608 - values are bound


def newest(
    scoped: Scoped, *, limit: int, after: Cursor | None = None, columns: Sequence[str] = ()
) -> Statement:
    """``id, timestamp, source, severity, text, bytes of text, time flag, *columns``, newest first."""
    bind = Binder()
    wanted = ", ".join([ROW, *(shown(name) for name in columns)])
    below = _beyond(after, bind, "<") if after else ""
    return _made(_read(wanted, scoped, bind, f"{NEWEST_FIRST} LIMIT {int(limit)}", also=below), scoped, bind)


def _beyond(at: Cursor, bind: Binder, sign: str) -> str:
    moment, number = bind(at.timestamp, MOMENT), bind(at.id, "UInt64")
    return f"timestamp {sign} {moment} OR (timestamp = {moment} AND id {sign} {number})"


def beside(scoped: Scoped, at: Cursor, *, limit: int, later: bool) -> Statement:
    """The nearest events after (``later``) or before one, nearest first; columns as in ``newest``."""
    bind = Binder()
    sign, order = (">", "ASC") if later else ("<", "DESC")
    rest = f"ORDER BY timestamp {order}, id {order} LIMIT {int(limit)}"
    return _made(_read(ROW, scoped, bind, rest, also=_beyond(at, bind, sign)), scoped, bind)


def extent(scoped: Scoped) -> Statement:
    """``count, oldest, newest`` of what matches."""
    bind = Binder()
    return _made(_read("count(), min(timestamp), max(timestamp)", scoped, bind), scoped, bind)


def histogram(scoped: Scoped, *, origin: datetime, width: timedelta) -> Statement:
    """``bucket number from origin, all, errors (0-3), warnings (4)``, where there are any."""
    bind = Binder()
    start, step = bind(origin, MOMENT), bind(width // MICROSECOND, "UInt64")
    bucket = f"intDiv(toUnixTimestamp64Micro(timestamp) - toUnixTimestamp64Micro({start}), {step})"
    wanted = f"{bucket} AS bucket, count(), countIf(severity <= 3), countIf(severity = 4)"
    return _made(_read(wanted, scoped, bind, "GROUP BY bucket ORDER BY bucket"), scoped, bind)


def facets(scoped: Scoped, *, sample: int, top: int, names: Sequence[str] = FACETS) -> Statement:
    """``field number, value, count, distinct values`` of at most ``sample`` matches, the ``top`` of each field.

    Which ones a smaller sample takes is the store's choice: sorting them costs more than counting them all.
    """
    bind = Binder()
    columns = ", ".join(f"{field_spec(name).sql} AS c{number}" for number, name in enumerate(names))
    sets = ", ".join(f"(c{number})" for number in range(len(names)))
    value = ", ".join(
        f"grouping(c{number}) = 0, {_facet_text(name, number)}" for number, name in enumerate(names)
    )
    which = ", ".join(f"grouping(c{number}) = 0, {number}" for number in range(len(names)))
    inner = _read(columns, scoped, bind, f"LIMIT {int(sample)}")
    sql = (
        "SELECT field, value, n, count() OVER (PARTITION BY field) AS different FROM ("  # noqa: S608
        f"SELECT multiIf({which}, {len(names)}) AS field, multiIf({value}, '') AS value, count() AS n "
        f"FROM ({inner}) GROUP BY GROUPING SETS ({sets})) WHERE value != '' "
        f"ORDER BY field, n DESC, value LIMIT {int(top)} BY field"
    )
    return _made(sql, scoped, bind)


def _facet_text(name: str, number: int) -> str:
    kind = field_spec(name).kind
    if kind is Kind.ADDRESS:
        return f"if(c{number} = toIPv6('::'), '', replaceRegexpOne(toString(c{number}), '^::ffff:', ''))"
    if kind is Kind.SEVERITY:
        return f"if(c{number} = 255, '', toString(c{number}))"
    return f"left(toString(c{number}), {VALUE_BYTES})"


def values(scoped: Scoped, name: str, *, top: int) -> Statement:
    """``value, count, distinct values, events with a value`` over everything that matches."""
    bind = Binder()
    inner = _read(f"{shown(name)} AS value, count() AS n", scoped, bind, "GROUP BY value HAVING value != ''")
    sql = (
        "SELECT value, n, count() OVER () AS different, sum(n) OVER () AS filled "  # noqa: S608
        f"FROM ({inner}) ORDER BY n DESC, value LIMIT {int(top)}"
    )
    return _made(sql, scoped, bind)


def known_fields(scoped: Scoped, *, sample: int) -> Statement:
    """``path, count`` of the document's fields in the newest ``sample`` matches."""
    bind = Binder()
    inner = _read("fields", scoped, bind, f"{NEWEST_FIRST} LIMIT {int(sample)}")
    sql = (
        "SELECT arrayJoin(JSONAllPaths(fields)) AS path, count() AS n "  # noqa: S608
        f"FROM ({inner}) GROUP BY path ORDER BY n DESC, path LIMIT {MANY}"
    )
    return _made(sql, scoped, bind)


def ids(scoped: Scoped, *, limit: int) -> Statement:
    """``id`` newest first: what an export then reads whole."""
    bind = Binder()
    return _made(_read("id", scoped, bind, f"{NEWEST_FIRST} LIMIT {int(limit)}"), scoped, bind)


def has_field(scoped: Scoped, name: str) -> Statement:
    """A row when any event has this field."""
    bind = Binder()
    return _made(_read("1", scoped, bind, "LIMIT 1", also=field_spec(name).present), scoped, bind)
