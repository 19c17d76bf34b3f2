"""How many quarantined lines wait for a repair, kept beside them: pages would count every line each time they are shown.

PostgreSQL keeps the counts itself, so that whatever seals, replays, purges or mends by hand leaves them true.
"""

import django.db.models.deletion
from django.db import migrations, models

FUNCTION = """
CREATE OR REPLACE FUNCTION lantern_count_waiting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO pipeline_waitinglines (source_id, batch_id, reason, lines)
        SELECT batch.source_id, batch.number, now_there.reason, count(*)
        FROM now_there JOIN pipeline_batch batch ON batch.number = now_there.batch_id
        WHERE now_there.replay_id IS NULL
        GROUP BY batch.source_id, batch.number, now_there.reason ORDER BY batch.number, now_there.reason
        ON CONFLICT (batch_id, reason) DO UPDATE SET lines = pipeline_waitinglines.lines + excluded.lines;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        UPDATE pipeline_waitinglines kept SET lines = kept.lines - gone.lines
        FROM (
            SELECT batch_id, reason, count(*) AS lines FROM were_there WHERE replay_id IS NULL
            GROUP BY batch_id, reason ORDER BY batch_id, reason
        ) gone
        WHERE kept.batch_id = gone.batch_id AND kept.reason = gone.reason;
        DELETE FROM pipeline_waitinglines
        WHERE lines = 0 AND batch_id IN (SELECT DISTINCT batch_id FROM were_there);
    END IF;
    RETURN NULL;
END $$;
"""
SEEN = {"INSERT": "NEW TABLE AS now_there", "DELETE": "OLD TABLE AS were_there"}
SEEN["UPDATE"] = f"{SEEN['INSERT']} {SEEN['DELETE']}"
COUNT = """
INSERT INTO pipeline_waitinglines (source_id, batch_id, reason, lines)
SELECT batch.source_id, batch.number, record.reason, count(*)
FROM pipeline_quarantinedrecord record JOIN pipeline_batch batch ON batch.number = record.batch_id
WHERE record.replay_id IS NULL GROUP BY batch.source_id, batch.number, record.reason
"""
# Until the commit nothing else is quarantined or replayed, so no line is missed between the count and the triggers. The new
# keys lock the other two at the end: whoever seals writes a batch before its lines, and would wait for this and this for them.
LOCK = "LOCK TABLE sources_source, pipeline_batch, pipeline_quarantinedrecord IN SHARE ROW EXCLUSIVE MODE"


def watch(deed: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER count_waiting_{deed.lower()} AFTER {deed} ON pipeline_quarantinedrecord "
        f"REFERENCING {SEEN[deed]} FOR EACH STATEMENT EXECUTE FUNCTION lantern_count_waiting();",
        f"DROP TRIGGER count_waiting_{deed.lower()} ON pipeline_quarantinedrecord;",
    )


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0011_quarantine_that_waits"), ("sources", "0005_csv_mappings")]

    operations = [
        migrations.CreateModel(
            name="WaitingLines",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=32)),
                ("lines", models.IntegerField()),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waiting_lines",
                        to="pipeline.batch",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sources.source",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["batch", "reason"], name="waiting_lines_counted_once")
                ],
                "indexes": [
                    models.Index(fields=["source", "reason", "batch"], name="waiting_lines_of_source")
                ],
            },
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION lantern_count_waiting();"),
        migrations.RunSQL(LOCK, migrations.RunSQL.noop),
        *(watch(deed) for deed in SEEN),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
