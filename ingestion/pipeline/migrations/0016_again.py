from django.db import migrations, models


class Migration(migrations.Migration):
    """Bytes of which nothing is kept any more are no duplicates when they are sent again."""

    dependencies = [("pipeline", "0015_equal_pieces")]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="again",
            field=models.PositiveIntegerField(
                default=0,
                help_text="how often the same bytes were sealed before, of which nothing is kept any more",
            ),
        ),
        migrations.RemoveConstraint(model_name="batch", name="same_bytes_stored_once"),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("duplicate_of", None), ("may_repeat", False)),
                fields=("source", "sha256", "occurrence", "again"),
                name="same_bytes_stored_once",
            ),
        ),
    ]
