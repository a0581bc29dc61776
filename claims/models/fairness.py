"""Fairness: requests for reply, declared conflicts of interest, and the waivers that readers see."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.choices import Gate
from claims.models.claim import Claim
from claims.models.dates import PartialDateField
from claims.models.history import keep_history
from claims.models.prose import ProseField
from claims.models.reference import Claimant, Topic
from claims.models.row import Row
from claims.querysets import ConflictQuerySet


@keep_history()
class ReplyRequest(Row):
    """That somebody whom a claim is about was asked for a reply, and what came of it. All of it is public."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="replies")
    asked_of = models.CharField(_("asked of"), max_length=200, help_text=_("A person, office or lawyer."))
    asked_on = PartialDateField(_("asked on"), blank=False)
    how = models.CharField(_("how"), max_length=200, help_text=_("By e-mail to the press office, by phone …"))
    answer = ProseField(
        _("answer"), blank=True, help_text=_("In a fair summary or in full. Empty while none has come.")
    )
    answered_on = PartialDateField(_("answered on"))

    class Meta:
        verbose_name = _("request for reply")
        verbose_name_plural = _("requests for reply")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.asked_of}, {self.asked_on}"


class ConflictOfInterest(Row):
    """That a person is not impartial about a claimant or a topic. Internal; made open, closed once."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conflicts", verbose_name=_("person")
    )
    claimant = models.ForeignKey(
        Claimant,
        verbose_name=_("claimant"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="conflicts",
    )
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="conflicts",
    )
    reason = ProseField(_("reason"), help_text=_("Internal, never published."))
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="declared_conflicts",
        verbose_name=_("declared by"),
    )
    declared_at = models.DateTimeField(_("declared at"))
    closed_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            # "has this person an open conflict here?"
            models.Index(fields=["person"], name="conflict_open", condition=Q(closed_at__isnull=True)),
        ]
        constraints = (
            models.CheckConstraint(
                condition=Q(claimant__isnull=False, topic__isnull=True)
                | Q(claimant__isnull=True, topic__isnull=False),
                name="conflict_claimant_or_topic",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.claimant or self.topic}"


class Waiver(Row):
    """That an editor waives a rule of fairness for the version in work, and why. Public, never edited."""

    claim = models.ForeignKey(
        Claim, verbose_name=_("claim"), on_delete=models.PROTECT, related_name="waivers"
    )
    gate = models.CharField(_("rule"), max_length=10, choices=Gate.choices)
    # Whose conflict of interest is waived; nobody for a request for reply.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="waivers",
        verbose_name=_("person"),
    )
    reason = ProseField(_("reason"), help_text=_("Public: readers see why."))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="granted_waivers",
        verbose_name=_("granted by"),
    )
    granted_at = models.DateTimeField(_("granted at"))
    # The claim's content_index when it was granted: it holds for the version in work alone.
    since = models.BigIntegerField(editable=False)

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        ordering = ("id",)
        indexes: ClassVar[list[models.Index]] = [
            # "is this rule waived for the version in work?"
            models.Index(fields=["claim", "since"], name="waiver_in_work"),
        ]
        constraints = (
            models.CheckConstraint(
                condition=Q(gate=Gate.CONFLICT, person__isnull=False)
                | Q(gate=Gate.REPLY, person__isnull=True),
                name="waiver_of_somebody",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_with_reason"),
        )

    def __str__(self) -> str:
        return f"{self.get_gate_display()}: {self.reason}"
