from django.db import migrations, models


class Migration(migrations.Migration):
    """A source's oldest rows are looked for with each claim."""

    dependencies = [("pipeline", "0016_again")]

    operations = [
        migrations.AddIndex(
            model_name="spoolitem",
            index=models.Index(fields=["source", "number"], name="spool_of_source"),
        ),
        migrations.AlterField(
            model_name="spoolitem",
            name="source",
            field=models.ForeignKey(
                db_index=False,
                on_delete=models.PROTECT,
                related_name="spool",
                to="sources.source",
            ),
        ),
    ]
