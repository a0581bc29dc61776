"""Redaction: published text is withdrawn for good, by an entry that says so."""

from pathlib import Path

import django.contrib.postgres.fields
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# As in workflow.py on the day of this migration; a test holds the two against each other.
PUBLICATION_MOVES = [
    ("redacted", "live", "live"),
    ("redacted", "live", "redacted"),
    ("redacted", "corrected", "corrected"),
    ("redacted", "corrected", "redacted"),
    ("redacted", "retracted", "retracted"),
    ("redacted", "retracted", "redacted"),
    ("redacted", "held", "held"),
    ("redacted", "held", "redacted"),
    ("redacted", "redacted", "redacted"),
    ("updated", "redacted", "live"),
    ("updated", "redacted", "corrected"),
    ("corrected", "redacted", "corrected"),
]


def allow_moves(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    move = apps.get_model("claims", "Move").objects.using(schema_editor.connection.alias)
    move.bulk_create(
        move.model(kind="publication", event=event, before=before, after=after)
        for event, before, after in PUBLICATION_MOVES
    )


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0008_checkpoints"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="claim",
            name="claim_publication_known",
        ),
        migrations.RemoveIndex(
            model_name="edition",
            name="edition_changes",
        ),
        migrations.AddField(
            model_name="submission",
            name="redacts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveIntegerField(),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="versions to redact",
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="publication",
            field=models.CharField(
                choices=[
                    ("none", "Not published"),
                    ("live", "Live"),
                    ("corrected", "Corrected"),
                    ("retracted", "Retracted"),
                    ("held", "On hold"),
                    ("merged", "Merged into another entry"),
                    ("redacted", "Redacted"),
                ],
                default="none",
                editable=False,
                max_length=12,
                verbose_name="publication",
            ),
        ),
        migrations.AlterField(
            model_name="claimevent",
            name="publication",
            field=models.CharField(
                choices=[
                    ("none", "Not published"),
                    ("live", "Live"),
                    ("corrected", "Corrected"),
                    ("retracted", "Retracted"),
                    ("held", "On hold"),
                    ("merged", "Merged into another entry"),
                    ("redacted", "Redacted"),
                ],
                default="none",
                editable=False,
                max_length=12,
                verbose_name="publication",
            ),
        ),
        migrations.AlterField(
            model_name="edition",
            name="publication",
            field=models.CharField(
                choices=[
                    ("none", "Not published"),
                    ("live", "Live"),
                    ("corrected", "Corrected"),
                    ("retracted", "Retracted"),
                    ("held", "On hold"),
                    ("merged", "Merged into another entry"),
                    ("redacted", "Redacted"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="publication",
            field=models.CharField(
                choices=[
                    ("none", "Not published"),
                    ("live", "Live"),
                    ("corrected", "Corrected"),
                    ("retracted", "Retracted"),
                    ("held", "On hold"),
                    ("merged", "Merged into another entry"),
                    ("redacted", "Redacted"),
                ],
                default="none",
                max_length=12,
                verbose_name="publication",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(
                    (
                        "event__in",
                        (
                            "corrected",
                            "retracted",
                            "reinstated",
                            "held",
                            "released",
                            "merged",
                            "unmerged",
                            "redacted",
                        ),
                    )
                ),
                fields=["-valid_from", "-entry"],
                name="edition_changes",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "publication__in",
                        ["none", "live", "corrected", "retracted", "held", "merged", "redacted"],
                    )
                ),
                name="claim_publication_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asks", "redacted"), models.Q(("redacts", []), _negated=True)),
                    models.Q(models.Q(("asks", "redacted"), _negated=True), ("redacts", [])),
                    _connector="OR",
                ),
                name="submission_redacts",
            ),
        ),
        migrations.RunPython(allow_moves, migrations.RunPython.noop),
        # When and how the database empties what was published, and all that it refuses.
        migrations.RunSQL((Path(__file__).parent / "sql" / "redaction.sql").read_text(encoding="utf-8")),
    ]
