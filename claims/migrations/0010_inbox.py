"""Readers' letters to the desk, and notices of them."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0009_redaction"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="claim",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="claims.claim",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
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
                    ("letter", "A reader reports an error or suggests a claim"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="noticechoice",
            name="kind",
            field=models.CharField(
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
                    ("letter", "A reader reports an error or suggests a claim"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.CreateModel(
            name="Letter",
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
                        choices=[("error", "Reports an error"), ("suggestion", "Suggests a claim")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "number",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="number of the entry"),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
                ("said_by", models.CharField(blank=True, max_length=200, verbose_name="who says it")),
                ("shown_at", models.CharField(blank=True, max_length=1000, verbose_name="where to see it")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                ("keep_until", models.DateTimeField(verbose_name="kept until")),
                ("sender", models.CharField(blank=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("taken_up", "Taken up"), ("closed", "Closed")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=1000, verbose_name="word")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
                "ordering": ("-id",),
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="letter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to="claims.letter",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("by__isnull", False), ("claim__isnull", False), ("letter__isnull", True)),
                    models.Q(("by__isnull", True), ("claim__isnull", True), ("letter__isnull", False)),
                    _connector="OR",
                ),
                name="notice_of_claim_or_letter",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                models.F("state"), models.OrderBy(models.F("id"), descending=True), name="letter_inbox"
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["received_at", "sender"], name="letter_arrivals"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["keep_until"], name="letter_to_purge"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""),
                        ("answered_by__isnull", True),
                        ("claim__isnull", True),
                        ("state", "open"),
                    ),
                    models.Q(("answered_by__isnull", False), ("claim__isnull", False), ("state", "taken_up")),
                    models.Q(
                        ("answered_by__isnull", False),
                        ("claim__isnull", True),
                        ("state", "closed"),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="letter_answered_in_full",
            ),
        ),
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "inbox.sql").read_text(encoding="utf-8"),
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
