"""What witnesses signed of the log."""

from pathlib import Path

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0012_door_quicker"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("size", models.PositiveBigIntegerField(verbose_name="size")),
                ("witness", models.CharField(max_length=400, verbose_name="witness")),
                ("cosigned_at", models.DateTimeField(verbose_name="cosigned at")),
                ("line", models.CharField(max_length=600)),
                (
                    "noted_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="noted at"
                    ),
                ),
            ],
            options={
                "verbose_name": "cosignature",
                "verbose_name_plural": "cosignatures",
                "ordering": ("-id",),
                "constraints": [models.UniqueConstraint(fields=("witness", "size"), name="cosignature_once")],
            },
        ),
        migrations.RunSQL((Path(__file__).parent / "sql" / "witnesses.sql").read_text(encoding="utf-8")),
    ]
