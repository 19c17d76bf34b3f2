"""Records that arrived long ago. Time cannot be turned back, but what waits to be sealed can say when it came."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import psutil

from tests.journey.stores import row
from tests.support.stack import Stack

BACKDATE = """
    WITH changed AS (
        UPDATE pipeline_spoolitem SET received_at = %s
        WHERE source_id = (SELECT id FROM sources_source WHERE slug = %s) RETURNING 1
    ) SELECT count(*) FROM changed
"""


@contextmanager
def arriving_at(stack: Stack, source: str, moment: datetime) -> Iterator[None]:
    """Whatever the source sends inside arrived at ``moment``: sealing is held back and the spool rows are backdated."""
    master = psutil.Process(stack.supervisor.pid_of("seal-worker"))
    family = [master.pid, *(child.pid for child in master.children(recursive=True))]
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
        assert row(stack, BACKDATE, moment, source) == (1,)
    finally:
        for pid in family:
            os.kill(pid, signal.SIGCONT)
