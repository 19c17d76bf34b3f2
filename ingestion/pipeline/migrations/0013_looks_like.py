from django.db import migrations, models


class Migration(migrations.Migration):
    """What an uploaded file looks like that was read as something else. Of batches from before nobody looked."""

    dependencies = [("pipeline", "0012_waiting_lines")]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="looks_like",
            field=models.CharField(
                blank=True,
                default="",
                help_text="of an upload: the format that its content looks like, where it was read in another",
                max_length=32,
            ),
        ),
    ]
