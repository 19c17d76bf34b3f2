"""Offsets that were configured before corrections were written down get their row, from the source's registration on."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def write_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    source, correction = apps.get_model("sources", "Source"), apps.get_model("watch", "ClockCorrection")
    correction.objects.bulk_create(
        correction(
            source=one,
            since=one.created_at,
            offset_ms=one.clock_offset_ms,
            origin="configured",
            by=one.created_by,
        )
        for one in source.objects.all()
    )


class Migration(migrations.Migration):
    dependencies = [("watch", "0002_batches_by_arrival")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
