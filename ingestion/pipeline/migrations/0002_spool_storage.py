from django.db import migrations


class Migration(migrations.Migration):
    """Spooled bodies are compressed already: PostgreSQL stores them as they are, out of line."""

    dependencies = [("pipeline", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE pipeline_spoolitem ALTER COLUMN body SET STORAGE EXTERNAL",
            "ALTER TABLE pipeline_spoolitem ALTER COLUMN body SET STORAGE EXTENDED",
        )
    ]
