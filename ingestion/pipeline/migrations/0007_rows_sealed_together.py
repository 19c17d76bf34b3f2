from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0006_archives_and_partial_files")]

    operations = [
        migrations.AddField(
            model_name="spoolitem",
            name="together",
            field=models.BigIntegerField(
                db_index=True, help_text="rows with the same number here are sealed in one step", null=True
            ),
        ),
    ]
