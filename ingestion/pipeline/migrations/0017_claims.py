from django.db import migrations, models


class Migration(migrations.Migration):
    """A source's oldest rows are looked for with each claim, and claims are counted that ended without a word."""

    dependencies = [("pipeline", "0016_again")]

    operations = [
        migrations.AddField(
            model_name="spoolitem",
            name="begun",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="how often a sealer began with it since one said what became of that",
            ),
        ),
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
