import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is stored without the index of its words, until it is indexed."""

    dependencies = [("pipeline", "0013_looks_like")]

    operations = [
        migrations.CreateModel(
            name="LateWords",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "together",
                    models.BigIntegerField(help_text="of the spool rows that they come from", unique=True),
                ),
                ("retention_class", models.CharField(max_length=64)),
                ("day", models.DateField(help_text="on which they arrived (UTC)")),
                ("size", models.BigIntegerField(help_text="bytes of their lines")),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "asked",
                    models.BooleanField(default=False, help_text="the event store was asked to index them"),
                ),
            ],
        ),
    ]
