"""The projection that readers list and search: rebuilt from entries at any time, never a source of truth."""

import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from claims.choices import Confidence, CorrectionClass, Event, Language, Publication
from claims.models.log import Entry
from claims.querysets import EditionQuerySet


def _words(name: Any) -> ArrayField:
    return ArrayField(models.CharField(max_length=80), verbose_name=name, default=list, blank=True)


class Edition(models.Model):
    """A published version as readers list and search it: one wide row, and how long it was valid."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="edition")
    number = models.PositiveBigIntegerField(_("number"))
    version = models.PositiveIntegerField(_("version"))
    # What "as of" a day asks: valid_from <= day < valid_to; open (NULL) is the current edition.
    valid_from = models.DateTimeField(_("valid from"))
    valid_to = models.DateTimeField(_("valid until"), null=True)
    first_published_at = models.DateTimeField()
    event = models.CharField(_("event"), max_length=20, choices=Event.choices)
    publication = models.CharField(_("publication"), max_length=12, choices=Publication.choices)
    correction_class = models.CharField(max_length=10, choices=CorrectionClass.choices, blank=True)
    note = models.TextField(blank=True)
    record_digest = models.CharField(_("digest of the record"), max_length=64)
    slug = models.CharField(max_length=80)
    language = models.CharField(_("language"), max_length=8, choices=Language.choices)
    statement = models.CharField(_("statement"), max_length=500)
    quote = models.TextField(_("quote"), blank=True)
    claimant_slug = models.CharField(max_length=80, blank=True)
    claimant_name = models.CharField(_("claimant"), max_length=200, blank=True)
    # EDTF as published, and the days that it spans, for "first claimed between".
    first_claimed = models.CharField(_("first claimed"), max_length=40, blank=True)
    first_claimed_from = models.DateField(null=True)
    first_claimed_to = models.DateField(null=True)
    verdict = models.CharField(_("code of the verdict"), max_length=40)
    verdict_label = models.CharField(_("verdict"), max_length=80)
    verdict_rating = models.PositiveSmallIntegerField(null=True)
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence.choices)
    topics = _words(_("topics"))
    outlets = _words(_("outlets"))
    source_kinds = _words(_("kinds of sources"))
    # Numbers of the claims that this record says it is related to.
    related = ArrayField(models.PositiveBigIntegerField(), default=list, blank=True)
    # The number that this one leads to, while it is merged into another entry.
    merged_into = models.PositiveBigIntegerField(null=True)
    # What full-text search reads besides statement, quote and claimant: rationale, figures, topics, outlets.
    more_text = models.TextField(blank=True)
    search = models.GeneratedField(
        expression=Func(
            F("language"),
            F("statement"),
            F("quote"),
            F("claimant_name"),
            F("more_text"),
            function="ledger_search_vector",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        # "entry_id": "entry" would join the entries and turn to their own order
        ordering = ("-valid_from", "-entry_id")
        indexes: ClassVar[list[models.Index]] = [
            # the public list, newest first, by keyset
            models.Index(
                fields=["-valid_from", "-entry"], name="edition_newest", condition=Q(valid_to__isnull=True)
            ),
            # the list under one verdict, one confidence, one claimant
            models.Index(
                fields=["verdict", "-valid_from", "-entry"],
                name="edition_verdict",
                condition=Q(valid_to__isnull=True),
            ),
            models.Index(
                fields=["claimant_slug", "-valid_from", "-entry"],
                name="edition_claimant",
                condition=Q(valid_to__isnull=True),
            ),
            # the list as of a day, newest first, by keyset
            models.Index(fields=["-valid_from", "-entry"], name="edition_moments"),
            # the list by first publication and by date said, newest first, by keyset; as of a day too
            models.Index(fields=["-first_published_at", "-entry"], name="edition_published"),
            models.Index(
                Coalesce("first_claimed_from", Value(datetime.date.min)).desc(),
                F("entry").desc(),
                name="edition_said",
            ),
            # the page of corrections and its feed: every change of what readers had
            models.Index(
                fields=["-valid_from", "-entry"],
                name="edition_changes",
                condition=Q(
                    event__in=(
                        Event.CORRECTED,
                        Event.RETRACTED,
                        Event.REINSTATED,
                        Event.HELD,
                        Event.RELEASED,
                        Event.MERGED,
                        Event.UNMERGED,
                        Event.REDACTED,
                    )
                ),
            ),
            # a claim's page: "which entries lead here?"
            models.Index(
                fields=["merged_into"], name="edition_leads", condition=Q(merged_into__isnull=False)
            ),
            # a claim's page, its versions, and "as of"
            models.Index(fields=["number", "-version"], name="edition_versions"),
            # the list under a topic, an outlet, a kind of source; "which claims name this one?"
            GinIndex(fields=["topics"], name="edition_topics"),
            GinIndex(fields=["outlets"], name="edition_outlets"),
            GinIndex(fields=["source_kinds"], name="edition_source_kinds"),
            GinIndex(fields=["related"], name="edition_related"),
        ]
        constraints = (
            models.UniqueConstraint(fields=["number", "version"], name="edition_version_once"),
            models.UniqueConstraint(
                fields=["number"], condition=Q(valid_to__isnull=True), name="edition_one_current"
            ),
        )

    def __str__(self) -> str:
        return _("No. {number}, version {version}: {statement}").format(
            number=self.number, version=self.version, statement=self.statement
        )


class Lexemes(models.Model):
    """The lexemes of an edition apart from its wide row, so that a search visits few pages.

    A trigger copies them as an edition is written, changed and removed (migrations/sql/lexemes.sql). Nothing
    else writes here.
    """

    entry = models.OneToOneField(
        Edition, on_delete=models.DO_NOTHING, primary_key=True, related_name="lexemes", db_constraint=False
    )
    language = models.CharField(max_length=8, choices=Language.choices)
    search = SearchVectorField()

    class Meta:
        verbose_name = _("lexemes")
        verbose_name_plural = _("lexemes")
        indexes: ClassVar[list[models.Index]] = [
            # search
            GinIndex(fields=["search"], name="lexemes_search"),
        ]

    def __str__(self) -> str:
        return _("Lexemes of entry {index}").format(index=self.pk)


class Subject(models.Model):
    """A topic, claimant, outlet or verdict as the newest entry that names it describes it.

    `kind` is "topic", "claimant", "outlet" or "verdict"; `detail` holds the public fields besides
    slug and label (see docs/record.md).
    """

    kind = models.CharField(max_length=10)
    slug = models.CharField(max_length=80)
    label = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="subjects")

    class Meta:
        ordering = ("kind", "label")
        constraints = (models.UniqueConstraint(fields=["kind", "slug"], name="subject_once"),)

    def __str__(self) -> str:
        return self.label
