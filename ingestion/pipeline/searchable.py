"""How to find the events of batches on the search page, which this layer knows only by its address."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from ingestion.pipeline.models import Batch

MOST = 20  # batches named in one query
SECOND = timedelta(seconds=1)


def search_fragment(batches: Sequence[Batch]) -> str:
    """``q=…&range=…`` for the address's fragment, or nothing when no event is stored or too many batches hold them.

    The range reaches from the first event to a second after the last, because its end is excluded.
    """
    stored = [batch for batch in batches if batch.stored]
    if not stored or len(stored) > MOST:
        return ""
    query = " OR ".join(f"batch:{batch.number}" for batch in stored)
    return urlencode({"q": query, "range": _range(stored)})


def _range(batches: Sequence[Batch]) -> str:
    first = min((batch.first_timestamp for batch in batches if batch.first_timestamp), default=None)
    last = max((batch.last_timestamp for batch in batches if batch.last_timestamp), default=None)
    if first is None or last is None:
        return "all"
    return f"{_instant(first)} - {_instant(last + SECOND)}"


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
