"""The test database: made and migrated by its owner, used by the application's login, as in production.

Tests that commit cannot be undone by truncating tables: the append-only ones refuse, the owner too. Their
database is dropped afterwards and copied from a template that was taken right after the migrations.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

import psycopg
from django.conf import settings
from django.db import connection, connections
from django.test import TransactionTestCase
from psycopg import sql

from portal.embedded import postgresql
from portal.embedded.folder import Folder

# Event ids come from batch numbers and outlive the database in the event store; a restored database
# continues far above the numbers used so far.
BATCH_STRIDE = 1000


class TestDatabase:
    """One test database and the template it is restored from."""

    __test__ = False

    def __init__(self, place: Folder) -> None:
        self._password = json.loads(place.secrets.read_text(encoding="utf-8"))["postgresql_superuser"]
        self._port = int(connection.settings_dict["PORT"])
        self.name = ""

    @property
    def _template(self) -> str:
        return f"{self.name}_template"

    def create(self) -> None:
        self._write_without_waiting()
        with as_owner():
            self.name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
        self._copy(self.name, self._template)

    def restore(self) -> None:
        """Throw away what a committing test left."""
        used = self._last_batch()
        connections.close_all()
        self._copy(self._template, self.name)
        self._continue_after(used)

    def drop(self) -> None:
        connections.close_all()
        for name in (self.name, self._template):
            self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _copy(self, source: str, target: str) -> None:
        connections.close_all()
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", target)
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", target, source)
        self._execute("ALTER DATABASE {} OWNER TO {}", target, str(owner()["USER"]))

    def _write_without_waiting(self) -> None:
        """Nobody reads these files after a power cut, and dropping and copying waits for the disk most of its time."""
        with self._superuser("postgres") as session:
            session.execute("ALTER SYSTEM SET fsync = off")
            session.execute("SELECT pg_reload_conf()")

    def _last_batch(self) -> int:
        with self._superuser(self.name) as session:
            row = session.execute("SELECT last_value FROM pipeline_spoolitem_number_seq").fetchone()
        return int(str(row[0])) if row else 0

    def _continue_after(self, used: int) -> None:
        with self._superuser(self.name) as session:
            session.execute("SELECT setval('pipeline_spoolitem_number_seq', %s)", [used + BATCH_STRIDE])

    def _execute(self, statement: str, *names: str) -> None:
        with self._superuser("postgres") as session:
            session.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))

    def _superuser(self, database: str) -> "psycopg.Connection[tuple[object, ...]]":
        return postgresql.connect(self._port, self._password, database=database)


def owner() -> dict[str, str]:
    url = urlsplit(settings.DATABASE_OWNER_URL)
    return {"USER": unquote(url.username or ""), "PASSWORD": unquote(url.password or "")}


@contextmanager
def as_owner() -> Iterator[None]:
    """Let the default connection log in as the owner for a while."""
    app = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update(owner())
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(app)


def restore_instead_of_flush(database: TestDatabase) -> None:
    """Replace Django's flush, which truncates, for every committing test."""

    def teardown(self: TransactionTestCase) -> None:
        database.restore()

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]
