"""A claim and what is known of it: figures, appearances, topics and related claims."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.choices import Language, Publication, Relation, Status
from claims.models.dates import PartialDateField
from claims.models.history import keep_history
from claims.models.prose import ProseField
from claims.models.reference import Claimant, Outlet, Topic
from claims.models.row import Row
from claims.querysets import ClaimQuerySet


@keep_history(exclude=["opened_with"])
class Claim(Row):
    """Something that somebody said and that evidence can bear on: the *working copy*."""

    # Public and permanent. Given at first publication, so that gaps tell nothing about drafts.
    number = models.PositiveBigIntegerField(_("number"), unique=True, null=True, blank=True, editable=False)
    statement = models.CharField(
        _("statement"),
        max_length=500,
        validators=[MinLengthValidator(10)],
        help_text=_("What is claimed, in neutral words, as one sentence that could be true or false."),
    )
    quote = ProseField(
        _("exact words"), blank=True, help_text=_("As said or written, without quotation marks.")
    )
    claimant = models.ForeignKey(
        Claimant,
        verbose_name=_("claimant"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
    )
    language = models.CharField(
        _("language"), max_length=8, choices=Language.choices, default=Language.ENGLISH
    )
    first_claimed = PartialDateField(
        _("first claimed"), help_text=_("As far as known: 2018, 2018-10 or 2018-10-18.")
    )
    topics = models.ManyToManyField(
        Topic, through="ClaimTopic", verbose_name=_("topics"), related_name="claims"
    )
    # Internal. A rule asks for a second, blind assessment of claims about living people.
    about_living_person = models.BooleanField(_("about a named living person"), default=False)
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    publication = models.CharField(
        _("publication"), max_length=12, choices=Publication.choices, default=Publication.NONE, editable=False
    )
    # Index of the newest entry that carried this working copy to readers; -1 before the first.
    content_index = models.BigIntegerField(default=-1, editable=False)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="logged_claims",
        editable=False,
        verbose_name=_("logged by"),
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_claims",
        verbose_name=_("assignee"),
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    # Internal: when somebody should see whether it still holds. The desk's home lists what is due.
    look_again_on = models.DateField(_("look again on"), null=True, blank=True)
    # While a revision is open: the digest of the claim's own rows as they were when it was opened. By it the
    # database, which alone writes it, knows whether anything differs when the revision is closed.
    opened_with = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    logged_at = models.DateTimeField(_("logged at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            # the desk's home: my claims in one status, newest first
            models.Index(fields=["logged_by", "status", "-id"], name="claim_mine_by_status"),
            # the review queue and the admin list by status
            models.Index(fields=["status", "-id"], name="claim_by_status"),
            # what was handed to me, most urgent first
            models.Index(
                fields=["assignee", "due_on"], name="claim_assigned_due", condition=Q(assignee__isnull=False)
            ),
            # the desk's home: what is due for another look
            models.Index(
                fields=["look_again_on"], name="claim_look_again", condition=Q(look_again_on__isnull=False)
            ),
        ]
        constraints = (
            models.CheckConstraint(
                condition=Q(publication=Publication.NONE, number__isnull=True)
                | (~Q(publication=Publication.NONE) & Q(number__isnull=False)),
                name="claim_number_with_publication",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="claim_status_known"),
            models.CheckConstraint(
                condition=Q(publication__in=Publication.values), name="claim_publication_known"
            ),
        )

    def __str__(self) -> str:
        if self.number is None:
            return self.statement
        return _("No. {number}: {statement}").format(number=self.number, statement=self.statement)

    @property
    def is_public(self) -> bool:
        return self.publication != Publication.NONE

    @property
    def is_editable(self) -> bool:
        """The working copy takes changes; the database holds the same rule."""
        return self.status in (Status.DRAFT, Status.RETURNED)


@keep_history()
class ClaimTopic(Row):
    """That a claim stands under a topic."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["claim", "topic"], name="claim_topic_once"),)

    def __str__(self) -> str:
        return f"{self.topic}"


@keep_history()
class Figure(Row):
    """A number in a claim: one value or a range, in a unit or an ISO 4217 currency, as of some time."""

    claim = models.ForeignKey(
        Claim, verbose_name=_("claim"), on_delete=models.PROTECT, related_name="figures"
    )
    role = models.CharField(_("what it counts"), max_length=120)
    low = models.DecimalField(_("from"), max_digits=24, decimal_places=6)
    high = models.DecimalField(_("to"), max_digits=24, decimal_places=6)
    unit = models.CharField(_("unit"), max_length=40, help_text=_("A unit, or a currency as EUR or USD."))
    approximate = models.BooleanField(_("approximate"), default=False)
    as_of = PartialDateField(_("as of"))

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=Q(low__lte=F("high")), name="figure_low_to_high"),)

    def __str__(self) -> str:
        span = f"{self.low.normalize():f}" if self.low == self.high else f"{self.low:f}–{self.high:f}"
        amount = f"{span} {self.unit}"
        if self.approximate:
            amount = _("about {amount}").format(amount=amount)
        return f"{self.role}: {amount}"


@keep_history()
class Appearance(Row):
    """Where and when the claim was said or repeated."""

    claim = models.ForeignKey(
        Claim, verbose_name=_("claim"), on_delete=models.PROTECT, related_name="appearances"
    )
    date = PartialDateField(_("date"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    outlet = models.ForeignKey(
        Outlet,
        verbose_name=_("outlet"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appearances",
    )
    url = models.URLField(_("address"), max_length=1000, blank=True)
    archived_url = models.URLField(_("archived copy"), max_length=1000, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True, help_text=_("Public: occasion or medium."))

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ("id",)

    def __str__(self) -> str:
        return (
            ", ".join(str(part) for part in (self.date, self.place, self.outlet, self.note) if part)
            or "appearance"
        )


@keep_history()
class ClaimRelation(Row):
    """How one claim bears on another. Stored once; *contradicts* is shown from both sides."""

    claim = models.ForeignKey(
        Claim, verbose_name=_("claim"), on_delete=models.PROTECT, related_name="relations"
    )
    relation = models.CharField(_("relation"), max_length=20, choices=Relation.choices)
    other = models.ForeignKey(
        Claim, verbose_name=_("other claim"), on_delete=models.PROTECT, related_name="relations_from_others"
    )

    class Meta:
        verbose_name = _("related claim")
        verbose_name_plural = _("related claims")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["claim", "relation", "other"], name="relation_once"),
            models.CheckConstraint(condition=~Q(claim=F("other")), name="relation_to_another"),
        )

    def __str__(self) -> str:
        return f"{self.get_relation_display()}: {self.other}"
