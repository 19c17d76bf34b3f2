"""The migrations say what the models say."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.support.database import as_owner

# Where one is interrupted, PostgreSQL keeps an index that serves nothing and stands in the way of the next attempt.
CONCURRENT = [
    "pipeline.0011_quarantine_that_waits",
    "watch.0002_batches_by_arrival",
    "watch.0004_batches_of_odd_times",
]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", CONCURRENT)
def test_an_index_that_was_left_half_built_is_built_again(name: str) -> None:
    app, migration = name.split(".", 1)
    with as_owner():
        loader = MigrationLoader(connection)
        state = loader.project_state(loader.get_migration(app, migration).dependencies)
        before = _indexes()
        with connection.schema_editor(atomic=False) as editor:
            loader.get_migration(app, migration).apply(state, editor)
        after = _indexes()
    assert set(before) == set(after)
    assert any(before[index] != after[index] for index in after), (
        "built anew, for what is there may be broken"
    )


def _indexes() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid::regclass::text, indexrelid::int FROM pg_index WHERE indisvalid")
        return dict(cursor.fetchall())


def test_every_index_that_is_built_concurrently_is_among_them() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ours = {"accounts", "audit", "retention", "sources", "pipeline", "watch", "privacy", "cases"}
    found = [(app, name) for (app, name), one in loader.disk_migrations.items() if not one.atomic]
    assert sorted(f"{app}.{name}" for app, name in found if app in ours) == CONCURRENT
