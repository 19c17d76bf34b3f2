"""The timeline as it is shown: entries in order, what each may show this person, and the time between them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise

from django.db.models import QuerySet

from investigations.cases.looks import may_see
from investigations.cases.models import Case, Entry
from portal.accounts.actor import Actor
from portal.core.eventid import batch_of, position_of

QUIET = timedelta(minutes=1)  # a gap shorter than this is not worth a line
SHOWN_APART = frozenset({"id", "batch", "source", "timestamp", "received_at"})


@dataclass(frozen=True)
class Filters:
    """Which entries to show; empty means all. ``person`` is a login name, ``kind`` ``event`` or ``note``."""

    source: str = ""
    person: str = ""
    kind: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        kind = query.get("kind", "")
        return cls(
            query.get("source", ""), query.get("person", ""), kind if kind in Entry.Kind.values else ""
        )

    @property
    def text(self) -> str:
        """As the receipt keeps it."""
        parts = (("source", self.source), ("person", self.person), ("kind", self.kind))
        return " ".join(f"{name}:{value}" for name, value in parts if value)


def entries_of(case: Case, filters: Filters) -> QuerySet[Entry]:
    """Entries in timeline order, removed ones included: their trace stands where they stood."""
    found = case.entries.select_related("created_by").order_by("at", "order", "pk")
    if filters.source:
        found = found.filter(source=filters.source)
    if filters.person:
        found = found.filter(created_by__name=filters.person)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    return found


@dataclass(frozen=True)
class Line:
    """One entry as shown. ``gap`` is the time since the entry before, or ``None`` when too short to say."""

    entry: Entry
    gap: timedelta | None
    is_withheld: bool
    may_move_up: bool
    may_move_down: bool
    is_mine: bool

    @cached_property
    def fields(self) -> dict[str, object]:
        return {} if self.is_withheld else self.entry.fields

    @property
    def summary(self) -> object:
        """The event in one line: the original, or of a JSON line its message if it has one. Empty when withheld."""
        message = self.fields.get("message")
        return message if message and self.raw.lstrip().startswith(b"{") else self.raw

    @property
    def shown_fields(self) -> list[tuple[str, object]]:
        """Fields that say something, by name; what is empty, or stands beside them anyway, is left out."""
        filled = (item for item in sorted(self.fields.items()) if item[1] not in ("", None, [], {}))
        return [(name, value) for name, value in filled if name not in SHOWN_APART]

    @property
    def action(self) -> object:
        return self.fields.get("event.action") or ""

    @property
    def severity(self) -> int | None:
        """Syslog severity, 0 to 7, or ``None`` when unknown."""
        value = self.fields.get("severity")
        return value if isinstance(value, int) and 0 <= value <= 7 else None

    @property
    def raw(self) -> bytes:
        return b"" if self.is_withheld else bytes(self.entry.raw or b"")

    @property
    def record(self) -> bytes:
        return b"" if self.is_withheld else bytes(self.entry.record or b"")

    @property
    def leaf(self) -> str:
        return "" if self.is_withheld else bytes(self.entry.leaf or b"").hex()

    @property
    def batch(self) -> int:
        return batch_of(self.entry.event_id or 0)

    @property
    def position(self) -> int:
        return position_of(self.entry.event_id or 0)


def lines(actor: Actor, entries: Sequence[Entry]) -> list[Line]:
    """The entries as this person may see them."""
    live = [entry for entry in entries if entry.removed_at is None]
    above, below = _neighbours(live)
    return [
        Line(
            entry=entry,
            gap=gap,
            is_withheld=not may_see(actor, entry),
            may_move_up=entry.pk in above,
            may_move_down=entry.pk in below,
            is_mine=entry.created_by_id == actor.person_id,
        )
        for entry, gap in zip(entries, _gaps(entries), strict=True)
    ]


def is_comparable(line: Line) -> bool:
    """Whether the line's time can be held against another's: a pinned event that this person may see."""
    return line.entry.kind == Entry.Kind.EVENT and line.entry.removed_at is None and not line.is_withheld


def _neighbours(live: Sequence[Entry]) -> tuple[set[int], set[int]]:
    """Keys of the entries with one at the same time above, and below."""
    pairs = [(first, second) for first, second in pairwise(live) if first.at == second.at]
    return {second.pk for _, second in pairs}, {first.pk for first, _ in pairs}


def _gaps(entries: Iterable[Entry]) -> list[timedelta | None]:
    gaps: list[timedelta | None] = []
    before: datetime | None = None
    for entry in entries:
        gap = entry.at - before if before is not None else None
        gaps.append(gap if gap is not None and gap >= QUIET else None)
        before = entry.at
    return gaps
