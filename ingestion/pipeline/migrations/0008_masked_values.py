from django.db import migrations, models


class Migration(migrations.Migration):
    """How many values were masked. Batches from before have no answer: nobody counted."""

    dependencies = [("pipeline", "0007_rows_sealed_together")]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="masked",
            field=models.JSONField(
                help_text="how many values of each kind were masked; null: not counted", null=True
            ),
        ),
    ]
