"""Originals that were kept before name no source: none can be shown any more, and they go with their day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_profiles_and_originals")]

    operations = [
        migrations.AddField(
            model_name="sealedoriginal",
            name="source",
            field=models.CharField(
                default="", help_text="slug of the source whose records it was taken from", max_length=63
            ),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="sealedoriginal", name="one_original_a_day"),
        migrations.AddConstraint(
            model_name="sealedoriginal",
            constraint=models.UniqueConstraint(
                fields=("retention_class", "day", "source", "token"), name="one_original_a_day"
            ),
        ),
    ]
