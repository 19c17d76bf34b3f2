"""Batches with records from the future or the far past are few; a source's page counts them without reading the others."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = (
        False  # built while batches are being written; one that was interrupted leaves a broken index behind
    )

    dependencies = [("watch", "0003_corrections_so_far")]

    operations = [
        migrations.RunSQL(
            [
                "DROP INDEX CONCURRENTLY IF EXISTS batch_from_the_future",
                "CREATE INDEX CONCURRENTLY batch_from_the_future ON pipeline_batch "
                "(source_id, (last_timestamp - received_at)) WHERE last_timestamp - received_at > interval '0'",
            ],
            "DROP INDEX IF EXISTS batch_from_the_future",
        ),
        migrations.RunSQL(
            [
                "DROP INDEX CONCURRENTLY IF EXISTS batch_from_the_past",
                "CREATE INDEX CONCURRENTLY batch_from_the_past ON pipeline_batch "
                "(source_id, (received_at - first_timestamp)) WHERE received_at - first_timestamp > interval '365 days'",
            ],
            "DROP INDEX IF EXISTS batch_from_the_past",
        ),
    ]
