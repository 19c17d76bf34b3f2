"""What waits for a repair is counted on pages; without this, PostgreSQL would read every quarantined line for it."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # built while lines are being quarantined; one that was interrupted leaves a broken index behind

    dependencies = [("pipeline", "0010_cut_of_uploads")]

    operations = [
        migrations.RunSQL(["DROP INDEX CONCURRENTLY IF EXISTS quarantine_waits"], migrations.RunSQL.noop),
        AddIndexConcurrently(
            "quarantinedrecord",
            models.Index(
                fields=["batch", "reason"], condition=models.Q(replay=None), name="quarantine_waits"
            ),
        ),
    ]
