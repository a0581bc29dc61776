"""Judgement and review: assessments, submissions, decisions, and who had a hand in what."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.choices import CONTENT_EVENTS, Confidence, CorrectionClass, Event, Likelihood, Outcome
from claims.models.claim import Claim
from claims.models.evidence import Source
from claims.models.prose import ProseField
from claims.models.reference import Verdict
from claims.models.row import Row
from claims.querysets import AssessmentQuerySet, AssessmentRequestQuerySet, SubmissionQuerySet


class AssessmentRequest(Row):
    """That an editor wants a second assessment, by an analyst who does not see the first.

    While it is open, the analyst sees no verdict, confidence or rationale of this claim, by any door
    (`querysets.AssessmentQuerySet.visible_to`).
    """

    claim = models.ForeignKey(
        Claim, verbose_name=_("claim"), on_delete=models.PROTECT, related_name="assessment_requests"
    )
    analyst = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="assessment_requests",
        verbose_name=_("second analyst"),
    )
    reason = ProseField(_("reason"), blank=True, help_text=_("Why a second assessment; names no verdict."))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="requested_assessments",
        verbose_name=_("asked by"),
    )
    requested_at = models.DateTimeField(_("asked at"))
    # The claim's content_index when it was asked: which version in work it is about.
    since = models.BigIntegerField(editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)

    objects = AssessmentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a second assessment")
        verbose_name_plural = _("requests for a second assessment")
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            # the desk's home: what waits for my second assessment; and what I may not see meanwhile
            models.Index(
                fields=["analyst", "claim"], name="request_open", condition=Q(closed_at__isnull=True)
            ),
        ]
        constraints = (
            models.UniqueConstraint(
                fields=["claim"], condition=Q(closed_at__isnull=True), name="request_one_open_a_claim"
            ),
        )

    def __str__(self) -> str:
        return _("Second assessment by {analyst}: {claim}").format(analyst=self.analyst, claim=self.claim)


class Assessment(Row):
    """An analyst's verdict, confidence and reasons. Never edited: a newer one supersedes it."""

    claim = models.ForeignKey(
        Claim, verbose_name=_("claim"), on_delete=models.PROTECT, related_name="assessments"
    )
    verdict = models.ForeignKey(
        Verdict, verbose_name=_("verdict"), on_delete=models.PROTECT, related_name="assessments"
    )
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence.choices)
    likelihood = models.CharField(_("likelihood"), max_length=20, choices=Likelihood.choices, blank=True)
    rationale = ProseField(_("rationale"), help_text=_("Why the evidence carries this verdict, for readers."))
    alternatives = ProseField(
        _("alternatives considered"), blank=True, help_text=_("Other readings, and why they were dismissed.")
    )
    missing = ProseField(_("what is missing"), blank=True)
    would_change = ProseField(_("what would change it"), blank=True)
    above_ceiling_reason = ProseField(
        _("reason for going above the ceiling"),
        blank=True,
        help_text=_("Public. Needed only above the ceiling."),
    )
    # Set on a second, blind assessment: it never becomes the current one, the editor compares the two.
    request = models.OneToOneField(
        AssessmentRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assessment",
        editable=False,
    )
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="assessments",
        verbose_name=_("assessed by"),
    )
    assessed_at = models.DateTimeField(_("assessed at"))

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ("-id",)
        indexes = (
            # the current assessment of a claim is its newest
            models.Index(fields=["claim", "-id"], name="assessment_current"),
        )

    def __str__(self) -> str:
        return _("{verdict}, {confidence} confidence").format(
            verdict=self.verdict, confidence=self.get_confidence_display().lower()
        )


class Submission(Row):
    """A question put to editors: publish this, or retract, release, redact … that. The work list."""

    claim = models.ForeignKey(
        Claim, verbose_name=_("claim"), on_delete=models.PROTECT, related_name="submissions"
    )
    # The event that the entry will record if an editor approves.
    asks = models.CharField(_("asks for"), max_length=20, choices=Event.choices)
    # The entry that readers will be led to; set where a merge is asked for, and only there.
    into = models.ForeignKey(
        Claim,
        verbose_name=_("merge into"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merges_asked",
    )
    # The versions whose records are to be withdrawn; named where a redaction is asked for, and only there.
    redacts = ArrayField(
        models.PositiveIntegerField(),
        verbose_name=_("versions to redact"),
        default=list,
        db_default=[],  # for what still runs while the column is new
        blank=True,
    )
    correction_class = models.CharField(
        _("class of change"), max_length=10, choices=CorrectionClass.choices, blank=True
    )
    note = ProseField(_("public note"), blank=True, help_text=_("What readers will be told of this change."))
    message = ProseField(_("message to the editor"), blank=True, help_text=_("Internal, never published."))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="submissions",
        verbose_name=_("submitted by"),
    )
    submitted_at = models.DateTimeField(_("submitted at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            # the review queue: undecided, the longest waiting first
            models.Index(
                fields=["submitted_at", "id"], name="submission_waiting", condition=Q(closed_at__isnull=True)
            ),
        ]
        constraints = (
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(closed_at__isnull=True, asks__in=CONTENT_EVENTS),
                name="submission_one_open_review",
            ),
            models.UniqueConstraint(
                fields=["claim", "asks"],
                condition=Q(closed_at__isnull=True) & ~Q(asks__in=CONTENT_EVENTS),
                name="submission_one_open_request",
            ),
            models.CheckConstraint(
                condition=Q(asks=Event.MERGED, into__isnull=False)
                | (~Q(asks=Event.MERGED) & Q(into__isnull=True)),
                name="submission_merge_into",
            ),
            models.CheckConstraint(
                condition=(Q(asks=Event.REDACTED) & ~Q(redacts=[]))
                | (~Q(asks=Event.REDACTED) & Q(redacts=[])),
                name="submission_redacts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_asks_display()}: {self.claim}"

    @property
    def is_review(self) -> bool:
        """Asks to publish the working copy, rather than to change what readers see of the entry."""
        return self.asks in CONTENT_EVENTS


class Decision(Row):
    """What an editor decided on a submission, and the digest of exactly what they looked at. Never edited."""

    submission = models.OneToOneField(
        Submission, verbose_name=_("submission"), on_delete=models.PROTECT, related_name="decision"
    )
    claim = models.ForeignKey(
        Claim, verbose_name=_("claim"), on_delete=models.PROTECT, related_name="decisions"
    )
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("editor")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    comment = ProseField(_("comment"), blank=True)
    # SHA-256, hex, of the canonical content that the editor reviewed.
    reviewed_digest = models.CharField(_("digest of what was reviewed"), max_length=64)
    # SHA-256, hex, of the record that this approval publishes; empty unless approved.
    record_digest = models.CharField(_("digest of the record"), max_length=64, blank=True)
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=(Q(outcome=Outcome.APPROVED) & ~Q(record_digest=""))
                | (~Q(outcome=Outcome.APPROVED) & Q(record_digest="")),
                name="decision_record_when_approved",
            ),
        )

    def __str__(self) -> str:
        return _("{outcome} by {editor}").format(outcome=self.get_outcome_display(), editor=self.editor)


class Recheck(Row):
    """That a claim is to be looked at again: a source that it rests on fell. Closed by its next content."""

    claim = models.ForeignKey(
        Claim, verbose_name=_("claim"), on_delete=models.PROTECT, related_name="rechecks"
    )
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="rechecks", verbose_name=_("source")
    )
    reason = ProseField(_("reason"))
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="rechecks",
        verbose_name=_("raised by"),
    )
    raised_at = models.DateTimeField(_("raised at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("claim to look at again")
        verbose_name_plural = _("claims to look at again")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["claim", "source"], condition=Q(closed_at__isnull=True), name="recheck_one_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.claim}: {self.reason}"


class Contribution(Row):
    """That a person changed what a claim's next record will say. Written by database triggers alone.

    `since` is the claim's `content_index` when the change was made, so the contributors to the
    version in work are the rows whose `since` equals it now. Who contributed may not decide.
    """

    claim = models.ForeignKey(
        Claim, verbose_name=_("claim"), on_delete=models.PROTECT, related_name="contributions"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="contributions",
    )
    what = models.CharField(_("what was changed"), max_length=60)
    since = models.BigIntegerField(_("since entry"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ("id",)
        indexes: ClassVar[list[models.Index]] = [
            # "did this person have a hand in the version in work?"
            models.Index(F("claim"), F("since"), F("person"), name="contribution_in_work"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.what}"


class Move(Row):
    """The database's own copy of the moves in `workflow.py`; a trigger refuses every other.

    `kind` is "status" (of the working copy) or "publication" (what readers see); `event` is empty
    for moves of the status.
    """

    kind = models.CharField(max_length=12)
    event = models.CharField(max_length=20, blank=True)
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "event", "before", "after"], name="move_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.before} → {self.after}"
