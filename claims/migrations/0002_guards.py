"""The database's own refusals, the moves that it allows, and the three roles."""

from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# As in workflow.py on the day of this migration; a test holds the two against each other.
STATUS_MOVES = [
    ("draft", "in_review"),
    ("returned", "in_review"),
    ("in_review", "returned"),
    ("in_review", "rejected"),
    ("in_review", "verified"),
    ("verified", "draft"),
    ("rejected", "draft"),
]
PUBLICATION_MOVES = [
    ("published", "none", "live"),
    ("updated", "live", "live"),
    ("updated", "corrected", "corrected"),
    ("corrected", "live", "corrected"),
    ("corrected", "corrected", "corrected"),
    ("retracted", "live", "retracted"),
    ("retracted", "corrected", "retracted"),
    ("retracted", "held", "retracted"),
    ("reinstated", "retracted", "live"),
    ("reinstated", "retracted", "corrected"),
    ("held", "live", "held"),
    ("held", "corrected", "held"),
    ("released", "held", "live"),
    ("released", "held", "corrected"),
]
ROLES = ["analyst", "editor", "administrator"]


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    move = apps.get_model("claims", "Move")
    move.objects.using(alias).bulk_create(
        [move(kind="status", before=before, after=after) for before, after in STATUS_MOVES]
        + [
            move(kind="publication", event=event, before=before, after=after)
            for event, before, after in PUBLICATION_MOVES
        ]
    )
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.using(alias).get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL((Path(__file__).parent / "sql" / "guards.sql").read_text(encoding="utf-8")),
    ]
