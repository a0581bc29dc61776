"""A revision that changes nothing can be closed: the move, and what the database asks of it."""

from pathlib import Path

import pgtrigger.compiler
import pgtrigger.migrations
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# As in workflow.py on the day of this migration; a test holds the two against each other.
STATUS_MOVES = [("draft", "verified"), ("returned", "verified")]


def allow_moves(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    move = apps.get_model("claims", "Move").objects.using(schema_editor.connection.alias)
    move.bulk_create(move.model(kind="status", before=before, after=after) for before, after in STATUS_MOVES)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0014_lexemes"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="claim",
            name="update_update",
        ),
        migrations.AddField(
            model_name="claim",
            name="opened_with",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=64),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."about_living_person" IS DISTINCT FROM (NEW."about_living_person") OR OLD."assignee_id" IS DISTINCT FROM (NEW."assignee_id") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."claimant_id" IS DISTINCT FROM (NEW."claimant_id") OR OLD."content_index" IS DISTINCT FROM (NEW."content_index") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."first_claimed" IS DISTINCT FROM (NEW."first_claimed") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."logged_at" IS DISTINCT FROM (NEW."logged_at") OR OLD."logged_by_id" IS DISTINCT FROM (NEW."logged_by_id") OR OLD."look_again_on" IS DISTINCT FROM (NEW."look_again_on") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."publication" IS DISTINCT FROM (NEW."publication") OR OLD."quote" IS DISTINCT FROM (NEW."quote") OR OLD."statement" IS DISTINCT FROM (NEW."statement") OR OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "claims_claimevent" ("about_living_person", "assignee_id", "changed_at", "claimant_id", "content_index", "due_on", "first_claimed", "id", "language", "logged_at", "logged_by_id", "look_again_on", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication", "quote", "statement", "status") VALUES (NEW."about_living_person", NEW."assignee_id", NEW."changed_at", NEW."claimant_id", NEW."content_index", NEW."due_on", NEW."first_claimed", NEW."id", NEW."language", NEW."logged_at", NEW."logged_by_id", NEW."look_again_on", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."publication", NEW."quote", NEW."statement", NEW."status"); RETURN NULL;',
                    hash="8b640a62cac27ce7c05d56b35ecf9a91f3b41bd7",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fe4ba",
                    table="claims_claim",
                    when="AFTER",
                ),
            ),
        ),
        # The guard first: the move is not in the table for a moment without it.
        migrations.RunSQL((Path(__file__).parent / "sql" / "closing.sql").read_text(encoding="utf-8")),
        migrations.RunPython(allow_moves, migrations.RunPython.noop),
    ]
