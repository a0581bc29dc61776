"""What claims refer to: topics, claimants, outlets, and the schemes that verdicts come from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.choices import ClaimantKind, OutletKind, Reliability
from claims.models.history import keep_history
from claims.models.prose import ProseField
from claims.models.row import Row


@keep_history()
class Topic(Row):
    """A subject under which readers find claims."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    label = models.CharField(_("label"), max_length=120)
    description = ProseField(_("description"), blank=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("label",)

    def __str__(self) -> str:
        return self.label


@keep_history()
class Claimant(Row):
    """Who says something: a person, an organisation, an outlet, or somebody unnamed."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=20, choices=ClaimantKind.choices, default=ClaimantKind.PERSON
    )
    description = ProseField(_("description"), blank=True, help_text=_("Public: who this is, in a sentence."))

    class Meta:
        verbose_name = _("claimant")
        verbose_name_plural = _("claimants")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


@keep_history()
class Outlet(Row):
    """Who publishes sources. Its default reliability is where grading of its sources starts."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=OutletKind.choices, default=OutletKind.WEBSITE)
    homepage = models.URLField(_("homepage"), max_length=500, blank=True)
    default_reliability = models.CharField(
        _("default reliability"), max_length=1, choices=Reliability.choices, blank=True
    )
    reliability_reason = ProseField(_("reason for the default"), blank=True)

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class VerdictScheme(Row):
    """A numbered version of the desk's set of verdicts. Published through the log, never edited."""

    name = models.CharField(_("name"), max_length=120)
    version = models.PositiveIntegerField(_("version"))

    class Meta:
        verbose_name = _("verdict scheme")
        verbose_name_plural = _("verdict schemes")
        ordering = ("name", "-version")
        constraints = (models.UniqueConstraint(fields=["name", "version"], name="scheme_version_once"),)

    def __str__(self) -> str:
        return _("{name}, version {version}").format(name=self.name, version=self.version)


class Verdict(Row):
    """A row of a scheme: what the evidence says of a claim. Never edited: a newer scheme has new rows."""

    scheme = models.ForeignKey(VerdictScheme, on_delete=models.PROTECT, related_name="verdicts")
    code = models.SlugField(_("code"), max_length=40)
    label = models.CharField(_("label"), max_length=80)
    definition = ProseField(_("definition"))
    # 5 (true) … 1 (false); empty for verdicts that sit on no such line, such as "unproven".
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        ordering = ("scheme", "order")
        constraints = (
            models.UniqueConstraint(fields=["scheme", "code"], name="verdict_code_once"),
            models.UniqueConstraint(fields=["scheme", "order"], name="verdict_order_once"),
            models.CheckConstraint(
                condition=models.Q(rating__isnull=True) | models.Q(rating__range=(1, 5)),
                name="verdict_rating_1_to_5",
            ),
        )

    def __str__(self) -> str:
        return self.label
