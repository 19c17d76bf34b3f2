from django.db import migrations

# PCI DSS 4.0 requirement 10.5.1: twelve months, three of them at hand.
CLASSES = [
    ("short", "Short", "Debug and test records.", 30),
    ("standard", "Standard", "What most sources need.", 90),
    ("security", "Security", "Authentication, authorisation and administration records.", 400),
]


def create(apps, schema_editor):
    model = apps.get_model("retention", "RetentionClass")
    for slug, name, description, days in CLASSES:
        model.objects.get_or_create(
            slug=slug, defaults={"name": name, "description": description, "days": days}
        )


class Migration(migrations.Migration):
    """A new site has classes to choose from; records managers change them later."""

    dependencies = [("retention", "0002_append_only")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
