import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Which mapping of its source a batch of CSV was read by."""

    dependencies = [("pipeline", "0008_masked_values"), ("sources", "0005_csv_mappings")]

    operations = [
        migrations.AddField(
            model_name="spoolitem",
            name="mapping",
            field=models.ForeignKey(
                db_index=False,
                help_text="in force when it arrived; null: none",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sources.csvmapping",
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="mapping",
            field=models.ForeignKey(
                db_index=False,
                help_text="by which its rows were read; null: by none",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="batches",
                to="sources.csvmapping",
            ),
        ),
    ]
