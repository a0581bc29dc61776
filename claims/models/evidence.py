"""Sources, what they relay, the evidence that they give toward claims, and rates of exchange."""

from decimal import Decimal

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.choices import Credibility, Reliability, SourceKind, Stance, Standing
from claims.models.claim import Claim
from claims.models.dates import PartialDateField
from claims.models.history import keep_history
from claims.models.prose import ProseField
from claims.models.reference import Outlet
from claims.models.row import Row

CURRENCY = RegexValidator(r"\A[A-Z]{3}\Z", _("Write the currency as three capital letters, like EUR."))


@keep_history()
class Source(Row):
    """A document, recording or report that evidence can be cited from."""

    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind.choices)
    title = models.CharField(_("title"), max_length=300)
    outlet = models.ForeignKey(
        Outlet,
        verbose_name=_("outlet"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sources",
    )
    authors = models.CharField(_("authors"), max_length=300, blank=True)
    url = models.URLField(_("address"), max_length=1000, blank=True)
    archived_url = models.URLField(_("archived copy"), max_length=1000, blank=True)
    published = PartialDateField(_("published"))
    accessed = PartialDateField(_("accessed"))
    reliability = models.CharField(
        _("reliability"),
        max_length=1,
        choices=Reliability.choices,
        blank=True,
        help_text=_("How good the source is, whatever it says here. Empty until graded."),
    )
    reliability_reason = ProseField(_("reason for the grade"), blank=True)
    standing = models.CharField(
        _("standing"), max_length=12, choices=Standing.choices, default=Standing.IN_FORCE
    )
    withheld_reason = ProseField(
        _("withheld because"),
        blank=True,
        help_text=_(
            "Public. Filled in only to keep the source back for somebody's safety: no detail is published."
        ),
    )
    withheld_counts = models.BooleanField(
        _("counts although withheld"),
        default=False,
        help_text=_("Public. Only an editor says so, having seen the source: otherwise it carries nothing."),
    )
    relays = models.ManyToManyField(
        "self", through="Relay", symmetrical=False, related_name="relayed_by", verbose_name=_("relays")
    )

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("title", "id")
        indexes = (
            # "is this address already in the ledger?" when a source is added
            models.Index(fields=["url"], name="source_by_url", condition=~Q(url="")),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.outlet})" if self.outlet else self.title


@keep_history()
class Relay(Row):
    """That `source` passes on what `original` reported. Chains are followed; a cycle is refused."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="relay_rows")
    original = models.ForeignKey(
        Source, verbose_name=_("relayed source"), on_delete=models.PROTECT, related_name="relayed_rows"
    )

    class Meta:
        verbose_name = _("relay")
        verbose_name_plural = _("relays")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["source", "original"], name="relay_once"),
            models.CheckConstraint(condition=~Q(source=F("original")), name="relay_of_another"),
        )

    def __str__(self) -> str:
        return _("{source} relays {original}").format(source=self.source, original=self.original)


@keep_history()
class Evidence(Row):
    """What one source gives toward one claim: its stance and how believable the item is."""

    claim = models.ForeignKey(
        Claim, verbose_name=_("claim"), on_delete=models.PROTECT, related_name="evidence"
    )
    source = models.ForeignKey(
        Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="evidence"
    )
    stance = models.CharField(_("stance"), max_length=10, choices=Stance.choices)
    credibility = models.CharField(
        _("credibility"),
        max_length=1,
        choices=Credibility.choices,
        blank=True,
        help_text=_("How believable this item is, whoever says it. Empty until graded."),
    )
    quote = ProseField(_("quote"), blank=True)
    locator = models.CharField(
        _("where in the source"), max_length=200, blank=True, help_text=_("Page, paragraph, time.")
    )
    note = ProseField(_("note"), blank=True, help_text=_("Public: how this bears on the claim."))
    withheld_reason = ProseField(
        _("quote withheld because"),
        blank=True,
        help_text=_("Public. Filled in only to keep quote, place and note back for somebody's safety."),
    )
    withheld_counts = models.BooleanField(
        _("counts although withheld"),
        default=False,
        help_text=_(
            "Public. Only an editor says so, having seen it: without it, a withheld quote carries nothing."
        ),
    )

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.get_stance_display()}: {self.source}"


@keep_history()
class ExchangeRate(Row):
    """What a unit of a currency was worth in another, as a source gives it. A part of a claim."""

    claim = models.ForeignKey(Claim, verbose_name=_("claim"), on_delete=models.PROTECT, related_name="rates")
    base = models.CharField(_("one unit of"), max_length=3, validators=[CURRENCY], help_text=_("As EUR."))
    quote = models.CharField(
        _("was worth so many"), max_length=3, validators=[CURRENCY], help_text=_("As USD.")
    )
    rate = models.DecimalField(
        _("rate"), max_digits=20, decimal_places=10, validators=[MinValueValidator(Decimal(0))]
    )
    on = PartialDateField(_("on"), blank=False)
    source = models.ForeignKey(
        Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="rates"
    )

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_above_zero"),
            models.CheckConstraint(condition=~Q(base=F("quote")), name="rate_of_two_currencies"),
        )

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate.normalize():f} {self.quote} ({self.on})"
