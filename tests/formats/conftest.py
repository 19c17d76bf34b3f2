"""How far our fields agree with those that others expect of the same records: one table with a total, for ``pytest -s``."""

from collections.abc import Iterator

import pytest

from tests.formats.agreement import Marks


@pytest.fixture(scope="session")
def marks() -> Iterator[Marks]:
    found = Marks()
    yield found
    print(found.table())  # noqa: T201
