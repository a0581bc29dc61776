"""What readers write to the desk. Never public, and kept no longer than they were told."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.choices import LetterKind, LetterState
from claims.models.claim import Claim
from claims.models.row import Row

LONGEST_TEXT = 4000


class Letter(Row):
    """A reader's report of an error, or suggestion of a claim, and what the desk made of it.

    What the reader wrote is never changed. All of it goes on the day that the reader was told.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=LetterKind.choices)
    # The entry that it is about, where the reader names one.
    number = models.PositiveBigIntegerField(_("number of the entry"), null=True, blank=True)
    text = models.TextField(_("text"), max_length=LONGEST_TEXT)
    said_by = models.CharField(_("who says it"), max_length=200, blank=True)
    # What shows the error, or where the claim was made: words or an address, as the reader has it.
    shown_at = models.CharField(_("where to see it"), max_length=1000, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    received_at = models.DateTimeField(_("received at"))
    keep_until = models.DateTimeField(_("kept until"))
    # Who sent it, as a keyed digest of the day and the network address; emptied once it no longer counts.
    sender = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=LetterState.choices, default=LetterState.OPEN)
    claim = models.ForeignKey(
        Claim,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("claim"),
    )
    answer = models.CharField(_("word"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            # the inbox by state, newest first, and the number beside its link
            models.Index(F("state"), F("id").desc(), name="letter_inbox"),
            # how many came in the last hour, from one place and in all
            models.Index(fields=["received_at", "sender"], name="letter_arrivals"),
            # what is to be purged
            models.Index(fields=["keep_until"], name="letter_to_purge"),
        ]
        constraints = (
            models.CheckConstraint(
                condition=Q(state=LetterState.OPEN, claim__isnull=True, answer="", answered_by__isnull=True)
                | Q(state=LetterState.TAKEN_UP, claim__isnull=False, answered_by__isnull=False)
                | (
                    Q(state=LetterState.CLOSED, claim__isnull=True, answered_by__isnull=False) & ~Q(answer="")
                ),
                name="letter_answered_in_full",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"
