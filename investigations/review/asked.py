"""What a person asks, as it came, and what it means once read."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from investigations.query.compile import check
from investigations.query.nodes import Node
from investigations.query.parse import parse
from portal.core.timerange import TimeRange, parse_range

DEFAULT_RANGE = "15m"


@dataclass(frozen=True)
class Asked:
    """``query`` and ``phrase`` as typed; ``zone`` is an IANA name, in which days and clock times are meant."""

    query: str = ""
    phrase: str = DEFAULT_RANGE
    zone: str = "UTC"
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def node(self) -> Node:
        """Parsed and checked. Raises ``QueryError``."""
        node = parse(self.query)
        check(node, self.query)
        return node

    def range(self) -> TimeRange:
        """Raises ``RangeError``."""
        return parse_range(self.phrase, now=self.now, zone=zone_of(self.zone))


def zone_of(name: str) -> ZoneInfo:
    """The zone, or UTC for a name that is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
