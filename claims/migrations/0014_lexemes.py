"""The lexemes of editions in a narrow table of their own, made beside a ledger that goes on running.

What is published meanwhile is copied by the trigger, what stands already in parts, and the index is made after.
"""

from pathlib import Path
from typing import Any

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

AT_A_TIME = 5_000
# What a publication or a redaction wrote meanwhile is newer than what is read here.
COPY = """
    INSERT INTO claims_lexemes (entry_id, language, search)
    SELECT entry_id, language, search FROM claims_edition WHERE entry_id > %s AND entry_id <= %s ORDER BY entry_id
    ON CONFLICT (entry_id) DO NOTHING
"""


def copy(apps: Any, schema_editor: Any) -> None:
    """The lexemes of every edition that stands, in parts that are committed each."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(entry_id), 0), coalesce(max(entry_id), -1) FROM claims_edition")
        first, last = cursor.fetchone()
        for since in range(first - 1, last, AT_A_TIME):
            cursor.execute(COPY, [since, since + AT_A_TIME])
        cursor.execute("ANALYZE claims_lexemes")


class Migration(migrations.Migration):
    atomic = False  # an index can't be made concurrently within a transaction

    dependencies = [
        ("claims", "0013_witnesses"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lexemes",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="lexemes",
                        serialize=False,
                        to="claims.edition",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("it", "Italian"),
                            ("ru", "Russian"),
                            ("de", "German"),
                            ("fr", "French"),
                            ("es", "Spanish"),
                        ],
                        max_length=8,
                    ),
                ),
                ("search", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={"verbose_name": "lexemes", "verbose_name_plural": "lexemes"},
        ),
        migrations.RunSQL((Path(__file__).parent / "sql" / "lexemes.sql").read_text(encoding="utf-8")),
        migrations.RunPython(copy),
        AddIndexConcurrently(
            model_name="lexemes",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="lexemes_search"),
        ),
        RemoveIndexConcurrently(model_name="edition", name="edition_search"),
    ]
