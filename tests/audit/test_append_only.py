"""PostgreSQL itself refuses to change what was written: the application's login, and the tables' owner too."""

import pytest
from django.db import DatabaseError, connection, transaction

from ingestion.sources.models import CsvMapping, Source
from portal.audit import ledger
from portal.audit.models import AuditEvent, LedgerLeaf, Receipt
from portal.core.append_only import append_only_tables
from portal.retention.models import PurgeDecision, PurgeRun, RetentionClass
from tests.support.database import as_owner

TABLES = [
    "audit_auditevent",
    "audit_ledgerleaf",
    "audit_receipt",
    "retention_purgedecision",
    "sources_csvmapping",
]
COLUMN = {
    "audit_auditevent": "name",
    "audit_ledgerleaf": "kind",
    "audit_receipt": "reason",
    "retention_purgedecision": "reason",
    "sources_csvmapping": "made_by",
}
VERBS = ["UPDATE {table} SET {column} = 'changed'", "DELETE FROM {table}", "TRUNCATE {table} CASCADE"]


def test_these_are_the_append_only_tables() -> None:
    assert append_only_tables() == TABLES


def write_one_row_each() -> None:
    Receipt.objects.create(person_name="ada", via="session", action="search", outcome="allowed")
    AuditEvent.objects.create(name="authn_login_success", outcome="success")
    ledger.append("policy", "standard", {"days": 90})
    standard = RetentionClass.objects.get(slug="standard")
    source = Source.objects.create(slug="mapped", name="Mapped", retention_class=standard)
    CsvMapping.objects.create(source=source, number=1, said={})
    run = PurgeRun.objects.create(trigger="schedule")
    PurgeDecision.objects.create(
        run=run,
        retention_class="standard",
        day="2026-01-01",
        due_on="2026-04-02",
        days=90,
        rows=1,
        bytes=1,
        decision="spared",
        reason="held",
    )


def refused(statement: str) -> str:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(refusal.value)


def statements(table: str) -> list[str]:
    return [verb.format(table=table, column=COLUMN[table]) for verb in VERBS]


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_the_application_may_add_and_read_and_nothing_else(table: str) -> None:
    write_one_row_each()
    for statement in statements(table):
        assert f"permission denied for table {table}" in refused(statement)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_the_application_may_not_let_itself(table: str) -> None:
    assert "must be owner" in refused(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT ALL ON {table} TO CURRENT_USER")  # it only warns that nothing was granted
    for statement in statements(table):
        assert "permission denied" in refused(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", TABLES)
def test_triggers_refuse_the_owner_too(table: str) -> None:
    write_one_row_each()
    with as_owner():
        for statement in statements(table):
            assert "is append-only" in refused(statement)


@pytest.mark.django_db
def test_rows_are_not_saved_or_deleted_from_python_either() -> None:
    write_one_row_each()
    for model in (Receipt, AuditEvent, LedgerLeaf, PurgeDecision):
        row = model.objects.get()
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(TypeError):
            row.delete()
