"""Records that arrived long ago. Time cannot be turned back, but what waits to be sealed can say when it came."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from tests.journey.stores import row
from tests.support import running
from tests.support.stack import Stack

BACKDATE = """
    WITH said AS (SELECT %s::timestamptz AS moment, (SELECT id FROM sources_source WHERE slug = %s) AS source),
    spooled AS (
        UPDATE pipeline_spoolitem SET received_at = said.moment FROM said WHERE source_id = said.source RETURNING 1
    ),
    files AS (
        UPDATE pipeline_partialfile SET seen_at = said.moment FROM said
        WHERE upload_id IN (SELECT id FROM pipeline_upload WHERE source_id = said.source) RETURNING 1
    ) SELECT (SELECT count(*) FROM spooled) + (SELECT count(*) FROM files)
"""


@contextmanager
def arriving_at(stack: Stack, source: str, moment: datetime) -> Iterator[None]:
    """The one request or file that is sent inside arrived at ``moment``: workers are held back, and it is backdated."""
    with running.stopped(running.family(stack.supervisor.pid_of("seal-worker"))):
        yield
        assert row(stack, BACKDATE, moment, source) == (1,)
