from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pipeline", "0002_spool_storage"),
        ("sources", "0002_syslog_senders"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="batch",
            name="same_bytes_stored_once",
        ),
        migrations.AddField(
            model_name="batch",
            name="may_repeat",
            field=models.BooleanField(
                default=False,
                help_text="the sender cannot send a batch again, so equal bytes are other records and no duplicate",
            ),
        ),
        migrations.AddField(
            model_name="spoolitem",
            name="may_repeat",
            field=models.BooleanField(
                default=False,
                help_text="the sender cannot send a batch again, so equal bytes are other records and no duplicate",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("duplicate_of", None), ("may_repeat", False)),
                fields=("source", "sha256"),
                name="same_bytes_stored_once",
            ),
        ),
    ]
