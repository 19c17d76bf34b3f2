"""The records and people of these tests."""

import pytest

from tests.review.making import Kept, People, cast, sealed


@pytest.fixture
def stored(event_tables: None) -> Kept:
    return sealed()


@pytest.fixture
def people(db: None, stored: Kept) -> People:
    return cast()
