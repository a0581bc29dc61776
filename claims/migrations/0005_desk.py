"""Fairness, merges, conversation, notices, kept input, fetched pages, matches, rules of sign-in."""

from pathlib import Path

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.text import slugify

import claims.models.dates

# As in workflow.py on the day of this migration; a test holds the two against each other.
STATUS_MOVES = [("draft", "merged"), ("returned", "merged"), ("merged", "draft")]
PUBLICATION_MOVES = [
    ("merged", "live", "merged"),
    ("merged", "corrected", "merged"),
    ("unmerged", "merged", "live"),
    ("unmerged", "merged", "corrected"),
]


def allow_moves(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    move = apps.get_model("claims", "Move").objects.using(schema_editor.connection.alias)
    move.bulk_create(
        [move.model(kind="status", before=before, after=after) for before, after in STATUS_MOVES]
        + [
            move.model(kind="publication", event=event, before=before, after=after)
            for event, before, after in PUBLICATION_MOVES
        ]
    )


def give_handles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Everybody gets the handle that their name gives; a number where two names give the same."""
    people = apps.get_model("claims", "Person").objects.using(schema_editor.connection.alias)
    taken: set[str] = set()
    for person in people.order_by("id"):
        wanted = slugify(person.name)[:50] or slugify(person.email.partition("@")[0])[:50] or "person"
        handle, number = wanted, 2
        while handle in taken:
            handle, number = f"{wanted}-{number}", number + 1
        taken.add(handle)
        people.filter(pk=person.pk).update(handle=handle)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_role_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="comment")),
                ("written_at", models.DateTimeField(verbose_name="written at")),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="ConflictOfInterest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(help_text="Internal, never published.", verbose_name="reason")),
                ("declared_at", models.DateTimeField(verbose_name="declared at")),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ended at"),
                ),
            ],
            options={
                "verbose_name": "conflict of interest",
                "verbose_name_plural": "conflicts of interest",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Fetch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.URLField(max_length=1000, verbose_name="address")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("done", "Fetched"), ("failed", "Not fetched")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("final_url", models.CharField(blank=True, max_length=1000)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("outlet_name", models.CharField(blank=True, max_length=200)),
                ("authors", models.CharField(blank=True, max_length=300)),
                ("published", claims.models.dates.PartialDateField(blank=True, default="", max_length=40)),
                ("language", models.CharField(blank=True, max_length=8)),
            ],
            options={
                "verbose_name": "fetched page",
                "verbose_name_plural": "fetched pages",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="KeptInput",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page", models.CharField(max_length=200)),
                ("fields", models.JSONField()),
                ("kept_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="Match",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sameness",
                    models.CharField(
                        choices=[("same", "Same claim"), ("related", "Related"), ("different", "Different")],
                        max_length=10,
                        verbose_name="it is",
                    ),
                ),
                ("judged_at", models.DateTimeField(verbose_name="judged at")),
            ],
            options={
                "verbose_name": "match",
                "verbose_name_plural": "matches",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fates", models.JSONField()),
                ("why", models.TextField(verbose_name="why")),
                ("merged_at", models.DateTimeField(verbose_name="merged at")),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="undone at"),
                ),
            ],
            options={
                "verbose_name": "merge",
                "verbose_name_plural": "merges",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mentioned", "Somebody mentions me in a comment"),
                            ("commented", "A comment on a claim of mine"),
                            ("assigned", "A claim is handed to me"),
                            ("second_asked", "My second assessment is asked for"),
                            ("submitted", "Something waits for an editor’s decision"),
                            ("returned", "A claim of mine is returned"),
                            ("rejected", "A claim of mine is rejected"),
                            ("published", "A claim of mine is published, or its entry changes"),
                            ("declined", "A request of mine is declined"),
                            ("source_fell", "A claim of mine rests on a source that fell"),
                            ("held", "An entry is put on hold"),
                            ("merged", "A claim of mine is merged, or a merge is undone"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("on_site", models.BooleanField(default=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("by_email", models.BooleanField(default=False)),
                ("emailed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="NoticeChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mentioned", "Somebody mentions me in a comment"),
                            ("commented", "A comment on a claim of mine"),
                            ("assigned", "A claim is handed to me"),
                            ("second_asked", "My second assessment is asked for"),
                            ("submitted", "Something waits for an editor’s decision"),
                            ("returned", "A claim of mine is returned"),
                            ("rejected", "A claim of mine is rejected"),
                            ("published", "A claim of mine is published, or its entry changes"),
                            ("declined", "A request of mine is declined"),
                            ("source_fell", "A claim of mine rests on a source that fell"),
                            ("held", "An entry is put on hold"),
                            ("merged", "A claim of mine is merged, or a merge is undone"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("on_site", models.BooleanField(default=True, verbose_name="on the site")),
                ("by_email", models.BooleanField(default=True, verbose_name="by e-mail")),
            ],
        ),
        migrations.CreateModel(
            name="ReplyRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "asked_of",
                    models.CharField(
                        help_text="A person, office or lawyer.", max_length=200, verbose_name="asked of"
                    ),
                ),
                (
                    "asked_on",
                    claims.models.dates.PartialDateField(
                        blank=True, default="", max_length=40, verbose_name="asked on"
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        help_text="By e-mail to the press office, by phone …",
                        max_length=200,
                        verbose_name="how",
                    ),
                ),
                (
                    "answer",
                    models.TextField(
                        blank=True,
                        help_text="In a fair summary or in full. Empty while none has come.",
                        verbose_name="answer",
                    ),
                ),
                (
                    "answered_on",
                    claims.models.dates.PartialDateField(
                        blank=True, default="", max_length=40, verbose_name="answered on"
                    ),
                ),
            ],
            options={
                "verbose_name": "request for reply",
                "verbose_name_plural": "requests for reply",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="ReplyRequestEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "asked_of",
                    models.CharField(
                        help_text="A person, office or lawyer.", max_length=200, verbose_name="asked of"
                    ),
                ),
                (
                    "asked_on",
                    claims.models.dates.PartialDateField(
                        blank=True, default="", max_length=40, verbose_name="asked on"
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        help_text="By e-mail to the press office, by phone …",
                        max_length=200,
                        verbose_name="how",
                    ),
                ),
                (
                    "answer",
                    models.TextField(
                        blank=True,
                        help_text="In a fair summary or in full. Empty while none has come.",
                        verbose_name="answer",
                    ),
                ),
                (
                    "answered_on",
                    claims.models.dates.PartialDateField(
                        blank=True, default="", max_length=40, verbose_name="answered on"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SignInRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("analyst", "Analyst"),
                            ("editor", "Editor"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                        unique=True,
                        verbose_name="role",
                    ),
                ),
                (
                    "second_factor_required",
                    models.BooleanField(default=False, verbose_name="second factor required"),
                ),
            ],
            options={
                "verbose_name": "sign-in rule",
                "verbose_name_plural": "sign-in rules",
                "ordering": ("role",),
            },
        ),
        migrations.CreateModel(
            name="SignInRuleEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("analyst", "Analyst"),
                            ("editor", "Editor"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "second_factor_required",
                    models.BooleanField(default=False, verbose_name="second factor required"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Waiver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "gate",
                    models.CharField(
                        choices=[("reply", "Request for reply"), ("conflict", "Conflict of interest")],
                        max_length=10,
                        verbose_name="rule",
                    ),
                ),
                ("reason", models.TextField(help_text="Public: readers see why.", verbose_name="reason")),
                ("granted_at", models.DateTimeField(verbose_name="granted at")),
                ("since", models.BigIntegerField(editable=False)),
            ],
            options={
                "verbose_name": "waiver",
                "verbose_name_plural": "waivers",
                "ordering": ("id",),
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="claim",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="claim",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="claim",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="claim",
            name="claim_status_known",
        ),
        migrations.RemoveConstraint(
            model_name="claim",
            name="claim_publication_known",
        ),
        migrations.AddField(
            model_name="claim",
            name="look_again_on",
            field=models.DateField(blank=True, null=True, verbose_name="look again on"),
        ),
        migrations.AddField(
            model_name="claimevent",
            name="look_again_on",
            field=models.DateField(blank=True, null=True, verbose_name="look again on"),
        ),
        migrations.AddField(
            model_name="edition",
            name="merged_into",
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="edition_leads",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="handle",
            field=models.SlugField(db_index=False, max_length=60, null=True, verbose_name="handle"),
        ),
        migrations.AddField(
            model_name="person",
            name="second_factor_removed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="second factor removed"),
        ),
        migrations.AddField(
            model_name="personevent",
            name="handle",
            field=models.SlugField(db_index=False, default="", max_length=60, verbose_name="handle"),
            preserve_default=False,  # what was before has none
        ),
        migrations.RunPython(give_handles, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="person",
            name="handle",
            field=models.SlugField(max_length=60, unique=True, verbose_name="handle"),
        ),
        migrations.AddField(
            model_name="personevent",
            name="second_factor_removed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="second factor removed"),
        ),
        migrations.AddField(
            model_name="submission",
            name="into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merges_asked",
                to="claims.claim",
                verbose_name="merge into",
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
                ],
                default="none",
                editable=False,
                max_length=12,
                verbose_name="publication",
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("in_review", "In review"),
                    ("returned", "Returned"),
                    ("rejected", "Rejected"),
                    ("verified", "Verified"),
                    ("merged", "Merged"),
                ],
                default="draft",
                editable=False,
                max_length=12,
                verbose_name="status",
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
                ],
                default="none",
                editable=False,
                max_length=12,
                verbose_name="publication",
            ),
        ),
        migrations.AlterField(
            model_name="claimevent",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("in_review", "In review"),
                    ("returned", "Returned"),
                    ("rejected", "Rejected"),
                    ("verified", "Verified"),
                    ("merged", "Merged"),
                ],
                default="draft",
                editable=False,
                max_length=12,
                verbose_name="status",
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
                ],
                default="none",
                max_length=12,
                verbose_name="publication",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("look_again_on__isnull", False)),
                fields=["look_again_on"],
                name="claim_look_again",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "claims_claimevent" ("about_living_person", "assignee_id", "changed_at", "claimant_id", "content_index", "due_on", "first_claimed", "id", "language", "logged_at", "logged_by_id", "look_again_on", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication", "quote", "statement", "status") VALUES (NEW."about_living_person", NEW."assignee_id", NEW."changed_at", NEW."claimant_id", NEW."content_index", NEW."due_on", NEW."first_claimed", NEW."id", NEW."language", NEW."logged_at", NEW."logged_by_id", NEW."look_again_on", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."publication", NEW."quote", NEW."statement", NEW."status"); RETURN NULL;',
                    hash="e60123cd0a61479549b8155be14183cc121be100",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_df8fa",
                    table="claims_claim",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "claims_claimevent" ("about_living_person", "assignee_id", "changed_at", "claimant_id", "content_index", "due_on", "first_claimed", "id", "language", "logged_at", "logged_by_id", "look_again_on", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication", "quote", "statement", "status") VALUES (NEW."about_living_person", NEW."assignee_id", NEW."changed_at", NEW."claimant_id", NEW."content_index", NEW."due_on", NEW."first_claimed", NEW."id", NEW."language", NEW."logged_at", NEW."logged_by_id", NEW."look_again_on", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."publication", NEW."quote", NEW."statement", NEW."status"); RETURN NULL;',
                    hash="75f6798eb2325298075a69c2ad528c02009fc8e4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fe4ba",
                    table="claims_claim",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "claims_claimevent" ("about_living_person", "assignee_id", "changed_at", "claimant_id", "content_index", "due_on", "first_claimed", "id", "language", "logged_at", "logged_by_id", "look_again_on", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication", "quote", "statement", "status") VALUES (OLD."about_living_person", OLD."assignee_id", OLD."changed_at", OLD."claimant_id", OLD."content_index", OLD."due_on", OLD."first_claimed", OLD."id", OLD."language", OLD."logged_at", OLD."logged_by_id", OLD."look_again_on", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."publication", OLD."quote", OLD."statement", OLD."status"); RETURN NULL;',
                    hash="9d55527993170052c1775e34496e1e8ed3695e5e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_dbf31",
                    table="claims_claim",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "claims_personevent" ("date_joined", "email", "handle", "id", "is_active", "is_staff", "is_superuser", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_factor_removed_at") VALUES (NEW."date_joined", NEW."email", NEW."handle", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."second_factor_removed_at"); RETURN NULL;',
                    hash="1ac8e549304f64aeccc3bb0ee89bbdf4f53158c2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4f174",
                    table="claims_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."handle" IS DISTINCT FROM (NEW."handle") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."second_factor_removed_at" IS DISTINCT FROM (NEW."second_factor_removed_at"))',
                    func='INSERT INTO "claims_personevent" ("date_joined", "email", "handle", "id", "is_active", "is_staff", "is_superuser", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_factor_removed_at") VALUES (NEW."date_joined", NEW."email", NEW."handle", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."second_factor_removed_at"); RETURN NULL;',
                    hash="6374f016574c8174fff75891e5b81342fabfc3ae",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_92997",
                    table="claims_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "claims_personevent" ("date_joined", "email", "handle", "id", "is_active", "is_staff", "is_superuser", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_factor_removed_at") VALUES (OLD."date_joined", OLD."email", OLD."handle", OLD."id", OLD."is_active", OLD."is_staff", OLD."is_superuser", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."second_factor_removed_at"); RETURN NULL;',
                    hash="45eb5870803d6f6648bcdb2ad8ec28bbc3d74efb",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_eb0a4",
                    table="claims_person",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "in_review", "returned", "rejected", "verified", "merged"])
                ),
                name="claim_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("publication__in", ["none", "live", "corrected", "retracted", "held", "merged"])
                ),
                name="claim_publication_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asks", "merged"), ("into__isnull", False)),
                    models.Q(models.Q(("asks", "merged"), _negated=True), ("into__isnull", True)),
                    _connector="OR",
                ),
                name="submission_merge_into",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="mentions",
            field=models.ManyToManyField(
                blank=True, related_name="mentioned_in", to=settings.AUTH_USER_MODEL, verbose_name="mentions"
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="written_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comments",
                to=settings.AUTH_USER_MODEL,
                verbose_name="written by",
            ),
        ),
        migrations.AddField(
            model_name="conflictofinterest",
            name="claimant",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="conflicts",
                to="claims.claimant",
                verbose_name="claimant",
            ),
        ),
        migrations.AddField(
            model_name="conflictofinterest",
            name="declared_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="declared_conflicts",
                to=settings.AUTH_USER_MODEL,
                verbose_name="declared by",
            ),
        ),
        migrations.AddField(
            model_name="conflictofinterest",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="conflicts",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="conflictofinterest",
            name="topic",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="conflicts",
                to="claims.topic",
                verbose_name="topic",
            ),
        ),
        migrations.AddField(
            model_name="fetch",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="fetches",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="keptinput",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="kept_inputs",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="match",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="matches", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="match",
            name="judged_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="matches",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="match",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="matches_from_others",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="into",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merges_of_others",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="merged_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merges",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="comment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="claims.comment",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="noticechoice",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notice_choices",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="replyrequest",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="replyrequestevent",
            name="claim",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="replyrequestevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="claims.replyrequest",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signinrule",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "claims_signinruleevent" ("id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "second_factor_required") VALUES (NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."role", NEW."second_factor_required"); RETURN NULL;',
                    hash="f94a67e98cfe9b2f43cd301184424a1ca4151c53",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_527fb",
                    table="claims_signinrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signinrule",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "claims_signinruleevent" ("id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "second_factor_required") VALUES (NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."role", NEW."second_factor_required"); RETURN NULL;',
                    hash="984b210b4055ae4ead26a2d397f009b9f05ded4b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_41cd4",
                    table="claims_signinrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signinrule",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "claims_signinruleevent" ("id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "second_factor_required") VALUES (OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."role", OLD."second_factor_required"); RETURN NULL;',
                    hash="653155aba2b247da68c327c86d95d40419a7f666",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f02ec",
                    table="claims_signinrule",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="signinruleevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="claims.signinrule",
            ),
        ),
        migrations.AddField(
            model_name="waiver",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="waivers", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="waiver",
            name="granted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="granted_waivers",
                to=settings.AUTH_USER_MODEL,
                verbose_name="granted by",
            ),
        ),
        migrations.AddField(
            model_name="waiver",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="waivers",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddIndex(
            model_name="conflictofinterest",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["person"], name="conflict_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="conflictofinterest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claimant__isnull", False), ("topic__isnull", True)),
                    models.Q(("claimant__isnull", True), ("topic__isnull", False)),
                    _connector="OR",
                ),
                name="conflict_claimant_or_topic",
            ),
        ),
        migrations.AddConstraint(
            model_name="keptinput",
            constraint=models.UniqueConstraint(fields=("person", "page"), name="kept_input_once"),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(("claim", models.F("other")), _negated=True), name="match_with_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("claim", models.F("into")), _negated=True), name="merge_into_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)), fields=("claim",), name="merge_one_in_force"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                models.F("person"),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("on_site", True)),
                name="notice_of_person",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("on_site", True), ("read_at__isnull", True)),
                fields=["person"],
                name="notice_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("by_email", True), ("emailed_at__isnull", True)),
                fields=["id"],
                name="notice_to_mail",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticechoice",
            constraint=models.UniqueConstraint(fields=("person", "kind"), name="notice_choice_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="replyrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "claims_replyrequestevent" ("answer", "answered_on", "asked_of", "asked_on", "claim_id", "how", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."answer", NEW."answered_on", NEW."asked_of", NEW."asked_on", NEW."claim_id", NEW."how", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="481f8bd0a5de55446b5f217a58b5543325fe0d3f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ee6dd",
                    table="claims_replyrequest",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="replyrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "claims_replyrequestevent" ("answer", "answered_on", "asked_of", "asked_on", "claim_id", "how", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."answer", NEW."answered_on", NEW."asked_of", NEW."asked_on", NEW."claim_id", NEW."how", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="d84056dd767c4797b8456a76e443866adf234dd3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8f23d",
                    table="claims_replyrequest",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="replyrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "claims_replyrequestevent" ("answer", "answered_on", "asked_of", "asked_on", "claim_id", "how", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."answer", OLD."answered_on", OLD."asked_of", OLD."asked_on", OLD."claim_id", OLD."how", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="60687596513376b6fe1a77ac305d0ead1d289b18",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_70d7b",
                    table="claims_replyrequest",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="waiver",
            index=models.Index(fields=["claim", "since"], name="waiver_in_work"),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("gate", "conflict"), ("person__isnull", False)),
                    models.Q(("gate", "reply"), ("person__isnull", True)),
                    _connector="OR",
                ),
                name="waiver_of_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="waiver_with_reason"
            ),
        ),
        migrations.RunPython(allow_moves, migrations.RunPython.noop),
        # The guards of the new tables.
        migrations.RunSQL((Path(__file__).parent / "sql" / "desk.sql").read_text(encoding="utf-8")),
    ]
