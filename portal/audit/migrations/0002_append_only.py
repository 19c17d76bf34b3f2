from django.db import migrations

TABLES = ("audit_receipt", "audit_auditevent", "audit_ledgerleaf")

FUNCTION = """
CREATE OR REPLACE FUNCTION lantern_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""


def guard(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION lantern_append_only();"
        f"CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION lantern_append_only();",
        f"DROP TRIGGER append_only_rows ON {table}; DROP TRIGGER append_only_table ON {table};",
    )


class Migration(migrations.Migration):
    """PostgreSQL itself refuses to change or delete these rows, whoever asks."""

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, migrations.RunSQL.noop),
        *(guard(table) for table in TABLES),
    ]
