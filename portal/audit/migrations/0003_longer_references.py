from django.db import migrations, models


class Migration(migrations.Migration):
    """A leaf's reference may be a kind, a slug of 63 characters and a date."""

    dependencies = [("audit", "0002_append_only")]

    operations = [
        migrations.AlterField(
            model_name="ledgerleaf", name="reference", field=models.CharField(max_length=128)
        ),
    ]
