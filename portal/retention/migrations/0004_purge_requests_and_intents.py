from django.db import migrations, models


class Migration(migrations.Migration):
    """People may ask for a purge of what they confirmed; intents are written before anything is dropped."""

    dependencies = [("retention", "0003_first_classes")]

    operations = [
        migrations.AddField(
            model_name="purgerun",
            name="only",
            field=models.JSONField(
                null=True, help_text="[class, day] of each partition confirmed; null: all that is due"
            ),
        ),
        migrations.AlterField(
            model_name="purgerun",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Queued"),
                    ("running", "Running"),
                    ("done", "Done"),
                    ("failed", "Failed"),
                ],
                default="running",
                max_length=8,
            ),
        ),
        migrations.AlterModelOptions(name="purgerun", options={"ordering": ["-started_at", "-id"]}),
        migrations.AddField(
            model_name="purgedecision",
            name="days",
            field=models.PositiveIntegerField(default=0, help_text="the policy at that moment"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="purgedecision",
            name="quarantined",
            field=models.BigIntegerField(default=0, help_text="raw lines in quarantine"),
        ),
        migrations.AddField(
            model_name="purgedecision",
            name="parked",
            field=models.BigIntegerField(default=0, help_text="spooled requests that could not be sealed"),
        ),
        migrations.AlterField(
            model_name="purgedecision",
            name="decision",
            field=models.CharField(
                choices=[
                    ("intended", "Intended"),
                    ("destroyed", "Destroyed"),
                    ("spared", "Spared"),
                    ("failed", "Failed"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="purgedecision",
            index=models.Index(fields=["retention_class", "day"], name="decision_partition"),
        ),
    ]
