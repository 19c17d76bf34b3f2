"""Years of a file whose lines name none: from the order in which they stand.

Line by line, a time without a year gets the latest year that does not put it after its arrival. A file of last year
that is read in November would be torn apart by that: its October would fall into this year and its December into the
last. A file is written from top to bottom, so its last line bounds all the others: when its lines go back in time as
they are, and stand in order when none may be after the last, that is what they mean.

Files alone are looked at. In what senders deliver as it happens, lines of several clocks mix, and one clock that is
wrong must not move the others. A file that runs backwards, or in no order, is left alone.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from ingestion.normalise.clock import Arrival, read

# A time without a year at the beginning of a line, after RFC 3164's priority or a bracket.
LINE = re.compile(
    rb"(?:<\d{1,3}>)?\[?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d\d/\d\d-\d\d:\d\d:\d\d)(?![./:\d]*\s(?:19|20)\d\d)"
)
LOOKED_AT = 64  # lines, evenly over the file
DAY = timedelta(days=1)  # what stands this little out of order is in order
LINE_BYTES = 4096


def not_after(body: bytes, arrival: Arrival) -> datetime | None:
    """The last moment that a time without a year may mean in this file; ``None`` when its arrival says it well."""
    written = [found for start in _evenly(body) if (found := _written(body, start))]
    as_arrived = _resolved(written, arrival)
    if _is_in_order(as_arrived):
        return None
    end = as_arrived[-1] + DAY
    bounded = _resolved(written, replace(arrival, not_after=end))
    return end if len(bounded) == len(as_arrived) and _is_in_order(bounded) else None


def _is_in_order(moments: Sequence[datetime]) -> bool:
    return all(later >= earlier - DAY for earlier, later in pairwise(moments))


def _resolved(written: Sequence[str], arrival: Arrival) -> list[datetime]:
    return [moment.at for text in written if (moment := read(text, arrival))]


def _written(body: bytes, start: int) -> str:
    found = LINE.match(body, start, start + LINE_BYTES)
    return found[1].decode("ascii") if found else ""


def _evenly(body: bytes) -> list[int]:
    """Where lines begin, at most ``LOOKED_AT`` of them, each once; the last line is among them."""
    length = len(body.rstrip(b"\r\n"))
    places = (length * number // LOOKED_AT for number in range(1, LOOKED_AT + 1))
    return sorted({body.rfind(b"\n", 0, place) + 1 for place in (0, *places)})
