"""Fixtures for every test. The services start on import, before Django reads its settings."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import django
import pytest
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker
from whitenoise.middleware import WhiteNoiseMiddleware

from tests.support import services

# A busy machine is slow now and then, and that is no fault of what is tested; pytest-timeout ends what hangs.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples each time: a run judges the change before it. The thorough one looks for what nobody thought of: twenty
# times as many, and others each time. That is 60,000 bodies for the formats to take apart and 15,000 requests, and more would
# make an evening of it (README.md says how long it takes): python -m tests.fuzz is for looking on and on.
settings.register_profile("usual", patient, max_examples=30, derandomize=True)
settings.register_profile("thorough", patient, max_examples=600)
settings.load_profile("usual")

SERVICES = services.provide()
django.setup()

from tests.support.browser import browser, page  # noqa: E402, F401  fixtures
from tests.support.stack import demo_stack, stack  # noqa: E402, F401  fixtures


@pytest.fixture(autouse=True, scope="session")
def static_files_found_once() -> Iterator[None]:
    """Every test's client loads the middleware anew, which looks through the static files' folders for as long as a test takes."""
    found: dict[str, object] = {}
    look = WhiteNoiseMiddleware.add_files_from_finders

    def once(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            look(middleware)
            found.update(middleware.files)
        middleware.files.update(found)

    with patch.object(WhiteNoiseMiddleware, "add_files_from_finders", once):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database, migrated by its owner; tests then use it as the application's login."""
    from tests.support.database import TestDatabase, restore_instead_of_flush

    with django_db_blocker.unblock():
        database = TestDatabase(SERVICES)
        database.create()
        restore_instead_of_flush(database)
        yield
        database.drop()


@pytest.fixture(scope="session")
def event_tables() -> None:
    """The event store's tables, made once."""
    from ingestion.store import schema

    schema.ensure()


@pytest.fixture(scope="session")
def services_folder() -> Path:
    """The data folder of the services that this run uses."""
    return SERVICES.root
