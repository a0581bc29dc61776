"""Revisions that were open before the database kept how they were opened: their row history tells it."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0015_closing_revisions"),
    ]

    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "opened_before.sql").read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
