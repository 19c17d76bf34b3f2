"""The TOTP device with an encrypted key (a proxy, no table), and sign-ins through a socket without an address."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("otp_totp", "0003_add_timestamps"),
    ]

    operations = [
        migrations.CreateModel(
            name="Authenticator",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("otp_totp.totpdevice",),
        ),
        migrations.AlterField(
            model_name="signin",
            name="address",
            field=models.GenericIPAddressField(null=True),
        ),
    ]
