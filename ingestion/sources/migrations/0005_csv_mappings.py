import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

# PostgreSQL itself refuses to change or delete a mapping, whoever asks: batches name the one they were read by.
FUNCTION = """
CREATE OR REPLACE FUNCTION lantern_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""
GUARD = (
    "CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON sources_csvmapping "
    "FOR EACH ROW EXECUTE FUNCTION lantern_append_only();"
    "CREATE TRIGGER append_only_table BEFORE TRUNCATE ON sources_csvmapping "
    "FOR EACH STATEMENT EXECUTE FUNCTION lantern_append_only();"
)
UNGUARD = "DROP TRIGGER append_only_rows ON sources_csvmapping; DROP TRIGGER append_only_table ON sources_csvmapping;"


class Migration(migrations.Migration):
    """How a source's CSV is read, as rows that are added and never changed."""

    dependencies = [("sources", "0004_reports_from_browsers")]

    operations = [
        migrations.CreateModel(
            name="CsvMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField(help_text="of the source's mappings, from 1")),
                ("said", models.JSONField(help_text="ingestion.formats.csv_mapping.CsvColumns")),
                ("made_by", models.CharField(blank=True, max_length=64)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="csv_mappings",
                        to="sources.source",
                    ),
                ),
            ],
            options={"ordering": ["source", "number"]},
        ),
        migrations.AddConstraint(
            model_name="csvmapping",
            constraint=models.UniqueConstraint(fields=("source", "number"), name="csv_mappings_are_numbered"),
        ),
        migrations.AddField(
            model_name="source",
            name="csv_mapping",
            field=models.ForeignKey(
                blank=True,
                help_text="in force for what arrives; null: CSV is read by its header's names",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sources.csvmapping",
            ),
        ),
        migrations.RunSQL(FUNCTION, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
