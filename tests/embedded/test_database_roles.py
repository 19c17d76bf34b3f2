"""The application's login is not the owner, and cannot change what is append-only."""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from portal.core.append_only import append_only_tables

pytestmark = pytest.mark.django_db


def test_tests_run_as_the_applications_login() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (settings.DATABASE_APP_USER,)


@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["audit_receipt", "audit_auditevent", "audit_ledgerleaf"])
def test_evidence_is_refused_to_change(verb: str, table: str) -> None:
    assert table in append_only_tables()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(verb.format(table))
