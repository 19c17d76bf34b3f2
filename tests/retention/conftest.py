"""What tests of retention put into the store goes with them: the store has no rollback."""

from collections.abc import Iterator

import pytest

from ingestion.store import purge as store
from tests.retention.records import PREFIX


@pytest.fixture
def own_partitions(event_tables: None) -> Iterator[None]:
    partitions, drop = store.partitions, store.drop  # a test may replace them
    yield
    for part in partitions():
        if part.retention_class.startswith(PREFIX):
            drop(part.retention_class, part.day)
