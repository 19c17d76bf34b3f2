"""What the door gives out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ingestion.normalise import odd_times
from investigations.query.statements import Cursor
from portal.core.timerange import TimeRange


@dataclass(frozen=True)
class Row:
    """One line of a table. ``text`` is the message or the line, cut; ``text_bytes`` its full size; ``cells`` the added
    columns; ``flag`` says that the time cannot be right (``odd_times``)."""

    id: int
    timestamp: datetime
    source: str
    severity: int
    text: str
    text_bytes: int
    cells: tuple[str, ...] = ()
    flag: str = ""

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.timestamp, self.id)


@dataclass(frozen=True)
class Bar:
    start: datetime
    count: int
    errors: int
    warnings: int


@dataclass(frozen=True)
class Histogram:
    """Bars of equal ``width`` from ``start`` on, empty ones included."""

    start: datetime
    width: timedelta
    bars: Sequence[Bar] = ()

    @property
    def total(self) -> int:
        return sum(bar.count for bar in self.bars)


@dataclass(frozen=True)
class Value:
    value: str
    count: int


@dataclass(frozen=True)
class Facet:
    """Top values of one field among ``counted`` events; ``different`` is how many values there are."""

    name: str
    values: Sequence[Value]
    different: int
    counted: int


@dataclass(frozen=True)
class Found:
    """A page of results. ``total`` is exact; ``None`` on later pages, which don't count again.

    ``stopped``: somebody did not wait for the end. The rows are the newest matches all the same; what else is missing
    (``total``, ``histogram``, ``facets``) was not counted.
    """

    query: str
    range: TimeRange
    rows: Sequence[Row]
    columns: Sequence[str] = ()
    older: Cursor | None = None
    total: int | None = None
    histogram: Histogram | None = None
    facets: Sequence[Facet] = ()
    terms: Sequence[str] = ()
    stopped: bool = False
    newest: datetime | None = None
    unseen_fields: Sequence[str] = ()


@dataclass(frozen=True)
class Event:
    """One event whole: ``fields`` under ECS names, without empty ones; ``raw`` the original bytes.

    ``leaf`` (32 bytes) is SHA-256(0x00 || ``record``), with the record's canonical form.
    """

    id: int
    timestamp: datetime
    received_at: datetime
    source: str
    retention_class: str
    fields: Mapping[str, object]
    raw: bytes
    record: bytes
    leaf: bytes

    @property
    def severity(self) -> int:
        found = self.fields.get("severity", 255)
        return found if isinstance(found, int) else 255

    @property
    def flag(self) -> str:
        """``future``, ``past`` or nothing: whether its time can be right, seen from its arrival."""
        return odd_times.flag(self.timestamp, self.received_at)

    @property
    def row(self) -> Row:
        """The event as a line of a table."""
        text = str(self.fields.get("message") or self.raw.decode("utf-8", "surrogateescape"))
        return Row(
            self.id,
            self.timestamp,
            self.source,
            self.severity,
            text[:2000],
            len(text.encode("utf-8", "surrogateescape")),
            flag=self.flag,
        )


@dataclass(frozen=True)
class Documents:
    """A page of whole events, newest first. ``total`` is exact on the first page, ``None`` on later ones."""

    query: str
    range: TimeRange
    events: Sequence[Event]
    older: Cursor | None
    total: int | None
    receipt: str


@dataclass(frozen=True)
class Around:
    """An event among its neighbours in the same source, oldest first."""

    event: Row
    before: Sequence[Row] = ()
    after: Sequence[Row] = ()


@dataclass(frozen=True)
class Export:
    """A finished file and the digest that its receipt holds."""

    body: bytes
    filename: str
    content_type: str
    sha256: str
    count: int
    total: int
    receipt: str
    fields: Sequence[str] = field(default_factory=tuple)
