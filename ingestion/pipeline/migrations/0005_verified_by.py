from django.db import migrations, models

CHOICES = [
    ("signature", "an HMAC over content and time"),
    ("certificate", "a TLS client certificate"),
    ("person", "a person signed in with two factors"),
    ("command", "a command on the server"),
    ("token", "an ingest token"),
    ("address", "its address alone, which others can take"),
    ("stated", "the host name it states, which anybody can state"),
    ("nothing", "nothing"),
]


class Migration(migrations.Migration):
    """What proved the sender. Batches from before keep an empty value: nobody knows it of them any more."""

    dependencies = [("pipeline", "0004_replays")]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="verified_by",
            field=models.CharField(blank=True, choices=CHOICES, default="", max_length=12),
        ),
        migrations.AddField(
            model_name="spoolitem",
            name="verified_by",
            field=models.CharField(blank=True, choices=CHOICES, default="", max_length=12),
        ),
        migrations.AlterField(
            model_name="batch",
            name="sender",
            field=models.CharField(
                help_text="who sent it: a token's prefix, a person's name, an address", max_length=120
            ),
        ),
    ]
