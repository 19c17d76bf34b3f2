import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="source",
            name="senders",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=320),
                blank=True,
                default=list,
                help_text="who sends syslog and GELF for it: addresses, networks, cert:NAME, host:NAME, host:NAME@NETWORK",
                size=None,
            ),
        ),
        migrations.CreateModel(
            name="SyslogDrop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("how", models.CharField(max_length=16)),
                ("reason", models.CharField(max_length=40)),
                ("count", models.BigIntegerField(default=0)),
                ("first_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "source",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drops",
                        to="sources.source",
                    ),
                ),
            ],
            options={
                "ordering": ["-last_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "how", "reason"),
                        name="one_row_per_kind_of_drop",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
    ]
