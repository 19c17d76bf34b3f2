"""What waits for a repair is counted on pages; without this, PostgreSQL would read every quarantined line for it."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # built while lines are being quarantined

    dependencies = [("pipeline", "0010_cut_of_uploads")]

    operations = [
        AddIndexConcurrently(
            "quarantinedrecord",
            models.Index(
                fields=["batch", "reason"], condition=models.Q(replay=None), name="quarantine_waits"
            ),
        )
    ]
