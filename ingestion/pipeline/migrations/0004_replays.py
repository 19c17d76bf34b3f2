import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Quarantined records may be read again; they stay where they are and say which replay took them."""

    dependencies = [("pipeline", "0003_batches_that_may_repeat")]

    operations = [
        migrations.AddField(
            model_name="spoolitem",
            name="retention_class",
            field=models.CharField(
                blank=True,
                default="",
                help_text="of a replay: the original's; empty: the source's when it is sealed",
                max_length=64,
            ),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="Replay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.BigIntegerField(
                        help_text="of the new batch, known before it is sealed", unique=True
                    ),
                ),
                ("records", models.IntegerField(help_text="quarantined records that were taken")),
                ("format", models.CharField(help_text="in which they were read", max_length=32)),
                ("person_name", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replays",
                        to="pipeline.batch",
                    ),
                ),
            ],
            options={"ordering": ["at", "pk"]},
        ),
        migrations.AddField(
            model_name="quarantinedrecord",
            name="replay",
            field=models.ForeignKey(
                help_text="that read it again",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="taken",
                to="pipeline.replay",
            ),
        ),
    ]
