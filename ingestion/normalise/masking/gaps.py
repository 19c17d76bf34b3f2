"""Candidates with a gap before their value (``mysql … -p``), or whose value may be a pair of its own (``user a pass token=…``).

Other secrets may stand in the gap, and are looked at first.
"""

from bisect import insort_left

from ingestion.normalise.masking.expression import Hit
from ingestion.normalise.masking.found import Planned
from ingestion.normalise.masking.text import NAME

BEFORE_NAME = NAME + b"{[(<\"'\\"
WITH_GAP = frozenset({"command", "prefixed", "said", "scheme", "tag"})


class Waiting:
    """Candidates whose values the search has not reached."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.hits: list[tuple[int, Hit | Planned]] = []  # where each has its value; the next one is the last

    def add(self, hit: Hit | Planned) -> None:
        value = _value(hit)
        if self.hits:
            insort_left(self.hits, (value, hit), key=_from_behind)
        else:
            self.hits.append((value, hit))

    def before(self, hit: Hit | None, at: int) -> Hit | Planned | None:
        """The first whose value stands before what was found next, unless that is looked at already or is a pair of its own."""
        while self.hits and (hit is None or self.hits[-1][0] <= hit.start):
            value, first = self.hits.pop()
            if value >= at and not (hit is not None and self._names(first, value, hit)):
                return first
        return None

    def _names(self, first: Hit | Planned, value: int, hit: Hit) -> bool:
        if isinstance(first, Planned):
            return False
        return hit.owner == "key" and not self._body[value : hit.start].strip(BEFORE_NAME)


def _value(hit: Hit | Planned) -> int:
    if isinstance(hit, Planned):
        return hit.start
    return hit.span("scheme")[1] + 1 if hit.owner == "scheme" else hit.end


def _from_behind(hit: tuple[int, Hit | Planned]) -> int:
    return -hit[0]
