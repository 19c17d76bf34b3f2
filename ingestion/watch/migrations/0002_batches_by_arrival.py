"""Rates, lags and silence are read from a source's newest batches; without this they would read all of them."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = (
        False  # built while batches are being written; one that was interrupted leaves a broken index behind
    )

    dependencies = [("watch", "0001_clocks_and_silence"), ("pipeline", "0003_batches_that_may_repeat")]

    operations = [
        migrations.RunSQL(
            [
                "DROP INDEX CONCURRENTLY IF EXISTS batch_by_arrival",
                "CREATE INDEX CONCURRENTLY batch_by_arrival ON pipeline_batch (source_id, received_at DESC)",
            ],
            "DROP INDEX IF EXISTS batch_by_arrival",
        ),
        migrations.RunSQL(
            [
                "DROP INDEX CONCURRENTLY IF EXISTS batch_by_sealing",
                "CREATE INDEX CONCURRENTLY batch_by_sealing ON pipeline_batch (sealed_at)",
            ],
            "DROP INDEX IF EXISTS batch_by_sealing",
        ),
    ]
