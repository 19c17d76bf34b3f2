from django.db import migrations, models


class Migration(migrations.Migration):
    """What senders were told of batches that got another number. Of those before nobody wrote it down."""

    dependencies = [("pipeline", "0013_looks_like")]

    operations = [
        migrations.CreateModel(
            name="Renumbered",
            fields=[
                ("told", models.BigIntegerField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(db_index=True)),
            ],
        ),
    ]
