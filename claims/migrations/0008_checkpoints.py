"""Tiles, keys and checkpoints of the log, their guards, and the full tiles of a log that is there already."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 64  # tiles at a time: some 16,000 entries
FULL = "SELECT (coalesce(max(index), -1) + 1) / 256 FROM claims_entry"
FILL = """
    INSERT INTO claims_tile (level, number, nodes, root)
    SELECT %(level)s, number, substr(whole, 1, 510 * 32), substr(whole, 510 * 32 + 1)
    FROM generate_series(%(start)s::bigint, %(end)s::bigint) AS number,
        LATERAL (SELECT ledger_tile(ledger_tile_hashes(%(level)s, number))) AS made(whole)
"""


def fill_tiles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Level by level: each rests on the one below."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FULL)
        full, level = cursor.fetchone()[0], 0
        while full:
            for start in range(0, full, BATCH):
                end = min(start + BATCH, full) - 1
                cursor.execute(FILL, {"level": level, "start": start, "end": end})
            full, level = full // 256, level + 1


class Migration(migrations.Migration):
    dependencies = [("claims", "0007_edition_indexes")]

    operations = [
        migrations.CreateModel(
            name="LogKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verifier", models.CharField(max_length=400, unique=True, verbose_name="verifier key")),
                ("first_size", models.PositiveBigIntegerField(verbose_name="first size")),
                (
                    "since",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="since"
                    ),
                ),
            ],
            options={
                "verbose_name": "key of the log",
                "verbose_name_plural": "keys of the log",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(verbose_name="level")),
                ("number", models.PositiveBigIntegerField(verbose_name="number")),
                ("nodes", models.BinaryField()),
                ("root", models.BinaryField(max_length=32)),
            ],
            options={
                "verbose_name": "tile",
                "verbose_name_plural": "tiles",
                "constraints": [models.UniqueConstraint(fields=("level", "number"), name="tile_once")],
            },
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("size", models.PositiveBigIntegerField(verbose_name="size")),
                ("root", models.BinaryField(max_length=32)),
                ("note", models.BinaryField()),
                (
                    "signed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="signed at"
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checkpoints",
                        to="claims.logkey",
                        verbose_name="key",
                    ),
                ),
            ],
            options={
                "verbose_name": "checkpoint",
                "verbose_name_plural": "checkpoints",
                "ordering": ("-id",),
                "indexes": [models.Index(fields=["size", "-id"], name="checkpoint_sizes")],
            },
        ),
        migrations.RunSQL((Path(__file__).parent / "sql" / "log.sql").read_text(encoding="utf-8")),
        migrations.RunPython(fill_tiles, migrations.RunPython.noop),
    ]
