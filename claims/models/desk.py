"""What people at the desk say to each other, are told, and leave half-typed. Nothing of it is ever public."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.choices import FetchState, NoticeKind, Sameness
from claims.models.claim import Claim
from claims.models.dates import PartialDateField
from claims.models.inbox import Letter
from claims.models.prose import ProseField
from claims.models.row import Row
from claims.querysets import CommentQuerySet, NoticeQuerySet


class Comment(Row):
    """What somebody at the desk says about a claim. Internal, and never edited."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="comments")
    text = ProseField(_("comment"), max_length=4000)
    mentions = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="mentioned_in", blank=True, verbose_name=_("mentions")
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="comments",
        verbose_name=_("written by"),
    )
    written_at = models.DateTimeField(_("written at"))

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.written_by}: {self.text[:60]}"


class Notice(Row):
    """That somebody is told of something. Rows not sent yet are the work list of the mailing job."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind.choices)
    # What it is about: a claim, or a reader's letter, which takes its notices along when it is purged.
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    comment = models.ForeignKey(
        Comment, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    letter = models.ForeignKey(
        Letter, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    # Nobody of the desk, where a reader wrote.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("at"))
    on_site = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True, blank=True)
    by_email = models.BooleanField(default=False)
    emailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            # a person's list, newest first
            models.Index(F("person"), F("id").desc(), name="notice_of_person", condition=Q(on_site=True)),
            # the number beside the bell
            models.Index(
                fields=["person"], name="notice_unread", condition=Q(on_site=True, read_at__isnull=True)
            ),
            # what is still to be mailed
            models.Index(
                fields=["id"], name="notice_to_mail", condition=Q(by_email=True, emailed_at__isnull=True)
            ),
        ]
        constraints = (
            models.CheckConstraint(
                condition=Q(claim__isnull=False, by__isnull=False, letter__isnull=True)
                | Q(claim__isnull=True, by__isnull=True, letter__isnull=False),
                name="notice_of_claim_or_letter",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"


class NoticeChoice(Row):
    """How a person wants to be told of one kind of thing. Without a row: on the site and by e-mail."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choices"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind.choices)
    on_site = models.BooleanField(_("on the site"), default=True)
    by_email = models.BooleanField(_("by e-mail"), default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "kind"], name="notice_choice_once"),)

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"


class KeptInput(Row):
    """What somebody has typed into a form and not saved yet, so that leaving the page loses nothing."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_inputs")
    # The address of the form, without its query.
    page = models.CharField(max_length=200)
    # Field names with their values as the browser sends them, in their order.
    fields = models.JSONField()
    kept_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "page"], name="kept_input_once"),)

    def __str__(self) -> str:
        return f"{self.person}: {self.page}"


class Match(Row):
    """What an analyst says of two claims that look alike. Never edited: a newer one supersedes it."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="matches")
    other = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="matches_from_others")
    sameness = models.CharField(_("it is"), max_length=10, choices=Sameness.choices)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="matches")
    judged_at = models.DateTimeField(_("judged at"))

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=~Q(claim=F("other")), name="match_with_another"),)

    def __str__(self) -> str:
        return _("{claim} and {other}: {sameness}").format(
            claim=self.claim_id, other=self.other_id, sameness=self.get_sameness_display()
        )


class Fetch(Row):
    """That a page is to be fetched, and what was found on it. A proposal: the analyst confirms it."""

    url = models.URLField(_("address"), max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="fetches")
    asked_at = models.DateTimeField(_("asked at"))
    state = models.CharField(max_length=10, choices=FetchState.choices, default=FetchState.WAITING)
    finished_at = models.DateTimeField(null=True, blank=True)
    # A sentence, where nothing was fetched.
    problem = models.CharField(max_length=500, blank=True)
    # Where the page was found in the end, after redirects.
    final_url = models.CharField(max_length=1000, blank=True)
    title = models.CharField(max_length=300, blank=True)
    outlet_name = models.CharField(max_length=200, blank=True)
    authors = models.CharField(max_length=300, blank=True)
    published = PartialDateField()
    language = models.CharField(max_length=8, blank=True)

    class Meta:
        verbose_name = _("fetched page")
        verbose_name_plural = _("fetched pages")
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.url


class Merge(Row):
    """That a claim was merged into another one, and what became of each field. Undone at most once."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="merges_of_others")
    # The fate of each field, as rows for people and as what an undo needs (see merging.py).
    fates = models.JSONField()
    why = ProseField(_("why"))
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="merges")
    merged_at = models.DateTimeField(_("merged at"))
    closed_at = models.DateTimeField(_("undone at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~Q(claim=F("into")), name="merge_into_another"),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(closed_at__isnull=True), name="merge_one_in_force"
            ),
        )

    def __str__(self) -> str:
        return _("{claim} into {into}").format(claim=self.claim, into=self.into)
