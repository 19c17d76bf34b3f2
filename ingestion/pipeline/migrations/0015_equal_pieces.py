from django.db import migrations, models

OCCURRENCE = models.PositiveIntegerField(
    default=0,
    help_text="of equal pieces into which one request or file was cut, which one it is, from 0",
)


class Migration(migrations.Migration):
    """Equal pieces of one request are told apart. Of those from before all but the first were counted as duplicates."""

    dependencies = [("pipeline", "0014_renumbered")]

    operations = [
        migrations.AddField(model_name="batch", name="occurrence", field=OCCURRENCE),
        migrations.AddField(model_name="spoolitem", name="occurrence", field=OCCURRENCE.clone()),
        migrations.RemoveConstraint(model_name="batch", name="same_bytes_stored_once"),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("duplicate_of", None), ("may_repeat", False)),
                fields=("source", "sha256", "occurrence"),
                name="same_bytes_stored_once",
            ),
        ),
    ]
