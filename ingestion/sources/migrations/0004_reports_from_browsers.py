from django.db import migrations, models


class Migration(migrations.Migration):
    """A source that takes reports from browsers has a key that stands in their pages."""

    dependencies = [("sources", "0003_signed_requests")]

    operations = [
        migrations.AddField(
            model_name="source",
            name="browser_key",
            field=models.CharField(
                blank=True,
                help_text="public; null: takes no reports from browsers",
                max_length=32,
                null=True,
                unique=True,
            ),
        ),
    ]
