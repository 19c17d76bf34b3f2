import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tokens that sign, are bound to addresses, have rates of their own and replace each other."""

    dependencies = [("sources", "0002_syslog_senders")]

    operations = [
        migrations.AddField(
            model_name="source",
            name="require_signature",
            field=models.BooleanField(
                default=False,
                help_text="machines must sign what they send; unsigned tokens and syslog are refused",
            ),
        ),
        migrations.AddField(
            model_name="ingesttoken",
            name="kind",
            field=models.CharField(
                choices=[
                    ("bearer", "Sent with each request"),
                    ("signed", "Signs each request and is never sent"),
                ],
                default="bearer",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="ingesttoken",
            name="sealed_key",
            field=models.BinaryField(
                default=bytes, help_text="the secret of a token that signs, in AES-256-GCM"
            ),
        ),
        migrations.AddField(
            model_name="ingesttoken",
            name="networks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=64),
                blank=True,
                default=list,
                help_text="addresses and networks that may use it; empty: any",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="ingesttoken",
            name="bytes_per_s",
            field=models.BigIntegerField(blank=True, help_text="null: the setting's; 0: no limit", null=True),
        ),
        migrations.AddField(
            model_name="ingesttoken",
            name="requests_per_s",
            field=models.IntegerField(blank=True, help_text="null: the setting's; 0: no limit", null=True),
        ),
        migrations.AddField(
            model_name="ingesttoken",
            name="rotated_from",
            field=models.ForeignKey(
                help_text="the token it replaces",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rotated_to",
                to="sources.ingesttoken",
            ),
        ),
        migrations.CreateModel(
            name="SeenSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.BinaryField(help_text="32 bytes of HMAC-SHA256")),
                ("forget_at", models.DateTimeField(db_index=True)),
                (
                    "token",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sources.ingesttoken",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("token", "value"), name="signature_used_once")
                ],
            },
        ),
    ]
