import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Members of archives are uploads with a parent; files may arrive piece by piece."""

    dependencies = [
        ("pipeline", "0005_verified_by"),
    ]

    operations = [
        migrations.CreateModel(
            name="PartialChunk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField(help_text="0-based")),
                ("body", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="PartialFile",
            fields=[
                (
                    "upload",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="partial",
                        serialize=False,
                        to="pipeline.upload",
                    ),
                ),
                ("person_id", models.BigIntegerField(help_text="who alone may go on with it")),
                ("address", models.GenericIPAddressField(null=True)),
                ("length", models.BigIntegerField(help_text="bytes of the whole file")),
                ("held", models.BigIntegerField(default=0, help_text="bytes that are here")),
                ("read", models.BigIntegerField(default=0, help_text="bytes that were taken apart")),
                (
                    "modified",
                    models.BigIntegerField(
                        default=0, help_text="the file's own time of change, to know it again by"
                    ),
                ),
                ("format_hint", models.CharField(blank=True, max_length=32)),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddField(
            model_name="upload",
            name="flag",
            field=models.TextField(
                blank=True, help_text="what was strange about it, though it could be read"
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="parent",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="pipeline.upload",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="place",
            field=models.IntegerField(default=0, help_text="in its archive, from 1"),
        ),
        migrations.AddField(
            model_name="upload",
            name="refusal",
            field=models.TextField(blank=True, help_text="why it, or the rest of it, was not taken"),
        ),
        migrations.AddField(
            model_name="upload",
            name="sending",
            field=models.UUIDField(db_index=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.UniqueConstraint(
                condition=models.Q(("parent", None), _negated=True),
                fields=("parent", "place"),
                name="one_member_per_place",
            ),
        ),
        migrations.AddField(
            model_name="partialchunk",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="chunks", to="pipeline.partialfile"
            ),
        ),
        migrations.AddConstraint(
            model_name="partialchunk",
            constraint=models.UniqueConstraint(fields=("file", "number"), name="one_chunk_per_number"),
        ),
        migrations.RunSQL(
            "ALTER TABLE pipeline_partialchunk ALTER COLUMN body SET STORAGE EXTERNAL",
            "ALTER TABLE pipeline_partialchunk ALTER COLUMN body SET STORAGE EXTENDED",
        ),
    ]
