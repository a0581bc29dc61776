"""What a reader writes to the desk, and what the desk answers for itself."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.base import DeskForm
from claims.models import Claim, Edition
from claims.models.inbox import LONGEST_TEXT

LARGEST_NUMBER = 2**63 - 1
NO_SUCH_ENTRY = _("There is no entry No. %(number)s. Look at its head again, or leave this empty.")
NO_SUCH_CLAIM = _(
    "There is no such claim. Write the number of an entry, or the address of a claim’s page at the desk."
)

EMAIL_HELP = _(
    "Only if the desk may write to you about this. It is never published, and goes when your letter goes."
)


class LetterForm(DeskForm, forms.Form):
    """What both forms have: the trap for machines, and a way to write back."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=EMAIL_HELP,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # Nobody sees it; what fills it in is a machine that fills in everything.
    fax = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def is_trapped(self) -> bool:
        """Whether a machine filled in what no person sees."""
        return bool(str(self.data.get("fax", "")).strip())

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields that a person sees, in their order."""
        return [field for field in self if field.name != "fax"]


class ReportForm(LetterForm):
    """An error in an entry, or anywhere in the ledger."""

    field_order = ("number", "text", "shown_at", "email")

    number = forms.IntegerField(
        label=_("Number of the entry"),
        help_text=_("It stands at the entry’s head: “No. 12”. Empty if it is about something else."),
        required=False,
        min_value=1,
        max_value=LARGEST_NUMBER,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short"}),
    )
    text = forms.CharField(
        label=_("What is wrong"),
        help_text=_("As exactly as you can: which words, which figure, which source."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    shown_at = forms.CharField(
        label=_("What shows it"),
        help_text=_("The address of a page, a document, a recording: where the desk can see it."),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_number(self) -> int | None:
        """The number of an entry that there is."""
        number: int | None = self.cleaned_data["number"]
        if number is not None and not Edition.objects.filter(number=number).exists():
            raise forms.ValidationError(NO_SUCH_ENTRY, params={"number": number})
        return number


class SuggestForm(LetterForm):
    """A claim that the desk should look into."""

    field_order = ("text", "said_by", "shown_at", "email")

    text = forms.CharField(
        label=_("What was claimed"),
        help_text=_("The exact words, if you have them; and why it matters, if you like."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    said_by = forms.CharField(
        label=_("Who says it"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    shown_at = forms.CharField(
        label=_("Where and when it was said"),
        help_text=_("The address of a page, a newspaper and its day, a speech."),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


# ── At the desk ─────────────────────────────────────────────────────────────────────────────────────


class TakeUpForm(DeskForm, forms.Form):
    """The statement of the draft that a letter becomes."""

    statement = forms.CharField(
        label=_("Statement"),
        help_text=_("The claim in neutral words. Everything else is added to the draft."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LinkForm(DeskForm, forms.Form):
    """The claim that goes on with what a letter says."""

    claim = forms.CharField(
        label=_("Claim"),
        help_text=_("The number of an entry, or the address of a claim’s page at the desk."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_claim(self) -> Claim:
        """The claim by its public number or by its address at the desk."""
        typed = str(self.cleaned_data["claim"]).strip()
        found: Any = None
        if at_desk := re.search(r"/desk/claims/([0-9]{1,18})(?:/|$)", typed):
            found = Claim.objects.filter(pk=int(at_desk[1])).first()
        elif number := re.fullmatch(r"(?:no\.?\s*)?([0-9]{1,18})", typed, re.IGNORECASE):
            found = Claim.objects.filter(number=int(number[1])).first()
        if not isinstance(found, Claim):
            raise forms.ValidationError(NO_SUCH_CLAIM)
        return found


class CloseForm(DeskForm, forms.Form):
    """Why nothing more is done."""

    word = forms.CharField(
        label=_("A word on why"),
        help_text=_("Internal. Nothing is sent: whoever wrote and gave an address is answered by mail."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReopenForm(DeskForm, forms.Form):
    """A button and nothing to fill in."""
