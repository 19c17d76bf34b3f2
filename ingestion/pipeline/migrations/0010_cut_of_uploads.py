import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """How an upload is cut and read is settled when it begins."""

    dependencies = [("pipeline", "0009_csv_mappings")]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="mapping",
            field=models.ForeignKey(
                db_index=False,
                help_text="in force when it began; null: none",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sources.csvmapping",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="cut",
            field=models.JSONField(
                help_text="the limits of its batches when it began; null: it began before they were kept",
                null=True,
            ),
        ),
    ]
